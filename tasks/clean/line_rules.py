"""Plain rules for the kind of a line: clues in its words, then its place among its neighbours.

They are among the clues of the line classifier, and its baseline.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tasks.clean.line_features import CREDIT_SIGNS, own_numbers, words_of
from tasks.clean.text import Paragraph

KINDS_BY_WORDS = ("footer", "related", "promo", "caption", "byline", "dateline", "correction", "embed")
"""Kinds that a line's own words can tell, in the order in which they are tried."""
VERDICTS = (*KINDS_BY_WORDS, "scene")
"""What the rules say of a line, one number each."""
LONGEST_CLUE = {
    "footer": 60, "related": 40, "promo": 60, "caption": 70, "byline": 16, "dateline": 14, "correction": 80,
    "embed": 80,
}  # fmt: skip
"""Words of the longest line that a pattern of the kind says anything about."""
LONGEST_TRIED = max(LONGEST_CLUE.values())
SHORT_LINE = 14
"""Words of the longest line that weaker triggers count for."""
SCENE_WORDS = (4, 30)
"""Words of the shortest and longest line that a picture's scene is told in."""

_QUOTE_START = "\"“‘'"
_ENDS_SENTENCE = re.compile(r"[.!?…][\"”’')\]]*$")
_SENTENCE_OPENER = re.compile(
    r"(?:The|A|An|In|On|At|But|And|He|She|They|It|I|We|You|This|That|These|Those|There|If|When|While|As)\b"
)

_CLOSING_PLACE = re.compile(
    r"^[A-Z][^.:;?!\"“”•]*\b(?:in|at|near|outside|during|on|from) (?:the )?[A-Z][^.:;?!\"“”]{2,40}\.?$"
)


@lru_cache(maxsize=1)
def line_patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of `data/line_patterns.toml`, the alternatives of each table joined to one."""
    return {
        kind: re.compile("|".join(f"(?:{pattern})" for pattern in table["patterns"]), re.IGNORECASE)
        for kind, table in _tables().items()
        if "patterns" in table
    }


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("tasks.clean").joinpath("data", "line_patterns.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _triggers() -> tuple[dict[str, int], dict[str, int]]:
    """For each trigger word the tables that it opens, as bits: of lines of any length, and of short ones too."""
    anywhere, short = dict[str, int](), dict[str, int]()
    for bit, kind in enumerate(KINDS_BY_WORDS):
        table = _tables()[kind]
        for word in table.get("triggers", "").split():
            anywhere[word] = anywhere.get(word, 0) | 1 << bit
        for word in f"{table.get('triggers', '')} {table.get('short_triggers', '')}".split():
            short[word] = short.get(word, 0) | 1 << bit
    return anywhere, short


def verdicts(text: str, words: Sequence[str], own: Sequence[float]) -> list[bool]:
    """Return for each of `VERDICTS` whether the rules see it in a line, given its words and its own numbers."""
    n, found = own[0], [False] * len(VERDICTS)
    if n <= LONGEST_TRIED:
        opened = _opened(text, words, own)
        for bit, kind in enumerate(KINDS_BY_WORDS if opened else ()):
            if opened >> bit & 1 and n <= LONGEST_CLUE[kind]:
                found[bit] = line_patterns()[kind].search(text) is not None
    if SCENE_WORDS[0] <= n <= SCENE_WORDS[1]:
        found[-1] = _is_scene(text)
    return found


def _opened(text: str, words: Sequence[str], own: Sequence[float]) -> int:
    """The tables that are worth trying on a line, as bits."""
    triggers, opened = _triggers()[own[0] <= SHORT_LINE], 0
    for word in words:
        opened |= triggers.get(word, 0)
    bracket, dash, slash = CREDIT_SIGNS
    if own[bracket] or own[dash] or own[slash]:
        opened |= _CAPTION
    if text[:1].isdigit():
        opened |= _DATELINE
    return opened


_CAPTION = 1 << KINDS_BY_WORDS.index("caption")
_DATELINE = 1 << KINDS_BY_WORDS.index("dateline")


def _is_scene(text: str) -> bool:
    """Whether a line reads like what a picture shows: one sentence in the present without report or quotation."""
    if text[:1] in _QUOTE_START or "said" in text:
        return False
    verbs, told, opening = _scene()
    for token in text.split():
        word = token.rstrip(",.;:")
        if word in verbs:
            return True
        if word in told or (word.endswith("ed") and word.islower() and "-" not in word):
            break
    return opening.match(text) is not None


def is_bare_scene(text: str) -> bool:
    """Whether a line that reads like a scene does so to its end: nothing is told in it, and it closes with a place."""
    _, told, _ = _scene()
    return (
        _SENTENCE_OPENER.match(text) is None
        and _CLOSING_PLACE.search(text) is not None
        and not any(w in told or (w.endswith("ed") and "-" not in w and w.islower()) for w in text.split())
    )


@lru_cache(maxsize=1)
def _scene() -> tuple[frozenset[str], frozenset[str], re.Pattern[str]]:
    table = _tables()["scene"]
    return frozenset(table["verbs"].split()), frozenset(table["told"].split()), re.compile(table["opening"])


def rule_kinds(paragraphs: Sequence[Paragraph], title: str | None = None) -> list[str]:
    """Return the kind of each paragraph of an article by rules alone."""
    texts = [p.mended.text for p in paragraphs]
    seen = [_seen(text) for text in texts]
    kinds = [next((kind for kind, yes in zip(KINDS_BY_WORDS, row, strict=False) if yes), "body") for row in seen]
    prose = [i for i, text in enumerate(texts) if kinds[i] == "body" and _is_prose(text)]
    first_prose, last_prose = (prose[0], prose[-1]) if prose else (len(texts), -1)
    headline = _headline(texts, kinds, first_prose, title)
    for i, text in enumerate(texts):
        bare_scene = seen[i][-1] and i > 0 and len(text.split()) <= 20 and not _SENTENCE_OPENER.match(text)
        if kinds[i] != "body" or (_is_prose(text) and not bare_scene):
            continue
        if i == headline:
            kinds[i] = "headline"
        elif i > last_prose:
            kinds[i] = "related"
        elif seen[i][-1] or i < first_prose:
            kinds[i] = "caption"
        elif len(text.split()) <= 14:
            kinds[i] = "subhead"
    return kinds


def _seen(text: str) -> list[bool]:
    words = words_of(text)
    return verdicts(text, words, own_numbers(text, words))


def _is_prose(text: str) -> bool:
    sentence = len(text) > 160 or (len(text) > 80 and _ENDS_SENTENCE.search(text) is not None)
    return sentence or text[:1] in _QUOTE_START


def _headline(texts: Sequence[str], kinds: Sequence[str], first_prose: int, title: str | None) -> int | None:
    if title is not None:
        wanted = title.strip().casefold()
        return next((i for i, text in enumerate(texts[:first_prose]) if text.casefold() == wanted), None)
    return next((i for i in range(min(first_prose, len(texts))) if kinds[i] == "body"), None)
