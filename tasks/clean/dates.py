"""Dates as dumps and pages write them -> UTC with the precision that was given.

Nothing is filled in: a month without a day keeps the precision of a month. Nothing depends on the machine's clock or
zone, so that a dump yields the same dates on whatever day it is read: a date in the future is kept as it was written.

Rules where writing leaves room, in order of use:
- A year before 1600 or after 2100 is no date of an article, nor is a time more than a day after `today` where one is
  given.
- A time of exactly midnight was never set by anyone: the date has the precision of a day, and keeps its calendar day
  whatever the zone.
- Without a zone a time is taken as UTC.
- '03/04/2011' has the month first, '03.04.2011' and '03-04-2011' the day, unless `day_first` says which; a number above
  12 decides for itself.
- A year of two digits is the latest such year up to 2039, or up to `today`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from dateutil import parser, tz

EARLIEST_YEAR: Final = 1600
LATEST_YEAR: Final = 2100
LATEST_GUESSED_YEAR: Final = 2039
"""The latest year that is made out of two digits, or out of digits in an address that may as well be a number: late
enough for dumps to come, early enough that '45' is in the last century."""
LONGEST: Final = 90
"""Characters of the longest text that is read as a date; longer ones are prose."""

_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?"
    r"(?:[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<zone>.*))?",
    re.ASCII | re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})?)?", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?", re.ASCII | re.IGNORECASE)
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d+)?", re.ASCII)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)", re.ASCII)
_BARE_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_WORD = re.compile(r"[^\s\d.,:;/()+\-]+")
_BRACKETS = re.compile(r"\s*\([^)]*\)?$")
_GMT_OFFSET = re.compile(r"\b(?:GMT|UTC)(?=[+-]\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|º|ª|°)\b\.?", re.IGNORECASE)
_HALF_DAY = re.compile(r"(\d)\s*([ap])\.\s?m\b\.?", re.IGNORECASE)
_DOTTED_TIME = re.compile(r"(?<![\d./-])(\d{1,2})[.h](\d\d)(?=\s*(?:[ap]m\b|[A-Z]{2,4}$|$))", re.IGNORECASE)
_HOUR_MARK = re.compile(r"(?<=\d)\s*(?:h|Uhr|hrs|hours)\b\.?", re.IGNORECASE)
_TIME = re.compile(r"\d{1,2}:\d\d|\d\s*[ap]m\b", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,2}:\d\d:\d\d")

DATE_IN_TEXT: Final = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)?[\s.]+(?:de\s+)?[^\W\d_]{3,10}\.?,?\s+(?:de\s+)?(?:19|20)\d\d"
    r"|[^\W\d_]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
    r"|\d{1,2}[-/][^\W\d_]{3,9}[-/](?:19|20)\d\d"
    r"|(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d)\b"
    r"|(?<!\d)(?:19|20)\d\d\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
)
"""A whole date, in words or figures, inside a line."""


def may_hold_date(text: str) -> bool:
    """Whether a text holds what each DATE_IN_TEXT does: the century of a year. It spares most the search."""
    return "19" in text or "20" in text


_MONTHS_EN: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EPOCH_UNITS: Final = {9: 1, 10: 1, 12: 1_000, 13: 1_000, 15: 1_000_000, 16: 1_000_000}


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as it was written: the moment in UTC, its precision, the calendar day there, whether a zone was given."""

    moment: datetime
    precision: str
    day: date
    zoned: bool


def parse_date(text: str, *, today: date | None = None, day_first: bool | None = None) -> tuple[datetime, str] | None:
    """Read one date, with or without a time, and give it in UTC with its precision (one of PRECISIONS).

    `today` turns away what lies later than the day after it; `day_first` settles '03/04/2011' where the
    country is known. None when the text is no such date.
    """
    found = read_date(text, today=today, day_first=day_first)
    return (found.moment, found.precision) if found else None


