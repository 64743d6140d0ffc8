"""Rows as bytes for other programs: CSV, JSON lines, Parquet."""

import io
from decimal import Decimal
from itertools import count
from typing import Literal

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

FileFormat = Literal["csv", "json", "parquet"]


def encoded(rows: pa.Table, form: FileFormat) -> bytes:
    """Encode rows. Columns of one name are told apart by numbers; intervals become text, as no format has them.

    CSV has no place for lists and structures: they become JSON.
    """
    rows = _as_text(_named_apart(rows), form)
    if form == "json":
        return _json_lines(rows)
    out = io.BytesIO()
    if form == "csv":
        pa_csv.write_csv(rows, out)
    else:
        pq.write_table(rows, out)
    return out.getvalue()


def _named_apart(rows: pa.Table) -> pa.Table:
    given, met = set(rows.schema.names), set[str]()
    names = []
    for name in rows.schema.names:
        numbered = (f"{name}_{number}" for number in count(2))
        apart = name if name not in met else next(other for other in numbered if other not in given | met)
        met.add(apart)
        names.append(apart)
    return rows.rename_columns(names)


def _as_text(rows: pa.Table, form: FileFormat) -> pa.Table:
    replaced = [
        f"to_json(c{number})::VARCHAR AS c{number}"
        if pa.types.is_nested(field.type)
        else f"c{number}::VARCHAR AS c{number}"
        for number, field in enumerate(rows.schema)
        if pa.types.is_interval(field.type) or (form == "csv" and pa.types.is_nested(field.type))
    ]
    if not replaced:
        return rows
    names = rows.schema.names
    with duckdb.connect() as connection:
        connection.register("given", rows.rename_columns([f"c{number}" for number in range(len(names))]))
        written = connection.sql(f"SELECT * REPLACE ({', '.join(replaced)}) FROM given").to_arrow_table()
    return written.rename_columns(names)


def _plain(value: object) -> int | float | str:
    """Return what JSON has no type for as what comes nearest; sums of whole numbers are decimals to Arrow."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def _json_lines(rows: pa.Table) -> bytes:
    import orjson

    return b"".join(orjson.dumps(row, default=_plain, option=orjson.OPT_APPEND_NEWLINE) for row in rows.to_pylist())
