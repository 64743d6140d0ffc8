"""The one plan, whatever carries it out: shards -> clean -> extract and sign -> corpus -> publish."""

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from flows.compute import compute
from flows.engine import Engine
from flows.parameters import PipelineParameters
from flows.progress import Progress
from flows.settings import Settings, SettingsError, load_settings
from flows.shards import ShardProgress, ShardRunner
from tasks.corpus_entities.aliases import read_aliases
from tasks.entities.choice import recogniser_version
from tasks.errors import UserError, stop_behind
from tasks.ingest import FieldMap, read_source
from tasks.ingest.shards import Planner, Shard, expected_shards, unpacked_size
from tasks.ingest.survey import InputError, Source, find_files, survey
from tasks.stages.failed import FAILED, set_aside
from tasks.stages.merge import merged_entries, overtaken_files
from tasks.stages.publish import combine, publish, publish_failure, write_run
from tasks.stages.published import publish_lock, repair
from tasks.stages.shard_stages import STAGES, versions
from tasks.stages.shard_work import ShardWork
from tasks.stages.sweep import alive
from tasks.tables.manifest import Manifest, ShardEntry, load_manifest
from tasks.tables.store import Store

MOST_GROUPS = 80
"""Groups of shards that a run is cut into at most, each of which takes a step for each stage."""


class RunFailed(UserError):  # noqa: N818 - named for what it means to a user
    """A run came to an end but more shards failed than may; the others are published."""

    exit_status = 1


@dataclass
class Outcome:
    """What a run came to: its files and shards, the rows of the tables, and what failed in which shards."""

    run_id: str
    counts: Counter[str] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)


def summary(counts: Mapping[str, int]) -> str:
    """Say in words and numbers what a run came to."""
    states = ("run", "kept", "failed")
    shards = ", ".join(f"{counts[f'shards_{state}']:,} {state}" for state in states if counts[f"shards_{state}"])
    kinds = ("articles", "duplicates", "rejected", "quotes", "mentions", "entities")
    rows = ", ".join(f"{counts.get(kind, 0):,} {kind}" for kind in kinds)
    told = f"Files: {counts['files']:,}. Shards: {shards or 'none'}. The tables hold {rows}."
    if faults := counts.get("faults", 0):
        told += f"\nExtraction failed on articles: {faults:,}. They have no mentions or quotes: see the table faults."
    return told


def _in_groups(shards: Iterator[Shard], size: int) -> Iterator[list[Shard]]:
    while group := list(islice(shards, size)):
        yield group


def _read_by_stages(settings: Settings) -> dict[str, Any]:
    try:
        version = recogniser_version(settings.recogniser)
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"recogniser = {settings.recogniser!r} needs more: pip install 'onrecord[spacy]'."
        ) from error
    reads = settings.model_dump(mode="json", include={name for stage in STAGES for name in stage.reads})
    return reads | {"recogniser_version": version}


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
        chosen = frozenset(parameters.stages)
        self.work = ShardWork(self.store, self.manifest, run_id, _read_by_stages(settings), chosen, parameters.force)

    @property
    def shard_bytes(self) -> int:
        """How much text a shard may hold."""
        return max(1, int(self.settings.shard_megabytes * 1_000_000))

    def survey(self, files: Sequence[Path]) -> list[Source]:
        """Look at the files to read, in the order of their paths."""
        surveyed = self.engine.step("survey", f"{len(files)} files", lambda: list(survey(self.store, files)))
        return sorted(surveyed, key=lambda source: source.source_path)

    def shards(self, spool: Path, sources: Sequence[Source]) -> Iterator[Shard]:
        """Yield the shards to look at."""
        if not self.parameters.reads_dumps:
            yield from (Shard(entry.parts) for entry in self.asked_entries)
            return
        fields = FieldMap.with_overrides(self.settings.fields)

        def read(source: Source) -> Iterator[Any]:
            return read_source(source.path, fields)

        def stale(shard: Shard) -> bool:
            return self._asked(shard) and self.work.must_clean(shard)

        planner = Planner(self.store, self.manifest, spool, self.shard_bytes, read, stale)
        yield from filter(self._asked, planner.shards(sources))

    def _asked(self, shard: Shard) -> bool:
        before = self.manifest.shards.get(shard.shard_id)
        return not self.parameters.only_failed or bool(before and before.failed)

    @cached_property
    def asked_entries(self) -> list[ShardEntry]:
        """Return the shards of the tables that hold something of the inputs.

        Raises:
            InputError: There are none.
        """
        inputs = [PurePosixPath(self.store.source_path(path)) for path in self.parameters.inputs]
        found = [
            entry
            for _, entry in sorted(self.manifest.shards.items())
            if any(
                PurePosixPath(part.source_path).is_relative_to(path) for part in entry.current_parts for path in inputs
            )
            and (entry.failed or not self.parameters.only_failed)
        ]
        if not found and not self.parameters.only_failed:
            named = ", ".join(map(str, self.parameters.inputs))
            raise InputError(f"{named}: the tables hold nothing of it yet: read it first, with the stage clean.")
        return found

    def do_shards(self, spool: Path, sources: Sequence[Source]) -> list[ShardProgress]:
        """Carry out the stages of all shards, several at once, while large files are still being cut."""
        if self.parameters.reads_dumps:
            size = sum(source.size for source in sources)
            unpacked = sum(map(unpacked_size, sources))
            expected = expected_shards(unpacked, self.shard_bytes)
        else:
            entries = self.asked_entries
            size = unpacked = sum(part.size for entry in entries for part in entry.current_parts)
            expected = len(entries)
        groups = _in_groups(self.shards(spool, sources), max(1, math.ceil(expected / MOST_GROUPS)))
        self.progress.start(unpacked)
        try:
            with compute(size, self.parameters.workers, self.parameters.scheduler) as place:
                return ShardRunner(self.work, self.engine, place, self._progressed).run(groups)
        finally:
            self.progress.stop()

    def _progressed(self, group: Sequence[ShardProgress]) -> None:
        articles = sum(made.counts.get("articles", 0) for shard in group for made in shard.made.values())
        self.progress.advance(sum(shard.shard.size for shard in group), articles)

    def entry(self, shard: ShardProgress) -> ShardEntry:
        """Return a shard as it shall stand in the manifest.

        One that failed keeps the rows of an earlier, good run of it, if there was one; else it is set aside. One that
        was set aside before and that this run could do nothing about, as it reads no dump, stays so.
        """
        before = self.manifest.shards.get(shard.shard.shard_id)
        if before is not None and not shard.made and not shard.failure:
            return before
        if shard.failure is None:
            return ShardEntry(shard.shard.shard_id, shard.shard.parts, shard.made)
        if before is not None and FAILED not in before.made:
            return replace(before, parts=shard.shard.parts, error=shard.failure)
        return set_aside(self.store, shard.shard, self.outcome.run_id, shard.failure)

    def count(self, shards: Sequence[ShardProgress], sources: Sequence[Source]) -> None:
        """Count the files and shards of this run."""
        counts = self.outcome.counts
        counts.update(dict.fromkeys(("shards_run", "shards_kept", "shards_failed"), 0))
        files = {part.source_path for shard in shards for part in shard.shard.parts}
        counts["files"], counts["shards"] = len(sources) if self.parameters.reads_dumps else len(files), len(shards)
        for shard in shards:
            if shard.failure:
                self.outcome.failures[shard.label] = shard.failure
            counts["shards_failed" if shard.failure else "shards_run" if shard.ran else "shards_kept"] += 1

    def row(self, status: str, error: str | None = None) -> dict[str, str | None]:
        """Return the run's row of `runs` as it stands."""
        made_by = {"onrecord": version("onrecord"), **versions()}
        ended = None if status == "running" else datetime.now(UTC).replace(tzinfo=None).isoformat()
        return {
            "run_id": self.outcome.run_id,
            "flow_run_id": self.engine.flow_run_id,
            "started_at": self.started.replace(tzinfo=None).isoformat(),
            "finished_at": ended,
            "status": status,
            "parameters": json.dumps(dict(self.parameters), sort_keys=True, default=str),
            "versions": json.dumps(made_by, sort_keys=True),
            "counts": json.dumps(self.outcome.counts, sort_keys=True),
            "error": error,
        }


