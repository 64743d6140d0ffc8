"""Parquet: a record a row, read in batches."""

from collections.abc import Collection, Iterator, Sequence

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from tasks.ingest.byte_stream import ByteStream
from tasks.ingest.encoding import declared_in, decode, paired
from tasks.ingest.fields import FieldMap
from tasks.ingest.record import RawRecord, rejected
from tasks.ingest.seekable import seekable
from tasks.ingest.sniffing import CONTROL, MOST_CONTROLS

FORMAT = "parquet"
BATCH_ROWS = 512
BAD_VALUE = (pa.ArrowException, ValueError, OverflowError, KeyError)
"""What the library raises for a value that Python has none for: a date beyond the year 9999 or in a time zone that is
not known, text that is no UTF-8."""

Row = dict[str, object]


def read(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:
    """Yield a record a row; its payload is the row as JSON."""
    number = 0
    with seekable(stream) as file:
        try:
            table = pq.ParquetFile(file, pre_buffer=False)
            for batch in table.iter_batches(batch_size=BATCH_ROWS):
                for row in _rows(batch, fields):
                    number += 1
                    if isinstance(row, str):
                        yield rejected(f"row {number}", FORMAT, b"", "corrupt", row)
                    else:
                        yield fields.record(row, f"row {number}", FORMAT, _payload(row))
        except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
            if stream.fault is None:
                yield rejected(f"after row {number}", FORMAT, b"", "corrupt", " ".join(str(error).split())[:500])


def _rows(batch: pa.RecordBatch, fields: FieldMap) -> Iterator[Row | str]:
    """Yield each row of a batch, or why it has a value that can't be read."""
    batch = _in_microseconds(batch)
    try:
        rows: Sequence[Row | str] = batch.to_pylist()
    except BAD_VALUE:
        rows = [_row(batch, number) for number in range(batch.num_rows)]
    encoded = _encoded_fields(batch.schema, fields)
    for row in rows:
        if not isinstance(row, str):
            for name in encoded:
                row[name] = _decoded(row[name])
        yield row


def _in_microseconds(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Cut times to what Python can tell; with nanoseconds they would be pandas' own where pandas is installed."""
    for place, field in enumerate(batch.schema):
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
            kind = pa.timestamp("us", field.type.tz)
            batch = batch.set_column(place, field.name, batch.column(place).cast(kind, safe=False))
    return batch


def _row(batch: pa.RecordBatch, number: int) -> Row | str:
    row: Row = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            row[name] = _value(column[number])
        except BAD_VALUE as error:
            return f"Its column {name}: {' '.join(str(error).split())}"[:500]
    return row


def _value(cell: pa.Scalar) -> object:
    """Return a cell's value; text that is no UTF-8 decoded, and a date that Python has none for in its digits."""
    try:
        return cell.as_py()
    except BAD_VALUE:
        if isinstance(cell, pa.StringScalar | pa.LargeStringScalar):
            return decode(bytes(cell.as_buffer()))
        if isinstance(cell, pa.TimestampScalar) and cell.type.tz:
            cell = cell.cast(pa.timestamp(cell.type.unit, "UTC"))
        return cell.cast(pa.string()).as_py()


def _encoded_fields(schema: pa.Schema, fields: FieldMap) -> Collection[str]:
    """List the columns of bytes in which an article's fields may lie."""
    named = {key for places in fields.plan(schema.names).values() for key, path in places if not path}
    return [field.name for field in schema if field.name in named and field.type in (pa.binary(), pa.large_binary())]


def _decoded(value: object) -> object:
    """Decode bytes that are a text or page; others stay."""
    if not isinstance(value, bytes):
        return value
    text = decode(value, declared_in(value))
    return value if len(CONTROL.findall(text)) > MOST_CONTROLS * len(text) else text


def _payload(row: Row) -> bytes:
    try:
        return orjson.dumps(row, default=_plain, option=orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError:
        return paired(repr(row)).encode("utf-8", "replace")


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
