# ruff: noqa: E741, N803, N806 the compiled loop keeps the letters of the formulas: W weights, E emissions, T transitions
"""Train a model for `tasks.tagging`: a conditional random field by AdaGrad, unit by unit, compiled by Numba.

For a new tagger:

1. Write a TypeFeatures: what a word by itself tells. Each of its features counts at every offset of OFFSETS.
2. Lay down a Design: labels (`bio_labels`, or any), which may not follow which, crosses over classes and marks.
3. Make a Corpus with `corpus_of(texts, spans, design, features, "sentence" or "paragraph")`, then
   `replace(corpus, labels=..., marks={name: one number from 0 to 250 for each token of corpus.reading})`.
4. `save(train(corpus, design, Course()), path)`.

Marks named in `at_times_hidden` are left out for half the documents, so that one model serves with and without them.
Everything is seeded and runs on one thread: the same data give the same model.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from tasks.tagging.model import BOUNDARY_FEATURE, OFFSETS, Cross, Model
from tasks.tagging.reading import Reading, Unit, read
from tasks.tagging.scores import HIDDEN_LIMIT, cross_rows
from tasks.tagging.types import TypeFeatures, TypeTable

FORBIDDEN = -30.0
"""Score, in natural logarithms, of a transition that the labels do not allow."""


@dataclass(frozen=True)
class Design:
    """The form of a model, before its weights.

    `forbidden` tells pairs of labels that never follow each other; the first is None at the start of a unit.
    `lexical` tells features that name the word itself, to be dropped at random; `hidden_fed` those that feed hidden
    units.
    """

    labels: tuple[str, ...]
    forbidden: Callable[[str | None, str], bool]
    lexical: Callable[[str], bool]
    hidden_fed: Callable[[str], bool] = lambda _: False
    hidden_units: int = 0
    classes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    at_times_hidden: tuple[str, ...] = ()
    crosses: tuple[Cross, ...] = ()
    hash_bits: int = 16


@dataclass(frozen=True)
class Course:
    """How long and how fast to learn.

    `lexical_drop` and `cross_drop` are shares of features left out at random: those that name the word itself, all at
    once at a token, and single crosses. What is learned of crosses is scaled down in the end, as then all count.
    """

    epochs: int = 5
    rate: float = 0.3
    decay: float = 1e-3
    lexical_drop: float = 0.45
    cross_drop: float = 0.0
    marks_hidden: float = 0.5
    least_types: int = 2
    scale: int = 40
    hidden_rate: float = 0.1
    averaged_from: int = 2
    seed: int = 0


@dataclass(frozen=True)
class Corpus:
    """Labelled tokens. `documents` numbers each token's document; `marks` may be empty."""

    reading: Reading
    table: TypeTable
    labels: NDArray[np.int8]
    documents: NDArray[np.int64]
    texts: Sequence[str]
    unit: Unit
    marks: Mapping[str, NDArray[np.uint8]] = field(default_factory=dict)


def unlearned(design: Design) -> Model:
    """Return a model without weights, for reading texts before training."""
    width = len(design.labels)
    return Model(
        labels=design.labels,
        features={},
        weights=np.zeros((1, len(OFFSETS) * width), np.int8),
        transitions=np.zeros((width + 1, width), np.int16),
        scale=1,
        classes=design.classes,
        marks=design.marks,
        crosses=design.crosses,
        hash_bits=design.hash_bits,
    )


def corpus_of(
    texts: Sequence[str],
    spans: Sequence[Sequence[tuple[int, int, str]]],
    design: Design,
    features: TypeFeatures,
    unit: Unit = "sentence",
) -> Corpus:
    """Cut texts into tokens and label each B-x or I-x after the span of kind x that it overlaps, or by the first label.

    Spans of a text are sorted and do not overlap. Each text is a document.
    """
    table = TypeTable(unlearned(design), features)
    reading = read(texts, table, unit)
    number = {label: place for place, label in enumerate(design.labels)}
    labels = np.zeros(len(reading), np.int8)
    bounds = np.searchsorted(reading.texts, np.arange(len(texts) + 1))
    for text, wanted in enumerate(spans):
        first, last = int(bounds[text]), int(bounds[text + 1])
        starts, ends = reading.starts[first:last], reading.ends[first:last]
        for start, end, kind in wanted:
            a, b = np.searchsorted(ends, start, side="right"), np.searchsorted(starts, end, side="left")
            labels[first + a : first + b] = number[f"I-{kind}"]
            if a < b:
                labels[first + a] = number[f"B-{kind}"]
    return Corpus(reading, table, labels, reading.texts.copy(), texts, unit)


