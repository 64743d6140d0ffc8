"""What the quote tagger knows of a token by its surroundings: numbers for each token, all computed at once.

Each mark is an array of uint8, a number a token. They tell whether a token lies inside quotation marks, how far it is
from their edges, which reporting word stands before and after it in its sentence and how far, which entity it names.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from tasks.entities.mention import Mention
from tasks.quotes.marks import Region
from tasks.quotes.tagger_features import QuoteFeatures
from tasks.tagging.growing import FIRST_ROOM, extended
from tasks.tagging.reading import Reading
from tasks.tagging.types import TypeTable

MARKS = (
    "inside",
    "left",
    "left_how",
    "left_word",
    "right",
    "right_word",
    "strong",
    "strong_word",
    "final",
    "final_distance",
    "edge",
    "region",
    "place",
    "sentence",
    "entity",
)

STOP, COMMA, THAT, QUOTE, LOWER, COLON, SOFT = 1, 2, 4, 8, 16, 32, 64
_EDGE = 5
_BINS = np.array([0, 1, 2, 3, 4, 4, 5, 5, 5, 5, *([6] * 10), 7], np.int64)
_ENTITY = {"PERSON": 1, "ORG": 2, "GPE": 3, "NORP": 4}

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass
class Properties:
    """What marks need of each type, grown with its table: bits, cue strength, number of the cue word."""

    features: QuoteFeatures
    bits: NDArray[np.uint8]
    strength: NDArray[np.uint8]
    cue: NDArray[np.uint8]
    known: int = 0
    age: int = 0

    @classmethod
    def empty(cls, features: QuoteFeatures) -> "Properties":
        """Return a table without types."""
        bits, strength, cue = np.zeros((3, FIRST_ROOM), np.uint8)
        return cls(features, bits, strength, cue)

    def grow(self, table: TypeTable) -> None:
        """Take in the types that the table has learned since."""
        if self.age != table.age:
            self.age, self.known = table.age, min(self.known, table.vocabulary.lasting)
        words = table.words[self.known :]
        if not words:
            return
        lows = [word.lower() for word in words]
        strengths, numbers = map(self.features.strength, lows), map(self.features.cue_numbers.get, lows, repeat(0))
        self.bits = extended(self.bits, self.known, np.fromiter(map(_bits, words), np.uint8, len(words)))
        self.strength = extended(self.strength, self.known, np.fromiter(strengths, np.uint8, len(words)))
        self.cue = extended(self.cue, self.known, np.fromiter(numbers, np.uint8, len(words)))
        self.known += len(words)


def _bits(word: str) -> int:
    bits = 0
    if word in ".?!…":
        bits |= STOP
    if word == ",":
        bits |= COMMA
    if word.lower() in ("that", "whether", "if"):
        bits |= THAT
    if word in '"“”„«»' or word in ("``", "''", "‘‘", "’’"):
        bits |= QUOTE
    if word[:1].islower():
        bits |= LOWER
    if word == ":":
        bits |= COLON
    if word in ",)—–-":
        bits |= SOFT
    return bits if word else 0


def marks_of(
    reading: Reading,
    properties: Properties,
    regions: Sequence[Sequence[Region]],
    mentions: Sequence[Sequence[Mention]],
) -> dict[str, NDArray[np.uint8]]:
    """Return the marks of every token of a reading, given each text's quotation regions and mentions, in order."""
    n = len(reading)
    bits, strength = properties.bits[reading.types], properties.strength[reading.types].astype(np.int64)
    cue_words = properties.cue[reading.types].astype(np.int64)
    region = _region_numbers(reading, regions)
    inside = region >= 0
    opens_text = np.diff(reading.texts, prepend=-1) != 0
    first = _sentence_starts(reading, bits, inside, opens_text)
    sentence = np.cumsum(first) - 1
    begins = np.flatnonzero(first)
    ends = np.append(begins[1:], n)
    start, end = begins[sentence], ends[sentence]
    at = np.arange(n)
    is_cue = (strength > 0) & ~inside
    left = _before(at, is_cue, start)
    right = _after(at, is_cue, end)
    has_left, has_right = left >= 0, right < n
    left_at, right_at = np.where(has_left, left, 0), np.where(has_right, right, 0)
    comma = (bits & COMMA > 0) & ~inside
    commas = np.cumsum(comma)
    since = np.where(has_left, left_at, start)
    comma_count: Numbers = (commas - comma - commas[since]).clip(0, 3)
    that = (bits & THAT > 0) & ~inside & has_left & (at - left_at <= 3)
    last_that = _before(at + 1, that, start)
    that_seen = (last_that > left) & has_left
    left_mark = np.where(has_left, strength[left_at] * 8 + _binned(at - left_at), 0)
    right_mark = np.where(has_right, strength[right_at] * 8 + _binned(right_at - at), 0)
    strong = _before(at, (strength == 3) & ~inside, start)
    has_strong = strong >= 0
    strong_at = np.where(has_strong, strong, 0)
    strong_comma = (commas - comma - commas[strong_at]).clip(0, 2)
    strong_mark = np.where(has_strong, 1 + (strong_comma * 2 + (last_that > strong)) * 8 + _binned(at - strong_at), 0)
    final, final_distance = _final_cues(at, bits, strength, inside, start, end, left_at, has_left)
    edge, near = _edges(region, start, end, bits, opens_text)
    quoted = np.maximum.reduceat(inside, begins)[sentence] if n else inside
    return {
        "inside": _inside_marks(bits, inside, opens_text),
        "left": left_mark.astype(np.uint8),
        "left_how": (that_seen * 4 + comma_count + 8 * has_left).astype(np.uint8),
        "left_word": np.where(has_left, cue_words[left_at], 0).astype(np.uint8),
        "right": right_mark.astype(np.uint8),
        "right_word": np.where(has_right, cue_words[right_at], 0).astype(np.uint8),
        "strong": strong_mark.astype(np.uint8),
        "strong_word": np.where(has_strong, cue_words[strong_at], 0).astype(np.uint8),
        "final": final.astype(np.uint8),
        "final_distance": final_distance.astype(np.uint8),
        "edge": edge.astype(np.uint8),
        "region": near.astype(np.uint8),
        "place": (_binned(at - start) * 8 + _binned(end - 1 - at)).astype(np.uint8),
        "sentence": _sentence_marks(reading, bits, inside, quoted, sentence).astype(np.uint8),
        "entity": _entity_marks(reading, mentions),
    }


