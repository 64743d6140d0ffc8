"""Paragraphs as tokens, with what the text around them says: inside quotation marks or not, which sentence."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from operator import sub

from tasks.quotes.marks import Region, paragraphs

TOKEN = re.compile(
    r"\s*(?:"  # the white space before a token goes with it, so that lengths add up to offsets
    r"(?=[A-Zv])(?:Mrs?|Ms|Mx|Dr|Sens?|Reps?|Gov|Gen|Sgt|Lt|Col|St|Jr|Sr|Prof|Rev|Jan|Feb|Aug|Sept|Oct|Nov|Dec|vs|No|Maj|Capt|Cmdr"
    r"|Adm|Hon|Pres|Inc|Corp|Co|Ltd|Supt|Insp|Det|Messrs|Mt|Ft|[A-Z])\.(?=\s)"
    r"|(?:[A-Z]\.){2,}"
    r"|\w+(?:(?<=\wn)['’]t\b|(?:[-‑.,&/@]\w+|['’](?!(?:s|S|re|ve|ll|d|m)\b)\w+)*)"
    r"|['’](?:s|S|re|ve|ll|d|m)\b"
    r"|``|''|\.\.\.|--|[^\w\s]"
    r")|\s+\Z"
)
QUOTE_MARKS = frozenset(['"', "“", "”", "„", "«", "»", "``", "''", "‘", "‟", "″"])
STOPS = frozenset([".", "?", "!", "…", "..."])
_ENDS = STOPS | QUOTE_MARKS


@dataclass(slots=True)
class Paragraph:
    """A paragraph of a section. Lists run parallel, one item a token; offsets count characters of the section.

    `inside` holds the index of the quotation region a token lies in, or -1; `sentence` the number of its sentence.
    """

    section_no: int
    start: int
    end: int
    words: list[str]
    lows: list[str]
    starts: list[int]
    ends: list[int]
    inside: list[int]
    regions: list[int] = field(default_factory=list)
    sentence: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.words)

    def sentences(self) -> Iterator[tuple[int, int]]:
        """Yield the first token of each sentence, and the one after its last."""
        firsts = [bisect_left(self.sentence, number) for number in range(self.sentence[-1] + 1)]
        return pairwise([*firsts, len(self.words)])

    def index_at(self, offset: int) -> int:
        """Return the first token that ends after a character."""
        return bisect_right(self.ends, offset)

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """Return the characters from one token up to, not including, another."""
        return self.starts[first], self.ends[stop - 1]


def tokenise(section_no: int, text: str, regions: Sequence[Region]) -> list[Paragraph]:
    """Cut a section into paragraphs of tokens."""
    found = []
    next_region = 0
    for start, end in paragraphs(text):
        pieces = TOKEN.findall(text, start, end)
        if pieces[-1].isspace():
            pieces.pop()
        if not pieces:
            continue
        words = list(map(str.lstrip, pieces))
        ends = list(accumulate(map(len, pieces), initial=start))[1:]
        starts = list(map(sub, ends, map(len, words)))
        paragraph = Paragraph(
            section_no, start, end, words, list(map(str.lower, words)), starts, ends, [-1] * len(words)
        )
        while next_region < len(regions) and regions[next_region].start < end:
            region = regions[next_region]
            first, stop = paragraph.index_at(region.start), paragraph.index_at(region.end - 1) + 1
            for i in range(first, min(stop, len(words))):
                if paragraph.starts[i] < region.end:
                    paragraph.inside[i] = next_region
            paragraph.regions.append(next_region)
            next_region += 1
        paragraph.sentence = _sentences(paragraph)
        found.append(paragraph)
    return found


def _sentences(paragraph: Paragraph) -> list[int]:
    """Number the sentences; a quotation belongs to the sentence that holds its attribution."""
    words, inside = paragraph.words, paragraph.inside
    numbers: list[int] = []
    current = 0
    for i in [i for i, word in enumerate(words[:-1]) if word in _ENDS]:
        if _ends_sentence(words, inside, i):
            numbers += [current] * (i + 1 - len(numbers))
            current += 1
    return numbers + [current] * (len(words) - len(numbers))


def _ends_sentence(words: Sequence[str], inside: Sequence[int], i: int) -> bool:
    """Tell whether a sentence ends with a full stop or a quotation mark that is not the last token."""
    following = words[i + 1]
    if words[i] in STOPS:
        if following in QUOTE_MARKS and inside[i] >= 0 and inside[i + 1] != inside[i]:
            return False  # the closing mark still belongs to this sentence
        return not (following[0].islower() or following in ",);" or following in STOPS)
    closes = i > 0 and words[i - 1] in STOPS and inside[i - 1] >= 0 and inside[i] < 0
    return closes and not (following[0].islower() or following in ",—–)")
