"""Raw records as an Arrow table and back, so that a part of a large dump can be laid down for a worker."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

import pyarrow as pa

from tasks.ingest.record import RawRecord

COLUMN_TYPES = {"size": pa.int64(), "authors": pa.list_(pa.string())}
"""Types of the columns that are not text."""
REQUIRED = frozenset({"locator", "format", "size", "payload_hash", "authors"})
COLUMNS = tuple(field.name for field in fields(RawRecord))
SCHEMA = pa.schema(
    [pa.field(name, COLUMN_TYPES.get(name, pa.large_string()), nullable=name not in REQUIRED) for name in COLUMNS]
)
"""One column a field of RawRecord; large strings, as pages of a batch may have more than 2 GB together."""


def records_to_table(records: Sequence[RawRecord]) -> pa.Table:
    """Return the records as a table with SCHEMA, nothing lost."""
    columns = {name: [getattr(record, name) for record in records] for name in COLUMNS}
    return pa.table(columns, schema=SCHEMA)


def records_from_table(table: pa.Table) -> Iterator[RawRecord]:
    """Yield the records of a table that `records_to_table` made."""
    for batch in table.select(COLUMNS).to_batches(max_chunksize=1024):
        for row in batch.to_pylist():
            row["authors"] = tuple(row["authors"])
            yield RawRecord(**row)
