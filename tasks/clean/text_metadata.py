"""What a plain text says of itself: headline, byline and date line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from tasks.clean.article import Block
from tasks.clean.authors import credited, people
from tasks.clean.dates import parse_date
from tasks.clean.line_rules import line_patterns
from tasks.clean.metadata import UNKNOWN, Metadata
from tasks.tables.section_kinds import FURNITURE_KINDS

TOP = 8
"""Lines at the top among which a date stands for the article's own."""
LONGEST_DATE_LINE = 90

_DATE = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}\.?,? (?:19|20)\d\d"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d"
)
_AFTER_BAR = re.compile(r"\s*\|.*|,? *(?:published|updated|posted)\b.*", re.IGNORECASE)


def metadata_of_text(blocks: Sequence[Block], *, known: Metadata = UNKNOWN, today: date | None = None) -> Metadata:
    """Read title, authors and date from the headline, bylines and date lines of a text; nothing else is looked at.

    A date is not looked for where it is `known` from elsewhere.
    """
    title = next((block.text for block in blocks if block.kind == "headline"), None)
    bylines = [_AFTER_BAR.sub("", block.text) for block in blocks if block.kind == "byline"]
    named = credited(bylines)
    authors = people(named)
    moment = None if known.published_at else _date(_date_lines(blocks), today)
    return Metadata(
        title=title,
        title_from="text" if title else None,
        authors=authors,
        credits=named,
        authors_from="text" if authors else None,
        published_at=moment[0] if moment else None,
        published_precision=moment[1] if moment else None,
        published_from="text" if moment else None,
    )


def _date_lines(blocks: Sequence[Block]) -> Iterator[str]:
    """The lines that may tell the date: bylines and datelines, and what reads like a date line near the top."""
    pattern = line_patterns()["dateline"]
    for i, block in enumerate(blocks):
        top = i < TOP and block.kind in FURNITURE_KINDS and len(block.text) <= LONGEST_DATE_LINE
        if block.kind in ("dateline", "byline") or (top and pattern.search(block.text)):
            yield block.text


def _date(lines: Iterable[str], today: date | None) -> tuple[datetime, str] | None:
    for line in lines:
        for part in (line, *_DATE.findall(line)):
            found = parse_date(part, today=today)
            if found is not None:
                return found
    return None
