"""What the articles of the corpus mention beside what, asked in memory that does not grow with the corpus.

DuckDB keeps the pairs of article and entity as numbers and spills what it cannot hold.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa

from tasks.tables.columns import MENTIONS, QUOTES
from tasks.tables.spilling import spilling_connection

MOST_ARTICLES = 1000
"""Of an entity in more articles only so many are looked at, those with the smallest ids: hashes, so as good as drawn by
lot."""

_NUMBERED = """
CREATE TABLE articles AS
    SELECT article_id, row_number() OVER (ORDER BY article_id)::INTEGER AS article
    FROM (SELECT DISTINCT article_id FROM mentions);
CREATE TABLE entities AS
    SELECT entity_id, row_number() OVER (ORDER BY entity_id)::INTEGER AS entity
    FROM (SELECT DISTINCT entity_id FROM mentions);
CREATE TABLE moved (entity INTEGER, to_entity INTEGER);
CREATE TABLE mentioned AS
    SELECT DISTINCT article, entity FROM mentions JOIN articles USING (article_id) JOIN entities USING (entity_id);
"""
_COUNTED = """
CREATE OR REPLACE TABLE counted AS SELECT entity, count(*) AS articles FROM mentioned GROUP BY entity
"""
_MOVED = """
INSERT INTO entities
    SELECT to_entity_id, (SELECT count(*) FROM entities) + row_number() OVER (ORDER BY to_entity_id)
    FROM (SELECT to_entity_id FROM redirects EXCEPT SELECT entity_id FROM entities);
CREATE TABLE redirected AS FROM redirects;
INSERT INTO moved
    SELECT one.entity, two.entity
    FROM redirects JOIN entities one USING (entity_id) JOIN entities two ON two.entity_id = to_entity_id;
CREATE OR REPLACE TABLE mentioned AS
    SELECT DISTINCT article, coalesce(to_entity, entity) AS entity FROM mentioned LEFT JOIN moved USING (entity);
"""
_APART = """
CREATE TABLE apart AS FROM namesakes;
CREATE VIEW meant AS {mentions};
CREATE VIEW quoted AS {quotes};
"""
_OF_WHOM = """
SELECT row.* EXCLUDE (entity_id), coalesce(apart.to_entity_id, redirected.to_entity_id, row.entity_id) AS entity_id
FROM {rows} row LEFT JOIN redirected ON redirected.entity_id = row.entity_id
LEFT JOIN apart
    ON apart.article_id = row.article_id
    AND apart.entity_id = coalesce(redirected.to_entity_id, row.entity_id)
"""
_SPEAKERS = "(SELECT article_id, speaker_entity_id AS entity_id FROM quotes WHERE speaker_entity_id IS NOT NULL)"
_BESIDE = """
CREATE OR REPLACE TABLE beside AS
WITH asked_ids AS (
    SELECT entity FROM entities SEMI JOIN asked USING (entity_id)
), other_ids AS (
    SELECT entity FROM entities SEMI JOIN others USING (entity_id)
), of_asked AS (
    SELECT entity, article FROM mentioned SEMI JOIN asked_ids USING (entity)
    QUALIFY row_number() OVER (PARTITION BY entity ORDER BY article) <= {most}
)
SELECT of_asked.entity, mentioned.entity AS other, count(*) AS articles
FROM of_asked JOIN mentioned USING (article) {others}
WHERE mentioned.entity <> of_asked.entity GROUP BY ALL
"""


class Company:
    """Which entities each article mentions. Other modules ask it by SQL.

    Its tables: `mentions` and `quotes`, the rows as the articles' own resolution made them; `articles` (article_id,
    article) and `entities` (entity_id, entity), their numbers; `mentioned` (article, entity), a row a pair; `counted`
    (entity, articles); `moved` (entity, to_entity), by redirects. At last `meant`, the rows of `mentions`, and `quoted`
    (article_id, entity_id), those of `quotes` that have a speaker, by the entities meant.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, mention_files: Sequence[Path], quote_files: Sequence[Path]
    ) -> None:
        self.connection = connection
        for table, files in ((MENTIONS, mention_files), (QUOTES, quote_files)):
            if files:
                connection.read_parquet(list(map(str, files))).create_view(table.name)
            else:
                connection.from_arrow(table.schema.empty_table()).create(table.name)
        connection.execute(_NUMBERED)
        connection.execute(_COUNTED)

    @property
    def articles(self) -> int:
        """The number of articles with a mention."""
        (number,) = self.connection.execute("SELECT count(*) FROM articles").fetchall()[0]
        return int(number)

    def move(self, redirects: pl.DataFrame) -> None:
        """Let mentions of an entity_id be mentions of the to_entity_id that it redirects to, once and for all."""
        before, after = redirects["entity_id"].to_list(), redirects["to_entity_id"].to_list()
        with self.given("redirects", entity_id=before, to_entity_id=after):
            self.connection.execute(_MOVED)
            self.connection.execute(_COUNTED)

    def set_apart(self, namesakes: pl.DataFrame) -> None:
        """Let what an article says of an entity_id be said of the to_entity_id that it means there, after redirects."""
        views = {"mentions": _OF_WHOM.format(rows="mentions"), "quotes": _OF_WHOM.format(rows=_SPEAKERS)}
        with self.given("namesakes", **namesakes.to_dict()):
            self.connection.execute(_APART.format(**views))

    def count_beside(self, asked: Iterable[str], others: Iterable[str] | None = None) -> None:
        """Make the table `beside`: entity, other, and the number of articles that mention both.

        It holds the entities asked for, with the others asked for or with all.
        """
        only = "" if others is None else "SEMI JOIN other_ids ON other_ids.entity = mentioned.entity"
        with self.given("asked", entity_id=asked), self.given("others", entity_id=others or ()):
            self.connection.execute(_BESIDE.format(most=MOST_ARTICLES, others=only))

    @contextmanager
    def given(self, name: str, **columns: Iterable[str]) -> Iterator[None]:
        """Lend columns of texts to the connection as a table of this name."""
        arrays = [pa.array(list(column), pa.string()) for column in columns.values()]
        self.connection.register(name, pa.table(arrays, list(columns)))
        try:
            yield
        finally:
            self.connection.unregister(name)


@contextmanager
def company_of(mention_files: Sequence[Path], quote_files: Sequence[Path]) -> Iterator[Company]:
    """Read whom the articles of files of `mentions` and `quotes` mention and quote."""
    with spilling_connection() as connection:
        yield Company(connection, mention_files, quote_files)
