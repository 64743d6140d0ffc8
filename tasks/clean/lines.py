"""Plain text -> labelled paragraphs and lines.

The line classifier says how likely each kind is for each line. What is decided here is what to make of that: a line is
furniture only when that is likelier by a margin which grows with its length, since a lost paragraph of an article costs
more than a stray line; an article has one headline; and what a line's own words prove is not left to chance.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tasks.clean.article import Block
from tasks.clean.line_features import OWN
from tasks.clean.line_model import ONE, Scores, line_model
from tasks.clean.line_place import PLACE
from tasks.clean.line_proofs import FURNITURE, VERDICTS, proven
from tasks.clean.line_recurrence import recurrences
from tasks.clean.line_sight import Sight, see
from tasks.clean.line_words import Flags, Table
from tasks.clean.mending import mend
from tasks.clean.text import Paragraph, paragraphs_of, source_lines

Odds = npt.NDArray[np.float64]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")

UNSORTED = "other"
"""The classifier's class for furniture of no finer kind."""
MARGIN, MARGIN_A_DOUBLING, MARGIN_WORDS = 0.5, 0.3, 8
"""By how much (in log-odds) furniture must be likelier for a line of so many words, and how that grows with length."""
FEWEST_STORIES = 3
"""Stories that must hold a line before that says anything of it."""
A_DOUBLING, MOST_GAINED = 1.5, 6.0
"""By how much (in log-odds) furniture is likelier for each doubling of the stories that hold a line, and at most."""
SAME_TITLE = 0.6
"""Share of words that a headline has in common with the title known from elsewhere."""


def label_paragraphs(text: str, *, title: str | None = None) -> tuple[Block, ...]:
    """Return the paragraphs of a text as mended blocks with their kinds, in order.

    In hard-wrapped text a paragraph joins several lines; else it is a line. `title` is the article's title where it is
    known from elsewhere: then the first line need not be a headline.
    """
    return label_texts([text], [title], [None])[0]


def label_texts(
    texts: Sequence[str], titles: Sequence[str | None], outlets: Sequence[str | None]
) -> list[tuple[Block, ...]]:
    """Return the labelled paragraphs of each text of a dump, as `label_paragraphs` does.

    Many at once take far less time, and what recurs over the stories of an outlet is known for furniture.
    """
    articles = [paragraphs_of(text) for text in texts]
    return [
        tuple(
            Block(kind, p.mended.text, p.mended.start, p.mended.origin)
            for kind, p in zip(kinds, paragraphs, strict=True)
        )
        for paragraphs, kinds in zip(articles, kinds_of(articles, titles, outlets), strict=True)
    ]


def label_lines(text: str, *, title: str | None = None) -> tuple[Block, ...]:
    """Return one mended block for each non-blank line of a text, in order, with the kind of its paragraph."""
    return tuple(_lines(text, title))


def _lines(text: str, title: str | None) -> Iterator[Block]:
    paragraphs = paragraphs_of(text)
    lines = iter(source_lines(text))
    for kind, paragraph in zip(kinds_of([paragraphs], [title], [None])[0], paragraphs, strict=True):
        for _ in range(paragraph.lines):
            line = next(lines)
            yield Block(kind, *mend(line.text, line.start))


TOGETHER = 64
"""Texts whose lines are looked at together."""


def kinds_of(
    articles: Sequence[Sequence[Paragraph]], titles: Sequence[str | None], outlets: Sequence[str | None]
) -> list[list[str]]:
    """Return the kind of each paragraph of each article; titles and outlets are None where they are not known."""
    model = line_model()
    stories = recurrences([[p.mended.text for p in paragraphs] for paragraphs in articles], outlets)
    kinds: list[list[str]] = [[] for _ in articles]
    filled = [i for i, paragraphs in enumerate(articles) if paragraphs]
    for begin in range(0, len(filled), TOGETHER):
        chosen = filled[begin : begin + TOGETHER]
        sight = see([articles[i] for i in chosen])
        scores = model.scores(sight) + recurring(sight, model.classes, [n for i in chosen for n in stories[i]])
        found = kinds_seen(sight, scores, model.classes, [titles[i] for i in chosen])
        for i, own in zip(chosen, found, strict=True):
            kinds[i] = own
    return kinds