def read_date(text: str, *, today: date | None = None, day_first: bool | None = None) -> WrittenDate | None:
    """Read a date as `parse_date` does, and keep the calendar day as it was written, in its own zone."""
    value = " ".join(text.split()).strip(" .,;|-–—()[]")
    if not value or len(value) > LONGEST:
        return None
    found = _number(value) if _BARE_NUMBER.fullmatch(value) else _iso(value) or _compact(value)
    if found is None and not _BARE_NUMBER.fullmatch(value):
        found = _written(value, today.year if today else LATEST_GUESSED_YEAR, day_first)
    return found if found and _possible(found.moment, today) else None


def _possible(moment: datetime, today: date | None) -> bool:
    in_time = today is None or moment.toordinal() <= today.toordinal() + 1
    return in_time and EARLIEST_YEAR <= moment.year <= LATEST_YEAR


def _moment(fields: Mapping[str, int], zone: tzinfo | None, precision: str) -> WrittenDate | None:
    """Put a moment together; None for the 31st of February. A time of exactly midnight counts as a day."""
    try:
        local = datetime(**fields)  # type: ignore[arg-type]
        if precision in ("second", "minute") and local.time() == datetime.min.time():
            precision = "day"
        if precision in ("second", "minute") and zone is not None:
            moment = local.replace(tzinfo=zone).astimezone(UTC).replace(microsecond=0)
            return WrittenDate(moment, precision, local.date(), zoned=True)
    except (ValueError, OverflowError):
        return None
    return WrittenDate(local.replace(tzinfo=UTC, microsecond=0), precision, local.date(), zoned=False)


def _number(value: str) -> WrittenDate | None:
    """Read a bare number: YYYY, YYYYMMDD, YYYYMMDDhhmm(ss), or seconds, milli- or microseconds since 1970."""
    digits = value.partition(".")[0]
    if len(digits) == 4 and digits == value:
        return _moment({"year": int(digits), "month": 1, "day": 1}, None, "year") if int(digits) else None
    if len(digits) in (8, 12, 14) and digits == value and (found := _compact(value)):
        return found
    if (unit := _EPOCH_UNITS.get(len(digits))) and _EPOCH.fullmatch(value):
        moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=int(digits) // unit)
        return WrittenDate(moment, "second", moment.date(), zoned=True)
    return None


def _iso(value: str) -> WrittenDate | None:
    """Read ISO 8601 and its everyday variants: a space for the T, no seconds, a zone's abbreviation."""
    if not (match := _ISO.fullmatch(value)):
        return None
    given = {name: int(match[name]) for name in ("year", "month", "day", "hour", "minute", "second") if match[name]}
    given.setdefault("day", 1)
    precision = next(
        name for name, group in (("second", 6), ("minute", 5), ("day", 3), ("month", 2)) if match[group] is not None
    )
    rest = (match["zone"] or "").strip()
    zone = _zone(rest) if rest else None
    if rest and zone is None:
        return None
    return _moment(given, zone, precision)


def _compact(value: str) -> WrittenDate | None:
    if not (match := _COMPACT.fullmatch(value)):
        return None
    names = ("year", "month", "day", "hour", "minute", "second")
    given = {name: int(part) for name, part in zip(names, match.groups(), strict=False) if part}
    precision = "second" if match[6] else "minute" if match[5] else "day"
    return _moment(given, _zone(match[7]) if match[7] else None, precision)


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "dates.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _zone_table() -> dict[str, tzinfo]:
    tables = _tables()
    fixed: dict[str, tzinfo] = {name: tz.tzoffset(name, int(hours * 3600)) for name, hours in tables["zones"].items()}
    return fixed | {name: ZoneInfo(region) for name, region in tables["regions"].items()}


def _zone(text: str) -> tzinfo | None:
    text = text.strip(" []()")
    if text.upper() == "Z":
        return UTC
    if match := _OFFSET.fullmatch(text):
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return tz.tzoffset(None, (minutes if match[1] == "+" else -minutes) * 60) if minutes < 15 * 60 else None
    return _zone_table().get(text.upper())


def _zone_named(name: str | None, offset: int | None) -> tzinfo | None:
    """Give dateutil the zone of an abbreviation or offset; by itself it would take the machine's own for the former."""
    known = _zone_table().get(name or "")
    return tz.tzoffset(name, offset) if known is None and offset is not None else known


