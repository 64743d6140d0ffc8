"""Paragraphs as tokens, with what the text around them says: inside quotation marks or not, which sentence."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tasks.quotes.cues import cue_lexicon
from tasks.quotes.marks import Region
from tasks.tagging.vocabulary import MOST_WORDS, Tokens, Vocabulary

_ABBREVIATION = (
    r"(?=[A-Zv])(?:Mrs?|Ms|Mx|Dr|Sens?|Reps?|Gov|Gen|Sgt|Lt|Col|St|Jr|Sr|Prof|Rev|Jan|Feb|Aug|Sept|Oct|Nov|Dec|vs|No|Maj|Capt|Cmdr"
    r"|Adm|Hon|Pres|Inc|Corp|Co|Ltd|Supt|Insp|Det|Messrs|Mt|Ft|[A-Z])\."
)
TOKEN = re.compile(
    _ABBREVIATION + r"(?=\s)"
    r"|(?:[A-Z]\.){2,}"
    r"|\w+(?:(?<=\wn)['’]t\b|(?:(?:[-‑,&/@]|\.(?<![a-z\d]\.(?=[A-Z][a-z])))\w+|['’](?!(?:s|S|re|ve|ll|d|m)\b)\w+)*)"
    r"|['’](?:s|S|re|ve|ll|d|m)\b"
    r"|``|''|‘‘|’’|\.\.\.|--|[^\w\s]"
    r"|\s+"
)
_ABBREVIATED = re.compile(_ABBREVIATION)
QUOTE_MARKS = frozenset(['"', "“", "”", "„", "«", "»", "``", "''", "‘‘", "’’", "‘", "‟", "″"])
STOPS = frozenset([".", "?", "!", "…", "..."])
STOPS_AND_MARKS = STOPS | QUOTE_MARKS


@dataclass(slots=True)
class Paragraph:
    """A paragraph of a section. Lists run parallel, one item a token; offsets count characters of the section.

    `inside` holds the index of the quotation region a token lies in, or -1; `sentence` the number of its sentence.
    `regions` are the indices of the regions that begin in the paragraph. `bounds` are the first tokens of its
    sentences, and the number of its tokens; `cues` the tokens that may report a clause: 'says', 'according'; `thats`
    the tokens that are 'that'.
    """

    section_no: int
    start: int
    end: int
    words: list[str]
    lows: list[str]
    starts: list[int]
    ends: list[int]
    inside: list[int]
    regions: list[int]
    sentence: list[int]
    bounds: list[int]
    cues: list[int]
    thats: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield the first token of each sentence, and the one after its last."""
        return pairwise(self.bounds)

    def sentence_start(self, i: int) -> int:
        """Return the first token of a token's sentence."""
        return self.bounds[self.sentence[i]]

    def sentence_stop(self, i: int) -> int:
        """Return the token after the last one of a token's sentence."""
        return self.bounds[self.sentence[i] + 1]

    def index_at(self, offset: int) -> int:
        """Return the first token that ends after a character."""
        return bisect_right(self.ends, offset)

    def index_behind(self, offset: int) -> int:
        """Return the token after the one that holds the character before an offset."""
        return bisect_right(self.ends, offset - 1) + 1

    def tokens_of(self, start: int, end: int) -> tuple[int, int]:
        """Return the first of the tokens that hold a stretch of text, and the one after the last."""
        ends = self.ends
        return bisect_right(ends, start), bisect_right(ends, end - 1) + 1

    def marked_from(self, first: int, stop: int) -> int:
        """Return the first token of a range that lies inside quotation marks, or the range's end."""
        return next((i for i in range(first, stop) if self.inside[i] >= 0), stop) if self.regions else stop

    def behind_marks(self, first: int, stop: int) -> int:
        """Return the token behind the last one of a range that lies inside quotation marks, or the range's first."""
        if not self.regions:
            return first
        return next((i + 1 for i in range(stop - 1, first - 1, -1) if self.inside[i] >= 0), first)

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """Return the characters from one token up to, not including, another."""
        return self.starts[first], self.ends[stop - 1]


class _Bit:
    """What the cutting into sentences, and the search for clauses, need to know of a word."""

    STOP: Final = 1
    MARK: Final = 2
    LOWER: Final = 4
    AFTER_STOP: Final = 8
    AFTER_MARK: Final = 16
    CUE: Final = 32
    THAT: Final = 64


def _bits_of(word: str) -> int:
    low = word.lower()
    return (
        _Bit.STOP * (word in STOPS)
        | _Bit.MARK * (word in QUOTE_MARKS)
        | _Bit.LOWER * word[0].islower()
        | _Bit.AFTER_STOP * (word in ",);")
        | _Bit.AFTER_MARK * (word in ",—–)")
        | _Bit.CUE * (low in cue_lexicon().clause or low == "according")
        | _Bit.THAT * (low == "that")
    )


