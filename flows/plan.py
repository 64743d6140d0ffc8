"""The one plan, whatever carries it out: shards -> clean -> extract and sign -> corpus -> publish."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from uuid import uuid4

from flows.compute import Compute, compute
from flows.engine import Engine
from flows.parameters import PipelineParameters
from flows.progress import Progress
from flows.settings import Settings, load_settings
from tasks.entities.corpus_aliases import read_aliases
from tasks.errors import UserError
from tasks.ingest import FieldMap, read_source
from tasks.ingest.shards import Planner, Shard, unpacked_size
from tasks.ingest.survey import Source, find_files, survey
from tasks.stages.failed import set_aside
from tasks.stages.publish import combine, publish, publish_failure, write_run
from tasks.stages.published import publish_lock, repair
from tasks.stages.shard_stages import STAGES, ShardWork, versions
from tasks.stages.sweep import alive
from tasks.tables.manifest import Made, ShardEntry, load_manifest
from tasks.tables.store import Store


class RunFailed(UserError):  # noqa: N818 - named for what it means to a user
    """A run came to an end but more shards failed than may; the others are published."""

    exit_status = 1


@dataclass
class Outcome:
    """What a run came to: its files and shards, the rows of the tables, and what failed in which shards."""

    run_id: str
    counts: Counter[str] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _ShardResult:
    """What became of a shard: its entry for the manifest, whether anything ran, what failed."""

    label: str
    entry: ShardEntry
    ran: bool = True
    failure: str | None = None


class _Run:
    """A run on its way."""

    def __init__(
        self, parameters: PipelineParameters, settings: Settings, engine: Engine, progress: Progress, run_id: str
    ) -> None:
        self.parameters, self.settings, self.engine, self.progress = parameters, settings, engine, progress
        self.started = datetime.now(UTC)
        self.store = Store(parameters.data)
        self.manifest = load_manifest(self.store)
        self.outcome = Outcome(run_id)
        reads = settings.model_dump(mode="json", include={name for stage in STAGES for name in stage.reads})
        self.work = ShardWork(self.store, self.manifest, run_id, reads, parameters.force)

    def planner(self, spool: Path) -> Planner:
        """Make the planner of this run."""
        fields = FieldMap.with_overrides(self.settings.fields)

        def read(source: Source) -> Iterator[Any]:
            return read_source(source.path, fields)

        return Planner(
            self.store, self.manifest, spool, int(self.settings.shard_megabytes * 1_000_000), read, self.work.must_clean
        )

    def do_shard(self, shard: Shard, place: Compute) -> _ShardResult:
        """Carry out the stages of a shard that are not done yet."""
        keys, made, label = self.work.keys(shard), dict[str, Made](), self.work.parts_label(shard)
        ran = False
        for stage in STAGES:
            there = self.work.found(shard, stage, keys[stage.name])
            if there is None:
                job = self.work.job(shard, stage, keys[stage.name], made)
                try:
                    there = self.engine.step(stage.name, label, _call(place, stage.function, job))
                except Exception as error:  # noqa: BLE001 - one shard's fault must not stop the others; it is kept
                    return self._failed(shard, stage.name, label, f"{type(error).__name__}: {error}")
                ran = True
            made[stage.name] = there
        if shard.spool is not None:
            shard.spool.unlink(missing_ok=True)
        return _ShardResult(label, ShardEntry(shard.shard_id, shard.parts, made), ran)

    def _failed(self, shard: Shard, stage: str, label: str, error: str) -> _ShardResult:
        """Set a shard aside; where the tables hold rows of an earlier, good run of it, these stay."""
        self.engine.say(f"{label}: {stage} failed and is set aside: {error}")
        before = self.manifest.shards.get(shard.shard_id)
        if before is not None and not before.error:
            entry = replace(before, parts=shard.parts)
        else:
            entry = set_aside(self.store, shard, self.outcome.run_id, stage, error)
        return _ShardResult(label, entry, failure=f"{stage}: {error}")

    def do_shards(self, spool: Path, sources: list[Source]) -> list[_ShardResult]:
        """Carry out all shards, several at once, while large files are still being cut."""
        size = sum(source.size for source in sources)
        self.progress.start(sum(map(unpacked_size, sources)))
        with (
            compute(size, self.parameters.workers, self.parameters.scheduler) as place,
            ThreadPoolExecutor(place.slots, thread_name_prefix="shard") as pool,
        ):
            waiting = BoundedSemaphore(2 * place.slots)
            futures: list[Future[_ShardResult]] = []
            try:
                for shard in self.planner(spool).shards(sources):
                    waiting.acquire()
                    future = pool.submit(copy_context().run, self.do_shard, shard, place)
                    future.add_done_callback(partial(self._progressed, waiting, shard))
                    futures.append(future)
                return [future.result() for future in futures]
            finally:
                pool.shutdown(cancel_futures=True)
                self.progress.stop()

    def _progressed(self, waiting: BoundedSemaphore, shard: Shard, future: Future[_ShardResult]) -> None:
        waiting.release()
        if future.cancelled() or future.exception():
            return
        made = future.result().entry.made.values()
        self.progress.advance(shard.size, sum(each.counts.get("articles", 0) for each in made))

    def count(self, results: list[_ShardResult], sources: list[Source]) -> None:
        """Count the files and shards of this run."""
        counts = self.outcome.counts
        counts.update(dict.fromkeys(("shards_run", "shards_kept", "shards_failed"), 0))
        counts["files"], counts["shards"] = len(sources), len(results)
        for result in results:
            if result.failure:
                self.outcome.failures[result.label] = result.failure
            counts["shards_failed" if result.failure else "shards_run" if result.ran else "shards_kept"] += 1

    def row(self, status: str, error: str | None = None) -> dict[str, str | None]:
        """Return the run's row of `runs` as it stands."""
        parameters = self.parameters.model_dump(mode="json")
        made_by = {"onrecord": version("onrecord"), **versions()}
        ended = None if status == "running" else datetime.now(UTC).replace(tzinfo=None).isoformat()
        return {
            "run_id": self.outcome.run_id,
            "flow_run_id": self.engine.flow_run_id,
            "started_at": self.started.replace(tzinfo=None).isoformat(),
            "finished_at": ended,
            "status": status,
            "parameters": json.dumps(parameters, sort_keys=True),
            "versions": json.dumps(made_by, sort_keys=True),
            "counts": json.dumps(self.outcome.counts, sort_keys=True),
            "error": error,
        }


