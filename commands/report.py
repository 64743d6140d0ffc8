"""`onrecord report`: answers to the usual questions."""

from pathlib import Path

import pyarrow as pa

from commands.app import CommandError
from commands.published import answer, open_published
from commands.rows import UNCUT, Format, drawn_table, print_rows
from tasks.reports import Mode, Report, reports_named
from tasks.reports.formats import encoded


def _write(rows: pa.Table, report: Report, form: Format, folder: Path) -> None:
    suffix = {"table": "txt", "json": "jsonl"}.get(form, form)
    written = drawn_table(rows, report.title, None, UNCUT).encode() if form == "table" else encoded(rows, form)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{report.name}.{suffix}").write_bytes(written)
    except OSError as error:
        raise CommandError(f"{folder} can't be written to: {error.strerror}. Name another folder by --out.") from error


def report(
    *names: str,
    mode: Mode = "unique",
    format: Format = "table",  # noqa: A002 - the option's name
    out: Path | None = None,
    rows: int = 20,
    data: Path | None = None,
) -> None:
    """Print reports: all, or those named.

    Parameters
    ----------
    names
        top_speakers, attention, who_about_whom, quote_kinds, attribution_health, funnel.
    mode
        Count copies of an article once, or each as published.
    format
        Text tables, or CSV, JSON lines or Parquet; more than one report in Parquet needs --out.
    out
        A folder to write a file a report into, instead of printing.
    rows
        Rows of each text table that are printed.
    data
        The folder of the tables [default: data/processed].
    """
    chosen = reports_named(names)
    if format == "parquet" and out is None and len(chosen) > 1:
        raise CommandError("several reports can't be one Parquet stream: name one report, or a folder by --out.")
    with open_published(data) as connection:
        for each in chosen:
            found = answer(connection, f"SELECT * FROM {each.view(mode)}")
            if out is None:
                print_rows(found, format, each.title, rows)
            else:
                _write(found, each, format, out)