def train(corpus: Corpus, design: Design, course: Course, chosen: NDArray[np.bool_] | None = None) -> Model:
    """Learn from a corpus (from the units that begin with a `chosen` token) and return the model in whole numbers.

    Raises:
        ValueError: The corpus was made for other crosses.
    """
    if (corpus.table.model.crosses, corpus.table.model.hash_bits) != (design.crosses, design.hash_bits):
        raise ValueError("the corpus was made for another design: its crosses or hash bits differ")
    features, lists, lexical_counts, fed = _feature_lists(corpus, design, course, chosen)
    learner = _Learner.fresh(len(features), fed, design, course)
    types = corpus.reading.laid_out(corpus.reading.types, 0)
    steady = {name: marks for name, marks in corpus.marks.items() if name not in design.at_times_hidden}
    fickle = {name: marks for name, marks in corpus.marks.items() if name in design.at_times_hidden}
    plain = np.concatenate([_rows(corpus, design, marks) for marks in ([{}, steady] if steady else [{}])], axis=1)
    marked = _rows(corpus, design, fickle) if fickle else np.zeros((len(plain), 0), np.int32)
    averages = _Averages(learner)
    rng = np.random.default_rng(course.seed)
    starts = np.flatnonzero(corpus.reading.unit_starts)
    ends = np.append(starts[1:], len(corpus.reading))
    kept = np.flatnonzero(chosen[starts]) if chosen is not None else np.arange(len(starts))
    begin, slots = starts, corpus.reading.slots
    for epoch in range(course.epochs):
        hidden = (rng.random(int(corpus.documents.max()) + 1) < course.marks_hidden)[corpus.documents]
        rows = np.concatenate([plain, np.where(hidden[:, None], -1, marked)], axis=1).astype(np.int32)
        pace = 1 - epoch / course.epochs + 0.03
        _epoch(
            learner.weights, learner.weights_seen, learner.hidden, learner.hidden_seen, learner.bias, learner.bias_seen,
            learner.output, learner.output_seen, learner.tables, learner.tables_seen, learner.transitions,
            learner.transitions_seen, types, corpus.labels, slots[begin], begin, ends - begin, rng.permutation(kept),
            *lists, lexical_counts, rows, course.rate * pace, course.hidden_rate * pace, course.lexical_drop,
            course.cross_drop, course.decay, course.seed * 1000 + epoch,
        )  # fmt: skip
        if epoch >= course.averaged_from:
            averages.add(learner)
    averages.give(learner)
    learner.tables *= 1 - course.cross_drop
    return _whole_numbers(learner, features, design, course)


def mean_of(models: Sequence[Model]) -> Model:
    """Return the mean of linear models that differ in their seeds alone: as good as all of them asked together."""
    parts = ("weights", "tables", "transitions")
    means = {part: np.mean([getattr(model, part).astype(np.float32) for model in models], axis=0) for part in parts}
    kinds = {part: getattr(models[0], part).dtype for part in parts}
    return replace(models[0], **{part: np.rint(means[part]).astype(kinds[part]) for part in parts})