@lru_cache(maxsize=1)
def _foreign_months() -> dict[str, int]:
    return {name: int(number) for number, names in _tables()["months"].items() for name in names.split()}


@lru_cache(maxsize=1)
def _lead_in() -> re.Pattern[str]:
    words = sorted(_tables()["lead_ins"], key=len, reverse=True)
    return re.compile(rf"(?:(?:{'|'.join(map(re.escape, words))})\b\s*[:\-–|]?\s*)+", re.IGNORECASE)


class _Names(parser.parserinfo):
    """dateutil's English names, with years of two digits bound to a given year instead of the machine's."""

    def __init__(self, latest_year: int, *, day_first: bool) -> None:
        super().__init__(dayfirst=day_first)
        self.latest_year = latest_year

    def convertyear(self, year: int, century_specified: bool = False) -> int:
        """Give a two-digit year its century: the latest that is not after the latest year."""
        if year >= 100 or century_specified:
            return year
        return self.latest_year - (self.latest_year - year) % 100


def _plain(value: str) -> str:
    """Even out what dateutil stumbles over: lead-ins, ordinals, 'a.m.', '10.30am', other languages' months."""
    value = _lead_in().sub("", value, count=1) if _lead_in().match(value) else value
    value = _EAST_ASIAN.sub(r"\1-\2-\3", _GMT_OFFSET.sub("", _BRACKETS.sub("", value)))
    value = _ORDINAL.sub("", value)
    value = _HALF_DAY.sub(r"\1\2m", value)
    value = _DOTTED_TIME.sub(r"\1:\2", value)
    value = _HOUR_MARK.sub("", value).replace("|", " ").replace("·", " ").replace("•", " ").replace("–", " ")
    months = _foreign_months()
    foreign = any(word.casefold() in months for word in _WORD.findall(value))
    if not foreign:
        return value
    value = _WORD.sub(lambda m: _MONTHS_EN[months[w] - 1] if (w := m[0].casefold()) in months else m[0], value)
    known = parser.parserinfo()
    return _WORD.sub(lambda m: m[0] if _known(known, m[0]) else " ", value)


def _known(names: parser.parserinfo, word: str) -> bool:
    return names.month(word) is not None or word.casefold() in ("am", "pm") or word in _zone_table()


def _day_first(value: str, given: bool | None) -> bool:
    match = _NUMERIC.search(value)
    if match is None:
        return bool(given)
    return given if given is not None else match[2] != "/"


def _written(value: str, latest_year: int, day_first: bool | None) -> WrittenDate | None:
    """Read a date in words or with slashes by dateutil, twice with different defaults: what differs was not given."""
    plain = _plain(value)
    if not any(c.isdigit() for c in plain):
        return None
    names = _Names(latest_year, day_first=_day_first(plain, day_first))
    try:
        one, other = (
            parser.parse(plain, parserinfo=names, default=default, tzinfos=_zone_named)
            for default in (datetime(1604, 1, 1), datetime(1608, 3, 2, 2, 2, 2))
        )
    except (ValueError, OverflowError, TypeError, AttributeError):  # dateutil raises all of these for wild input
        return None
    precision = _precision(one, other)
    if precision is None or one.year < 100:
        return None
    if precision == "second" and not _SECONDS.search(plain):
        precision = "minute" if _TIME.search(plain) else "day"
    fields = {name: getattr(one, name) for name in ("year", "month", "day")}
    if precision in ("second", "minute"):
        fields |= {"hour": one.hour, "minute": one.minute, "second": one.second}
    return _moment(fields, one.tzinfo, precision)


def _precision(one: datetime, other: datetime) -> str | None:
    """Say how much both readings agree on: the smallest unit before the first that differs."""
    agreed = None
    for unit in ("year", "month", "day"):
        if getattr(one, unit) != getattr(other, unit):
            return agreed
        agreed = unit
    if (one.hour, one.minute) != (other.hour, other.minute):
        return "day"
    return "second" if one.second == other.second else "minute"
