"""Train the line classifier of the clean stage.

    python benchmarks/train_lines.py --data FOLDER [--save tasks/clean/data/lines.npz]

Needs scikit-learn and catboost. `benchmarks/lines.py --cross-validate` scores it on sites that it has not seen.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import numpy.typing as npt
from catboost import CatBoostClassifier
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from line_composer import composed_articles, cut_dumps  # noqa: E402
from line_sets import CLASSES, LabelledText, Labeller, fold_of, labelled_texts  # noqa: E402

from tasks.clean.line_features import Table, line_table  # noqa: E402
from tasks.clean.line_model import LineModel, lexical_scores, save  # noqa: E402
from tasks.clean.line_sight import see  # noqa: E402
from tasks.clean.lines import kinds_of  # noqa: E402
from tasks.clean.text import paragraphs_of  # noqa: E402

FOLDS = 3
"""Folds of sites that it is cross-validated in."""
COMPOSED = 400
"""Training articles to compose."""
CUT = 2
"""Copies of each whole-page dump to cut down to its article and some furniture."""
PAGE_SHARE = 0.25
"""Share of the furniture of whole-page dumps that the trees learn from: there is far more of it than of all else."""
FEWEST_SITES = 2
"""Sites that a clue must be seen on."""


class Seen:
    """A labelled text as the model sees it, each line once."""

    def __init__(self, source: LabelledText) -> None:
        """See the lines of a text."""
        self.source = source
        paragraphs = paragraphs_of(source.text)
        self.sight = see(paragraphs)
        self.texts = [p.mended.text for p in paragraphs]
        firsts = np.cumsum([0] + [p.lines for p in paragraphs])[:-1]
        self.labels = [source.labels[first] for first in firsts]
        chosen = np.random.default_rng(len(source.text)).random(len(paragraphs)) < PAGE_SHARE
        self.sampled = chosen | np.array([source.dump != "page" or label != "other" for label in self.labels])

    def weights(self, unseen: set[str]) -> npt.NDArray[np.float64]:
        """What each line weighs in training: nothing where unlabelled or where its text is one to be scored."""
        known = [label is not None and text not in unseen for label, text in zip(self.labels, self.texts, strict=True)]
        return np.array(known, dtype=float) * self.source.weight


Lexicon = tuple[dict[str, int], Table]


def training_texts(data: Path) -> list[LabelledText]:
    """Read the labelled texts, and make more of them."""
    texts = labelled_texts(data)
    return [*texts, *composed_articles(data, texts, COMPOSED, FOLDS), *cut_dumps(texts, CUT)]


def train_lexicon(seen: list[Seen], unseen: set[str]) -> Lexicon:
    """Learn a weight a clue and class: one-against-the-rest logistic regressions on bags of clues."""
    sites = defaultdict[str, set[str]](set)
    for text in seen:
        for line in text.sight.clues:
            for clue in line:
                sites[clue].add(text.source.site)
    rows = {clue: i for i, clue in enumerate(sorted(c for c, where in sites.items() if len(where) >= FEWEST_SITES))}
    found, labels, weights = list[list[int]](), list[int](), list[float]()
    for text in seen:
        for clues, label, weight in zip(text.sight.clues, text.labels, text.weights(unseen), strict=True):
            if label is not None and weight > 0:
                found.append([rows[clue] for clue in clues if clue in rows])
                labels.append(CLASSES.index(label))
                weights.append(weight)
    lengths = np.array([len(line) for line in found])
    values = np.repeat(1 / np.sqrt(np.maximum(lengths, 1)), lengths)
    flat = np.concatenate([np.array(line, dtype=np.int32) for line in found])
    matrix = csr_matrix((values, flat, np.concatenate(([0], np.cumsum(lengths)))), shape=(len(found), len(rows)))
    learner = SGDClassifier(loss="log_loss", alpha=2e-5, max_iter=6, tol=None, average=True, random_state=1)
    learner.fit(matrix, labels, sample_weight=weights)
    table = np.zeros((len(rows), len(CLASSES)), dtype=np.float32)
    table[:, learner.classes_] = learner.coef_.T
    return rows, table


def table_of(text: Seen, lexicon: Lexicon) -> Table:
    """All numbers of a text's lines under a lexicon."""
    sight = text.sight
    return line_table(sight.own, sight.rules, sight.place, lexical_scores(*lexicon, sight.clues))


