"""The plan as a Prefect flow: a task run for each stage of a group of shards, and for each step over all shards."""

from collections.abc import Callable
from logging import Logger, LoggerAdapter
from typing import Any, TypeVar

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run

from flows.artifacts import keep_table
from flows.engine import RETRIES
from flows.parameters import PipelineParameters
from flows.progress import progress_for_here
from flows.progress_artifact import ProgressArtifact
from tasks.tables.store import Store

Result = TypeVar("Result")


@task(cache_policy=NO_CACHE, retry_delay_seconds=2)
def _step(function: Callable[[], Result]) -> Result:
    return function()


class PrefectEngine:
    """Makes each step a task run and each line a log line."""

    def __init__(self, logger: Logger | LoggerAdapter[Any]) -> None:
        self.flow_run_id: str | None = flow_run.id
        self._logger = logger

    def step(self, name: str, label: str, function: Callable[[], Result]) -> Result:
        """Run a step as a task run that says what it does."""
        named = _step.with_options(
            name=name, task_run_name=f"{name}: {label}", retries=RETRIES.get(name, 0), tags=[name]
        )
        result: Result = named(function)
        return result

    def say(self, message: str) -> None:
        """Log a line."""
        self._logger.warning(message)


def _run_name() -> str:
    parameters = PipelineParameters.model_validate(flow_run.parameters.get("parameters", {}))
    names = [path.name or str(path) for path in parameters.inputs]
    inputs = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    every_stage = len(parameters.stages) == len(PipelineParameters.model_fields["stages"].default)
    words = [
        "" if every_stage else " and ".join(parameters.stages),
        "what failed of" if parameters.only_failed else "",
        inputs,
        "again" if parameters.force else "",
    ]
    return " ".join(filter(None, words))


@flow(name="onrecord", flow_run_name=_run_name, persist_result=False)
def pipeline(parameters: PipelineParameters = PipelineParameters()) -> dict[str, int]:  # noqa: B008 - Prefect's form wants it
    """Read news dumps, clean them, find who said what, and publish the tables.

    Returns counts of files, shards and rows. A run in which more shards fail than may ends as Failed; what the other
    shards hold is published all the same.
    """
    # Prefect's validators hold this module until after Python has shut down; with it they would hold DuckDB's, some
    # versions of which complain at length about what was not freed.
    from flows.plan import execute
    from tasks.reports.funnel import failed_shards, funnel_of, row_changes, top_rejects

    try:
        progress = ProgressArtifact(progress_for_here())
        counts = execute(parameters, PrefectEngine(get_run_logger()), progress).counts
        progress.complete()
        return dict(counts)
    finally:
        store = Store(parameters.data)
        keep_table("funnel", "What became of every record", funnel_of(store))
        keep_table("top-rejects", "Why records were rejected", top_rejects(store))
        keep_table("row-changes", "Rows of the tables, before and now", row_changes(store))
        keep_table("failed-shards", "Shards that failed when they were last tried", failed_shards(store))
