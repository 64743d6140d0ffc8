"""`onrecord run`: from dumps to tables."""

import sys
from collections.abc import Mapping
from typing import Literal

from pydantic import ValidationError

from commands.app import CommandError
from flows.engine import DirectEngine
from flows.head_start import begin_workers
from flows.parameters import PipelineParameters, Stage
from flows.prefect_server import prepare_environment, server_address
from flows.progress import progress_for_here

Engine = Literal["prefect", "direct"]


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)  # noqa: T201 - this is where a user is told


def _choose_engine(asked: Engine | None) -> Engine:
    """Take the engine asked for; else Prefect when a server is configured or answers, else direct."""
    if asked == "direct":
        return asked
    address = server_address()
    if asked is not None:
        return asked
    if address is None:
        _say("No Prefect server is configured or answers: running directly.")
        return "direct"
    _say(f"Running under the Prefect server at {address}.")
    return "prefect"


def _run_under_prefect(parameters: PipelineParameters) -> Mapping[str, int]:
    prepare_environment()
    from flows.pipeline import pipeline

    counts: Mapping[str, int] = pipeline(**dict(parameters))
    return counts


def run(
    *inputs: str,
    engine: Engine | None = None,
    stage: tuple[Stage, ...] = (),
    force: bool = False,
    only_failed: bool = False,
    workers: int | None = None,
    scheduler: str = "",
    data: str | None = None,
) -> None:
    """Read dumps and publish the tables; what was read before and has not changed is not read again.

    Parameters
    ----------
    inputs
        Files or folders [default: data/raw].
    engine
        prefect, or direct: without Prefect. By default Prefect when a server is configured or answers.
    stage
        clean, extract or sign, once for each to run [default: all]. Without clean no dump is read: the rest is done on
        what was read before.
    force
        Run these stages also where nothing has changed, and replace their rows all at once.
    only-failed
        Run only the shards that failed last time, or on an article of which extraction failed.
    workers
        Processes on this machine [default: one a processor].
    scheduler
        Address of a Dask cluster that shares the folders, such as tcp://10.0.0.5:8786.
    data
        The folder of the tables [default: data/processed].
    """
    given = {"inputs": list(inputs) or None, "stages": list(stage) or None, "workers": workers, "data": data}
    asked = {name: value for name, value in given.items() if value is not None}
    try:
        parameters = PipelineParameters(force=force, only_failed=only_failed, scheduler=scheduler, **asked)
    except ValidationError as error:
        raise CommandError("; ".join(_refusal(str(e["loc"][0]), e["msg"]) for e in error.errors())) from error
    begin_workers(parameters)
    _carry_out(parameters, engine)


def _refusal(parameter: str, reason: str) -> str:
    shown = parameter if parameter == "inputs" else f"--{parameter}"
    return f"{shown}: {reason.removeprefix('Value error, ')}"


def _carry_out(parameters: PipelineParameters, engine: Engine | None) -> None:
    """Run, and show what came of it. All else that a run needs is imported here, while workers start."""
    import pyarrow as pa

    from commands.rows import print_table
    from flows.plan import execute, summary
    from tasks.reports.funnel import funnel_of, top_faults, top_rejects
    from tasks.tables.store import Store

    if _choose_engine(engine) == "prefect":
        counts = _run_under_prefect(parameters)
    else:
        counts = execute(parameters, DirectEngine(_say), progress_for_here()).counts
    _say(summary(counts))
    store = Store(parameters.data)
    print_table(pa.Table.from_pylist(funnel_of(store)), "What became of every record", limit=None)
    listed = {
        "Why records were rejected": top_rejects(store),
        "Why extraction failed on articles": top_faults(store),
    }
    for title, rows in listed.items():
        if rows:
            print_table(pa.Table.from_pylist(rows), title)
