"""When a page's article was published."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Final

from tasks.clean.dates import DATE_IN_TEXT, WrittenDate, may_hold_date, read_date
from tasks.clean.page.address import date_of_address, writes_day_first
from tasks.clean.page.declared import Declared, Found, text_of
from tasks.clean.page.surroundings import Surroundings
from tasks.clean.page.tree import elements

_MARKED: Final = (
    "//@itemprop[. = 'datePublished']/..|//@property[. = 'datePublished']/..|//@pubdate/.."
    "|//abbr[@title and contains(@class, 'published')]"
)
_UPDATED = re.compile(r"updated|modified|edited|revised", re.IGNORECASE)
EXACT: Final = frozenset({"second", "minute", "day"})


@dataclass(frozen=True)
class Moment:
    """A date, the calendar day where it was published, and where the date was found."""

    moment: datetime
    precision: str
    day: date | None
    origin: str


def choose_moment(
    declared: Declared, around: Surroundings, url: str | None, language: str | None, today: date | None
) -> Moment | None:
    """Take the first date with a day: JSON-LD, <meta>, microdata, <time>, the address, the lines around the headline.

    A date without a day (a month in the address) is taken only when there is no other.
    """
    day_first = writes_day_first(url, language)
    vague: Moment | None = None
    for value, origin in _candidates(declared, around):
        found = read_date(value, today=today, day_first=day_first)
        if found and found.precision in EXACT:
            return _as_shown(found, _shown(declared, around), origin, today)
        vague = vague or (_moment(found, origin) if found else None)
    in_address = date_of_address(url, today)
    if in_address and in_address.precision in EXACT:
        return _moment(in_address, "url")
    for line in around.dates:
        for text in _dates_in(line):
            if found := read_date(text, today=today, day_first=day_first):
                return _moment(found, "page")
    return vague or (_moment(in_address, "url") if in_address else None)


def _moment(found: WrittenDate, origin: str) -> Moment:
    return Moment(found.moment, found.precision, found.day if found.precision in EXACT else None, origin)


def _dates_in(line: str) -> list[str]:
    """Give the whole dates in a line, those last that an 'updated' stands before."""
    matches = list(DATE_IN_TEXT.finditer(line)) if may_hold_date(line) else []
    before = [line[end : match.start()] for match, end in zip(matches, [0, *(m.end() for m in matches)], strict=False)]
    later = [bool(_UPDATED.search(lead)) for lead in before]
    return [match[0] for _, match in sorted(zip(later, matches, strict=True), key=lambda pair: pair[0])]


def _as_shown(found: WrittenDate, shown_values: Iterable[str], origin: str, today: date | None) -> Moment:
    """Prefer the calendar day that the page shows where the declared one is a day off, for its zone's sake."""
    moment = _moment(found, origin)
    for value in shown_values:
        shown = read_date(value, today=today)
        if shown and shown.precision != "day" and shown.precision in EXACT and _same_moment(shown, found):
            return replace(moment, day=shown.day)
    return moment


def _same_moment(shown: WrittenDate, found: WrittenDate) -> bool:
    """Tell whether two readings can be of one moment, up to a zone that the shown one leaves out."""
    seconds = abs((shown.moment - found.moment).total_seconds())
    whole_zone = not shown.zoned and seconds <= 14 * 3600 and seconds % 1800 < 60
    return seconds < 300 or whole_zone


def _candidates(declared: Declared, around: Surroundings) -> Iterator[Found]:
    yield declared.told.published, "json-ld"
    yield from declared.values("published")
    for element in elements(declared.tree, _MARKED)[:3]:
        value = element.get("datetime") or element.get("content") or element.get("title") or text_of(element)
        yield value, "microdata"
    for value in _shown(declared, around):
        yield value, "time element"


def _shown(declared: Declared, around: Surroundings) -> Iterator[str]:
    yield from around.times
    stated = (value for element in declared.tree.iter("time") if (value := element.get("datetime")))
    yield from islice(stated, 2)
