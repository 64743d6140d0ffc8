"""The quote tagger: a label for each token of a paragraph, learned from annotated news.

`Q` is a cue, `S` a speaker and `C` content; '<' says that the cue stands before, '>' that it comes after. The labels
link the three: a speaker or content belongs to the nearest cue on its side.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from tasks.entities.mention import Mention
from tasks.quotes.cues import DATA
from tasks.quotes.marks import Region
from tasks.quotes.odds import Chunk
from tasks.quotes.tagger_features import CLASSES, QuoteFeatures, word_lists
from tasks.quotes.tagger_marks import MARKS, Properties, marks_of
from tasks.tagging.decoding import best_labels
from tasks.tagging.model import Cross, Model, load
from tasks.tagging.reading import Reading, read
from tasks.tagging.scores import add_crosses, type_scores
from tasks.tagging.spans import TokenSpans, bio_labels, bio_spans
from tasks.tagging.types import TypeTable
from tasks.tagging.vocabulary import shared_vocabulary

KINDS = ("Q", "S<", "S>", "C<", "C>")
MODEL = DATA / "quotes.model.zip"
LABELS = bio_labels(KINDS)

EAGERNESS = 0.25
"""Natural logarithms by which a token outside counts as less likely than the model says: the best F1 on articles left
out of training."""


def _cross(*slots: str | tuple[int, str], targets: tuple[int, ...] = (0,)) -> Cross:
    return Cross(tuple((0, s) if isinstance(s, str) else s for s in slots), targets)


CROSSES = (
    _cross("word", (1, "word"), targets=(0, 1)),
    _cross((-1, "tags"), "tags", (1, "tags")),
    _cross("tags", (1, "tags"), (2, "tags")),
    _cross((-2, "tags"), (-1, "tags"), "tags"),
    _cross((-1, "shape"), "shape", (1, "shape")),
    _cross((-1, "coarse"), "coarse", (1, "coarse")),
    _cross("middling", (1, "middling"), targets=(0, 1)),
    _cross((-1, "cue"), "cue", (1, "cue"), "inside"),
    _cross((-1, "inside"), "inside", (1, "inside")),
    _cross("inside", "cue"),
    _cross("inside", "sentence"),
    _cross("inside", "sentence", "cue"),
    _cross("left"),
    _cross("left", "shape"),
    _cross("left", "left_how"),
    _cross("left_word"),
    _cross("left_word", "left_how", "inside"),
    _cross("left_word", "tags"),
    _cross("left", "tags"),
    _cross("left_how", "word"),
    _cross("right"),
    _cross("right", "shape"),
    _cross("right", "tags"),
    _cross("right_word"),
    _cross("right_word", "tags"),
    _cross("strong"),
    _cross("strong", "tags"),
    _cross("strong", "left"),
    _cross("strong_word", "left_how"),
    _cross("strong_word", "tags"),
    _cross("strong", "right"),
    _cross("final"),
    _cross("final_distance", "final"),
    _cross("final", "shape"),
    _cross("edge"),
    _cross("region", "sentence"),
    _cross("region", "left"),
    _cross("region", "tags"),
    _cross("region", "cue", (1, "cue")),
    _cross("region", "edge", (-1, "tags")),
    _cross("region", "left_word"),
    _cross("edge", "shape"),
    _cross("edge", "ending", (1, "ending")),
    _cross("edge", "cue", (1, "cue")),
    _cross("edge", "tags", (1, "tags")),
    _cross("edge", "word"),
    _cross("place", "left_how"),
    _cross((-1, "entity"), "entity", (1, "entity")),
    _cross("entity", "edge"),
    _cross("entity", "left"),
    _cross("entity", "right"),
    _cross("entity", "right_word"),
)
"""Combinations of a token's words and marks that the model looks up."""


class QuoteTagger:
    """Labels paragraphs with cues, speakers and content."""

    def __init__(self, model: Model, features: QuoteFeatures) -> None:
        self._model = model
        self._table = TypeTable(model, features, shared_vocabulary())
        self._properties = Properties.empty(features)

    def tag(
        self, texts: Sequence[str], regions: Sequence[Sequence[Region]], mentions: Sequence[Sequence[Mention]]
    ) -> list[list[Chunk]]:
        """Return the chunks of each text, in order, given its quotation regions and mentions."""
        found: list[list[Chunk]] = [[] for _ in texts]
        reading = read(texts, self._table, "paragraph")
        if not len(reading):
            return found
        self._properties.grow(self._table)
        marks = marks_of(reading, self._properties, regions, mentions)
        scores = add_crosses(type_scores(self._model, self._table, reading), self._model, self._table, reading, {})
        scores = add_crosses(scores, self._model, self._table, reading, marks)
        scores[:, 0] -= EAGERNESS * self._model.scale
        labels = best_labels(scores, self._model, reading)
        spans = bio_spans(labels, reading)
        odds = _odds(scores, labels, spans, self._model, reading).tolist()
        starts, ends = reading.starts[spans.first].tolist(), reading.ends[spans.last].tolist()
        for text, start, end, kind, sure in zip(
            reading.texts[spans.first].tolist(), starts, ends, np.asarray(spans.kind).tolist(), odds, strict=True
        ):
            found[text].append(Chunk(KINDS[kind], start, end, sure))
        return found


def _odds(
    scores: NDArray[np.float32], labels: NDArray[np.int8], spans: TokenSpans, model: Model, reading: Reading
) -> NDArray[np.float64]:
    """Return how much likelier each span is than no label there, all other labels as they are: natural logarithms."""
    n, steps = len(labels), model.transitions.astype(np.float64)
    by_token = scores[reading.slots]
    before = np.concatenate([[len(model.labels)], labels[:-1]]).astype(np.intp)
    before[reading.unit_starts] = len(model.labels)
    gains = by_token[np.arange(n), labels] - by_token[:, 0] + steps[before, labels] - steps[0, 0]
    sums = np.concatenate([[0.0], np.cumsum(gains)])
    first, behind = spans.first, spans.last + 1
    after = np.minimum(behind, n - 1)
    goes_on = (behind < n) & ~reading.unit_starts[after]
    leaving = np.where(goes_on, steps[labels[spans.last], labels[after]] - steps[0, labels[after]], 0.0)
    entering = steps[0, 0] - steps[before[first], 0]
    found: NDArray[np.float64] = (sums[behind] - sums[first] + entering + leaving) / model.scale
    return found


@lru_cache(maxsize=1)
def load_tagger() -> QuoteTagger | None:
    """Return the tagger with the model that the package ships, if it ships one."""
    if not MODEL.exists():
        return None
    return QuoteTagger(load(MODEL), QuoteFeatures(word_lists()))


__all__ = ["CLASSES", "CROSSES", "KINDS", "LABELS", "MARKS", "Chunk", "QuoteTagger", "load_tagger"]
