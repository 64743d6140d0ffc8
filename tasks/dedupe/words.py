"""The words of many texts at once, as 64-bit hashes in numpy arrays.

A Python loop over words would cost more than all the rest of this stage. Here texts are laid end to end as UTF-8 and
every step works on the whole buffer: a table tells word bytes from breaks, and a word's hash is made of the eight bytes
at its beginning, the eight that follow, and the eight at its end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Positions = NDArray[np.int64]
Flags = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

BATCH_BYTES = 1 << 18
"""Texts worked on at a time, in bytes of UTF-8: few enough for the processor's cache."""

BATCH_TEXTS = 1 << 12
"""The most texts in a batch."""

FUNCTION_WORDS = Path(__file__).parent / "data" / "function_words.txt"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a batch of texts in order: text i has `hashes[bounds[i]:bounds[i + 1]]`.

    `anchors` tells which words are a number, or have a capital and are no function word: what names people, places,
    dates and sums, and what editors and rewriting machines mostly leave alone.
    """

    hashes: Hashes
    anchors: Flags
    bounds: Positions


def batches(texts: Sequence[str]) -> Iterator[list[bytes]]:
    """Cut texts, as UTF-8, into batches of about BATCH_BYTES."""
    batch, size = list[bytes](), 0
    for text in texts:
        data = text.encode("utf-8", "replace")
        if batch and (size + len(data) > BATCH_BYTES or len(batch) == BATCH_TEXTS):
            yield batch
            batch, size = [], 0
        batch.append(data)
        size += len(data)
    if batch:
        yield batch


def words(texts: Sequence[bytes]) -> Words:
    """Split UTF-8 texts into words: runs of letters and digits of any script; in Chinese and Japanese, characters.

    Case is evened out in the Latin alphabet. Apostrophes and hyphens divide words, so that it does not matter which of
    their forms a source uses. Of a word of more than 24 bytes, the bytes in the middle do not count.
    """
    hashes, first_bytes, start = _split(b"\n".join(texts))
    lengths = np.fromiter((len(text) + 1 for text in texts), dtype=np.int64, count=len(texts))
    bounds = np.searchsorted(start, np.concatenate([[0], np.cumsum(lengths)]))
    anchors = _MARKED[first_bytes]
    marked = np.flatnonzero(anchors)
    anchors[marked[among(hashes[marked], function_words())]] = False
    return Words(hashes, anchors, bounds)


@lru_cache(maxsize=1)
def function_words() -> Hashes:
    """Return the hashes, rising, of the words that begin sentences without naming anything."""
    return np.unique(_split(FUNCTION_WORDS.read_bytes())[0])


def mixed(hashes: Hashes) -> Hashes:
    """Spread hashes evenly over all 64 bits (the finaliser of SplitMix64: Steele, Lea and Flood 2014)."""
    spread = hashes ^ (hashes >> np.uint64(30))
    spread *= np.uint64(0xBF58476D1CE4E5B9)
    spread ^= spread >> np.uint64(27)
    spread *= np.uint64(0x94D049BB133111EB)
    spread ^= spread >> np.uint64(31)
    return spread


def among(hashes: Hashes, known: Hashes) -> Flags:
    """Tell which hashes are among known ones, which rise."""
    if not len(known):
        return np.zeros(len(hashes), dtype=np.bool_)
    found: Flags = known[np.searchsorted(known[:-1], hashes)] == hashes
    return found


def _split(data: bytes) -> tuple[Hashes, Bytes, Positions]:
    """Return every word's hash, its first byte and where it starts."""
    padded = np.frombuffer(data + b"\n" * _PADDING, dtype=np.uint8)
    buffer = padded[: len(data) + 1]
    breaks = _BREAK[buffer]
    lead = np.flatnonzero(buffer >= _FIRST_LEAD)
    breaks[_bytes_of(buffer, lead[_is_break(buffer, lead)])] = True
    ideographs = lead[_IDEOGRAPH[buffer[lead]] & ~breaks[lead]]
    begins = ~breaks
    begins[1:] &= breaks[:-1]
    begins[ideographs] = True
    after = ideographs + 3  # every one of them is three bytes long, and a line break ends the data
    begins[after] = ~breaks[after]
    ends = ~breaks
    ends[:-1] &= breaks[1:] | begins[1:]
    start = np.flatnonzero(begins)
    return _hashes(padded, start, np.flatnonzero(ends) + 1 - start), buffer[start], start


def _is_break(buffer: Bytes, lead: Positions) -> Flags:
    """Tell which of the characters beyond ASCII, by their first two bytes, are marks and signs."""
    breaks: Flags = _SIGN[buffer[lead]]
    breaks |= (buffer[lead] == 0xE3) & (buffer[lead + 1] == 0x80)  # from U+3000 on: Chinese and Japanese punctuation
    return breaks


def _bytes_of(buffer: Bytes, lead: Positions) -> Positions:
    """Return the places of all bytes of the characters that begin at `lead`."""
    if not len(lead):
        return lead
    spread = lead[:, None] + np.arange(4)
    return spread[np.arange(4) < _LENGTH[buffer[lead]][:, None]]


def _hashes(padded: Bytes, start: Positions, length: Positions) -> Hashes:
    """Hash words from their bytes with bit 5 set: that evens out case in ASCII and Latin-1, as in 'É' and 'é'.

    It makes a few characters of other scripts alike as well, which does not matter where only runs of words count.
    """
    eights = np.ndarray((len(padded) - 7,), dtype="<u8", buffer=(padded | 0x20).data, strides=(1,))
    hashes = eights[start] & _FIRST_BYTES[np.minimum(length, 8)]
    longer = np.flatnonzero(length > 8)
    begin, rest = start[longer], length[longer] - 8
    tail = eights[begin + 8] & _FIRST_BYTES[np.minimum(rest, 8)]
    tail += mixed(eights[begin + rest] + rest.astype(np.uint64))
    hashes[longer] += mixed(tail)
    return mixed(hashes)


_PADDING = 17  # a word's second eight bytes may lie as far behind the data
_FIRST_LEAD = 0xC2  # the first byte of a character of two bytes or more
_DIGITS, _CAPITALS, _SMALL = range(0x30, 0x3A), range(0x41, 0x5B), range(0x61, 0x7B)
_BREAK = ~np.isin(np.arange(256), [*_DIGITS, *_CAPITALS, *_SMALL, *range(0x80, 0x100)])
_MARKED = np.isin(np.arange(256), [*_DIGITS, *_CAPITALS])
_SIGN = np.isin(np.arange(256), [0xC2, 0xE2, 0xEF, 0xF0])  # Latin-1 signs, punctuation, full-width forms, emoji
_IDEOGRAPH = np.isin(np.arange(256), range(0xE3, 0xEA))  # U+3000 to U+9FFF: kana and Chinese characters
_LENGTH = np.select([np.arange(256) >= 0xF0, np.arange(256) >= 0xE0], [4, 3], 2)
_FIRST_BYTES: Hashes = np.array([2 ** (8 * count) - 1 for count in range(9)], dtype=np.uint64)
