from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clean.dates import EARLIEST_YEAR, LATEST_YEAR, parse_date
from tasks.clean.page.address import date_of_address

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "moment", "precision"),
    [
        ("2011-05-20T10:30:15Z", (2011, 5, 20, 10, 30, 15), "second"),
        ("2011-05-20T10:30:15.250+02:00", (2011, 5, 20, 8, 30, 15), "second"),
        ("2011-05-20 10:30", (2011, 5, 20, 10, 30), "minute"),
        ("2011-05-20", (2011, 5, 20), "day"),
        ("2011-05", (2011, 5, 1), "month"),
        ("2011", (2011, 1, 1), "year"),
        ("20110520", (2011, 5, 20), "day"),
        ("20110520103015", (2011, 5, 20, 10, 30, 15), "second"),
        ("1305887415", (2011, 5, 20, 10, 30, 15), "second"),
        ("1305887415000", (2011, 5, 20, 10, 30, 15), "second"),
        ("Fri, 20 May 2011 10:30:15 +0200", (2011, 5, 20, 8, 30, 15), "second"),
        ("Fri May 20 10:30:15 +0000 2011", (2011, 5, 20, 10, 30, 15), "second"),
        ("Fri May 20 2011 10:30:15 GMT+0200 (CEST)", (2011, 5, 20, 8, 30, 15), "second"),
        ("20 May 2011", (2011, 5, 20), "day"),
        ("May 20, 2011", (2011, 5, 20), "day"),
        ("Published: 20th May 2011, 10.30am BST", (2011, 5, 20, 9, 30), "minute"),
        ("May 20, 2011 | 10:30 a.m. ET", (2011, 5, 20, 14, 30), "minute"),
        ("May 2011", (2011, 5, 1), "month"),
        ("20 de mayo de 2011", (2011, 5, 20), "day"),
        ("segunda-feira, 22 de janeiro de 2018 às 0:13", (2018, 1, 22, 0, 13), "minute"),
        ("20. März 2011, 10:30 Uhr", (2011, 3, 20, 10, 30), "minute"),
        ("2020年2月20日", (2020, 2, 20), "day"),
    ],
)
def test_a_date_is_read_in_utc_with_the_precision_it_was_given_in(text: str, moment: tuple[int, ...], precision: str):
    year, month, day, *time = moment
    assert parse_date(text, today=TODAY) == (datetime(year, month, day, *time, tzinfo=UTC), precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "5 hours ago",
        "Monday",
        "May 20",
        "10:30",
        "12",
        "2011-02-31",
        "no date 2011",
        "99999999999",
        "0000",
    ],
)
def test_what_is_no_date_stays_unknown(text: str):
    assert parse_date(text, today=TODAY) is None


def test_the_future_and_the_time_before_newspapers_are_no_dates():
    assert parse_date("2026-06-02", today=TODAY) is not None  # a day ahead: another time zone
    assert parse_date("2026-06-03", today=TODAY) is None
    assert parse_date("1599-12-31", today=TODAY) is None
    assert parse_date("1605-07-01", today=TODAY) is not None


def test_without_a_today_the_clock_decides_nothing():
    assert parse_date("2099-06-03") == (datetime(2099, 6, 3, tzinfo=UTC), "day")
    assert parse_date("2101-01-01") is None
    assert [found[0].year for year in ("39", "40") if (found := parse_date(f"3/4/{year}"))] == [2039, 1940]


def test_the_zone_of_the_machine_decides_nothing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("time.tzname", ("QZT", "QZT"))
    monkeypatch.setattr("dateutil.tz.tzlocal", lambda: pytest.fail("the machine's zone was asked for"))
    assert parse_date("20 May 2011 10:30 QZT") == (datetime(2011, 5, 20, 10, 30, tzinfo=UTC), "minute")


def test_digits_in_an_address_that_make_a_far_year_are_a_number():
    assert date_of_address("https://a.org/world-20451023") is None
    assert date_of_address("https://a.org/2045/10/23/bridge") is not None


def test_an_ambiguous_date_follows_the_stated_rule():
    def day(text: str, **how: bool) -> date | None:
        found = parse_date(text, today=TODAY, **how)
        return found[0].date() if found else None

    assert day("03/04/2011") == date(2011, 3, 4)
    assert day("03/04/2011", day_first=True) == date(2011, 4, 3)
    assert day("13/04/2011") == date(2011, 4, 13)
    assert day("03.04.2011") == date(2011, 4, 3)
    assert day("03-04-2011") == date(2011, 4, 3)
    assert day("3/4/27") == date(1927, 3, 4)


def test_midnight_is_a_day_and_stays_on_its_calendar_day():
    assert parse_date("2011-05-20T00:00:00+05:30", today=TODAY) == (datetime(2011, 5, 20, tzinfo=UTC), "day")


@settings(deadline=None)
@given(st.text(max_size=100) | st.from_regex(r"[0-9/:. \-+TZa-zA-Z]{0,40}"))
def test_no_text_breaks_it(text: str):
    for today, latest in ((TODAY, TODAY.year), (None, LATEST_YEAR)):
        found = parse_date(text, today=today)
        assert found is None or EARLIEST_YEAR <= found[0].year <= latest
