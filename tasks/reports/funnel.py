"""Two short answers about the published tables that every run shows: the funnel, and why records were rejected."""

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
