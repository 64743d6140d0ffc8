"""When a page's article was published."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from tasks.clean.dates import WrittenDate, read_date
from tasks.clean.page.address import date_of_address, writes_day_first
from tasks.clean.page.declared import Declared, Found, text_of
from tasks.clean.page.tree import elements

_MARKED: Final = "//*[@itemprop='datePublished' or @property='datePublished' or @pubdate]"
EXACT: Final = frozenset({"second", "minute", "day"})
DATE_IN_TEXT = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)?[\s.]+(?:de\s+)?[^\W\d_]{3,10}\.?,?\s+(?:de\s+)?(?:19|20)\d\d"
    r"|[^\W\d_]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
    r"|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d)\b"
)
"""A whole date, in words or figures, inside a line."""


@dataclass(frozen=True)
class Moment:
    """A date, the calendar day where it was published, and where the date was found."""

    moment: datetime
    precision: str
    day: date | None
    origin: str


def choose_moment(
    declared: Declared, lines: Sequence[str], url: str | None, language: str | None, today: date | None
) -> Moment | None:
    """Take the first date with a day: JSON-LD, <meta>, microdata, <time>, the address, the lines around the headline.

    A date without a day (a month in the address) is taken only when there is no other.
    """
    day_first = writes_day_first(url, language)
    vague: Moment | None = None
    for value, origin in _candidates(declared):
        found = read_date(value, today=today, day_first=day_first)
        if found and found.precision in EXACT:
            return _as_shown(found, declared, origin, today)
        vague = vague or (_moment(found, origin) if found else None)
    in_address = date_of_address(url, today)
    if in_address and in_address.precision in EXACT:
        return _moment(in_address, "url")
    for line in lines:
        for match in DATE_IN_TEXT.finditer(line):
            if found := read_date(match[0], today=today, day_first=day_first):
                return _moment(found, "page")
    return vague or (_moment(in_address, "url") if in_address else None)


def _moment(found: WrittenDate, origin: str) -> Moment:
    return Moment(found.moment, found.precision, found.day if found.precision in EXACT else None, origin)


def _as_shown(found: WrittenDate, declared: Declared, origin: str, today: date | None) -> Moment:
    """Prefer the calendar day that the page shows where the declared one is a day off, for its zone's sake."""
    moment = _moment(found, origin)
    for value in _shown(declared):
        shown = read_date(value, today=today)
        if shown and shown.precision != "day" and shown.precision in EXACT and _same_moment(shown, found):
            return replace(moment, day=shown.day)
    return moment


def _same_moment(shown: WrittenDate, found: WrittenDate) -> bool:
    """Tell whether two readings can be of one moment, up to a zone that the shown one leaves out."""
    seconds = abs((shown.moment - found.moment).total_seconds())
    whole_zone = not shown.zoned and seconds <= 14 * 3600 and seconds % 1800 < 60
    return seconds < 300 or whole_zone


def _candidates(declared: Declared) -> Iterator[Found]:
    yield declared.told.published, "json-ld"
    yield from declared.values("published")
    for element in elements(declared.tree, _MARKED)[:3]:
        yield element.get("datetime") or element.get("content") or text_of(element), "microdata"
    for value in _shown(declared):
        yield value, "time element"


def _shown(declared: Declared) -> Iterator[str]:
    for element in elements(declared.tree, "//time[@datetime]")[:2]:
        yield element.get("datetime") or ""
