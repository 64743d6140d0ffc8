"""The reports as a Prefect flow: each as an artifact, and as a file if a folder is named."""

from pathlib import Path

from prefect import flow

from flows.artifacts import keep_table
from flows.parameters import ReportParameters
from tasks.tables.store import Store


@flow(name="onrecord-report", persist_result=False)
def report(parameters: ReportParameters = ReportParameters()) -> dict[str, int]:  # noqa: B008 - Prefect's form wants it
    """Answer the usual questions from the published tables.

    Returns the number of rows of each report.
    """
    from tasks.reports import REPORTS
    from tasks.reports.formats import encoded
    from tasks.stages.published import open_published

    counts = {}
    with open_published(Store(parameters.data)) as connection:
        for each in REPORTS:
            if each.name not in parameters.names:
                continue
            rows = connection.sql(f"SELECT * FROM {each.view(parameters.mode)}").to_arrow_table()
            counts[each.name] = rows.num_rows
            first = rows.slice(0, parameters.rows).to_pylist()
            keep_table(f"report-{each.name.replace('_', '-')}", f"{each.title} ({parameters.mode})", first)
            if parameters.out:
                folder = Path(parameters.out)
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{each.name}.csv").write_bytes(encoded(rows, "csv"))
    return counts