def _feature_lists(
    corpus: Corpus, design: Design, course: Course, chosen: NDArray[np.bool_] | None
) -> tuple[dict[str, int], tuple[NDArray[np.int32], NDArray[np.int32]], NDArray[np.int32], int]:
    """Number the features: those that feed hidden units first; in a type's list the lexical ones come first."""
    names = [[BOUNDARY_FEATURE], *(corpus.table.features.describe(word)[0] for word in corpus.table.words[1:])]
    present = np.zeros(len(names), bool)
    present[corpus.reading.types if chosen is None else corpus.reading.types[chosen]] = True
    present[0] = True
    tokens = np.bincount(corpus.reading.types if chosen is None else corpus.reading.types[chosen], minlength=len(names))
    met: dict[str, int] = {}
    for here, some, count in zip(present, names, tokens, strict=True):
        if here:
            for name in some:
                met[name] = met.get(name, 0) + (1 if not design.lexical(name) else int(count))
    met[BOUNDARY_FEATURE] = course.least_types
    wanted = [name for name, count in met.items() if count >= course.least_types]
    wanted.sort(key=lambda name: (not design.hidden_fed(name), name))
    features = {name: row for row, name in enumerate(wanted)}
    fed = sum(map(design.hidden_fed, wanted))
    rows = [
        sorted((features[n] for n in some if n in features), key=lambda r: (not design.lexical(wanted[r]), r))
        for some in names
    ]
    lexical = np.array([sum(design.lexical(wanted[row]) for row in some) for some in rows], np.int32)
    offsets = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    return features, (offsets, np.array([row for some in rows for row in some], np.int32)), lexical, fed


def _rows(corpus: Corpus, design: Design, marks: Mapping[str, NDArray[np.uint8]]) -> NDArray[np.int32]:
    """Return the rows of all crosses' tables, one after another, that score each token; -1 where a mark is unknown."""
    model, slots = corpus.table.model, corpus.reading.slots
    found = cross_rows(model, corpus.table, corpus.reading, marks)
    first, columns = 0, []
    for number, cross in enumerate(design.crosses):
        for block, offset in enumerate(cross.targets):
            if number in found:
                rows, unknown = found[number]
                at = slots - offset
                column = rows[at].astype(np.int64) + first + (block << design.hash_bits)
                columns.append(column if unknown is None else np.where(unknown[at], -1, column))
        first += len(cross.targets) << design.hash_bits
    return np.stack(columns, axis=1).astype(np.int32) if columns else np.zeros((len(slots), 0), np.int32)


@dataclass
class _Learner:
    weights: NDArray[np.float32]
    weights_seen: NDArray[np.float32]
    hidden: NDArray[np.float32]
    hidden_seen: NDArray[np.float32]
    bias: NDArray[np.float32]
    bias_seen: NDArray[np.float32]
    output: NDArray[np.float32]
    output_seen: NDArray[np.float32]
    tables: NDArray[np.float32]
    tables_seen: NDArray[np.float32]
    transitions: NDArray[np.float64]
    transitions_seen: NDArray[np.float64]

    @classmethod
    def fresh(cls, features: int, fed: int, design: Design, course: Course) -> "_Learner":
        rng = np.random.default_rng(course.seed + 77)
        width, units = len(design.labels), design.hidden_units
        hidden = rng.normal(0, 0.05, (len(OFFSETS) * fed, units)).astype(np.float32)
        output = rng.normal(0, 0.3, (units, width)).astype(np.float32)
        weights = np.zeros((len(OFFSETS) * features, width), np.float32)
        rows = sum(len(cross.targets) for cross in design.crosses) << design.hash_bits
        tables = np.zeros((rows, width), np.float32)
        bias = np.full(units, 0.1, np.float32)
        transitions = np.zeros((width + 1, width))
        for a, before in enumerate((*design.labels, None)):
            for b, after in enumerate(design.labels):
                if design.forbidden(before, after):
                    transitions[a, b] = FORBIDDEN
        seen = [np.full_like(a, 50) for a in (weights, tables)]
        return cls(
            weights, seen[0], hidden, np.full_like(hidden, 1), bias, np.full_like(bias, 1), output,
            np.full_like(output, 1), tables, seen[1], transitions, np.full_like(transitions, 10.0),
        )  # fmt: skip


