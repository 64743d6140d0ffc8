"""One JSON text to an object, and one object to a raw record, wherever it lay."""

import json

import orjson

from tasks.ingest import ninjs
from tasks.ingest.encoding import decode, paired
from tasks.ingest.fields import FieldMap
from tasks.ingest.record import RawRecord


class BadJsonError(Exception):
    """A text is not JSON, for the reason that the parser gives."""


def load(data: bytes) -> object:
    """Read a JSON value; also what only Python writes (NaN), bare control characters and bytes that are not UTF-8.

    Raises BadJsonError.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        first = error
    try:
        return _paired(json.loads(decode(data), strict=False))
    except (ValueError, RecursionError):
        raise BadJsonError(str(first)) from first


def _paired(value: object) -> object:
    """Mend the strings in a value: escapes may spell halves of characters."""
    if isinstance(value, str):
        return paired(value)
    if isinstance(value, list):
        return [_paired(item) for item in value]
    if isinstance(value, dict):
        return {paired(key): _paired(item) for key, item in value.items()}
    return value


def record_of(row: dict[str, object], locator: str, kind: str, payload: bytes, fields: FieldMap) -> RawRecord:
    """Make the raw record of an object: as ninjs where it is that, else by the names of its fields."""
    if ninjs.is_ninjs(row):
        return ninjs.record(row, locator, payload, fields)
    return fields.record(row, locator, kind, payload)
