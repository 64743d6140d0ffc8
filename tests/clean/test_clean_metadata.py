from dataclasses import dataclass
from datetime import UTC, date, datetime

from lxml import html

from tasks.clean.metadata import Metadata, merge_metadata, metadata_of_fields, metadata_of_page
from tasks.clean.page.declared import Declared

TODAY = date(2026, 6, 1)


@dataclass(frozen=True)
class Fields:
    title: str | None = None
    url: str | None = None
    date: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    language: str | None = None
    description: str | None = None


def metadata_in(head: str, body: str = "<p>x</p>", url: str | None = None) -> Metadata:
    tree = html.document_fromstring(f"<html lang='en-GB'><head>{head}</head><body>{body}</body></html>")
    return metadata_of_page(Declared(tree), url, today=TODAY)


def test_json_ld_comes_first():
    found = metadata_in(
        """<script type="application/ld+json">{"@graph": [
        {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
        {"@type": ["NewsArticle"], "headline": "Old bridge &amp; ferry", "author": [{"@id": "#jane"}],
         "datePublished": "2024-03-05T10:15:00+01:00", "publisher": {"name": "Ledger"},},]}</script>
        <meta property="article:published_time" content="2020-01-01">"""
    )
    assert (found.title, found.title_from) == ("Old bridge & ferry", "json-ld")
    assert (found.authors, found.authors_from) == (("Jane Doe",), "json-ld")
    assert found.published_at == datetime(2024, 3, 5, 9, 15, tzinfo=UTC)
    assert (found.published_precision, found.published_from) == ("second", "json-ld")
    assert (found.outlet, found.language) == ("Ledger", "en")


def test_a_title_loses_the_name_of_its_outlet():
    for title in ("Old bridge to close | The Ledger", "Old bridge to close - Ledger", "Ledger: Old bridge to close"):
        found = metadata_in(f'<meta property="og:site_name" content="The Ledger"><title>{title}</title>')
        assert found.title == "Old bridge to close", title


def test_a_date_may_stand_in_the_address_and_says_so():
    found = metadata_in("", url="https://ledger.example/news/2024/03/05/old-bridge")
    assert (found.published_at, found.published_precision) == (datetime(2024, 3, 5, tzinfo=UTC), "day")
    assert found.published_from == "url"
    found = metadata_in("", url="https://ledger.example/2024/03/old-bridge")
    assert (found.published_at, found.published_precision) == (datetime(2024, 3, 1, tzinfo=UTC), "month")


def test_a_page_that_tells_nothing_leaves_everything_unknown():
    found = metadata_in("")
    assert (found.title, found.authors, found.published_at, found.outlet) == (None, (), None, None)
    assert (found.title_from, found.authors_from, found.published_from) == (None, None, None)


def test_agencies_are_credits_and_no_authors():
    found = metadata_in('<meta name="author" content="Associated Press">')
    assert (found.authors, found.credits) == ((), ("Associated Press",))


def test_an_author_whom_the_page_calls_an_organisation_is_no_person():
    author = '[{"@type": "Organization", "name": "Ana Lima"}, {"@type": "Person", "name": "Jane Doe"}]'
    found = metadata_in(f'<script type="application/ld+json">{{"@type": "NewsArticle", "author": {author}}}</script>')
    assert (found.authors, found.credits) == (("Jane Doe",), ("Ana Lima", "Jane Doe"))


def test_what_an_article_leaves_out_is_told_by_its_page():
    found = metadata_in(
        """<script type="application/ld+json">[{"@type": "NewsArticle", "headline": "Old bridge to close"},
        {"@type": "WebPage", "datePublished": "2024-03-05", "author": {"name": "Jane Doe"}}]</script>"""
    )
    assert (found.authors, str(found.published_day)) == (("Jane Doe",), "2024-03-05")


def test_the_fields_of_a_record_come_before_its_page():
    page = metadata_in('<meta name="author" content="John Roe"><meta name="date" content="2020-01-02">')
    fields = Fields(title="Old bridge", authors=("DOE, JANE",), url="https://ledger.example/a")
    merged = merge_metadata(metadata_of_fields(fields), page, today=TODAY)
    assert (merged.title, merged.title_from) == ("Old bridge", "field")
    assert (merged.authors, merged.authors_from) == (("Jane Doe",), "field")
    assert (merged.published_at, merged.published_from) == (datetime(2020, 1, 2, tzinfo=UTC), "meta")
    assert (merged.outlet, merged.outlet_from) == ("ledger.example", "url")


def test_a_field_that_is_no_date_leaves_the_date_unknown():
    assert metadata_of_fields(Fields(date="yesterday"), today=TODAY).published_at is None
