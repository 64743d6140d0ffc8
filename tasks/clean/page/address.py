"""What an address tells: the outlet's host, the date in its path, and the country's way of writing dates."""

import re
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from tasks.clean.dates import LATEST_GUESSED_YEAR, WrittenDate, read_date

_DAY_FIRST_HOSTS: Final = (
    ".uk", ".ie", ".au", ".nz", ".in", ".za", ".ng", ".ke", ".gh", ".pk", ".sg", ".my", ".eu", ".fr", ".de", ".es",
    ".it",
    ".br", ".pt", ".nl", ".ru", ".pl", ".mx", ".ar", ".tr",
)  # fmt: skip
_MONTH_FIRST_TAGS: Final = ("en", "en-us", "en-ph")
_URL_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:/(?P<month>\d{1,2}|[a-z]{3})/(?P<day>\d{1,2})(?=/|$)"
    r"|-(?P<m2>\d\d)-(?P<d2>\d\d)(?!\d)|(?P<m3>0[1-9]|1[0-2])(?P<d3>0[1-9]|[12]\d|3[01])(?!\d)|/(?P<m4>\d\d)(?=/))"
)


def web_address(text: str | None) -> str | None:
    """Give back what is an address of the web, tidied, and None for anything else."""
    text = text.strip() if text else ""
    return text if text.lower().startswith(("http://", "https://", "//")) and not re.search(r"\s", text) else None


def host_of(url: str | None) -> str:
    """Give the host of an address without 'www.'; '' when there is none."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def writes_day_first(url: str | None, language: str | None = None) -> bool | None:
    """Tell whether '03/04/2011' is a day of April there, by the host's country or the language tag; None if unknown."""
    if host_of(url).endswith(_DAY_FIRST_HOSTS):
        return True
    tag = (language or "").strip().lower().replace("_", "-")
    return True if tag and tag not in _MONTH_FIRST_TAGS else None


def date_of_address(url: str | None, today: date | None = None) -> WrittenDate | None:
    """Read a date in an address: /2011/05/20/, /2011/may/20/, -2011-05-20, 20110520, /2011/05/.

    Eight digits in a row that would be a date after LATEST_GUESSED_YEAR are the article's number.
    """
    try:
        path = urlsplit(url or "").path.lower()
    except ValueError:
        return None
    match = _URL_DATE.search(path)
    if not match or (match["m3"] and int(match["year"]) > LATEST_GUESSED_YEAR):
        return None
    month = match["month"] or match["m2"] or match["m3"] or match["m4"]
    day = match["day"] or match["d2"] or match["d3"]
    if month.isalpha():
        return read_date(f"{day} {month} {match['year']}", today=today)
    return read_date(f"{match['year']}-{month}" + (f"-{day}" if day else ""), today=today)
