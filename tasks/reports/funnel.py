"""Short answers about the published tables that every run shows: the funnel, rejections, what changed."""

from typing import Any

import duckdb

from tasks.tables.store import Store

_FUNNEL = """
SELECT format, count(*) AS records, count(*) FILTER (disposition = 'article') AS articles,
    count(*) FILTER (disposition = 'duplicate') AS duplicates, count(*) FILTER (disposition = 'rejected') AS rejected
FROM records GROUP BY ALL ORDER BY records DESC, format
"""
_REJECTS = """
SELECT reason, stage, count(*) AS records, min(source_path) AS for_example,
    any_value(detail ORDER BY source_path) AS detail
FROM records WHERE disposition = 'rejected' GROUP BY ALL ORDER BY records DESC, reason LIMIT 20
"""
_FAULTS = """
SELECT f.reason, f.stage, count(*) AS articles, min(a.source_path) AS for_example,
    any_value(a.locator ORDER BY a.source_path, a.locator) AS locator,
    any_value(f.detail ORDER BY a.source_path, a.locator) AS detail
FROM faults f JOIN articles a USING (article_id) GROUP BY ALL ORDER BY articles DESC, f.reason LIMIT 20
"""
_CHANGES = """
WITH latest AS (
    SELECT counts, row_number() OVER (ORDER BY finished_at DESC) AS place
    FROM runs WHERE json_exists(counts, '$.records') ORDER BY place LIMIT 2
), rows AS (
    SELECT place, kind, (counts ->> ('$.' || kind))::BIGINT AS rows
    FROM latest, unnest(['records', 'articles', 'duplicates', 'rejected', 'sections', 'mentions', 'quotes', 'faults',
            'entities'])
        WITH ORDINALITY AS kinds(kind, number)
)
SELECT kind, coalesce(any_value(rows) FILTER (place = 2), 0) AS before, any_value(rows) FILTER (place = 1) AS now,
    now - before AS change
FROM rows GROUP BY kind ORDER BY kind
"""
_FAILED_SHARDS = """
SELECT array_to_string(source_paths, ', ') AS dumps, error FROM shards WHERE error IS NOT NULL ORDER BY ALL
"""


def _rows(store: Store, query: str) -> list[dict[str, Any]]:
    if not store.published.exists():
        return []
    with duckdb.connect(store.published, read_only=True) as connection:
        result = connection.execute(query)
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def funnel_of(store: Store) -> list[dict[str, Any]]:
    """Return a row a format: records, articles, duplicates, rejected."""
    return _rows(store, _FUNNEL)


def top_rejects(store: Store) -> list[dict[str, Any]]:
    """Return the commonest reasons for rejection, each with an example."""
    return _rows(store, _REJECTS)


def top_faults(store: Store) -> list[dict[str, Any]]:
    """Return the commonest reasons why a stage failed on single articles, each with an example.

    There are none in tables that were published before such articles were noted.
    """
    noted = _rows(store, "SELECT 1 FROM duckdb_views() WHERE view_name = 'faults'")
    return _rows(store, _FAULTS) if noted else []


def row_changes(store: Store) -> list[dict[str, Any]]:
    """Return for each kind of row how many there were at the end of the run before, and are now."""
    return _rows(store, _CHANGES)


def failed_shards(store: Store) -> list[dict[str, Any]]:
    """Return the shards on which a stage failed when they were last tried, with the error."""
    return _rows(store, _FAILED_SHARDS)
