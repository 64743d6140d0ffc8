"""The data dictionary: Markdown made from the column definitions. `make docs` writes it into docs/."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from tasks.tables.columns import BY_NAME, RUN_ID, Column, Level, Table
from tasks.tables.manifest import Manifest
from tasks.tables.views import Publication

_HEAD = """# Data dictionary

Made from the column definitions in `tasks/tables/columns.py` by `make docs`: don't edit it by hand.

Identifiers are hashes of content, the same on every machine. Times are UTC. Offsets count characters of
`sections.text`: `substring(text, start + 1, "end" - start)` gives a span back. Every table but `entities`, `clusters`
and `runs` ends with the shard and the version that made the row, and its view with the run.
"""


def _type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {_type(kind.value_type)}"
    if pa.types.is_struct(kind):
        return ", ".join(field.name for field in kind)
    return {
        "string": "text",
        "date32[day]": "day",
        "int32": "integer",
        "int64": "integer",
        "float": "number",
        "bool": "true or false",
    }.get(str(kind), "time" if pa.types.is_timestamp(kind) else str(kind))


def _row(column: Column) -> str:
    values = f" One of: {', '.join(column.values)}." if column.values else ""
    may_miss = "" if column.required else ", may be null"
    return f"| `{column.name}` | {_type(column.type)}{may_miss} | {column.description}{values} |"


def _table(table: Table) -> Iterator[str]:
    yield f"\n## {table.name}\n"
    yield f"One row a {table.row}. Key: {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | type | what it says |\n|---|---|---|"
    yield from map(_row, table)
    if table.level in (Level.CLEAN, Level.EXTRACT):
        yield _row(RUN_ID)


def data_dictionary() -> str:
    """Write the whole dictionary as Markdown: every table with its columns, then the views."""
    lines = [_HEAD.rstrip()]
    for table in BY_NAME.values():
        lines += _table(table)
    lines.append("\n## Views\n\n| view | what it holds |\n|---|---|")
    views = Publication(Manifest(), frozenset(), "").views()
    lines += [f"| `{view.name}` | {view.about} |" for view in views if view.name not in BY_NAME]
    lines.append("| one a report, and one with `_as_published` at its end | The reports, see `onrecord report`. |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(data_dictionary(), "utf-8")
