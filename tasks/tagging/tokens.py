"""Tokens that cover every character of a text, and the units (sentences, paragraphs) that they make.

One regular expression cuts a text so that each character belongs to exactly one token. So the offsets of all tokens are
a running sum of their lengths, and no match object is ever made. White space is a token of its own, and no other
depends on what stands beyond it.
"""

import re
import tomllib
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

_WORDS = tomllib.loads((Path(__file__).parent / "data" / "tokens.toml").read_text(encoding="utf-8"))

TAILS = tuple(_WORDS["tails"].split())
"""What follows the hyphen in 'UK-based'."""

HEADS = tuple(_WORDS["heads"].split())
"""What stands before the hyphen in 'pro-Russian'."""

_HYPHEN = rf"[-‑](?!(?:{'|'.join(TAILS)})\b)" + "".join(rf"(?<!\b{head}[-‑])" for head in HEADS)

TOKEN = re.compile(
    rf"\w+(?:(?:{_HYPHEN}|&)\w+|\.(?:\w\b|\d+)|['’][A-Z]\w+)*"  # words, U.S., 3.5, al-Kania, O'Neill, AT&T
    r"|['’](?:s|S|re|ve|ll|d|m|t)\b"  # the ends of Haftar's, they're
    r"|[^\w\s]"  # one mark
    r"|\s+"
)

ABBREVIATIONS = frozenset(_WORDS["abbreviations"].split())
"""Words after which a full stop does not end a sentence; `flags_of` adds single capitals and words such as 'a.m'."""


class TokenFlag:
    """Bits that tell what the cutting of a text into units needs to know of a word."""

    SENTENCE_END: Final = 4
    ABBREVIATION: Final = 8
    SENTENCE_START: Final = 16
    CAPITAL: Final = 64
    STOP: Final = 128


def split(text: str) -> list[str]:
    """Return the tokens of a text; joined, they are the text."""
    return TOKEN.findall(text)


def flags_of(word: str) -> int:
    """Return the flags of a token other than white space."""
    flags = 0
    if word in ".!?":
        flags |= TokenFlag.SENTENCE_END | (TokenFlag.STOP if word == "." else 0)
    single_capital = len(word) == 1 and word.isascii() and word.isupper()
    if word in ABBREVIATIONS or single_capital or word[1:2] == ".":
        flags |= TokenFlag.ABBREVIATION
    if word[0].isupper():
        flags |= TokenFlag.SENTENCE_START
        if word != "I":
            flags |= TokenFlag.CAPITAL
    elif word[0] in "\"“‘'":
        flags |= TokenFlag.SENTENCE_START
    return flags


def sentence_starts(flags: NDArray[np.uint8], lines: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Mark the tokens that begin a sentence, given each token's flags and the number of its line.

    A sentence ends with its line, or at '.', '!' or '?' before a capital or a quotation mark, but not after an
    abbreviation; a mark that begins a line ends nothing.
    """
    starts = np.ones(len(flags), bool)
    new_line = np.ones(len(flags), bool)
    new_line[1:] = lines[1:] != lines[:-1]
    abbreviated = np.zeros(len(flags), bool)
    abbreviated[1:] = (flags[:-1] & TokenFlag.ABBREVIATION > 0) & ~new_line[1:]
    ends = (flags & TokenFlag.SENTENCE_END > 0) & ~new_line & ~((flags & TokenFlag.STOP > 0) & abbreviated)
    starts[1:] = new_line[1:] | (ends[:-1] & (flags[1:] & TokenFlag.SENTENCE_START > 0))
    return starts


def limited(starts: NDArray[np.bool_], most: int) -> NDArray[np.bool_]:
    """Return unit starts with one more wherever a unit would grow beyond `most` tokens."""
    first = np.flatnonzero(starts)
    position = np.arange(len(starts)) - np.repeat(first, np.diff(first, append=len(starts)))
    too_long: NDArray[np.bool_] = position % most == 0
    return starts | too_long
