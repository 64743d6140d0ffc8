"""An article as the quote finder sees it: sections with their marks, paragraphs and mentions."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tasks.entities.mention import Mention
from tasks.quotes.marks import Region, quoted_regions
from tasks.quotes.tokens import Paragraph, tokenise


class SectionText(NamedTuple):
    """A section of an article: its number there, its kind and its text."""

    section_no: int
    kind: str
    text: str


Article = tuple[Sequence[SectionText], Sequence[Mention]]
"""An article's own sections in order, and the mentions in them, resolved inside the article."""


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section after reading: quotation regions, paragraphs of tokens, mentions in order."""

    section_no: int
    kind: str
    text: str
    regions: list[Region]
    paragraphs: list[Paragraph]
    mentions: list[Mention]
    mention_starts: list[int]

    def mentions_between(self, start: int, end: int) -> list[Mention]:
        """Return the mentions that begin in a stretch of text."""
        return self.mentions[bisect_left(self.mention_starts, start) : bisect_left(self.mention_starts, end)]


def read_article(sections: Sequence[SectionText], mentions: Sequence[Mention]) -> list[ReadSection]:
    """Read the sections of an article in order."""
    return read_articles([(sections, mentions)])[0]


def read_articles(articles: Sequence[Article]) -> list[list[ReadSection]]:
    """Read the sections of each article in order."""
    every = [section for sections, _ in articles for section in sections]
    regions = [quoted_regions(text) for _, _, text in every]
    marked = [(number, text, own) for (number, _, text), own in zip(every, regions, strict=True)]
    made = iter(zip(regions, tokenise(marked), strict=True))
    return [_read_sections(sections, mentions, made) for sections, mentions in articles]


def _read_sections(
    sections: Sequence[SectionText],
    mentions: Sequence[Mention],
    made: Iterator[tuple[list[Region], list[Paragraph]]],
) -> list[ReadSection]:
    by_section: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_section.setdefault(mention.section_no, []).append(mention)
    found = []
    for section_no, kind, text in sections:
        own = sorted(by_section.get(section_no, ()), key=lambda m: m.start)
        regions, paragraphs = next(made)
        found.append(ReadSection(section_no, kind, text, regions, paragraphs, own, [m.start for m in own]))
    return found