def _binned(distance: Numbers) -> Numbers:
    binned: Numbers = _BINS[distance.clip(0, len(_BINS) - 1)]
    return binned


def _before(at: Numbers, flag: Flags, start: Numbers) -> Numbers:
    """Return the last flagged token before each, in its sentence; -1 without one."""
    last = np.maximum.accumulate(np.where(flag, np.arange(len(flag)), -1))
    found = np.concatenate([[-1], last])[at] if len(flag) else last
    return np.where(found >= start, found, -1)


def _after(at: Numbers, flag: Flags, end: Numbers) -> Numbers:
    """Return the first flagged token after each, in its sentence; the number of tokens without one."""
    n = len(flag)
    following = np.minimum.accumulate(np.where(flag, np.arange(n), n)[::-1])[::-1]
    found = np.concatenate([following, [n]])[at + 1]
    return np.where(found < end, found, n)


def _region_numbers(reading: Reading, regions: Sequence[Sequence[Region]]) -> Numbers:
    """Return for each token the number of its quotation region, or -1."""
    stretches = [(text, region.start, region.end) for text, found in enumerate(regions) for region in found]
    tokens, owners, _ = _tokens_in(reading, stretches)
    numbers = np.full(len(reading), -1, np.int64)
    numbers[tokens] = owners
    return numbers


def _tokens_in(reading: Reading, stretches: Iterable[tuple[int, int, int]]) -> tuple[Numbers, Numbers, Flags]:
    """Return the tokens that begin in stretches of text (number of the text, start, end), the number of the stretch of
    each, and whether it is the first there.
    """
    texts, starts, ends = np.array(list(stretches), np.int64).reshape(-1, 3).T
    beyond = 1 + max(reading.ends.max(initial=0), ends.max(initial=0))
    places = reading.texts * beyond + reading.starts
    firsts = np.searchsorted(places, texts * beyond + starts)
    counts = np.searchsorted(places, texts * beyond + ends) - firsts
    owners = np.repeat(np.arange(len(counts)), counts)
    nth = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    return firsts[owners] + nth, owners, nth == 0


def _sentence_starts(reading: Reading, bits: NDArray[np.uint8], inside: Flags, opens_text: Flags) -> Flags:
    """Mark the first tokens of sentences; the mark that closes a quotation belongs to the quotation's sentence."""
    n = len(reading)
    first = reading.unit_starts.copy()
    if n < 2:
        return first
    stop, quote = bits & STOP > 0, bits & QUOTE > 0
    goes_on = bits & (LOWER | SOFT) > 0
    closing = quote & ~inside & ~opens_text
    closing[1:] &= inside[:-1]
    after_stop = stop[:-1] & ~goes_on[1:] & ~closing[1:]
    after_closing = np.zeros(n - 1, bool)
    after_closing[1:] = stop[:-2] & closing[1:-1] & ~goes_on[2:]
    abbreviated = np.zeros(n, bool)
    abbreviated[1:] = (reading.flags[:-1] & 8 > 0) & (reading.flags[1:] & 128 > 0) & ~opens_text[1:]
    first[1:] |= (after_stop & ~abbreviated[:-1]) | after_closing
    return first


def _inside_marks(bits: NDArray[np.uint8], inside: Flags, opens_text: Flags) -> NDArray[np.uint8]:
    """Return 1 inside quotation marks, 2 at a mark that opens, 3 at one that closes, else 0."""
    marks = inside.astype(np.uint8)
    before = np.concatenate([[False], inside[:-1]]) & ~opens_text
    after = np.concatenate([(inside & ~opens_text)[1:], [False]])
    quote = (bits & QUOTE > 0) & ~inside
    marks[quote & after] = 2
    marks[quote & before] = 3
    return marks


