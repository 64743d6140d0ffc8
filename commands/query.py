"""`onrecord query`: ad-hoc SQL."""

from pathlib import Path

import duckdb

from commands.app import CommandError
from commands.published import answer, open_published
from commands.rows import Format, print_rows


def query(sql: str, /, *, format: Format = "table", data: Path | None = None) -> None:  # noqa: A002 - the option's name
    """Answer a question in SQL from the published tables.

    Parameters
    ----------
    sql
        One query in DuckDB's SQL. `SHOW TABLES` and `DESCRIBE quotes` tell what there is.
    format
        A text table, or CSV, JSON lines or Parquet on standard output.
    data
        The folder of the tables [default: data/processed].
    """
    with open_published(data) as connection:
        try:
            if len(connection.extract_statements(sql)) != 1:
                raise CommandError("one query at a time, please.")
            rows = answer(connection, sql)
        except duckdb.Error as error:
            raise CommandError(str(error).strip()) from error
    if rows is not None:
        print_rows(rows, format)
