"""An article on which extraction fails costs no other, and the user is told of it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import duckdb
import pytest
from conftest import BRIDGE, FERRY, HARVEST, Contents, Desk, article, write_lines

from commands import main
from flows.plan import RunFailed
from tasks.quotes import Quote, find_quotes_many
from tasks.quotes.article import Article
from tasks.reports.funnel import top_faults
from tasks.stages import shard_stages
from tasks.tables.store import Store

Finder = Callable[[Sequence[Article]], list[list[Quote]]]
FIND_QUOTES = "tasks.stages.extract.find_quotes_many"
OF_BRIDGE = "(SELECT article_id FROM articles WHERE title = 'Story number 2')"
QUOTES_OF_BRIDGE = f"SELECT count(*) FROM quotes WHERE article_id = {OF_BRIDGE}"


def is_bridge(article: Article) -> bool:
    """Whether an article is the one at fault here."""
    return any("Porto" in text for _, _, text in article[0])


def raising(error: Exception, on: Callable[[Article], bool] = is_bridge) -> Finder:
    """Return the finder of quotations as it is, but for an error on some articles."""

    def find(articles: Sequence[Article]) -> list[list[Quote]]:
        if any(map(on, articles)):
            raise error
        return find_quotes_many(articles)

    return find


def misquoting(articles: Sequence[Article]) -> list[list[Quote]]:
    """Find quotations, but give one article's other words than it holds."""
    found = find_quotes_many(articles)
    return [
        [quote._replace(text="Nobody said this") for quote in quotes] if is_bridge(article) else quotes
        for article, quotes in zip(articles, found, strict=True)
    ]


def repeating(articles: Sequence[Article]) -> list[list[Quote]]:
    """Find quotations, but one article's first one twice."""
    found = find_quotes_many(articles)
    return [
        [*quotes, quotes[0]] if is_bridge(article) else quotes for article, quotes in zip(articles, found, strict=True)
    ]


@pytest.fixture
def three(desk: Desk) -> Desk:
    """Give a desk with a dump of three articles and a broken line, the second article being the one about a bridge."""
    texts = (FERRY, BRIDGE, HARVEST)
    write_lines(desk.raw / "news.jsonl", [*(article(n, text) for n, text in enumerate(texts, 1)), "{broken"])
    return desk


def without_bridge(desk: Desk, contents: Contents) -> Contents:
    """Leave out the rows of mentions and quotes of the article at fault."""
    ((bridge,),) = desk.rows(f"SELECT {OF_BRIDGE}")
    return {
        table: [row for row in rows if table not in ("mentions", "quotes") or bridge not in row]
        for table, rows in contents.items()
        if table != "entities" and table != "faults"
    }


@pytest.mark.parametrize(
    ("finder", "reason", "detail"),
    [
        (raising(IndexError("too many bridges")), "extract_failed", "IndexError: too many bridges"),
        (repeating, "broken_promise", "no two quotations have the same spans: 1 rows break it"),
        (misquoting, "broken_promise", "every quotation reads back from its section: QUOTES rows break it"),
    ],
    ids=["it raises", "a quotation is there twice", "it does not read back"],
)
def test_one_article_is_put_aside_alone(
    three: Desk, monkeypatch: pytest.MonkeyPatch, finder: Finder, reason: str, detail: str
) -> None:
    desk = three
    desk.run()
    good = desk.contents()
    ((quotes,),) = desk.rows(QUOTES_OF_BRIDGE)
    monkeypatch.setattr(FIND_QUOTES, finder)
    outcome = desk.run(force=True)
    ((run_id, *fault),) = desk.rows(f"SELECT run_id, stage, reason, detail FROM faults WHERE article_id = {OF_BRIDGE}")
    assert (run_id, fault) == (outcome.run_id, ["extract", reason, detail.replace("QUOTES", str(quotes))])
    assert (quotes > 0, desk.rows(QUOTES_OF_BRIDGE)) == (True, [(0,)])
    assert without_bridge(desk, desk.contents()) == without_bridge(desk, good)
    funnel = "SELECT records, articles, rejected, faults FROM funnel WHERE format = 'all'"
    assert desk.rows(funnel) == [(4, 3, 1, 1)]
    ((counts,),) = desk.rows(f"SELECT counts FROM runs WHERE run_id = '{outcome.run_id}'")
    assert json.loads(counts)["faults"] == 1


def test_the_end_of_a_run_tells_how_many_and_why(
    three: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = three
    monkeypatch.setattr(FIND_QUOTES, raising(IndexError("too many bridges")))
    main(["run", str(desk.raw), "--engine", "direct", "--workers", "1", "--data", str(desk.data)])
    told = capsys.readouterr()
    assert "Extraction failed on articles: 1. They have no mentions or quotes: see the table faults." in told.err
    assert "Why extraction failed on articles" in told.out
    assert top_faults(Store(desk.data)) == [
        {
            "reason": "extract_failed", "stage": "extract", "articles": 1, "for_example": "raw/news.jsonl",
            "locator": "line 2", "detail": "IndexError: too many bridges",
        }
    ]  # fmt: skip


def test_mended_code_runs_the_shards_with_such_articles_again(three: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = three
    write_lines(desk.raw / "other.jsonl", [article(4, FERRY.replace("Skarholm", "Nordholm"))])
    monkeypatch.setenv("ONRECORD_SHARD_MEGABYTES", "0.0006")
    with monkeypatch.context() as patch:
        patch.setattr(FIND_QUOTES, raising(IndexError("too many bridges")))
        shards = desk.run().counts["shards"]
    assert desk.run(only_failed=True).counts["shards_kept"] == 1
    mended = tuple(replace(s, libraries=()) if s.name == "extract" else s for s in shard_stages.STAGES)
    monkeypatch.setattr("flows.shards.STAGES", mended)
    assert desk.run(only_failed=True).counts["shards_run"] == 1
    assert desk.run().counts["shards_run"] == shards - 1
    assert desk.rows("SELECT count(*) FROM faults") == [(0,)]
    assert desk.rows(QUOTES_OF_BRIDGE) != [(0,)]


@pytest.mark.parametrize(
    ("finder", "error"),
    [
        (raising(IndexError("no model"), lambda _: True), "NothingExtracted: all of 3 articles: IndexError: no model"),
        (raising(MemoryError("no more")), "MemoryError: no more"),
    ],
    ids=["every article fails", "the machine fails"],
)
def test_a_fault_of_no_article_sets_the_shard_aside(
    three: Desk, monkeypatch: pytest.MonkeyPatch, finder: Finder, error: str
) -> None:
    monkeypatch.setattr(FIND_QUOTES, finder)
    with pytest.raises(RunFailed, match="1 of 1 shards failed"):
        three.run()
    rejected = three.rows("SELECT reason, detail FROM records")
    assert rejected == [("shard_failed", f"extract: {error}")]
    assert three.rows("SELECT count(*) FROM faults") == [(0,)]


def test_tables_published_before_there_were_faults_have_none(three: Desk) -> None:
    three.run()
    with duckdb.connect(three.data / "onrecord.duckdb") as earlier:
        earlier.execute("DROP VIEW faults")
    assert top_faults(Store(three.data)) == []