def _edges(
    region: Numbers, start: Numbers, end: Numbers, bits: NDArray[np.uint8], opens_text: Flags
) -> tuple[Numbers, Numbers]:
    """Return how many tokens (1 to 5) a token outside stands behind a quotation, times 6, plus how many before one;
    and how the quotation that holds it, or is so near, looks: 1 to 6, plus 10 behind one and 20 before one.
    """
    text = np.cumsum(opens_text)
    n = len(region)
    at = np.arange(n)
    inside = region >= 0
    last_inside = np.maximum.accumulate(np.where(inside, at, -99))
    behind = at - last_inside
    next_inside = np.minimum.accumulate(np.where(inside, at, 2 * n + 99)[::-1])[::-1]
    ahead = next_inside - at
    elsewhere = text[last_inside.clip(0)] != text
    behind = np.where(inside | (behind > _EDGE) | (last_inside < start - 3) | elsewhere, 0, behind)
    elsewhere = text[next_inside.clip(0, max(n - 1, 0))] != text
    ahead = np.where(inside | (ahead > _EDGE) | (next_inside > end) | elsewhere, 0, ahead)
    looks = _looks(region, bits)
    near = (
        np.where(
            behind > 0,
            10 + looks[last_inside.clip(0)],
            np.where(ahead > 0, 20 + looks[next_inside.clip(0, max(n - 1, 0))], 0),
        )
        if n
        else at
    )
    return behind * 6 + ahead, np.where(inside, looks, near)


def _looks(region: Numbers, bits: NDArray[np.uint8]) -> Numbers:
    """Return how the quotation around a token looks: up to 3 tokens, up to 8, longer; a stop at its end or not."""
    inside = region >= 0
    if not inside.any():
        return np.zeros(len(region), np.int64)
    number = np.where(inside, region, 0)
    lengths = np.bincount(number[inside])
    last = np.zeros(len(lengths), np.int64)
    last[number[inside]] = np.flatnonzero(inside)
    ends = bits[last] & (STOP | COMMA) > 0
    look = 1 + np.select([lengths <= 3, lengths <= 8], [0, 1], 2) * 2 + ends
    return np.where(inside, look[number], 0)


def _final_cues(
    at: Numbers,
    bits: NDArray[np.uint8],
    strength: Numbers,
    inside: Flags,
    start: Numbers,
    end: Numbers,
    left: Numbers,
    has_left: Flags,
) -> tuple[Numbers, Numbers]:
    """Describe the sentence's last strong cue, if it stands among the last nine: '..., the club said on Monday.'"""
    n = len(at)
    strong = (strength >= 2) & ~inside
    cue = _before(end, strong, start)
    near = (cue >= 0) & (end - cue <= 9)
    cue = np.where(near, cue, 0)
    breaks = (bits & (COMMA | QUOTE) > 0) & ~inside
    comma = _before(cue, breaks, np.maximum(start, cue - 12))
    side = np.select([at < cue, at == cue], [0, 1], 2)
    part = np.select([comma < 0, at < comma, at == comma], [0, 1, 2], 3)
    late = (end - 1 - cue > 2).astype(np.int64)
    strength_left = np.where(has_left, strength[left], 0)
    final = np.where(near, 1 + ((side * 2 + late) * 4 + part) * 4 + strength_left, 0)
    distance = np.where(near, 1 + part * 8 + np.where((cue >= at) & (cue - at < 6), cue - at, 7), 0)
    return (final, distance) if n else (at, at)


def _sentence_marks(
    reading: Reading, bits: NDArray[np.uint8], inside: Flags, quoted: Flags, sentence: Numbers
) -> Numbers:
    """Tell of a sentence: holds a quotation, is the first; of its paragraph: ends with a colon, starts with a mark."""
    n = len(reading)
    if not n:
        return sentence
    units = np.cumsum(reading.unit_starts) - 1
    begins = np.flatnonzero(reading.unit_starts)
    last = np.append(begins[1:], n) - 1
    colon = (bits[last] & COLON > 0)[units]
    second = np.minimum(begins + 1, n - 1)
    opens = (inside[begins] | (inside[second] & (reading.texts[second] == reading.texts[begins])))[units]
    is_first = sentence == sentence[begins][units]
    marks: Numbers = quoted * 1 + colon * 2 + opens * 4 + is_first * 8
    return marks


def _entity_marks(reading: Reading, mentions: Sequence[Sequence[Mention]]) -> NDArray[np.uint8]:
    """Return the kind of the entity that a token names: twice its number, plus one at its first token."""
    stretches = [(text, mention.start, mention.end) for text, found in enumerate(mentions) for mention in found]
    kinds = [2 * _ENTITY.get(mention.label, 5) for found in mentions for mention in found]
    tokens, owners, is_first = _tokens_in(reading, stretches)
    marks = np.zeros(len(reading), np.uint8)
    marks[tokens] = np.array(kinds, np.uint8)[owners] + is_first
    return marks
