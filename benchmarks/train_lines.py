"""Train the line classifier of the clean stage.

    python benchmarks/train_lines.py --data FOLDER [--save tasks/clean/data/lines.npz]

Needs scikit-learn, catboost and resiliparse. `benchmarks/lines.py --cross-validate` scores it on sites that it has not
seen.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt
from catboost import CatBoostClassifier
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from line_composer import composed_articles  # noqa: E402
from line_cuts import cut_dumps, tailed, transplanted  # noqa: E402
from line_pages import page_dumps  # noqa: E402
from line_parts import Story, is_of_site, stories_of  # noqa: E402
from line_sets import CLASSES, LabelledText, Labeller, fold_of, labelled_texts  # noqa: E402

from tasks.clean.line_clues import lexical_scores  # noqa: E402
from tasks.clean.line_model import FURNITURE, ONE, LineModel, Scores, Trees, save, second_table  # noqa: E402
from tasks.clean.line_place import line_table  # noqa: E402
from tasks.clean.line_sight import see  # noqa: E402
from tasks.clean.line_words import Hashes, Lookup, Table  # noqa: E402
from tasks.clean.lines import kinds_seen  # noqa: E402
from tasks.clean.text import paragraphs_of  # noqa: E402

CORPUS = Path("corpus", "allsides-8000.jsonl.gz")
"""News to compose articles of, in the data folder."""
FOLDS = 3
"""Folds of sites that it is cross-validated in."""
INNER = 3
"""Folds of sites inside of training: what a part learns from, the parts before it have not seen."""
FIRST_TREES, SECOND_TREES, FURNITURE_TREES = 110, 120, 300
LEARNING = {"MultiClass": 0.25, "Logloss": 0.36}
"""Learning rate at 100 trees, by what is learnt; for more trees it is less."""
COMPOSED = 400
"""Training articles to compose."""
CUT = 2
"""Copies of each whole-page dump to cut down to its article and some furniture."""
PAGE_SHARE = 0.25
"""Share of the furniture of whole-page dumps that the trees learn from: there is far more of it than of all else."""
LONG_PROSE, PROSE_SHARE = 30, 0.4
"""Share of the body lines of so many words that the trees learn from, each for several: they are much alike."""
FEWEST_SITES = 2
"""Sites that a clue must be seen on."""


class Seen:
    """A labelled text as the model sees it, each line once."""

    def __init__(self, source: LabelledText) -> None:
        """See the lines of a text."""
        self.source = source
        paragraphs = paragraphs_of(source.text)
        self.sight = see([paragraphs])
        self.texts = self.sight.lines
        firsts = np.cumsum([0] + [p.lines for p in paragraphs])[:-1]
        self.labels = np.array([_number_of(source.labels[first]) for first in firsts])
        draws = np.random.default_rng(len(source.text)).random(len(paragraphs))
        paged = (self.labels == CLASSES.index("other")) & (source.dump == "page")
        self.prose = (self.labels == CLASSES.index("body")) & (self.sight.own[:, 0] >= LONG_PROSE)
        self.sampled = draws < np.where(paged, PAGE_SHARE, np.where(self.prose, PROSE_SHARE, 1))

    def weights(self, unseen: set[str]) -> npt.NDArray[np.float64]:
        """What each line weighs in training: nothing where unlabelled or where its text is one to be scored."""
        known = [label >= 0 and text not in unseen for label, text in zip(self.labels, self.texts, strict=True)]
        return np.array(known, dtype=float) * self.source.weight

    def tree_weights(self, unseen: set[str]) -> npt.NDArray[np.float64]:
        """What each line weighs for the trees, which see only a sample."""
        return self.weights(unseen) * self.sampled / np.where(self.prose, PROSE_SHARE, 1)

    def inner_fold(self) -> int:
        """The fold, inside of training, that this text's site is in."""
        return inner_fold(self.source.site)


def inner_fold(site: str) -> int:
    """The fold of a site inside of training."""
    return fold_of("inner " + site, INNER)


def _number_of(label: str | None) -> int:
    return -1 if label is None else CLASSES.index(label)


Lexicon = tuple[Hashes, Table]


