"""The plan as a Prefect flow: a task run for each stage of a group of shards, and for each step over all shards."""

import re
from collections.abc import Callable
from logging import Logger, LoggerAdapter
from typing import Any, TypeVar

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run

from flows.artifacts import keep_table
from flows.engine import RETRIES, TryAgainError
from flows.head_start import begin_workers
from flows.parameters import Inputs, NamedPath, PipelineParameters, Scheduler, Stages
from flows.progress import progress_for_here
from flows.progress_artifact import ProgressArtifact
from flows.settings import Workers
from tasks.tables.store import Store

Result = TypeVar("Result")
_DEFAULT = PipelineParameters()
MADE_UP = re.compile("[a-z]+[0-9]*(-[a-z]+)+")
"""What a run is called by Prefect (zealous-otter) or its form (psi2-leonis-void) where nobody gave it a name."""


def _may_be_tried_again(_task: object, _run: object, state: State[Any]) -> bool:
    return isinstance(state.result(raise_on_failure=False), TryAgainError)


@task(cache_policy=NO_CACHE, retry_delay_seconds=2, retry_condition_fn=_may_be_tried_again)
def _step(function: Callable[[], Result]) -> Result:
    return function()


class PrefectEngine:
    """Makes each step a task run and each line a log line."""

    def __init__(self, logger: Logger | LoggerAdapter[Any]) -> None:
        self.flow_run_id: str | None = flow_run.id
        self._logger = logger

    def step(self, name: str, label: str, function: Callable[[], Result]) -> Result:
        """Run a step as a task run that says what it does.

        It has no tags: for each task run that has any, the server is asked for leave and waited for.
        """
        named = _step.with_options(name=name, task_run_name=f"{name}: {label}", retries=RETRIES.get(name, 0))
        result: Result = named(function)
        return result

    def note(self, message: str) -> None:
        """Log a line."""
        self._logger.info(message)

    def warn(self, message: str) -> None:
        """Log a warning."""
        self._logger.warning(message)


def _run_name() -> str:
    given = str(flow_run.name)
    if not MADE_UP.fullmatch(given):
        return given
    parameters = PipelineParameters.model_validate(flow_run.parameters)
    names = [path.name or str(path) for path in parameters.inputs]
    inputs = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    words = [
        "" if set(parameters.stages) == set(_DEFAULT.stages) else " and ".join(parameters.stages),
        "what failed of" if parameters.only_failed else "",
        inputs,
        "again" if parameters.force else "",
    ]
    return " ".join(filter(None, words))


@flow(name="onrecord", flow_run_name=_run_name, persist_result=False)
def pipeline(
    inputs: Inputs = _DEFAULT.inputs,
    stages: Stages = _DEFAULT.stages,
    force: bool = False,
    only_failed: bool = False,
    workers: Workers = _DEFAULT.workers,
    scheduler: Scheduler = "",
    data: NamedPath = _DEFAULT.data,
) -> dict[str, int]:
    """Read news dumps, clean them, find who said what, and publish the tables.

    Args:
        inputs: The dumps: files or folders to read. What was read before and has not changed is not read again. Without
            the stage clean: the dumps whose articles to work on.
        stages: clean reads the dumps and makes articles and sections, extract finds names and quotations in them,
            sign prepares them for finding copies. Without clean no dump is read: the rest is done on what was read
            before.
        force: Run these stages also where nothing has changed, and replace their rows all at once.
        only_failed: Run only the shards that failed, or on an article of which extraction failed, when they were last
            tried.
        workers: How many processes work at once on this machine. 0 means one a processor.
        scheduler: The address of a Dask cluster that shares this folder, such as tcp://10.0.0.5:8786. Empty for none.
        data: The folder of the tables.

    Returns counts of files, shards and rows. A run in which more shards fail than may ends as Failed; what the other
    shards hold is published all the same.
    """
    parameters = PipelineParameters(
        inputs=inputs, stages=stages, force=force, only_failed=only_failed, workers=workers, scheduler=scheduler,
        data=data,
    )  # fmt: skip
    begin_workers(parameters)
    # Prefect's validators hold this module until after Python has shut down; with it they would hold DuckDB's, some
    # versions of which complain at length about what was not freed.
    from flows.plan import execute, summary
    from tasks.reports.funnel import failed_shards, funnel_of, row_changes, top_faults, top_rejects

    progress, engine = ProgressArtifact(progress_for_here()), PrefectEngine(get_run_logger())
    try:
        outcome = execute(parameters, engine, progress)
        progress.complete()
        engine.note(summary(outcome.counts))
        return dict(outcome.counts)
    finally:
        store = Store(data)
        keep_table("funnel", "What became of every record", funnel_of(store))
        keep_table("top-rejects", "Why records were rejected", top_rejects(store))
        keep_table("faults", "Why extraction failed on articles", top_faults(store))
        keep_table("row-changes", "Rows of the tables, before and now", row_changes(store))
        keep_table("failed-shards", "Shards that failed when they were last tried", failed_shards(store))
