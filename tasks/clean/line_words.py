"""The characters and words of many lines at once, in numpy.

Of a long line only both ends are read. A word is a run of letters and digits, which an apostrophe may join to letters,
or one of a few telling signs; it is known by a hash of its lower-case characters, every digit taken for 0, so that
counting and looking up the words of a whole shard takes a few passes over plain arrays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]

HEAD, TAIL = 200, 70
"""Characters at either end of a line that are looked at."""
LONGEST_WORD = 40
"""Characters of a word that count in its hash."""
NOWHERE = -1

LETTER, DIGIT, APOSTROPHE, SIGN, SPACE, QUOTE, DASH, COMMA, STOP, SLASH, OPEN, CLOSE = range(1, 13)
"""Classes of characters; 0 is all others."""
CHARACTER_CLASSES = 13
_SIGNS = {
    SIGN: "©@:>»•|", APOSTROPHE: "'’", QUOTE: '"“”', DASH: "-–—", COMMA: ",", STOP: ".!?…", SLASH: "/", OPEN: "([",
    CLOSE: ")]", SPACE: " \n",
}  # fmt: skip
BEYOND = 0x10000
"""All characters beyond the first plane share a class."""
_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(31)


def mixed(values: Hashes) -> Hashes:
    """Spread the bits of hashes."""
    values = (values ^ (values >> _HALF)) * _MIXER
    return values ^ (values >> _HALF)


@lru_cache(maxsize=1)
def _characters() -> tuple[npt.NDArray[np.uint8], Flags, npt.NDArray[np.uint32]]:
    """Class of each character, whether it is upper case, and what it counts as in a word's hash."""
    kinds = np.zeros(BEYOND + 1, dtype=np.uint8)
    upper = np.zeros(BEYOND + 1, dtype=np.bool_)
    lower = np.arange(BEYOND + 1, dtype=np.uint32)
    for code, sign in enumerate(map(chr, range(BEYOND))):
        if sign.isalnum():
            kinds[code] = DIGIT if sign.isdecimal() else LETTER
            upper[code] = sign.isupper()
            lower[code] = ord("0") if sign.isdecimal() else ord(sign.lower()) if len(sign.lower()) == 1 else code
        elif sign.isspace():
            kinds[code] = SPACE
    for kind, signs in _SIGNS.items():
        kinds[list(map(ord, signs))] = kind
    return kinds, upper, lower


@dataclass(frozen=True)
class Characters:
    """The characters at both ends of lines, one line after the other, each line followed by a line break."""

    codes: npt.NDArray[np.uint32]
    kinds: npt.NDArray[np.uint8]
    upper: Flags
    starts: Numbers
    lengths: Numbers
    """Of each line with its line break."""

    @cached_property
    def line(self) -> Numbers:
        """The line of each character."""
        return np.repeat(np.arange(len(self.starts)), self.lengths)

    @cached_property
    def counts(self) -> Numbers:
        """How many characters of each class (columns) each line has."""
        n = len(self.starts)
        return np.bincount(self.line * CHARACTER_CLASSES + self.kinds, minlength=n * CHARACTER_CLASSES).reshape(n, -1)

    def how_many(self, flags: Flags) -> Numbers:
        """For each line the number of flagged characters."""
        return np.add.reduceat(flags, self.starts, dtype=np.int64)

    def last(self, flags: Flags) -> Numbers:
        """For each line how many characters before its end the last flagged one stands; FAR_BACK if there is none."""
        places = np.flatnonzero(flags)
        after = np.searchsorted(places, self.starts + self.lengths)
        found = np.concatenate(([NOWHERE], places))[after]
        ends = self.starts + self.lengths - 2
        return np.where(found >= self.starts, np.minimum(ends - found, FAR_BACK), FAR_BACK)

    def from_end(self, back: int) -> npt.NDArray[np.uint32]:
        """The character of each line that stands so many before its last; the first one where the line is shorter."""
        found: npt.NDArray[np.uint32] = self.codes[np.maximum(self.starts + self.lengths - 2 - back, self.starts)]
        return found


FAR_BACK = 99


def characters_of(texts: Sequence[str]) -> Characters:
    """Read the ends of lines."""
    ends = [text if len(text) <= HEAD + TAIL else f"{text[:HEAD]} {text[-TAIL:]}" for text in texts]
    lengths = np.array([len(end) + 1 for end in ends], dtype=np.int64)
    codes = np.frombuffer(("\n".join(ends) + "\n").encode("utf-32-le", "surrogatepass"), dtype="<u4")
    kinds, upper, _ = _characters()
    classed = np.minimum(codes, BEYOND)
    return Characters(codes, kinds[classed], upper[classed], np.cumsum(lengths) - lengths, lengths)


