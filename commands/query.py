"""`onrecord query`: ad-hoc SQL."""

from pathlib import Path

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
        rows = answer(connection, sql)
    if rows is not None:
        print_rows(rows, format)
