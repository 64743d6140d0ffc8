"""Rows for other programs lose nothing."""

import io
from datetime import date

import duckdb
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.reports.formats import FileFormat, encoded


def rows(sql: str) -> pa.Table:
    """Return the answer to a query."""
    with duckdb.connect() as connection:
        return connection.sql(sql).to_arrow_table()


def test_columns_of_one_name_are_told_apart() -> None:
    (line,) = encoded(rows("SELECT 1 AS n, 2 AS n, 3 AS n_2, 4 AS m"), "json").splitlines()
    assert orjson.loads(line) == {"n": 1, "n_3": 2, "n_2": 3, "m": 4}


def test_sums_are_numbers_in_json() -> None:
    (line,) = encoded(rows("SELECT sum(n) AS whole, sum(n * 0.5) AS half FROM range(4) t(n)"), "json").splitlines()
    assert orjson.loads(line) == {"whole": 6, "half": 3}


def test_columns_may_have_any_name() -> None:
    assert encoded(rows("""SELECT list("end") FROM (SELECT 1 AS "end")"""), "csv") == b'"list(""end"")"\n"[1]"\n'


@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_an_interval_becomes_text(form: FileFormat) -> None:
    written = encoded(rows("SELECT INTERVAL 3 DAY AS gap, DATE '2024-02-05' AS day"), form)
    if form == "parquet":
        assert pq.read_table(io.BytesIO(written)).to_pylist() == [{"gap": "3 days", "day": date(2024, 2, 5)}]
    else:
        assert b"3 days" in written
        assert b"2024-02-05" in written


def test_lists_become_json_in_csv() -> None:
    assert encoded(rows("SELECT ['a', 'b'] AS names"), "csv") == b'"names"\n"[""a"",""b""]"\n'