class _Words:
    """The words met so far. It only saves work: paragraphs do not depend on what it holds."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary(TOKEN.findall, _bits_of, MOST_WORDS)
        self._words = self._lows = np.array([""], object)
        self._age = 0

    def tokens(self, texts: Sequence[str]) -> Tokens:
        """Cut texts into tokens; an abbreviation at the end of a line keeps its full stop."""
        found = self.vocabulary.tokens(texts)
        if self._age != self.vocabulary.age:
            lasting = self.vocabulary.lasting
            self._words, self._lows, self._age = self._words[:lasting], self._lows[:lasting], self.vocabulary.age
        fresh = self.vocabulary.words[len(self._words) :]
        if fresh:
            self._words = np.append(self._words, np.array(fresh, object))
            self._lows = np.append(self._lows, np.array([word.lower() for word in fresh], object))
        return found

    def spelled(self, tokens: Tokens) -> tuple[list[str], list[str]]:
        """Return the words of tokens as written and in lower case."""
        return self._words.take(tokens.types).tolist(), self._lows.take(tokens.types).tolist()


@lru_cache(maxsize=1)
def _words() -> _Words:
    return _Words()


def tokenise(sections: Sequence[tuple[int, str, Sequence[Region]]]) -> list[list[Paragraph]]:
    """Cut sections (number, text, quotation regions) into paragraphs of tokens."""
    memory = _words()
    tokens = memory.tokens([text for _, text, _ in sections])
    inside = _inside(tokens, [regions for _, _, regions in sections])
    firsts = np.flatnonzero(np.diff(tokens.lines, prepend=-1))
    bits = memory.vocabulary.flags[tokens.types]
    sentences = _sentences(bits, inside, firsts)
    every_word, every_low = memory.spelled(tokens)
    lists = [of_all.tolist() for of_all in (tokens.starts, tokens.ends, inside, sentences)]
    begins = np.diff(sentences, prepend=-1) != 0
    begins[firsts] = True
    flagged = [_by_paragraph(flags, firsts) for flags in (begins, bits & _Bit.CUE > 0, bits & _Bit.THAT > 0)]
    found: list[list[Paragraph]] = [[] for _ in sections]
    owners = tokens.texts[firsts].tolist()
    places = pairwise([*firsts.tolist(), len(inside)])
    for owner, (a, b), begin, cues, thats in zip(owners, places, *flagged, strict=True):
        section_no, text, _ = sections[owner]
        starts, ends, regions, numbers = (of_all[a:b] for of_all in lists)
        start, end = text.rfind("\n", 0, starts[0]) + 1, text.find("\n", ends[-1])
        end = end if end >= 0 else len(text)
        words, lows = every_word[a:b], every_low[a:b]
        bounds = [*begin, b - a]
        paragraph = Paragraph(
            section_no, start, end, words, lows, starts, ends, regions, [], numbers, bounds, cues, thats
        )
        if ends[-1] == end and _ABBREVIATED.fullmatch(words[-1]):
            _part_last_stop(paragraph)
        found[owner].append(paragraph)
    for (_, _, own), paragraphs in zip(sections, found, strict=True):
        _share_out(own, paragraphs)
    return found


def _by_paragraph(flags: NDArray[np.bool_], firsts: NDArray[np.int64]) -> Iterator[list[int]]:
    """Yield for each paragraph, given the first token of each, its flagged tokens."""
    flagged = np.flatnonzero(flags)
    places = np.searchsorted(flagged, firsts)
    counts = np.diff(places, append=len(flagged))
    numbers = (flagged - np.repeat(firsts, counts)).tolist()
    for first, count in zip(places.tolist(), counts.tolist(), strict=True):
        yield numbers[first : first + count]


def _inside(tokens: Tokens, regions: Sequence[Sequence[Region]]) -> NDArray[np.int64]:
    """Return for each token the number of the quotation region of its text in which it lies, or -1."""
    inside = np.full(len(tokens.types), -1, np.int64)
    bounds = np.searchsorted(tokens.texts, np.arange(len(regions) + 1)).tolist()
    for own, a, b in zip(regions, bounds, bounds[1:], strict=False):
        if own:
            firsts = np.searchsorted(tokens.ends[a:b], [region.start for region in own], side="right").tolist()
            stops = np.searchsorted(tokens.starts[a:b], [region.end for region in own]).tolist()
            for number, (first, stop) in enumerate(zip(firsts, stops, strict=True)):
                inside[a + first : a + stop] = number
    return inside


def _part_last_stop(paragraph: Paragraph) -> None:
    """Part an abbreviation at the end of a paragraph from its full stop, which ends a sentence too."""
    p, end = paragraph, paragraph.ends[-1]
    p.words[-1:], p.lows[-1:] = [p.words[-1][:-1], "."], [p.lows[-1][:-1], "."]
    p.starts.append(end - 1)
    p.ends[-1:] = [end - 1, end]
    p.inside.append(p.inside[-1])
    p.sentence.append(p.sentence[-1])
    p.bounds[-1] += 1


def _share_out(regions: Sequence[Region], paragraphs: Sequence[Paragraph]) -> None:
    """Give each paragraph the numbers of its regions."""
    number = 0
    for paragraph in paragraphs:
        while number < len(regions) and regions[number].start < paragraph.end:
            paragraph.regions.append(number)
            number += 1


def _sentences(bits: NDArray[np.uint8], regions: NDArray[np.int64], firsts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number the sentences of each paragraph; a quotation belongs to the sentence that holds its attribution."""
    if not len(bits):
        return regions
    is_first = np.zeros(len(bits), bool)
    is_first[firsts] = True
    is_last = np.append(is_first[1:], True)
    inside, after = regions >= 0, np.append(bits[1:], np.uint8(0))
    leaves = inside & (np.append(regions[1:], -1) != regions)
    stop = bits & _Bit.STOP > 0
    # the mark that closes a quotation still belongs to the sentence of the stop before it
    ends = stop & ~(leaves & (after & _Bit.MARK > 0))
    ends &= after & (_Bit.LOWER | _Bit.AFTER_STOP | _Bit.STOP) == 0
    closes = (bits & _Bit.MARK > 0) & ~inside & ~is_first
    closes[1:] &= stop[:-1] & inside[:-1]
    ends |= closes & (after & (_Bit.LOWER | _Bit.AFTER_MARK) == 0)
    ends &= ~is_last
    numbers: NDArray[np.int64] = np.cumsum(ends) - ends
    numbers -= np.repeat(numbers[firsts], np.diff(firsts, append=len(bits)))
    return numbers
