"""Plain rules for the kind of a line: clues in its words, then its place among its neighbours.

They are among the clues of the line classifier, and its baseline.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import numpy as np

from tasks.clean.line_features import CREDIT_SIGNS, NO_WORD, own_numbers
from tasks.clean.line_words import (
    DASH,
    DIGIT,
    TAIL,
    Characters,
    Flags,
    Lookup,
    Numbers,
    Table,
    Words,
    characters_of,
    ending_of,
    hash_words,
    words_in,
)  # fmt: skip
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
SIGNS = frozenset("(-0—")
"""What opens a pattern that needs no word."""
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
        kind: re.compile("|".join(f"(?:{row[1]})" for row in _tables()[kind]["patterns"]), re.IGNORECASE)
        for kind in KINDS_BY_WORDS
    }


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("tasks.clean").joinpath("data", "line_patterns.toml").read_text("utf-8"))


class _Pattern(NamedTuple):
    """A pattern: which of `KINDS_BY_WORDS` it says, up to how many words of a line, what else the line must hold."""

    kind: int
    longest: int
    needed: str
    found_in: Callable[[str], re.Match[str] | None]


class _Triggers(NamedTuple):
    """The patterns; for each word that opens any their numbers, from the word's begin on; the words of scenes.

    A word's row in each array is that of `lookup`; the last row is of all unknown words.
    """

    patterns: list[_Pattern]
    by_sign: dict[str, list[int]]
    lookup: Lookup
    opened: Numbers
    begins: Numbers
    counts: Numbers
    verb: Flags
    told: Flags


@lru_cache(maxsize=1)
def _triggers() -> _Triggers:
    patterns, opened, by_sign = list[_Pattern](), defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for number, kind in enumerate(KINDS_BY_WORDS):
        for words, expression, *needed in _tables()[kind]["patterns"]:
            for word in words.split():
                (by_sign if word in SIGNS else opened)[word].append(len(patterns))
            pattern = re.compile(expression, re.IGNORECASE)
            found_in = pattern.match if expression.startswith("^") else pattern.search
            patterns.append(_Pattern(number, LONGEST_CLUE[kind], "".join(needed), found_in))
    verbs, told, _ = _scene()
    words = sorted({*opened, *verbs, *told})
    counts = np.array([*(len(opened.get(word, ())) for word in words), 0], dtype=np.int64)
    return _Triggers(
        patterns,
        dict(by_sign),
        Lookup(hash_words(words)),
        np.array([number for word in words for number in opened.get(word, ())], dtype=np.int64),
        np.cumsum(counts) - counts,
        counts,
        np.array([*(word in verbs for word in words), False]),
        np.array([*(word in told for word in words), False]),
    )


def verdicts(texts: Sequence[str], characters: Characters, words: Words, own: Table) -> Flags:
    """Return for each line (rows) and each of `VERDICTS` whether the rules see it in the line."""
    triggers = _triggers()
    known = triggers.lookup(words.hashes)
    found = np.zeros((len(texts), len(VERDICTS)), dtype=np.bool_)
    length = own[:, 0].tolist()
    lines, numbers = _worth_trying(characters, words, known, own)
    for line, number in zip(lines.tolist(), numbers.tolist(), strict=True):
        kind, longest, needed, found_in = triggers.patterns[number]
        text = texts[line]
        if length[line] <= longest and needed in text and found_in(text):
            found[line, kind] = True
    found[:, -1] = _scenes(texts, characters, words, known, own[:, 0])
    return found


def verdicts_on(texts: Sequence[str]) -> Flags:
    """Return the verdicts on lines of which there is at least one, each by itself."""
    characters = characters_of(texts)
    words = words_in(characters)
    return verdicts(texts, characters, words, own_numbers(texts, characters, words))


def _worth_trying(characters: Characters, words: Words, known: Numbers, own: Table) -> tuple[Numbers, Numbers]:
    """The lines and numbers of the patterns that are worth trying on them."""
    triggers = _triggers()
    opening = np.flatnonzero((triggers.counts[known] > 0) & (own[words.line, 0] <= LONGEST_TRIED))
    counts = triggers.counts[known[opening]]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    numbers = triggers.opened[np.repeat(triggers.begins[known[opening]], counts) + within]
    pairs = [np.repeat(words.line[opening], counts) * len(triggers.patterns) + numbers]
    bracket, dash, _ = CREDIT_SIGNS
    signs = {
        "(": own[:, bracket] < TAIL,
        "-": own[:, dash] < TAIL,
        "0": characters.kinds[characters.starts] == DIGIT,
        "—": characters.counts[:, DASH] > 0,
    }
    for sign, numbers_of_sign in triggers.by_sign.items():
        lines = np.flatnonzero(signs[sign])
        pairs += [lines * len(triggers.patterns) + number for number in numbers_of_sign]
    every = np.unique(np.concatenate(pairs))
    return every // len(triggers.patterns), every % len(triggers.patterns)


def _scenes(texts: Sequence[str], characters: Characters, words: Words, known: Numbers, length: Table) -> Flags:
    """Whether a line reads like what a picture shows: one sentence in the present without report or quotation."""
    triggers = _triggers()
    _, _, opening = _scene()
    # A word behind a hyphen ('-backed') is no verb.
    lower = ~words.capital & (characters.kinds[words.starts - 1] != DASH)
    verb = words.first(triggers.verb[known] & lower, NO_WORD)
    told = words.first((triggers.told[known] & lower) | ((words.ending == ending_of("ed")) & lower), NO_WORD)
    scenes = verb < told
    fitting = (length >= SCENE_WORDS[0]) & (length <= SCENE_WORDS[1])
    for i in np.flatnonzero(fitting).tolist():
        text = texts[i]
        if text[:1] in _QUOTE_START or "said" in text:
            scenes[i] = False
        elif not scenes[i]:
            scenes[i] = opening.match(text) is not None
    return scenes & fitting


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
    if not paragraphs:
        return []
    texts = [p.mended.text for p in paragraphs]
    seen = verdicts_on(texts).tolist()
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


def _is_prose(text: str) -> bool:
    sentence = len(text) > 160 or (len(text) > 80 and _ENDS_SENTENCE.search(text) is not None)
    return sentence or text[:1] in _QUOTE_START


def _headline(texts: Sequence[str], kinds: Sequence[str], first_prose: int, title: str | None) -> int | None:
    if title is not None:
        wanted = title.strip().casefold()
        return next((i for i, text in enumerate(texts[:first_prose]) if text.casefold() == wanted), None)
    return next((i for i in range(min(first_prose, len(texts))) if kinds[i] == "body"), None)
