"""A publish that breaks a promise does not happen, and says which."""

import duckdb
import pytest

from tasks.tables.checks import Check, corpus_checks, verify
from tasks.tables.manifest import Manifest
from tasks.tables.promises import BrokenPromise
from tasks.tables.views import Publication


@pytest.fixture
def tables() -> duckdb.DuckDBPyConnection:
    """One article with one section, a mention and a quotation in it, all in order."""
    connection = duckdb.connect()
    for view in Publication(Manifest(), frozenset(), "").views():
        connection.execute(f'CREATE TABLE "{view.name}" AS {view.query}')
    connection.execute("""
        INSERT INTO records (record_id, disposition, article_id, shard_id, source_path, locator)
            VALUES ('r', 'article', 'a', 's', 'news.txt', '');
        INSERT INTO articles (article_id, shard_id, source_path, locator) VALUES ('a', 's', 'news.txt', '');
        INSERT INTO sections (article_id, section_no, kind, text, shard_id)
            VALUES ('a', 0, 'body', '“Rain,” Mo said.', 's');
        INSERT INTO mentions (article_id, section_no, "start", "end", text, label, entity_id, shard_id)
            VALUES ('a', 0, 8, 10, 'Mo', 'PERSON', 'e', 's');
        INSERT INTO entities (entity_id, label) VALUES ('e', 'PERSON');
        INSERT INTO quotes (quote_id, article_id, section_no, "start", "end", spans, text, kind, attribution, cue,
                cue_start, cue_end, speaker, speaker_section_no, speaker_start, speaker_end, shard_id)
            VALUES ('q', 'a', 0, 1, 6, [{'start': 1, 'end': 6}], 'Rain,', 'direct', 'named', 'said', 11, 15, 'Mo', 0, 8,
                10, 's');
    """)
    return connection


def test_tables_in_order_pass(tables: duckdb.DuckDBPyConnection) -> None:
    verify(tables, corpus_checks())


@pytest.mark.parametrize(
    ("fault", "promise"),
    [
        ("INSERT INTO records (record_id, disposition, article_id) VALUES ('r2', 'article', 'a')", "exactly one"),
        ("DELETE FROM articles", "exactly one"),
        ("DELETE FROM entities", "every mention's entity"),
        ("UPDATE quotes SET speaker_entity_id = 'x'", "every speaker's entity"),
        ("INSERT INTO shards (shard_id, source_paths) VALUES ('s', ['gone.txt'])", "every source file has a record"),
        ("UPDATE articles SET source_path = 'other.txt'", "every article is told by the record"),
        ("INSERT INTO mentions SELECT * FROM mentions", "is unique in mentions"),
        ("INSERT INTO faults (article_id) VALUES ('a')", "no article that was put aside has mentions or quotes: 2"),
        ("INSERT INTO faults (article_id) VALUES ('b')", "every article that was put aside is in articles"),
        ("INSERT INTO clusters VALUES ('a', 'a', true, 1, 'near')", "every cluster has one representative"),
    ],
)  # fmt: skip
def test_a_broken_promise_is_named(tables: duckdb.DuckDBPyConnection, fault: str, promise: str) -> None:
    tables.execute(fault)
    with pytest.raises(BrokenPromise, match=promise):
        verify(tables, corpus_checks())


def test_the_number_of_rows_that_break_it_is_told(tables: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(BrokenPromise, match="no article: 1 rows break it"):
        verify(tables, [Check("no article", "SELECT count(*) FROM articles")])
