"""CSV, TSV and their kin: a header, then a record a row."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson

from tasks.ingest.byte_stream import HEAD_SIZE, LARGEST_RECORD, ByteStream
from tasks.ingest.encoding import MIXED, stream_encoding
from tasks.ingest.fields import FieldMap
from tasks.ingest.record import RawRecord, rejected

DELIMITERS = (",", "\t", ";", "|")
PREAMBLE = re.compile(
    r"""\ufeff?(?:(?:sep=(?P<delimiter>\t|[^\w\s"'\\])|#[^,\t;|\r\n]*|)(?:\r\n?|\n))*""", re.IGNORECASE
)
"""What may stand above a header: the delimiter as spreadsheets tell it, and remarks that are no header themselves."""
LONGEST_NAME = 64
"""Characters that the name of a column has at most; a longer first cell is text."""
FEWEST_FIELDS = 2
"""A header is known by more names of canonical fields than so many, if it names no text."""
FEWEST_REGULAR = 3
"""A table that says nothing of news is known by at least so many columns and even rows."""


@dataclass(frozen=True)
class Dialect:
    """How the cells of a table are divided: the delimiter, whether quotation marks hold cells together, and escapes."""

    delimiter: str
    quoted: bool = True
    escape: str | None = None

    @property
    def format(self) -> str:
        """The format to tell: tsv for tabs, csv for the rest."""
        return "tsv" if self.delimiter == "\t" else "csv"

    def rows(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """Yield the cells of each row; raises csv.Error for one with a cell longer than LARGEST_RECORD."""
        csv.field_size_limit(LARGEST_RECORD)
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_MINIMAL if self.quoted else csv.QUOTE_NONE,
            doublequote=self.escape is None,
            escapechar=self.escape,
        )


def sniff(text: str, fields: FieldMap, *, named: bool, whole: bool) -> str | None:
    """Return csv or tsv for a text that begins with a header of known fields; for any header if `named` so.

    Without either it takes some columns that no row departs from.
    """
    dialect = dialect_of(text, fields, whole=whole)
    if dialect is None:
        return None
    table = text[_preamble(text)[0] :]
    header = next(_rows_within(table, dialect), [])
    if len(header) == 1:
        return dialect.format if named else None
    share, rows = _even(table, dialect, whole=whole)
    known = fields.holds_article(header) or len(fields.known(header)) > FEWEST_FIELDS
    regular = share == 1 and min(rows, len(header)) >= FEWEST_REGULAR
    return dialect.format if named or regular or (known and share > 0) else None


def dialect_of(text: str, fields: FieldMap, *, whole: bool) -> Dialect | None:
    """Return the dialect in which the rows of a text are most even; None if its first line is no header in any.

    A header of one column is one if that is the name of a known field. Where a table is as even with quotation marks
    that mean nothing, and has more rows so, they mean nothing: else a stray one swallows rows.
    """
    above, told = _preamble(text)
    table = text[above:]
    first = table.split("\n", 1)[0]
    single = fields.known([first.strip().strip('"')])
    best: tuple[tuple[float, int, int], Dialect] | None = None
    for delimiter in told or DELIMITERS:
        if delimiter not in first and not single:
            continue
        for dialect in _variants(delimiter, table):
            header = next(_rows_within(table, dialect), [])
            if not (single or _is_header(header)):
                continue
            share, rows = _even(table, dialect, whole=whole)
            score = round(share, 2), len(header), rows
            if best is None or score > best[0]:
                best = score, dialect
    return best[1] if best else None


def _preamble(text: str) -> tuple[int, str | None]:
    """Return the number of characters above a table's header, and the delimiter that they tell."""
    found = PREAMBLE.match(text)
    return (found.end(), found["delimiter"]) if found else (0, None)


def _variants(delimiter: str, table: str) -> list[Dialect]:
    variants = [Dialect(delimiter)]
    if '\\"' in table:
        variants.append(Dialect(delimiter, escape="\\"))
    if '"' in table:
        variants.append(Dialect(delimiter, quoted=False))
    return variants


def _rows_within(table: str, dialect: Dialect) -> Iterator[list[str]]:
    rows = dialect.rows(io.StringIO(table, newline=""))
    while True:
        try:
            row = next(rows)
        except (StopIteration, csv.Error):
            return
        if row:
            yield row


def _is_header(header: Sequence[str]) -> bool:
    names = [name.strip() for name in header if name.strip()]
    return len(header) > 1 and len(set(names)) > 1 and all(len(name) <= LONGEST_NAME for name in names)


def _even(table: str, dialect: Dialect, *, whole: bool) -> tuple[float, int]:
    """Return the share of rows as long as the header, by characters, and their number; the last row may be cut."""
    rows = list(_rows_within(table, dialect))
    body = rows[1:] if whole else rows[1:-1]
    if not body:
        return (0.5, 0) if len(rows) > 1 else (0.0, 0)
    sizes = [(sum(map(len, row)) + 1, len(row) == len(rows[0])) for row in body]
    even = [size for size, good in sizes if good]
    return sum(even) / sum(size for size, _ in sizes), len(even)


def read(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:
    """Yield a record a row; a row with more cells than the header names has the reason `ragged_row`."""
    encoding, mark = stream_encoding(stream.head)
    errors = MIXED if encoding == "utf-8" else "replace"
    start = stream.head[mark:].decode(encoding, errors)
    dialect = dialect_of(start, fields, whole=len(stream.head) < HEAD_SIZE) or Dialect("\t" if "\t" in start else ",")
    stream.read(mark)
    text = io.TextIOWrapper(stream, encoding, errors, newline="")
    text.read(_preamble(start)[0])
    rows = _numbered(dialect.rows(_Lines(text)))
    header = _column_names(next((row for _, row in rows if isinstance(row, list)), []))
    held: tuple[int, list[str]] | None = None  # one row is held back, to see whether a cut went through it
    for number, row in rows:
        if held is not None:
            yield _record(*held, header, dialect, fields)
            held = None
        if isinstance(row, str):
            yield rejected(f"row {number}", dialect.format, b"", "too_long", row)
        else:
            held = number, row
    if held is not None and not (stream.fault and len(held[1]) < len(header)):
        yield _record(*held, header, dialect, fields)


class _Lines:
    """The lines of a text; csv.Error for one that is too long, and on with the next."""

    def __init__(self, text: io.TextIOWrapper):
        self._text = text

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LARGEST_RECORD)
        if not line:
            raise StopIteration
        if len(line) == LARGEST_RECORD and not line.endswith("\n"):
            while (more := self._text.readline(LARGEST_RECORD)) and not more.endswith("\n"):
                pass
            raise csv.Error(f"The line has over {LARGEST_RECORD:,} characters.")
        return line


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | str]]:
    """Number the rows that are not blank, the header as 0; a row that cannot be read is the error's message."""
    number = 0
    while True:
        try:
            row: list[str] | str = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            row = str(error)
        if row:
            yield number, row
            number += 1


def _column_names(header: Sequence[str]) -> list[str]:
    """Return a name for each column, also for one without and for a repeated one."""
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        name = cell.strip().strip("\ufeff") or f"column {number}"
        names.append(name if name not in names else f"{name} (column {number})")
    return names


def _record(number: int, row: Sequence[str], header: Sequence[str], dialect: Dialect, fields: FieldMap) -> RawRecord:
    locator = f"row {number}"
    beyond = len(row) - len(header)
    if beyond > 0 and any(cell.strip() for cell in row[len(header) :]):
        detail = f"It has {len(row)} cells, the header has {len(header)}."
        return rejected(locator, dialect.format, orjson.dumps(list(row)), "ragged_row", detail)
    cells: dict[str, object] = dict(zip(header, row, strict=False))
    return fields.record(cells, locator, dialect.format, orjson.dumps(cells))
