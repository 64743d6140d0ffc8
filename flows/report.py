"""The reports as a Prefect flow: each as an artifact, and as a file if a folder is named."""

from pathlib import Path

from prefect import flow

from flows.artifacts import keep_table
from flows.parameters import NamedPath, ReportNames, ShownRows
from flows.settings import load_settings
from tasks.reports import REPORTS, Mode, reports_named
from tasks.tables.store import Store

_SETTINGS = load_settings()
_ALL = [report.name for report in REPORTS]


@flow(name="onrecord-report", persist_result=False)
def report(
    names: ReportNames = _ALL,
    mode: Mode = "unique",
    rows: ShownRows = 20,
    out: str = "",
    data: NamedPath = _SETTINGS.data,
) -> dict[str, int]:
    """Answer the usual questions from the published tables.

    Args:
        names: Which reports to make.
        mode: unique counts copies of an article once, as-published counts each.
        rows: How many rows of each report to show here.
        out: A folder to write each report to, whole, as a CSV file. Empty for no files.
        data: The folder of the tables.

    Returns the number of rows of each report.
    """
    from tasks.reports.formats import encoded
    from tasks.stages.published import open_published

    counts = {}
    with open_published(Store(data)) as connection:
        for each in reports_named(names):
            found = connection.sql(f"SELECT * FROM {each.view(mode)}").to_arrow_table()
            counts[each.name] = found.num_rows
            shown = found.slice(0, rows).to_pylist()
            keep_table(f"report-{each.name.replace('_', '-')}", f"{each.title} ({mode})", shown)
            if out:
                Path(out).mkdir(parents=True, exist_ok=True)
                (Path(out) / f"{each.name}.csv").write_bytes(encoded(found, "csv"))
    return counts