def _publish(run: _Run, shards: Sequence[ShardProgress], sources: Sequence[Source]) -> None:
    store = run.store
    whole_files = run.parameters.reads_dumps and not run.parameters.only_failed
    entries = [run.entry(shard) for shard in shards]
    with publish_lock(store):
        newest = load_manifest(store)
        hashes = _present_hashes(run, newest, sources) if whole_files else {}
        entries = merged_entries(run.manifest, newest, entries, hashes)
        manifest, counts = run.engine.step(
            "combine",
            "all shards",
            lambda: combine(store, newest, entries, hashes, run.outcome.run_id, run.settings.aliases),
        )
        run.outcome.counts.update(counts)
        failed = _too_many_failed(run)
        row = run.row("failed" if failed else "completed", failed)
        run.engine.step("publish", f"number {manifest.number}", lambda: publish(store, manifest, row))


def _present_hashes(run: _Run, newest: Manifest, sources: Sequence[Source]) -> dict[str, str]:
    """Return the hash of each file that the run read, without those of which another run published newer content."""
    overtaken = overtaken_files(run.store, run.manifest, newest, sources)
    for path in sorted(overtaken):
        run.engine.warn(
            f"{path} changed and was read again by another run meanwhile: its rows stay as that run left them."
        )
    return {source.source_path: source.file_hash for source in sources if source.source_path not in overtaken}


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
    run = _Run(parameters, settings, engine, progress, run_id)
    files = find_files(parameters.inputs, parameters.data) if parameters.reads_dumps else []
    if not parameters.reads_dumps:
        _ = run.asked_entries  # told before any work if there are none
    with alive(store, run_id) as scratch:
        write_run(store, run.row("running"))
        try:
            if repair(store):
                engine.warn("The published file did not show the newest tables and was made anew.")
            sources = run.survey(files) if parameters.reads_dumps else []
            shards = run.do_shards(scratch, sources)
            run.count(shards, sources)
            _publish(run, shards, sources)
        except BaseException as error:
            stop = stop_behind(error)
            _note_end(run, stop or error)
            if stop is not None:
                raise stop from None
            raise
    failed = _too_many_failed(run)
    if failed:
        raise RunFailed(failed)
    return run.outcome


def _note_end(run: _Run, error: BaseException) -> None:
    """Write down how a run ended before its time; the tables stay as they were."""
    if isinstance(error, Exception):
        row = run.row("failed", f"{type(error).__name__}: {error}")
        write_run(run.store, row)
        try:
            publish_failure(run.store, row)
        except Exception as other:  # noqa: BLE001 - the first error is the one to be raised; this one is told
            run.engine.warn(f"The failed run could not be published either: {type(other).__name__}: {other}")
    else:
        write_run(run.store, run.row("cancelled", type(error).__name__))
