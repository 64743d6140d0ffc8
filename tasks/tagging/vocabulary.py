"""The distinct words of the texts read so far, by number, and how texts are made of them.

Most of what stands between two spaces has been met before. So a text is cut at its spaces and line breaks, which costs
next to nothing, and only a *piece* never met is cut into words; the words of all others are looked up.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from tasks.tagging.growing import FIRST_ROOM, extended
from tasks.tagging.pieces import Pieces
from tasks.tagging.tokens import flags_of, split

MOST_PIECES = 150_000
"""Distinct pieces kept. Names, numbers and slips make ever more of them."""

MOST_WORDS = 60_000
"""Distinct words kept by those who read without end. So many are met in some 2,300 articles."""

LASTING = 0.75
"""How much is left when there are too many words or pieces: those that were met last are forgotten, as what is frequent
was met first."""

TEXT_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words of several texts in order, white space left out.

    By token: `types` (its word's number), `starts` and `ends` (characters in its text), `texts` (number of its text)
    and `lines` (numbers that rise from line to line and from text to text).
    """

    types: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    texts: NDArray[np.int64]
    lines: NDArray[np.int64]


class _Numbers(dict[str, int]):
    """Word to number; a look-up of a new word numbers it and notes it."""

    def __init__(self, numbered: Iterable[tuple[str, int]] = ()) -> None:
        super().__init__(numbered)
        self.fresh: list[str] = []

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self) + 1
        self.fresh.append(word)
        return number

    def taken(self) -> list[str]:
        """Return the words noted since the last call."""
        fresh, self.fresh = self.fresh, []
        return fresh


class Vocabulary:
    """Words and pieces. Word 0 is the empty string. By word: `words` and `flags` (bits that the caller names).

    `age` tells how often words were forgotten: the numbers of words hold for one age, but the first `lasting` for all.
    """

    def __init__(
        self,
        split: Callable[[str], list[str]] = split,
        flags_of: Callable[[str], int] = flags_of,
        most_words: int | None = None,
    ) -> None:
        """Make an empty vocabulary of the words that `split` makes, for each of which `flags_of` gives its bits.

        What `split` returns, joined, is the text; white space stands alone, and what else there is does not depend on
        what stands beyond it. When there are more than `most_words`, the later ones are forgotten.
        """
        self._split, self._flags_of, self._most_words = split, flags_of, most_words
        self.age = 0
        self.words: list[str] = [""]
        self.flags: NDArray[np.uint8] = np.zeros(FIRST_ROOM, np.uint8)
        self._numbers = _Numbers()
        self._last: tuple[Sequence[str], Tokens] | None = None
        self._pieces = Pieces()
        self._token_count = 0
        self._of_piece: NDArray[np.int64] = np.zeros((FIRST_ROOM, 2), np.int64)  # how many tokens, and the first
        self._of_token: NDArray[np.int64] = np.zeros((FIRST_ROOM, 3), np.int64)  # word, start and end in its piece
        self.lasting, self._lasting_pieces, self._lasting_tokens = 1, 1, 0

    def _make_room(self) -> None:
        """Forget what was met last where there is too much; until words are forgotten, note how much will be kept."""
        words, pieces, most = len(self.words), self._pieces.count, self._most_words
        if most is not None and words > most:
            self._forget_words()
            self._forget_pieces()
        elif pieces > MOST_PIECES:
            self._forget_pieces()
        elif most is not None and not self.age and words <= LASTING * most and pieces <= LASTING * MOST_PIECES:
            self.lasting, self._lasting_pieces, self._lasting_tokens = words, pieces, self._token_count

    def _forget_words(self) -> None:
        self.age += 1
        del self.words[self.lasting :]
        self._numbers = _Numbers(zip(self.words[1:], range(1, self.lasting), strict=True))
        self._last = None

    def _forget_pieces(self) -> None:
        """Forget all pieces but those that were met before any word that may be forgotten."""
        self._pieces.forget(self._lasting_pieces)
        self._token_count = self._lasting_tokens

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Cut texts into words, having learned the new ones; the same texts twice in a row are cut once."""
        if self._last is None or self._last[0] != texts:
            self._last = texts, self._cut(texts)
        return self._last[1]

    def _cut(self, texts: Sequence[str]) -> Tokens:
        self._make_room()
        known = self._pieces.count
        pieces, fresh = self._pieces.cut(TEXT_BREAK.join(texts))
        if fresh:
            self._learn(known, fresh)
        counts, firsts = self._of_piece.take(pieces.numbers, 0).T
        stops = np.cumsum(counts)
        around = np.stack([firsts - stops + counts, pieces.starts, pieces.lines])
        shifts, before, lines = np.repeat(around, counts, axis=1)
        types, starts, ends = self._of_token.take(shifts + np.arange(len(lines)), 0).T.copy()
        starts += before
        ends += before
        text_starts = np.cumsum([0, *(len(text) + len(TEXT_BREAK) for text in texts)])
        owners = np.repeat(np.arange(len(texts)), np.diff(np.searchsorted(starts, text_starts)))
        before = text_starts[owners]
        return Tokens(types, starts - before, ends - before, owners, lines)

    def _learn(self, number: int, pieces: list[str]) -> None:
        """Cut new pieces, numbered from `number` on, into words, all at once: a line each."""
        tokens = self._split("\n".join(pieces) + "\n")
        visible = ~np.fromiter(map(str.isspace, tokens), np.bool_, len(tokens))
        words = list(compress(tokens, visible))
        ends = np.cumsum(np.fromiter(map(len, tokens), np.int64, len(tokens)))[visible]
        starts = ends - np.fromiter(map(len, words), np.int64, len(words))
        lengths = np.fromiter(map(len, pieces), np.int64, len(pieces)) + 1
        begins = np.cumsum(lengths) - lengths
        firsts = np.searchsorted(starts, begins)
        counts = np.diff(firsts, append=len(words))
        own = np.repeat(begins, counts)
        types = np.fromiter(map(self._numbers.__getitem__, words), np.int64, len(words))
        places = np.stack([counts, firsts + self._token_count], 1)
        self._of_piece = extended(self._of_piece, number, places)
        self._of_token = extended(self._of_token, self._token_count, np.stack([types, starts - own, ends - own], 1))
        self._token_count += len(words)
        fresh = self._numbers.taken()
        self.flags = extended(self.flags, len(self.words), np.fromiter(map(self._flags_of, fresh), np.uint8))
        self.words += fresh


@lru_cache(maxsize=1)
def shared_vocabulary() -> Vocabulary:
    """Return the vocabulary of all models that the package ships: they read the same texts, one after the other."""
    return Vocabulary(most_words=MOST_WORDS)
