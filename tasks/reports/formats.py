"""Rows as bytes for other programs: CSV, JSON lines, Parquet."""

import io
from collections import Counter
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
    met: Counter[str] = Counter()
    names = []
    for name in rows.schema.names:
        met[name] += 1
        names.append(name if met[name] == 1 else f"{name}_{met[name]}")
    return rows.rename_columns(names)


def _as_text(rows: pa.Table, form: FileFormat) -> pa.Table:
    replaced = [
        f'to_json("{field.name}")::VARCHAR AS "{field.name}"'
        if pa.types.is_nested(field.type)
        else f'"{field.name}"::VARCHAR AS "{field.name}"'
        for field in rows.schema
        if pa.types.is_interval(field.type) or (form == "csv" and pa.types.is_nested(field.type))
    ]
    if not replaced:
        return rows
    with duckdb.connect() as connection:
        connection.register("given", rows)
        return connection.sql(f"SELECT * REPLACE ({', '.join(replaced)}) FROM given").to_arrow_table()


def _json_lines(rows: pa.Table) -> bytes:
    import orjson

    return b"".join(orjson.dumps(row, default=str, option=orjson.OPT_APPEND_NEWLINE) for row in rows.to_pylist())
