"""What must hold of the tables before they are published. A publish that breaks a promise does not happen."""

from dataclasses import dataclass

import duckdb

from tasks.errors import UserError
from tasks.tables.columns import BY_NAME, Column, Level, Table
from tasks.tables.views import quoted


class BrokenPromise(UserError):  # noqa: N818 - named for what it means to a user
    """The tables made are not consistent, so they were not published; the message lists what is wrong."""

    exit_status = 1


@dataclass(frozen=True, slots=True)
class Check:
    """A promise, and a query that counts the rows that break it."""

    promise: str
    query: str


def _span(text: str, start: str, end: str) -> str:
    return f"substring({text}, {start} + 1, {end} - {start})"


SHARD_CHECKS = (
    Check(
        "every mention reads back from its section",
        f"""SELECT count(*) FROM mentions m LEFT JOIN sections s USING (shard_id, article_id, section_no)
        WHERE s.text IS NULL OR {_span("s.text", 'm."start"', 'm."end"')} <> m.text OR m."end" <= m."start" """,
    ),
    Check(
        "every quotation reads back from its section",
        f"""SELECT count(*) FROM quotes q LEFT JOIN sections s USING (shard_id, article_id, section_no)
        WHERE s.text IS NULL OR len(q.spans) = 0
        OR array_to_string(list_transform(q.spans, lambda x: {_span("s.text", 'x."start"', 'x."end"')}), ' ') <> q.text
        OR q."start" <> q.spans[1]."start" OR q."end" <> q.spans[-1]."end" """,
    ),
    Check(
        "every cue reads back from its section",
        f"""SELECT count(*) FROM quotes q JOIN sections s USING (shard_id, article_id, section_no)
        WHERE q.cue IS NOT NULL AND {_span("s.text", "q.cue_start", "q.cue_end")} IS DISTINCT FROM q.cue""",
    ),
    Check(
        "every speaker's words read back from their section",
        f"""SELECT count(*) FROM quotes q LEFT JOIN sections s
        ON s.shard_id = q.shard_id AND s.article_id = q.article_id AND s.section_no = q.speaker_section_no
        WHERE q.speaker IS NOT NULL
        AND {_span("s.text", "q.speaker_start", "q.speaker_end")} IS DISTINCT FROM q.speaker""",
    ),
    Check(
        "every article has a section, and every section an article",
        """SELECT (SELECT count(*) FROM articles ANTI JOIN sections USING (shard_id, article_id))
        + (SELECT count(*) FROM sections ANTI JOIN articles USING (shard_id, article_id))""",
    ),
    Check(
        "every record that is rejected or a duplicate says why",
        "SELECT count(*) FROM records WHERE disposition <> 'article' AND reason IS NULL",
    ),
)
"""Checks of single shards: they need to be made only once of each."""

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


def _values_check(table: Table, column: Column) -> Check:
    allowed = ", ".join(quoted(value) for value in column.values)
    return Check(
        f"{table.name}.{column.name} is one of {', '.join(column.values)}",
        f'SELECT count(*) FROM {table.name} WHERE "{column.name}" NOT IN ({allowed})',
    )


def shard_checks() -> list[Check]:
    """List the checks of new shards: promises, keys and the values that a column may hold."""
    tables = [table for table in BY_NAME.values() if table.level in (Level.CLEAN, Level.EXTRACT)]
    values = [_values_check(table, column) for table in tables for column in table if column.values]
    return [*SHARD_CHECKS, *values]


def corpus_checks() -> list[Check]:
    """List the checks of a whole publish."""
    return [*CORPUS_CHECKS, *map(_key_check, BY_NAME.values())]


def verify(connection: duckdb.DuckDBPyConnection, checks: list[Check]) -> None:
    """Run checks on a connection that has the views.

    Raises:
        BrokenPromise: Some don't hold.
    """
    broken = []
    for check in checks:
        row = connection.execute(check.query).fetchone()
        if row and row[0]:
            broken.append(f"{check.promise}: {row[0]} rows break it")
    if broken:
        raise BrokenPromise("not published. " + "; ".join(broken))
