"""Fields of twenty kinds of dump under standard names."""

import pytest

from tasks.ingest import FieldMap
from tasks.ingest.bylines import names_in
from tasks.ingest.record import RawRecord


def mapped(row: dict[str, object], **overrides: list[str]) -> RawRecord:
    return FieldMap(overrides).record(row, "line 1", "jsonl", b"{}")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (  # news-please
            {"maintext": "T", "text": "less", "date_publish": "2020-01-01", "source_domain": "a.org",
             "date_download": "x"},
            {"text": "T", "date": "2020-01-01", "outlet": "a.org"},
        ),
        (  # AllSides: the original text before the processed one
            {"content_original": "T", "content": "t", "source": "Politico", "source_url": "www.politico.com"},
            {"text": "T", "outlet": "Politico"},
        ),
        (  # Webz.io
            {"text": "T", "url": "https://a.org/1", "thread": {"site_full": "www.a.org", "title_full": "H"},
             "author": ""},
            {"text": "T", "url": "https://a.org/1", "outlet": "www.a.org", "title": "H"},
        ),
        (  # Event Registry: `uri` is a number, not an address
            {"uri": "81", "body": "T", "dateTimePub": "2020-01-01T00:00:00Z", "source": {"uri": "a.org", "title": "A"},
             "authors": [{"uri": "j@a.org", "name": "Jo Li"}], "lang": "eng"},
            {"text": "T", "outlet": "A", "authors": ("Jo Li",), "date": "2020-01-01T00:00:00Z", "language": "eng"},
        ),
        (  # Guardian
            {"webTitle": "H", "webUrl": "https://a.org/1",
             "fields": {"bodyText": "T", "byline": "Jo Li", "body": "<p>T</p>"}},
            {"text": "T", "html": "<p>T</p>", "title": "H", "authors": ("Jo Li",), "url": "https://a.org/1"},
        ),
        (  # New York Times, flattened by a table
            {"headline.main": "H", "byline.original": "By Jo Li", "pub_date": "2020", "full_text": "T"},
            {"text": "T", "title": "H", "authors": ("Jo Li",), "date": "2020"},
        ),
        (  # schema.org
            {"headline": "H", "articleBody": "T", "author": {"@type": "Person", "name": "Jo Li"},
             "publisher": {"name": "A"}},
            {"text": "T", "title": "H", "authors": ("Jo Li",), "outlet": "A"},
        ),
        (  # WordPress
            {"title": {"rendered": "H"}, "content": {"rendered": "<p>T</p>"}, "link": "https://a.org/1",
             "date": "2020"},
            {"html": "<p>T</p>", "title": "H", "url": "https://a.org/1"},
        ),
        (  # Elasticsearch
            {"_id": "1", "_source": {"content": "T", "title": "H"}},
            {"text": "T", "title": "H"},
        ),
        ({"Article Text": "T", "Publish-Date": 20200101}, {"text": "T", "date": "20200101"}),
        ({"text": ["One.", "Two."]}, {"text": "One.\nTwo."}),
    ],
)  # fmt: skip
def test_known_dumps(row: dict[str, object], expected: dict[str, object]) -> None:
    record = mapped(row)
    assert {field: getattr(record, field) for field in expected} == expected
    assert record.reason is None


def test_text_that_is_html_and_html_that_is_text() -> None:
    assert mapped({"text": "<p>T</p>"}).html == "<p>T</p>"
    assert mapped({"text": "<p>T</p>"}).text is None
    assert mapped({"html": "Bread &amp; butter"}).text == "Bread & butter"
    assert mapped({"html": "Bread &amp; butter"}).html is None
    assert mapped({"content": "1 < 2 > 0", "html": ""}).text == "1 < 2 > 0"


def test_empty_is_absent() -> None:
    record = mapped({"text": " ", "content": "T", "title": "nan", "author": "None", "headline": "", "url": "null"})
    assert (record.text, record.title, record.authors, record.url) == ("T", None, (), None)


def test_no_text() -> None:
    record = mapped({"id": 3, "title": "H", "text": ""})
    assert (record.reason, record.detail, record.title) == ("no_text", "Its fields are: id, title, text", None)


def test_overrides_come_first() -> None:
    row = {"text": "t", "lead": {"long": "T"}, "html": "<p>x</p>", "title": "H"}
    record = mapped(row, text=["lead.long"], title=["nowhere"])
    assert (record.text, record.html, record.title) == ("T", None, "H")
    with pytest.raises(ValueError, match="No such field: tilte"):
        FieldMap({"tilte": ["x"]})


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ("By JO LI and Ann Lee", ("JO LI", "Ann Lee")),
        ("Jo Li, Ann Lee & Max Oh", ("Jo Li", "Ann Lee", "Max Oh")),
        ("Smith, John", ("Smith, John",)),
        ("['Jo Li', 'Ann Lee']", ("Jo Li", "Ann Lee")),
        ('["Jo Li"]', ("Jo Li",)),
        (["Jo Li", "Jo Li", {"name": "Ann Lee"}], ("Jo Li", "Ann Lee")),
        ({"firstname": "Jo", "lastname": "Li"}, ("Jo Li",)),
        ("Jo Li | Ann Lee; Max Oh", ("Jo Li", "Ann Lee", "Max Oh")),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Von der Leyen", ("der Leyen",)),
        ('"Jo Li"', ("Jo Li",)),
        ("nan", None),
        (7, None),
    ],
)
def test_names(given: object, names: tuple[str, ...] | None) -> None:
    assert names_in(given) == names