def recurring(sight: Sight, classes: Sequence[str], stories: Sequence[int]) -> Scores:
    """Return what the number of stories that hold each line adds to its scores: in favour of furniture, if anything.

    A few words right above a paragraph say nothing: stories of an outlet share subheadings too. Nor does a credit.
    """
    held = np.array(stories)
    over_prose = sight.place[:, PLACE.index("until_prose")] == 1
    telling = (held >= FEWEST_STORIES) & ~(over_prose & (sight.own[:, 0] < MARGIN_WORDS)) & ~sight.says("caption")
    gain = np.where(telling, np.minimum(A_DOUBLING * np.log2(held), MOST_GAINED), 0.0)
    furniture = np.array([*(kind in FURNITURE or kind == UNSORTED for kind in classes), True])
    added: Scores = np.round(gain[:, None] * furniture * ONE).astype(np.int32)
    return added


def kinds_seen(sight: Sight, scores: Scores, classes: Sequence[str], titles: Sequence[str | None]) -> list[list[str]]:
    """Decide on the kind of each line of the texts that were seen, by its scores (of the classes, and of furniture)."""
    odds, furniture = scores[:, :-1] / ONE, scores[:, -1] / ONE
    bounds = [*sight.texts.starts.tolist(), len(sight.lines)]
    texts = [sight.lines[begin:end] for begin, end in pairwise(bounds)]
    spans = [slice(begin, end) for begin, end in pairwise(bounds)]
    sizes = sight.own[:, OWN.index("characters")]
    for span, lines, title in zip(spans, texts, titles, strict=True):
        _settle_headline(odds[span], classes.index("headline"), lines, sizes[span], title)
    decisions = decided(odds, furniture, classes, sight.own[:, 0])
    said = np.column_stack([sight.says(verdict) for verdict in VERDICTS])
    return [
        proven(decisions[span], lines, said[span], titled=title is not None)
        for span, lines, title in zip(spans, texts, titles, strict=True)
    ]


def decided(odds: Odds, furniture: Odds, classes: Sequence[str], words: Table) -> list[str]:
    """Choose a kind for each line from its log-odds of the classes, those of furniture, and its number of words."""
    called = [classes.index(kind) for kind in FURNITURE]
    own = [i for i, kind in enumerate(classes) if kind not in FURNITURE and kind != UNSORTED]
    best_own, best_called = odds[:, own].argmax(axis=1), odds[:, called].argmax(axis=1)
    wins = furniture > MARGIN + MARGIN_A_DOUBLING * np.log2(np.maximum(words, 1) / MARGIN_WORDS)
    return [FURNITURE[f] if win else classes[own[o]] for win, f, o in zip(wins, best_called, best_own, strict=True)]


def _settle_headline(odds: Odds, headline: int, texts: Sequence[str], sizes: Table, title: str | None) -> None:
    """Leave only one line, and its repeats, to be the headline: the likeliest, and like the title if that is known.

    `sizes` are the lines' characters.
    """
    likeliest = odds.argmax(axis=1) == headline
    if title is not None:
        wanted, same = _title_words(title), _of_length(sizes, title)
        for i in np.flatnonzero(same).tolist():
            same[i] = _alike(_title_words(texts[i]), wanted)
        odds[~same, headline] = -np.inf
        likeliest |= same
    candidates = np.flatnonzero(likeliest)
    if len(candidates) > 1:
        best = texts[candidates[odds[candidates, headline].argmax()]]
        odds[[i for i, text in enumerate(texts) if text != best], headline] = -np.inf


def _title_words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _of_length(sizes: Table, title: str) -> Flags:
    """Whether lines of so many characters are of about a title's length."""
    share = (sizes.astype(np.float64) + 1) / (len(title) + 1)
    return (share > 0.4) & (share < 2.5)


def _alike(one: set[str], other: set[str]) -> bool:
    """Whether two lines have most of their words in common."""
    return bool(one) and len(one & other) >= SAME_TITLE * len(one | other)
