"""Headlines out of running text: sentences written with capitals, to train and to measure on.

Labelled sets hold hardly a headline, and of those none As Most Outlets Write Them, where capitals tell nothing.
"""

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

SENTENCE = re.compile(r"(?:(?<=[.!?]\s)|(?<=\n)|^)[^\s.!?][^.!?\n]*(?=[.!?\n])")
WORD = re.compile(r"\w[\w'’]*")
WORDS = (4, 13)
"""Least and most words of a sentence that may serve as a headline."""

LEFT_SMALL = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "vs", "with"]
)
LONG = 4
"""Letters from which a second style writes a word with a capital."""


def title_case(sentence: str) -> str:
    """Write all words but articles, conjunctions and prepositions with a capital."""
    return _capitalised(sentence, lambda word: word not in LEFT_SMALL)


def long_words(sentence: str) -> str:
    """Write the words of four letters and more with a capital."""
    return _capitalised(sentence, lambda word: len(word) >= LONG)


def capitals(sentence: str) -> str:
    """Write all letters as capitals, where that leaves the length."""
    upper = sentence.upper()
    return upper if len(upper) == len(sentence) else sentence


STYLES = (title_case, long_words, capitals)


def _capitalised(sentence: str, wanted: Callable[[str], bool]) -> str:
    def written(match: re.Match[str]) -> str:
        word = match[0]
        return word[0].upper() + word[1:] if len(word[0].upper()) == 1 and (not match.start() or wanted(word)) else word

    return WORD.sub(written, sentence)


def headlines(row: dict[str, Any]) -> list[tuple[int, int]]:
    """Return where the shorter sentences of an article lie, those that cut no entity in two."""
    found = []
    for match in SENTENCE.finditer(row["text"]):
        first, last = match.span()
        touched = [e for e in row["entities"] if e["start"] < last and e["end"] > first]
        whole = all(first <= e["start"] and e["end"] <= last for e in touched)
        if whole and WORDS[0] <= len(match[0].split()) <= WORDS[1]:
            found.append((first, last))
    return found


def with_headlines(rows: Sequence[dict[str, Any]], each: int, seed: int = 0) -> list[dict[str, Any]]:
    """Return the articles, in each a number of sentences written as headlines; no offset changes."""
    chance = random.Random(seed)
    return [_with_headlines(row, each, chance) for row in rows]


def _with_headlines(row: dict[str, Any], each: int, chance: random.Random) -> dict[str, Any]:
    text, places = row["text"], headlines(row)
    for first, last in chance.sample(places, min(each, len(places))):
        text = text[:first] + chance.choice(STYLES)(text[first:last]) + text[last:]
    return {**row, "text": text}
