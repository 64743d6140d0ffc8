"""Plain text -> labelled paragraphs and lines.

The line classifier says how likely each kind is for each line. What is decided here is what to make of that: a line is
furniture only when that is likelier by a margin which grows with its length, since a lost paragraph of an article costs
more than a stray line; an article has one headline; and what a line's own words prove is not left to chance.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from tasks.clean.article import Block
from tasks.clean.line_features import Table, words_of
from tasks.clean.line_model import line_model
from tasks.clean.line_rules import is_bare_scene
from tasks.clean.line_sight import Sight, see
from tasks.clean.mending import mend
from tasks.clean.text import Paragraph, holds_sentence, paragraphs_of, source_lines

FURNITURE = ("promo", "related", "footer")
UNSORTED = "other"
"""The classifier's class for furniture of no finer kind."""
MARGIN, MARGIN_A_DOUBLING, MARGIN_WORDS = 0.7, 0.35, 8
"""By how much (in log-odds) furniture must be likelier for a line of so many words, and how that grows with length."""
SAME_TITLE = 0.6
"""Share of words that a headline has in common with the title known from elsewhere."""


def label_paragraphs(text: str, *, title: str | None = None) -> tuple[Block, ...]:
    """Return the paragraphs of a text as mended blocks with their kinds, in order.

    In hard-wrapped text a paragraph joins several lines; else it is a line. `title` is the article's title where it is
    known from elsewhere: then the first line need not be a headline.
    """
    paragraphs = paragraphs_of(text)
    return tuple(
        Block(kind, p.mended.text, p.mended.start, p.mended.origin)
        for kind, p in zip(kinds_of(paragraphs, title), paragraphs, strict=True)
    )


def label_lines(text: str, *, title: str | None = None) -> tuple[Block, ...]:
    """Return one mended block for each non-blank line of a text, in order, with the kind of its paragraph."""
    return tuple(_lines(text, title))


def _lines(text: str, title: str | None) -> Iterator[Block]:
    paragraphs = paragraphs_of(text)
    lines = iter(source_lines(text))
    for kind, paragraph in zip(kinds_of(paragraphs, title), paragraphs, strict=True):
        for _ in range(paragraph.lines):
            line = next(lines)
            yield Block(kind, *mend(line.text, line.start))


def kinds_of(paragraphs: Sequence[Paragraph], title: str | None = None, *, scores: Table | None = None) -> list[str]:
    """Return the kind of each paragraph of an article; `scores` are another classifier's, to be decided on alike."""
    if not paragraphs:
        return []
    model = line_model()
    texts = [p.mended.text for p in paragraphs]
    sight = see(paragraphs)
    scores = model.scores(sight) if scores is None else scores.copy()
    _settle_headline(scores, model.classes.index("headline"), texts, sight.words, title)
    kinds = decided(scores, model.classes, sight.own[:, 0])
    _prove(kinds, texts, sight)
    if "body" not in kinds:
        _find_body(kinds, texts, sight)
    return kinds


def decided(scores: Table, classes: Sequence[str], words: Table) -> list[str]:
    """Choose a kind for each line from its scores (rows) by class and its number of words."""
    odds = scores - scores.max(axis=1, keepdims=True)
    chances = np.exp(odds)
    chances /= chances.sum(axis=1, keepdims=True)
    furniture = [classes.index(kind) for kind in FURNITURE]
    own = [i for i, kind in enumerate(classes) if kind not in FURNITURE and kind != UNSORTED]
    best_own, best_furniture = chances[:, own].argmax(axis=1), chances[:, furniture].argmax(axis=1)
    chance = chances[:, furniture].sum(axis=1) + chances[:, classes.index(UNSORTED)]
    margin = MARGIN + MARGIN_A_DOUBLING * np.log2(np.maximum(words, 1) / MARGIN_WORDS)
    wins = np.log(chance + 1e-9) - margin > np.log(chances[:, own].max(axis=1) + 1e-9)
    return [FURNITURE[f] if win else classes[own[o]] for win, f, o in zip(wins, best_furniture, best_own, strict=True)]


def _settle_headline(
    scores: Table, headline: int, texts: Sequence[str], words: Sequence[Sequence[str]], title: str | None
) -> None:
    """Leave only one line, and its repeats, to be the headline: the likeliest, and like the title if that is known."""
    likeliest = scores.argmax(axis=1) == headline
    if title is not None:
        wanted = set(words_of(title))
        same = np.array(
            [_of_length(text, title) and _alike(set(own), wanted) for text, own in zip(texts, words, strict=True)]
        )
        scores[~same, headline] = -np.inf
        likeliest |= same
    candidates = np.flatnonzero(likeliest)
    if len(candidates) > 1:
        best = texts[candidates[scores[candidates, headline].argmax()]]
        scores[[i for i, text in enumerate(texts) if text != best], headline] = -np.inf


def _of_length(text: str, title: str) -> bool:
    """Whether a line is of about a title's length."""
    return 0.4 < (len(text) + 1) / (len(title) + 1) < 2.5


def _alike(one: set[str], other: set[str]) -> bool:
    """Whether two lines have most of their words in common."""
    return bool(one) and len(one & other) >= SAME_TITLE * len(one | other)


_TOP = 6
"""Lines at the top among which a line that begins with 'By' and a name is a byline."""
_PROSE = frozenset({"body", "subhead", "standfirst"})
_HEADS = frozenset({"headline", "caption"})
_VERDICTS = ("correction", "embed", "byline", "dateline", "scene")


def _prove(kinds: list[str], texts: Sequence[str], sight: Sight) -> None:
    """Correct kinds where the words of a line prove another one."""
    said = np.column_stack([sight.says(verdict) for verdict in _VERDICTS]).astype(bool)
    for i in np.flatnonzero(said.any(axis=1) | np.array([kind == "byline" for kind in kinds])):
        row = dict(zip(_VERDICTS, said[i].tolist(), strict=True))
        kinds[i] = _proven(kinds[i], row, int(i), texts)


def _proven(kind: str, said: dict[str, bool], index: int, texts: Sequence[str]) -> str:
    """Return what a line is proven to be, else the kind that it was taken for."""
    if said["correction"] or said["embed"]:
        return "correction" if said["correction"] else "embed"
    if said["byline"] and index < _TOP and kind not in _HEADS:
        return "byline"
    if said["dateline"] and kind in _PROSE | {"headline"}:
        return "dateline"
    subject = kind == "byline" and not said["byline"] and _is_of_the_story(texts[index], index, texts)
    scene = said["scene"] and kind in _PROSE and is_bare_scene(texts[index])
    return "caption" if subject or scene else kind


def _find_body(kinds: list[str], texts: Sequence[str], sight: Sight) -> None:
    """Where nothing was taken for body, take whole sentences for it that no rule calls furniture."""
    called = zip(*(sight.says(kind).tolist() for kind in FURNITURE), strict=True)
    for i, (text, furniture) in enumerate(zip(texts, map(any, called), strict=True)):
        if kinds[i] in FURNITURE and not furniture and holds_sentence(text):
            kinds[i] = "body"


def _is_of_the_story(text: str, index: int, texts: Sequence[str]) -> bool:
    """Whether a line that is no more than a name names somebody whom the story is about, and not its author."""
    name = text.rsplit(None, 1)[-1]
    return name.isalpha() and name != text and any(name in other for other in texts[index + 1 :])
