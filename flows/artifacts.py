"""Artifacts: what a run came to, where people look for it in Prefect's UI."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from prefect.artifacts import create_table_artifact


def keep_table(key: str, title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep a table as an artifact. Values that JSON has no form for, such as dates, are kept as text."""
    plain = json.loads(json.dumps([dict(row) for row in rows], default=str))
    create_table_artifact(table=plain, key=key, description=title)