class _Averages:
    """The mean of a learner's weights at the ends of several epochs."""

    NAMES = ("weights", "hidden", "bias", "output", "tables", "transitions")

    def __init__(self, learner: _Learner) -> None:
        self.sums = {name: np.zeros_like(getattr(learner, name)) for name in self.NAMES}
        self.count = 0

    def add(self, learner: _Learner) -> None:
        self.count += 1
        for name, total in self.sums.items():
            total += getattr(learner, name)

    def give(self, learner: _Learner) -> None:
        for name, total in self.sums.items():
            getattr(learner, name)[...] = total / self.count


def _whole_numbers(learner: _Learner, features: dict[str, int], design: Design, course: Course) -> Model:
    width, units = len(design.labels), design.hidden_units

    def side_by_side(array: NDArray[np.float32], columns: int) -> NDArray[np.float32]:
        """From (offsets * rows, columns) to (rows, offsets * columns)."""
        return array.reshape(len(OFFSETS), -1, columns).transpose(1, 0, 2).reshape(-1, len(OFFSETS) * columns)

    def small(array: NDArray[Any], scale: float) -> NDArray[np.int8]:
        return np.clip(np.rint(array * scale), -127, 127).astype(np.int8)

    extra: dict[str, Any] = {}
    if units:
        hidden_scale = 64
        extra = {
            "hidden_weights": small(side_by_side(learner.hidden, units), course.scale),
            "hidden_bias": np.rint(learner.bias * course.scale).astype(np.int16),
            "hidden_output": small(learner.output, hidden_scale),
            "hidden_scale": hidden_scale,
        }
        assert HIDDEN_LIMIT * 127 * units < 2**24
    return Model(
        labels=design.labels,
        features=features,
        weights=small(side_by_side(learner.weights, width), course.scale),
        transitions=np.rint(learner.transitions * course.scale).astype(np.int16),
        scale=course.scale,
        classes=design.classes,
        marks=design.marks,
        crosses=design.crosses,
        hash_bits=design.hash_bits,
        tables=small(learner.tables, course.scale),
        **extra,
    )


