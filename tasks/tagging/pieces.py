"""What stands between single spaces and line breaks, by number.

Texts hold the same pieces over and over. Looking up a string for each costs more than anything else that is done to
most of them, so short pieces are looked up all at once, as two 64-bit words each, in a table with open addressing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.tagging.growing import FIRST_ROOM, extended

LONGEST = 15
"""Bytes of a piece that two words hold beside its length."""

FIRST_SLOTS = 1 << 14
"""Slots of a fresh table; it grows so as never to be more than half full."""

_FIRST_MASKS, _SECOND_MASKS = (
    np.array([(1 << 8 * min(max(size - skipped, 0), 8)) - 1 for size in range(LONGEST + 1)], np.uint64)
    for skipped in (0, 8)
)
_LONG = np.uint64(0xFFFFFFFFFFFFFFFF)
"""The second word of no piece: no length is 255."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut into pieces: their `numbers`, `starts` (characters) and `lines` (0 for the first line)."""

    numbers: NDArray[np.int64]
    starts: NDArray[np.int64]
    lines: NDArray[np.int64]


class Pieces:
    """The pieces met so far. Number 0 is none."""

    def __init__(self) -> None:
        self.count = 1
        self._keys: NDArray[np.uint64] = np.full((2, FIRST_ROOM), _LONG, np.uint64)
        self._slots: NDArray[np.int32] = np.zeros(FIRST_SLOTS, np.int32)
        self._long: dict[bytes, int] = {}

    def cut(self, text: str) -> tuple[Cut, list[str]]:
        """Cut a text; return also the pieces that are new, in the order of their numbers."""
        data = text.encode("utf-8", "surrogatepass")
        codes = np.frombuffer(data, np.uint8)
        ends = np.append(np.flatnonzero((codes == ord(" ")) | (codes == ord("\n"))), len(codes))
        starts = np.concatenate([[0], ends[:-1] + 1])
        keys = _keys(data, starts, ends - starts)
        numbers = self._found(keys)
        unknown = np.flatnonzero(numbers == 0)
        bounds = zip(starts[unknown].tolist(), ends[unknown].tolist(), strict=True)
        fresh = self._learn(numbers, unknown, keys, [data[a:b] for a, b in bounds])
        breaks = np.zeros(len(starts), np.int64)
        breaks[1:] = codes[ends[:-1]] == ord("\n")
        if len(data) > len(text):
            starts = np.cumsum(np.append(codes, np.uint8(0)) & 0xC0 != 0x80, dtype=np.int32)[starts] - np.int64(1)
        return Cut(numbers, starts, np.cumsum(breaks)), fresh

    def _found(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the numbers of pieces; 0 for those that are long or new."""
        slots = self._first_slots(keys)
        numbers = self._slots.take(slots).astype(np.int64)
        others = np.flatnonzero(self._are_others(numbers, keys))
        while len(others):
            slots[others] = (slots[others] + 1) % len(self._slots)
            numbers[others] = self._slots[slots[others]]
            others = others[self._are_others(numbers[others], keys[:, others])]
        return numbers

    def _are_others(self, numbers: NDArray[np.int64], keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
        """Tell which numbers are those of pieces with other keys."""
        (first, second), (own_first, own_second) = self._keys, keys
        others: NDArray[np.bool_] = (numbers > 0) & (
            (first.take(numbers) != own_first) | (second.take(numbers) != own_second)
        )
        return others

    def _learn(
        self, numbers: NDArray[np.int64], unknown: NDArray[np.int64], keys: NDArray[np.uint64], pieces: list[bytes]
    ) -> list[str]:
        """Number pieces that were not found, each where it first stands; return those that are new."""
        known: dict[bytes, int] = {}
        fresh: list[bytes] = []
        firsts: list[int] = []
        for place, piece in zip(unknown.tolist(), pieces, strict=True):
            own = known if len(piece) <= LONGEST else self._long
            number = own.get(piece)
            if number is None:
                number = own[piece] = self.count + len(fresh)
                fresh.append(piece)
                firsts.append(place)
            numbers[place] = number
        if fresh:
            self._keys = extended(self._keys, self.count, keys[:, firsts], axis=1)
            self.count += len(fresh)
            self._enter(len(fresh))
        return [piece.decode("utf-8", "surrogatepass") for piece in fresh]

    def forget(self, kept: int) -> None:
        """Forget all pieces but those with the first `kept` numbers."""
        self.count = kept
        self._long = {piece: number for piece, number in self._long.items() if number < kept}
        self._slots = np.zeros(FIRST_SLOTS, np.int32)
        self._enter(kept - 1)

    def _enter(self, fresh: int) -> None:
        """Write the numbers of the last pieces, where they are short, into the first free slots from theirs on."""
        if 2 * self.count > len(self._slots):
            self._slots, fresh = np.zeros(4 * self.count, np.int32), self.count - 1
        numbers = np.arange(self.count - fresh, self.count)
        numbers = numbers[self._keys[1, numbers] != _LONG]
        slots = self._first_slots(self._keys[:, numbers])
        while len(numbers):
            free = self._slots[slots] == 0
            self._slots[slots[free]] = numbers[free]
            left = self._slots[slots] != numbers
            slots, numbers = (slots[left] + 1) % len(self._slots), numbers[left]

    def _first_slots(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the slots from which pieces are looked for."""
        mixed = keys[0] * np.uint64(0x9E3779B97F4A7C15) ^ keys[1] * np.uint64(0xC2B2AE3D27D4EB4F)
        mixed ^= mixed >> np.uint64(32)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        slots: NDArray[np.int64] = ((mixed >> np.uint64(32)) * np.uint64(len(self._slots)) >> np.uint64(32)).astype(
            np.int64
        )
        return slots


def _keys(data: bytes, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return two words (rows) for each piece (columns): its bytes and, topmost, its length."""
    words = np.frombuffer(data + bytes(24 - len(data) % 8), "<u8")
    word, shift = starts >> 3, ((starts & 7) << 3).astype(np.uint64)
    first, second, third = words[word], words[word + 1], words[word + 2]
    back = np.uint64(64) - shift
    sizes = np.minimum(lengths, LONGEST)
    keys = np.empty((2, len(starts)), np.uint64)
    keys[0] = (first >> shift | second << back) & _FIRST_MASKS[sizes]
    keys[1] = (second >> shift | third << back) & _SECOND_MASKS[sizes] | sizes.astype(np.uint64) << np.uint64(56)
    keys[1, lengths > LONGEST] = _LONG
    return keys