def made_texts(stories: list[Story], texts: list[LabelledText], held: set[str]) -> list[LabelledText]:
    """Make further texts to learn from out of those to learn from, and of the stories of all but the held-out sites."""
    free = [story for story in stories if not any(is_of_site(story.source, site) for site in held)]
    composed = composed_articles(free, texts, COMPOSED, inner_fold, INNER)
    again = (make(free, texts, inner_fold, INNER) for make in (transplanted, tailed))
    return [*composed, *cut_dumps(texts, CUT), *(text for made in again for text in made)]


def train_lexicon(seen: list[Seen], unseen: set[str]) -> Lexicon:
    """Learn a weight a clue and class: one-against-the-rest logistic regressions on bags of clues."""
    sites = {site: i for i, site in enumerate(sorted({text.source.site for text in seen}))}
    hashes = np.concatenate([text.sight.clues[0] for text in seen])
    firsts = np.cumsum([0] + [len(text.texts) for text in seen])
    line = np.concatenate([text.sight.clues[1] + first for text, first in zip(seen, firsts, strict=False)])
    site = np.concatenate([np.full(len(text.sight.clues[0]), sites[text.source.site]) for text in seen])
    found, number = np.unique(hashes, return_inverse=True)
    pairs = np.unique(number * len(sites) + site) // len(sites)
    kept = np.bincount(pairs, minlength=len(found)) >= FEWEST_SITES
    row = np.cumsum(kept) - 1
    known = kept[number]
    counts = np.bincount(line, minlength=firsts[-1])
    values = 1 / np.sqrt(np.maximum(counts, 1))[line[known]]
    matrix = csr_matrix((values, (line[known], row[number[known]])), shape=(firsts[-1], int(kept.sum())))
    labels = np.concatenate([text.labels for text in seen])
    weights = np.concatenate([text.weights(unseen) for text in seen])
    learner = SGDClassifier(loss="log_loss", alpha=2e-5, max_iter=6, tol=None, average=True, random_state=1)
    learner.fit(matrix[weights > 0], labels[weights > 0], sample_weight=weights[weights > 0])
    table = np.zeros((int(kept.sum()), len(CLASSES)), dtype=np.float32)
    table[:, learner.classes_] = learner.coef_.T
    return found[kept], table


def table_of(text: Seen, lexicon: Lexicon) -> Table:
    """All numbers of a text's lines under a lexicon."""
    sight = text.sight
    lexical = lexical_scores(Lookup(lexicon[0]), lexicon[1], sight.clues, len(sight.lines))
    return line_table(sight.texts, sight.own, sight.rules, sight.place, lexical)


def train_trees(seen: list[Seen], tables: list[Table], unseen: set[str], trees: int) -> Trees:
    """Train trees that tell the classes apart on the numbers of lines."""
    return _exported(_fitted(seen, tables, unseen, trees, np.concatenate([text.labels for text in seen]), "MultiClass"))


def train_furniture(seen: list[Seen], tables: list[Table], unseen: set[str]) -> Trees:
    """Train trees that tell furniture from all else."""
    furniture = np.array([kind in FURNITURE for kind in CLASSES])
    asked = furniture[np.concatenate([text.labels for text in seen])].astype(np.int64)
    return _exported(_fitted(seen, tables, unseen, FURNITURE_TREES, asked, "Logloss"))


def _fitted(
    seen: list[Seen], tables: list[Table], unseen: set[str], trees: int, labels: npt.NDArray[np.int64], loss: str
) -> CatBoostClassifier:
    weight = np.concatenate([text.tree_weights(unseen) for text in seen])
    kept = weight > 0
    learner = CatBoostClassifier(
        iterations=trees, depth=6, learning_rate=LEARNING[loss] * 100 / trees, boosting_type="Plain",
        loss_function=loss, border_count=32, l2_leaf_reg=6, rsm=0.3, bootstrap_type="Bernoulli", subsample=0.7,
        random_seed=1, thread_count=int(os.environ.get("OMP_NUM_THREADS", "2")), allow_writing_files=False,
        verbose=False,
    )  # fmt: skip
    learner.fit(np.concatenate(tables)[kept], labels[kept], sample_weight=weight[kept])
    return learner


