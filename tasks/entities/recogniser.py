"""Find names in articles: the tagger on tables, twice over, then the labels that users know.

The first pass reads each sentence by itself. The second also knows what the same word was called elsewhere in the
article. Both know how the article writes a word elsewhere, which tells the names in headlines, and how much it is on
sports, where the name of a town is mostly its team's. Then the four kinds
that the model tells apart are made finer by tables (`recogniser_kinds`).
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import tasks.tagging
from tasks.entities.mention import Span
from tasks.entities.recogniser_agreement import agreed
from tasks.entities.recogniser_confidence import confidence, evidence
from tasks.entities.recogniser_features import NameFeatures
from tasks.entities.recogniser_kinds import is_name, label_of, whole_name
from tasks.entities.recogniser_lexicon import load_lexicon
from tasks.entities.recogniser_marks import capital_marks, name_votes, sport_marks, words_of
from tasks.tagging.collecting import seldom_collecting
from tasks.tagging.decoding import best_labels
from tasks.tagging.model import Cross, Model, load
from tasks.tagging.reading import Reading, read
from tasks.tagging.scores import add_crosses, type_scores
from tasks.tagging.spans import bio_labels, bio_spans
from tasks.tagging.types import TypeTable
from tasks.tagging.vocabulary import shared_vocabulary

DATA = Path(__file__).parent / "data"
MODEL, LEXICON = DATA / "entities.model.zip", DATA / "entities.lexicon.tsv.gz"
KINDS = ("PER", "ORG", "LOC", "MISC")
LABELS = bio_labels(KINDS)
VOTES = "votes"
SPORT = "sport"
CAPITALS = "capitals"
MARKS = (VOTES, SPORT, CAPITALS)
CROSSES = (
    Cross(((0, "shape_and_fine"), (1, "shape_and_fine")), (0, 1)),
    Cross(((0, "word"), (1, "word")), (0, 1)),
    Cross(((-1, "shape"), (0, "shape"), (1, "shape"))),
    Cross(((-1, "shape_and_coarse"), (0, "shape_and_coarse"), (1, "shape_and_coarse"))),
    Cross(((-1, VOTES), (0, VOTES), (1, VOTES))),
    Cross(((0, VOTES), (0, "shape_and_fine"))),
    Cross(((0, SPORT), (0, "shape_and_fine"))),
    Cross(((0, SPORT), (-1, "shape_and_coarse"), (0, "shape"), (1, "shape_and_coarse"))),
    Cross(((0, CAPITALS), (0, "shape_and_fine"))),
    Cross(((-1, CAPITALS), (0, CAPITALS), (1, CAPITALS), (0, "shape"))),
)

BATCH = 64
"""Articles read at a time."""

LONGEST_MISC = 7
"""Tokens; what is longer is a headline in title case rather than a name."""

SURE_AT_FIRST, SURE = 4.0, 6.0
"""Natural logarithms by which a token must be no name to be left out of the first and the second search."""


class TableRecogniser:
    """The recogniser of this package."""

    def __init__(self, model: Model, features: NameFeatures, version: str) -> None:
        self.version = version
        self._model = model
        self._table = TypeTable(model, features, shared_vocabulary())

    def recognise(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return for each text of one article its names in order."""
        return self.recognise_many([texts])[0]

    @seldom_collecting()
    def recognise_many(self, articles: Sequence[Sequence[str]]) -> list[list[list[Span]]]:
        """Return for each article, for each of its texts, the names in order. Articles do not influence each other."""
        found: list[list[list[Span]]] = []
        for first in range(0, len(articles), BATCH):
            found += self._batch(articles[first : first + BATCH])
        return found

    def _batch(self, articles: Sequence[Sequence[str]]) -> list[list[list[Span]]]:
        texts = [text for article in articles for text in article]
        owner = np.repeat(np.arange(len(articles)), [len(article) for article in articles])
        reading = read(texts, self._table)
        spans: list[list[Span]] = [[] for _ in texts]
        if len(reading):
            labels, scores = label_names(self._model, self._table, reading, owner[reading.texts])
            found = bio_spans(labels, reading)
            proof = evidence(scores[reading.slots], found, reading.unit_starts, self._model.scale)
            chances = confidence(proof, self._model.about["confidence"])
            numbers, starts = reading.texts[found.first].tolist(), reading.starts[found.first].tolist()
            ends, lengths = reading.ends[found.last].tolist(), (found.last - found.first + 1).tolist()
            rows = zip(numbers, starts, ends, lengths, found.kind.tolist(), chances.tolist(), strict=True)
            for number, start, end, length, kind, chance in rows:
                text, mine = texts[number], spans[number]
                name = whole_name(text, start, text[start:end])
                end = start + len(name)
                after = text[end : end + 1]
                if not is_name(name, after):
                    continue
                label = label_of(KINDS[kind], name, text[start - 1 : start], after)
                if (length <= LONGEST_MISC or label != "MISC") and not (mine and mine[-1].end > start):
                    mine.append(Span(start, end, label, chance))
        grouped = iter(spans)
        return [in_agreement(article, [next(grouped) for _ in article]) for article in articles]


def in_agreement(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """Return the spans of an article's texts with labels that agree over the article."""
    names = [(text[span.start : span.end], span) for text, some in zip(texts, spans, strict=True) for span in some]
    labels = iter(agreed(names))
    return [
        [span if span.label == (label := next(labels)) else span._replace(label=label) for span in some]
        for some in spans
    ]


def label_names(
    model: Model, table: TypeTable, reading: Reading, documents: NDArray[np.int64]
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return each token's label, and the scores by slot that led to it, in two passes."""
    alone = add_crosses(type_scores(model, table, reading), model, table, reading, {})
    words = words_of(table, reading, documents)
    alone = add_crosses(alone, model, table, reading, steady_marks(table, reading, documents, words))
    first = best_labels(alone, model, reading, SURE_AT_FIRST)
    marks = {VOTES: name_votes(first, words, reading, len(LABELS))}
    scores = add_crosses(alone, model, table, reading, marks)
    return best_labels(scores, model, reading, SURE), scores


def steady_marks(
    table: TypeTable, reading: Reading, documents: NDArray[np.int64], words: NDArray[np.int64]
) -> dict[str, NDArray[np.uint8]]:
    """Return the marks that need no labels: how much the article is on sports, and how it writes a word elsewhere."""
    return {SPORT: sport_marks(table, reading, documents), CAPITALS: capital_marks(words, reading)}


@lru_cache(maxsize=1)
def load_recogniser() -> TableRecogniser:
    """Return the recogniser with the model that the package ships."""
    return TableRecogniser(load(MODEL), NameFeatures(load_lexicon(LEXICON)), shipped_version())


def shipped_version() -> str:
    """Return a hash of the model, the lexicon, the tables of words and the code that reads them."""
    here = sorted(Path(__file__).parent.glob("recogniser*.py"))
    engine = sorted(Path(tasks.tagging.__file__).parent.glob("*.py"))
    tables = sorted(path for path in DATA.glob("entities.*") if path.suffix in (".toml", ".txt"))
    digest = hashlib.blake2b(digest_size=8)
    for path in (MODEL, LEXICON, *tables, *here, *engine):
        digest.update(path.read_bytes())
    return digest.hexdigest()
