"""Paragraphs as tokens, with what the text around them says: inside quotation marks or not, which sentence."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.quotes.marks import Region, paragraphs

TOKEN = re.compile(
    r"(?:Mrs?|Ms|Mx|Dr|Sens?|Reps?|Gov|Gen|Sgt|Lt|Col|St|Jr|Sr|Prof|Rev|Jan|Feb|Aug|Sept|Oct|Nov|Dec|vs|No|Maj|Capt|Cmdr"
    r"|Adm|Hon|Pres|Inc|Corp|Co|Ltd|Supt|Insp|Det|Messrs|Mt|Ft|[A-Z])\.(?=\s)"
    r"|(?:[A-Z]\.){2,}"
    r"|\w+n['’]t\b"
    r"|\w+(?:[-‑.,&/@]\w+|['’](?!(?:s|S|re|ve|ll|d|m)\b)\w+)*"
    r"|['’](?:s|S|re|ve|ll|d|m)\b"
    r"|``|''|\.\.\.|--|[^\w\s]"
)
QUOTE_MARKS = frozenset(['"', "“", "”", "„", "«", "»", "``", "''", "‘", "‟", "″"])
STOPS = frozenset([".", "?", "!", "…", "..."])


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
        spans = [m.span() for m in TOKEN.finditer(text, start, end)]
        if not spans:
            continue
        words = [text[a:b] for a, b in spans]
        paragraph = Paragraph(
            section_no,
            start,
            end,
            words,
            [w.lower() for w in words],
            [a for a, _ in spans],
            [b for _, b in spans],
            [-1] * len(words),
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
    numbers, current, n = [], 0, len(words)
    for i, word in enumerate(words):
        numbers.append(current)
        if i + 1 == n:
            break
        following = words[i + 1]
        if word in STOPS:
            if following in QUOTE_MARKS and inside[i] >= 0 and inside[i + 1] != inside[i]:
                continue  # the closing mark still belongs to this sentence
            if following[0].islower() or following in ",);" or following in STOPS:
                continue
            current += 1
        elif (
            word in QUOTE_MARKS
            and i
            and words[i - 1] in STOPS
            and inside[i - 1] >= 0
            and inside[i] < 0
            and not (following[0].islower() or following in ",—–)")
        ):
            current += 1
    return numbers