def train(seen: list[Seen], unseen: set[str], *, folds: int = 2, trees: int = 240) -> LineModel:
    """Train lexicon and trees. The trees learn from lexical scores of lines that the lexicon has not seen."""
    tables, labels, weights = list[Table](), list[int](), list[float]()
    for fold in range(folds):
        inside = [t for t in seen if fold_of("inner " + t.source.site, folds) == fold]
        lexicon = train_lexicon([t for t in seen if fold_of("inner " + t.source.site, folds) != fold], unseen)
        for text in inside:
            keep = (text.weights(unseen) > 0) & text.sampled
            tables.append(table_of(text, lexicon)[keep])
            labels += [CLASSES.index(label) for label, kept in zip(text.labels, keep, strict=True) if kept and label]
            weights += list(text.weights(unseen)[keep])
    learner = CatBoostClassifier(
        iterations=trees, depth=6, learning_rate=0.13, boosting_type="Plain", loss_function="MultiClass",
        border_count=32, l2_leaf_reg=6, rsm=0.3, bootstrap_type="Bernoulli", subsample=0.7, random_seed=1,
        thread_count=int(os.environ.get("OMP_NUM_THREADS", "2")), allow_writing_files=False, verbose=False,
    )  # fmt: skip
    learner.fit(np.concatenate(tables), labels, sample_weight=weights)
    rows, table = train_lexicon(seen, unseen)
    return _exported(learner, rows, table)


def _exported(learner: CatBoostClassifier, rows: dict[str, int], weights: Table) -> LineModel:
    path = Path(f"/tmp/lines.{os.getpid()}.json")
    learner.save_model(str(path), format="json")
    dump = json.loads(path.read_text())
    path.unlink()
    trees, classes = dump["oblivious_trees"], [int(c) for c in learner.classes_]
    depth = max(len(tree["splits"]) for tree in trees)
    features = np.zeros((len(trees), depth), dtype=np.intp)
    thresholds = np.full((len(trees), depth), np.inf, dtype=np.float32)
    leaves = np.zeros((len(trees), 1 << depth, len(CLASSES)), dtype=np.float32)
    for t, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            features[t, level], thresholds[t, level] = split["float_feature_index"], split["border"]
        values = np.array(tree["leaf_values"]).reshape(-1, len(classes))
        leaves[t, : len(values), classes] = values.T
    scale, bias = dump["scale_and_bias"]
    start = np.full(len(CLASSES), -20.0, dtype=np.float32)
    start[classes] = bias
    return LineModel(CLASSES, rows, weights, features, thresholds, leaves * scale, start)


def cross_validated(texts: list[LabelledText], folds: int) -> dict[str, tuple[Seen, Table]]:
    """Score every text by a model that was trained without its site and without the very words of its lines."""
    seen = [Seen(text) for text in texts]
    scored = dict[str, tuple[Seen, Table]]()
    for fold in range(folds):
        begun = time.time()
        held = [t for t in seen if fold_of(t.source.site, folds) == fold and t.source.set != "made"]
        unseen = {line for text in held for line in text.texts if len(line) > 3}
        model = train([t for t in seen if fold_of(t.source.site, folds) != fold], unseen)
        for text in held:
            scored[text.source.name] = (text, model.scores(text.sight))
        print(f"fold {fold}: {len(held)} texts, {time.time() - begun:.0f} s", file=sys.stderr, flush=True)
    return scored


def cross_validated_labeller(data: Path) -> Labeller:
    """Return what labels each text of the sets by a model that has not seen its site."""
    scored = cross_validated(training_texts(data), FOLDS)
    known = {seen.source.text: scores for seen, scores in scored.values()}
    return lambda text, paragraphs: kinds_of(paragraphs, scores=known[text]) if text in known else None


def main() -> None:
    """Read the command line, train on everything, save."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=os.environ.get("ONRECORD_BENCH_DATA"), help="the data folder")
    options.add_argument("--save", type=Path, default=Path("tasks/clean/data/lines.npz"))
    chosen = options.parse_args()
    texts = training_texts(chosen.data)
    print(Counter(label for text in texts for label in text.labels))
    save(train([Seen(text) for text in texts], set()), chosen.save)


if __name__ == "__main__":
    main()
