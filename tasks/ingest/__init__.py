"""Dumps of news, whatever their format, to raw records.

`read_source` tells what a file holds from its first bytes (`sniffing`), unfolds what is compressed (`compression`) or
packed (`archives`), and hands the stream (`byte_stream`) to the reader of its format, one module each. Readers of
structured formats find an article's fields by name (`fields`, with the table in `data/field_names.toml`). What comes
out is one `RawRecord` after the other; what cannot be read is a record too, with a reason.
"""

from tasks.ingest.fields import FieldMap
from tasks.ingest.reading import read_source
from tasks.ingest.record import RawRecord
from tasks.ingest.spool import records_from_table, records_to_table

__all__ = ["FieldMap", "RawRecord", "read_source", "records_from_table", "records_to_table"]
