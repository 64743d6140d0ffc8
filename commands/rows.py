"""Printing rows: as a text table for people, as CSV, JSON or Parquet for programs."""

import io
import shutil
import sys
from typing import Literal

import pyarrow as pa
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tasks.reports.formats import encoded

Format = Literal["table", "csv", "json", "parquet"]
SHOWN_ROWS = 40
"""Rows of a text table that are printed when nothing else is asked for."""
UNCUT = 10_000
"""A width in which every row finds room."""


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


def drawn_table(rows: pa.Table, title: str | None, limit: int | None, width: int) -> str:
    """Draw rows as a text table, up to `limit` of them, fitted to a width in characters."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for field in rows.schema:
        side: Literal["left", "right"] = "right" if _right(field.type) else "left"
        table.add_column(field.name, justify=side, overflow="ellipsis", no_wrap=True)
    shown = rows if limit is None else rows.slice(0, limit)
    for row in zip(*(_values(column) for column in shown.columns), strict=True):
        table.add_row(*(Text(_cell(value)) for value in row))
    page = io.StringIO()
    Console(file=page, width=width, color_system=None).print(table)
    lines = [line.rstrip() for line in page.getvalue().splitlines()]
    if shown.num_rows < rows.num_rows:
        lines.append(f"{shown.num_rows} of {rows.num_rows:,} rows; all of them with --format csv, json or parquet.")
    return "\n".join([*([title] if title else []), *lines, ""])


def print_table(rows: pa.Table, title: str | None = None, limit: int | None = SHOWN_ROWS) -> None:
    """Print rows as a text table; in a terminal it is fitted to its width, elsewhere nothing is cut."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else UNCUT
    print(drawn_table(rows, title, limit, width))  # noqa: T201 - this is what the function is for


def print_rows(rows: pa.Table, form: Format, title: str | None = None, limit: int | None = SHOWN_ROWS) -> None:
    """Print rows on standard output: a text table of up to `limit` rows, or all as CSV, JSON lines or Parquet."""
    if form == "table":
        print_table(rows, title, limit)
    else:
        sys.stdout.buffer.write(encoded(rows, form))
        sys.stdout.buffer.flush()