@dataclass(frozen=True)
class Words:
    """The words of lines, in order: hash, line, place in it from either end, and what their characters tell."""

    hashes: Hashes
    line: Numbers
    starts: Numbers
    lengths: Numbers
    place: Numbers
    back: Numbers
    per_line: Numbers
    capital: Flags
    number: Flags
    ending: npt.NDArray[np.uint32]
    """The last two lower-case characters, as one number."""

    @cached_property
    def firsts(self) -> Numbers:
        """The number of each line's first word."""
        return np.cumsum(self.per_line) - self.per_line

    def how_many(self, flags: Flags) -> Numbers:
        """For each line the number of flagged words."""
        return np.bincount(self.line[flags], minlength=len(self.per_line))

    def first(self, flags: Flags, none: int) -> Numbers:
        """For each line the place of its first flagged word, else `none`."""
        found = np.flatnonzero(flags)[::-1]
        places = np.full(len(self.per_line), none, dtype=np.int64)
        places[self.line[found]] = np.minimum(self.place[found], none)
        return places


def ending_of(letters: str) -> int:
    """Two letters as `Words.ending` holds them."""
    return ord(letters[0]) << 16 | ord(letters[1])


def words_in(characters: Characters) -> Words:
    """Find the words of lines."""
    kinds = characters.kinds
    letter, sign = kinds == LETTER, kinds == SIGN
    inside = letter | (kinds == DIGIT)
    inside[1:-1] |= (kinds[1:-1] == APOSTROPHE) & inside[:-2] & letter[2:]
    begins, ends = sign.copy(), sign
    begins[1:] |= inside[1:] & ~inside[:-1]
    begins[0] |= inside[0]
    ends = ends.copy()
    ends[:-1] |= inside[:-1] & ~inside[1:]
    starts, lasts = np.flatnonzero(begins), np.flatnonzero(ends)
    lengths = lasts - starts + 1
    line = characters.line[starts]
    per_line = np.bincount(line, minlength=len(characters.starts))
    first = np.cumsum(per_line) - per_line
    place = np.arange(len(starts)) - first[line]
    lower = _characters()[2][np.minimum(characters.codes, BEYOND)]
    return Words(
        hashes=_hashes(lower, inside | sign, starts, lengths),
        line=line,
        starts=starts,
        lengths=lengths,
        place=place,
        back=per_line[line] - 1 - place,
        per_line=per_line,
        capital=characters.upper[starts],
        number=kinds[starts] == DIGIT,
        ending=lower[np.maximum(lasts - 1, 0)] << np.uint32(16) | lower[lasts],
    )


@lru_cache(maxsize=1)
def _powers() -> Hashes:
    powers = np.ones(LONGEST_WORD, dtype=np.uint64)
    powers[1:] = np.cumprod(np.full(LONGEST_WORD - 1, _BASE), dtype=np.uint64)
    return powers


def _hashes(lower: npt.NDArray[np.uint32], inside: Flags, starts: Numbers, lengths: Numbers) -> Hashes:
    """Hash words; `inside` marks their characters, which are those that lie between starts and starts + lengths."""
    if not len(starts):
        return np.zeros(0, dtype=np.uint64)
    chosen = np.flatnonzero(inside)
    begins = np.cumsum(lengths) - lengths
    place = np.minimum(np.arange(len(chosen)) - np.repeat(begins, lengths), LONGEST_WORD - 1)
    values = (lower[chosen].astype(np.uint64) + np.uint64(1)) * _powers()[place]
    return mixed(np.add.reduceat(values, begins))


def hash_words(words: Sequence[str]) -> Hashes:
    """Hash single words as those of lines are; each must be a word to the end."""
    found = words_in(characters_of(words))
    if not (found.per_line == 1).all():
        raise ValueError([word for word, n in zip(words, found.per_line, strict=True) if n != 1])
    return found.hashes


class Lookup:
    """Which row a hash has in a list of distinct hashes."""

    def __init__(self, hashes: Hashes) -> None:
        """Lay the hashes out in a table of four to eight times their number, each at the next free place."""
        bits = max(8, int(len(hashes) * 4).bit_length())
        self._shift, size = np.uint64(64 - bits), 1 << bits
        self._keys = hashes
        rows = np.full(size + len(hashes), NOWHERE, dtype=np.int64)
        pending, places = np.arange(len(hashes)), (hashes >> self._shift).astype(np.int64)
        while len(pending):
            free = rows[places] == NOWHERE
            # Of several that want one place the first gets it.
            rows[places[free][::-1]] = pending[free][::-1]
            settled = rows[places] == pending
            pending, places = pending[~settled], places[~settled] + 1
        self._rows = rows

    def __call__(self, hashes: Hashes) -> Numbers:
        """Return the row of each hash, or NOWHERE."""
        places = (hashes >> self._shift).astype(np.int64)
        rows = self._rows[places]
        asked = np.flatnonzero(rows != NOWHERE)
        asked = asked[self._keys[rows[asked]] != hashes[asked]]
        while len(asked):
            places[asked] += 1
            rows[asked] = self._rows[places[asked]]
            asked = asked[rows[asked] != NOWHERE]
            asked = asked[self._keys[rows[asked]] != hashes[asked]]
        return rows
