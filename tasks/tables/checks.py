"""What must hold over all shards before the tables are published. A publish that breaks a promise does not happen."""

from dataclasses import dataclass

import duckdb

from tasks.tables.columns import BY_NAME, Table
from tasks.tables.promises import demand


@dataclass(frozen=True, slots=True)
class Check:
    """A promise, and a query that counts the rows that break it."""

    promise: str
    query: str


CORPUS_CHECKS = (
    Check(
        "every article has exactly one record that is its own",
        """SELECT count(*) FROM (SELECT article_id, count(*) FILTER (disposition = 'article') AS n FROM records
        WHERE article_id IS NOT NULL GROUP BY article_id) r
        FULL JOIN (SELECT article_id, count(*) AS n FROM articles GROUP BY article_id) a USING (article_id)
        WHERE r.n IS DISTINCT FROM 1 OR a.n IS DISTINCT FROM 1""",
    ),
    Check(
        "every mention's entity is in entities",
        "SELECT count(*) FROM mentions ANTI JOIN entities USING (entity_id)",
    ),
    Check(
        "every speaker's entity is in entities",
        "SELECT count(*) FROM quotes q ANTI JOIN entities e ON e.entity_id = q.speaker_entity_id "
        "WHERE q.speaker_entity_id IS NOT NULL",
    ),
    Check(
        "every article that was put aside is in articles",
        "SELECT count(*) FROM faults ANTI JOIN articles USING (article_id)",
    ),
    Check(
        "no article that was put aside has mentions or quotes",
        "SELECT count(*) FROM (SELECT article_id FROM mentions UNION ALL SELECT article_id FROM quotes) "
        "SEMI JOIN faults USING (article_id)",
    ),
    Check(
        "every source file has a record",
        "SELECT count(*) FROM (SELECT shard_id, unnest(source_paths) AS source_path FROM shards) p "
        "ANTI JOIN records r USING (shard_id, source_path)",
    ),
    Check(
        "every article is told by the record that holds it",
        """SELECT count(*) FROM articles a JOIN records r USING (article_id)
        WHERE r.disposition = 'article' AND (r.source_path <> a.source_path OR r.locator <> a.locator)""",
    ),
    Check(
        "every cluster has one representative",
        """SELECT count(*) FROM (SELECT cluster_id FROM clusters GROUP BY cluster_id
        HAVING count(*) FILTER (representative) <> 1 OR count(*) < 2)""",
    ),
)
"""Checks over all shards."""


def _key_check(table: Table) -> Check:
    key = ", ".join(f'"{name}"' for name in table.key)
    return Check(
        f"{key} is unique in {table.name}",
        f"SELECT count(*) FROM (SELECT {key} FROM {table.name} GROUP BY ALL HAVING count(*) > 1)",
    )


def corpus_checks() -> list[Check]:
    """List the checks of a whole publish."""
    return [*CORPUS_CHECKS, *map(_key_check, BY_NAME.values())]


def verify(connection: duckdb.DuckDBPyConnection, checks: list[Check]) -> None:
    """Run checks on a connection that has the views.

    Raises:
        BrokenPromise: Some don't hold.
    """
    demand({check.promise: connection.execute(check.query).fetchall()[0][0] for check in checks})