@numba.njit(fastmath=True, cache=True)  # type: ignore[untyped-decorator]
def _epoch(  # noqa: C901 one loop over units, written out for the compiler
    W, WG, U, UG, bias, biasG, V, VG, C, CG, T, TG, types, labels, first_slots, begins, lengths, order,
    feature_offsets, feature_rows, lexical_counts, rows, rate, hidden_rate, drop, cross_drop, decay, seed,
):  # fmt: skip
    np.random.seed(seed)
    L = T.shape[1]
    K = U.shape[1]
    NF = W.shape[0] // 5
    NU = U.shape[0] // 5
    longest = lengths.max() + 1
    E = np.zeros((longest, L), np.float32)
    H = np.zeros((longest, K), np.float32)
    A = np.zeros((longest, L))
    B = np.zeros((longest, L))
    ex = np.zeros((longest, L))
    d = np.zeros(L, np.float32)
    dh = np.zeros(K, np.float32)
    skip = np.zeros((longest, 5), np.bool_)
    left_out = np.zeros((longest, rows.shape[1]), np.bool_)
    eT = np.zeros((L + 1, L))
    mT = np.zeros((L + 1, L))
    loss = 0.0
    for s in order:
        p0 = first_slots[s]
        a = begins[s]
        n = lengths[s]
        for i in range(n):
            for l in range(L):
                E[i, l] = 0
            for h in range(K):
                H[i, h] = bias[h]
            for o in range(5):
                skip[i, o] = np.random.random() < drop
                t = types[p0 + i + o - 2]
                st = feature_offsets[t]
                if skip[i, o]:
                    st += lexical_counts[t]
                for k in range(st, feature_offsets[t + 1]):
                    f = feature_rows[k]
                    x = o * NF + f
                    for l in range(L):
                        E[i, l] += W[x, l]
                    if f < NU:
                        x = o * NU + f
                        for h in range(K):
                            H[i, h] += U[x, h]
            for q in range(rows.shape[1]):
                x = rows[a + i, q]
                left_out[i, q] = x < 0 or (cross_drop > 0 and np.random.random() < cross_drop)
                if not left_out[i, q]:
                    for l in range(L):
                        E[i, l] += C[x, l]
            for h in range(K):
                if H[i, h] > 0:
                    for l in range(L):
                        E[i, l] += H[i, h] * V[h, l]
        for p in range(L + 1):
            for l in range(L):
                eT[p, l] = np.exp(T[p, l])
                mT[p, l] = 0
        for i in range(n):
            mx = E[i, 0]
            for l in range(L):
                if E[i, l] > mx:
                    mx = E[i, l]
            for l in range(L):
                ex[i, l] = np.exp(E[i, l] - mx)
        for i in range(n):
            z = 0.0
            for l in range(L):
                v = 0.0
                if i == 0:
                    v = eT[L, l]
                else:
                    for p in range(L):
                        v += A[i - 1, p] * eT[p, l]
                v *= ex[i, l]
                A[i, l] = v
                z += v
            for l in range(L):
                A[i, l] /= z
        for l in range(L):
            B[n - 1, l] = 1
        for i in range(n - 2, -1, -1):
            z = 0.0
            for p in range(L):
                v = 0.0
                for l in range(L):
                    v += eT[p, l] * ex[i + 1, l] * B[i + 1, l]
                B[i, p] = v
                z += v
            for p in range(L):
                B[i, p] /= z
        for i in range(n):
            z = 0.0
            if i == 0:
                for l in range(L):
                    z += A[0, l] * B[0, l]
                for l in range(L):
                    mT[L, l] -= A[0, l] * B[0, l] / z
                mT[L, labels[a]] += 1
            else:
                for p in range(L):
                    for l in range(L):
                        z += A[i - 1, p] * eT[p, l] * ex[i, l] * B[i, l]
                for p in range(L):
                    for l in range(L):
                        mT[p, l] -= A[i - 1, p] * eT[p, l] * ex[i, l] * B[i, l] / z
                mT[labels[a + i - 1], labels[a + i]] += 1
        for i in range(n):
            z = 0.0
            for l in range(L):
                z += A[i, l] * B[i, l]
            for l in range(L):
                d[l] = -A[i, l] * B[i, l] / z
            y = labels[a + i]
            loss -= np.log(-d[y] + 1e-9)
            d[y] += 1
            if d[y] < 0.003:
                continue
            for h in range(K):
                g = np.float32(0)
                if H[i, h] > 0:
                    for l in range(L):
                        g += V[h, l] * d[l]
                    for l in range(L):
                        gv = H[i, h] * d[l] - decay * V[h, l]
                        VG[h, l] += gv * gv
                        V[h, l] += hidden_rate * gv / np.sqrt(VG[h, l])
                    biasG[h] += g * g
                    bias[h] += hidden_rate * g / np.sqrt(biasG[h])
                dh[h] = g
            for o in range(5):
                t = types[p0 + i + o - 2]
                st = feature_offsets[t]
                if skip[i, o]:
                    st += lexical_counts[t]
                for k in range(st, feature_offsets[t + 1]):
                    f = feature_rows[k]
                    x = o * NF + f
                    for l in range(L):
                        g = d[l] - decay * W[x, l]
                        WG[x, l] += g * g
                        W[x, l] += rate * g / np.sqrt(WG[x, l])
                    if f < NU:
                        x = o * NU + f
                        for h in range(K):
                            g = dh[h] - decay * U[x, h]
                            UG[x, h] += g * g
                            U[x, h] += hidden_rate * g / np.sqrt(UG[x, h])
            for q in range(rows.shape[1]):
                x = rows[a + i, q]
                if not left_out[i, q]:
                    for l in range(L):
                        g = d[l] - decay * C[x, l]
                        CG[x, l] += g * g
                        C[x, l] += rate * g / np.sqrt(CG[x, l])
        for p in range(L + 1):
            for l in range(L):
                g = mT[p, l]
                TG[p, l] += g * g
                T[p, l] += rate * g / np.sqrt(TG[p, l])
    return loss
