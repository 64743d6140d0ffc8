"""Printing rows: as a text table for people, as CSV, JSON or Parquet for programs."""

import io
import shutil
import sys
from typing import Literal

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

Format = Literal["table", "csv", "json", "parquet"]
SHOWN_ROWS = 40
"""Rows of a text table that are printed when nothing else is asked for."""


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(_cell, value))
    return " ".join(str(value).split())


def _values(column: pa.ChunkedArray) -> list[object]:
    """Return a column's values; numbers of single precision as they are written, 0.98 and not 0.9800000190734863."""
    values: list[object] = column.cast(pa.string()).to_pylist() if column.type == pa.float32() else column.to_pylist()
    return values


def _right(kind: pa.DataType) -> bool:
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def print_table(rows: pa.Table, title: str | None = None, limit: int | None = SHOWN_ROWS) -> None:
    """Print rows as a text table; in a terminal it is fitted to its width, elsewhere nothing is cut."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for field in rows.schema:
        side: Literal["left", "right"] = "right" if _right(field.type) else "left"
        table.add_column(field.name, justify=side, overflow="ellipsis", no_wrap=True)
    shown = rows if limit is None else rows.slice(0, limit)
    for row in zip(*(_values(column) for column in shown.columns), strict=True):
        table.add_row(*(Text(_cell(value)) for value in row))
    drawn = Console(file=io.StringIO(), width=width, color_system=None)
    drawn.print(table)
    lines = [line.rstrip() for line in drawn.file.getvalue().splitlines()]  # type: ignore[attr-defined]
    if shown.num_rows < rows.num_rows:
        lines.append(f"{shown.num_rows} of {rows.num_rows:,} rows; all of them with --format csv, json or parquet.")
    print("\n".join([*([title] if title else []), *lines, ""]))  # noqa: T201 - this is what the function is for


def _flat(rows: pa.Table) -> pa.Table:
    """Write lists and structures as JSON, as CSV has no place for them."""
    with duckdb.connect() as connection:
        connection.register("given", rows)
        nested = [f.name for f in rows.schema if pa.types.is_nested(f.type)]
        if not nested:
            return rows
        replaced = ", ".join(f'to_json("{name}")::VARCHAR AS "{name}"' for name in nested)
        return connection.sql(f"SELECT * REPLACE ({replaced}) FROM given").to_arrow_table()


def _json_lines(rows: pa.Table) -> bytes:
    import orjson

    return b"".join(orjson.dumps(row, default=str, option=orjson.OPT_APPEND_NEWLINE) for row in rows.to_pylist())


def print_rows(rows: pa.Table, form: Format, title: str | None = None, limit: int | None = SHOWN_ROWS) -> None:
    """Print rows on standard output: a text table of up to `limit` rows, or all as CSV, JSON lines or Parquet."""
    if form == "table":
        print_table(rows, title, limit)
        return
    out = sys.stdout.buffer
    if form == "csv":
        pa_csv.write_csv(_flat(rows), out)
    elif form == "json":
        out.write(_json_lines(rows))
    else:
        sink = pa.BufferOutputStream()
        pq.write_table(rows, sink)
        out.write(sink.getvalue())
    out.flush()