def _call(place: Compute, function: Callable[[Any], Made], job: object) -> Callable[[], Made]:
    return lambda: place.run(function, job)


def _publish(run: _Run, results: list[_ShardResult], sources: list[Source]) -> None:
    store, run_id = run.store, run.outcome.run_id
    hashes = {source.source_path: source.file_hash for source in sources}
    entries = [result.entry for result in results]
    with publish_lock(store):
        manifest, counts = run.engine.step(
            "combine", "all shards", lambda: combine(store, entries, hashes, run_id, run.settings.aliases)
        )
        run.outcome.counts.update(counts)
        failed = _too_many_failed(run)
        row = run.row("failed" if failed else "completed", failed)
        run.engine.step("publish", f"number {manifest.number}", lambda: publish(store, manifest, row))


def _too_many_failed(run: _Run) -> str | None:
    counts = run.outcome.counts
    failed, all_shards = counts["shards_failed"], counts["shards"]
    if not failed or failed <= run.settings.failed_shards * all_shards:
        return None
    return f"{failed} of {all_shards} shards failed: " + "; ".join(f"{k}: {v}" for k, v in run.outcome.failures.items())


def execute(parameters: PipelineParameters, engine: Engine, progress: Progress) -> Outcome:
    """Carry out a run from the dumps to the published tables.

    Raises:
        InputError, SettingsError, ComputeError: Something the user gave can't be used.
        BrokenPromise: What was made is not consistent; the tables are as they were before.
        RunFailed: More shards failed than may.
    """
    settings = load_settings()
    read_aliases(settings.aliases)  # told before any work if it can't be used
    store, run_id = Store(parameters.data), engine.flow_run_id or str(uuid4())
    files = find_files(parameters.inputs, parameters.data)
    with alive(store, run_id) as scratch:
        run = _Run(parameters, settings, engine, progress, run_id)
        write_run(store, run.row("running"))
        try:
            if repair(store):
                engine.say("The published file did not show the newest tables and was made anew.")
            surveyed = engine.step("survey", f"{len(files)} files", lambda: list(survey(store, files)))
            sources = sorted(surveyed, key=lambda source: source.source_path)
            results = run.do_shards(scratch, sources)
            run.count(results, sources)
            _publish(run, results, sources)
        except BaseException as error:
            progress.stop()
            row = run.row("failed", f"{type(error).__name__}: {error}")
            write_run(store, row)
            if isinstance(error, Exception):
                publish_failure(store, row)
            raise
    failed = _too_many_failed(run)
    if failed:
        raise RunFailed(failed)
    return run.outcome