def train(seen: list[Seen], unseen: set[str]) -> LineModel:
    """Train lexicon and trees; each part learns from what those before it make of sites that they have not seen."""
    folds = range(INNER)
    tables = dict[int, Table]()
    for fold in folds:
        lexicon = train_lexicon([t for t in seen if t.inner_fold() != fold], unseen)
        tables |= {id(text): table_of(text, lexicon) for text in seen if text.inner_fold() == fold}
    second = dict[int, Table]()
    for fold in folds:
        outside = [t for t in seen if t.inner_fold() != fold]
        trees = train_trees(outside, [tables[id(t)] for t in outside], unseen, FIRST_TREES)
        for text in seen:
            if text.inner_fold() == fold:
                table = tables[id(text)]
                second[id(text)] = second_table(text.sight, table, trees.scores(table), CLASSES)
    clues, weights = train_lexicon(seen, unseen)
    return LineModel(
        CLASSES,
        clues,
        weights,
        train_trees(seen, [tables[id(t)] for t in seen], unseen, FIRST_TREES),
        train_trees(seen, [second[id(t)] for t in seen], unseen, SECOND_TREES),
        train_furniture(seen, [second[id(t)] for t in seen], unseen),
    )


def _exported(learner: CatBoostClassifier) -> Trees:
    path = Path(f"/tmp/lines.{os.getpid()}.{id(learner)}.json")
    learner.save_model(str(path), format="json")
    dump = json.loads(path.read_text())
    path.unlink()
    trees = dump["oblivious_trees"]
    # Of two classes a tree scores the second only.
    columns = [int(c) for c in learner.classes_] if len(learner.classes_) > 2 else [0]
    width = len(CLASSES) if len(columns) > 1 else 1
    depth = max(len(tree["splits"]) for tree in trees)
    features = np.zeros((len(trees), depth), dtype=np.intp)
    thresholds = np.full((len(trees), depth), np.inf, dtype=np.float32)
    leaves = np.zeros((len(trees), 1 << depth, width))
    for t, tree in enumerate(trees):
        for level, split in enumerate(tree["splits"]):
            features[t, level], thresholds[t, level] = split["float_feature_index"], split["border"]
        values = np.array(tree["leaf_values"]).reshape(-1, len(columns))
        leaves[t, : len(values), columns] = values.T
    scale, bias = dump["scale_and_bias"]
    start = np.full(width, -20.0)
    start[columns] = bias
    return Trees(features, thresholds, _whole(leaves * scale), _whole(start))


def _whole(scores: npt.NDArray[np.float64]) -> Scores:
    return np.round(scores * ONE).astype(np.int32)


def cross_validated(data: Path, folds: int) -> dict[str, tuple[Seen, Scores]]:
    """Score every text by a model that was trained without its site and without the very words of its lines."""
    stories = stories_of(data / CORPUS)
    seen = [Seen(text) for text in (*labelled_texts(data), *page_dumps(data))]
    scored = dict[str, tuple[Seen, Scores]]()
    for fold in range(folds):
        begun = time.process_time()
        held = [t for t in seen if fold_of(t.source.site, folds) == fold]
        learnt = [t for t in seen if fold_of(t.source.site, folds) != fold]
        unseen = {line for text in held for line in text.texts if len(line) > 3}
        made = made_texts(stories, [t.source for t in learnt], {t.source.site for t in held})
        model = train([*learnt, *map(Seen, made)], unseen)
        for text in held:
            scored[text.source.text] = (text, model.scores(text.sight))
        spent = time.process_time() - begun
        print(f"fold {fold}: {len(held)} texts, {spent:.0f} s", file=sys.stderr, flush=True)
    return scored


def cross_validated_labeller(data: Path) -> Labeller:
    """Return what labels each text of the sets by a model that has not seen its site."""
    return labeller_of(cross_validated(data, FOLDS))


def labeller_of(scored: dict[str, tuple[Seen, Scores]]) -> Labeller:
    """Return what labels texts by scores that are known already."""

    def label(text: str, _: object) -> list[str] | None:
        return kinds_seen(scored[text][0].sight, scored[text][1], CLASSES, [None])[0] if text in scored else None

    return label


def main() -> None:
    """Read the command line, train on everything, save."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=os.environ.get("ONRECORD_BENCH_DATA"), help="the data folder")
    options.add_argument("--save", type=Path, default=Path("tasks/clean/data/lines.npz"))
    chosen = options.parse_args()
    texts = [*labelled_texts(chosen.data), *page_dumps(chosen.data)]
    texts += made_texts(stories_of(chosen.data / CORPUS), texts, set())
    print(Counter(label for text in texts for label in text.labels))
    save(train([Seen(text) for text in texts], set()), chosen.save)


if __name__ == "__main__":
    main()
