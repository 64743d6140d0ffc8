"""Carrying out the stages of many shards: in groups, several at once, each fault kept to the shard that it struck."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from threading import BoundedSemaphore, Event

from flows.compute import Compute
from flows.engine import Engine, TryAgainError
from tasks.ingest.shards import Shard
from tasks.stages.shard_stages import STAGES, ShardStage
from tasks.stages.shard_work import ShardWork, shard_label
from tasks.stages.stage import Job
from tasks.tables.manifest import Made


class StageError(TryAgainError):
    """Shards on which a stage failed; the message names each with its error."""


class StoppedError(Exception):
    """The run is being stopped."""


@dataclass(slots=True)
class ShardProgress:
    """How far a shard got: what each stage made of it, whether any had to run, what failed ('clean: error')."""

    shard: Shard
    made: dict[str, Made] = field(default_factory=dict)
    ran: bool = False
    failure: str | None = None

    @property
    def label(self) -> str:
        """The shard by its files."""
        return shard_label(self.shard)


def _raise_faults(groups: Iterable[Future[list[ShardProgress]]]) -> None:
    for group in groups:
        if group.done():
            group.result()


def _group_label(group: Sequence[ShardProgress]) -> str:
    first = group[0].label
    return first if len(group) == 1 else f"{len(group)} shards from {first} on"


class _StageOfGroup:
    """A stage to be carried out on some shards. Called again, it takes up those that it failed on."""

    def __init__(self, stage: ShardStage, jobs: Sequence[tuple[ShardProgress, Job]], runner: "ShardRunner") -> None:
        self._stage, self._jobs, self._runner = stage, jobs, runner

    def __call__(self) -> None:
        left = [(shard, job) for shard, job in self._jobs if self._stage.name not in shard.made]
        runner = self._runner
        outcomes = runner.place.run(self._stage.function, [job for _, job in left], runner.engine.warn)
        if runner.stopping.is_set():
            raise StoppedError
        for (shard, _), outcome in zip(left, outcomes, strict=True):
            if isinstance(outcome, Exception):
                shard.failure = f"{self._stage.name}: {type(outcome).__name__}: {outcome}"
            else:
                shard.made[self._stage.name], shard.ran, shard.failure = outcome, True, None
        failed = [f"{shard.label}: {shard.failure}" for shard, _ in left if shard.failure]
        if failed:
            raise StageError("; ".join(failed))


@dataclass(frozen=True)
class ShardRunner:
    """Carries out the stages of shards. `done` is told of each group that came to its end."""

    work: ShardWork
    engine: Engine
    place: Compute
    done: Callable[[Sequence[ShardProgress]], None]
    stopping: Event = field(default_factory=Event)

    def run(self, groups: Iterable[Sequence[Shard]]) -> list[ShardProgress]:
        """Carry out the stages of groups of shards, while later groups are still being made.

        A step is a stage of a group, so that a run of very many shards has a bearable number of steps. What a group
        raises ends the run, and no more groups are made.
        """
        futures: list[Future[list[ShardProgress]]] = []
        with ThreadPoolExecutor(self.place.slots, thread_name_prefix="shards") as pool:
            waiting = BoundedSemaphore(2 * self.place.slots)
            try:
                for group in groups:
                    waiting.acquire()
                    _raise_faults(futures)
                    future = pool.submit(copy_context().run, self._run_group, group)
                    future.add_done_callback(partial(self._ended, waiting))
                    futures.append(future)
                return [shard for future in futures for shard in future.result()]
            except BaseException:
                self.stopping.set()
                self.place.stop()
                raise
            finally:
                pool.shutdown(cancel_futures=True)

    def _ended(self, waiting: BoundedSemaphore, future: Future[list[ShardProgress]]) -> None:
        waiting.release()
        if not future.cancelled() and not future.exception():
            self.done(future.result())

    def _run_group(self, shards: Sequence[Shard]) -> list[ShardProgress]:
        group = [ShardProgress(shard) for shard in shards]
        for stage in STAGES:
            jobs = [job for shard in group if (job := self._job(shard, stage))]
            if jobs:
                self._run_stage(_StageOfGroup(stage, jobs, self), stage.name, [shard for shard, _ in jobs])
        for shard in group:
            if shard.shard.spool is not None:
                shard.shard.spool.unlink(missing_ok=True)
        return group

    def _job(self, shard: ShardProgress, stage: ShardStage) -> tuple[ShardProgress, Job] | None:
        """Give the job of a stage, unless it is done already or nothing can or shall be done."""
        if shard.failure or any(name not in shard.made for name in stage.after):
            return None
        there = self.work.found(shard.shard, stage, shard.made)
        if there is not None:
            shard.made[stage.name] = there
            return None
        return (shard, self.work.job(shard.shard, stage, shard.made)) if stage.name in self.work.chosen else None

    def _run_stage(self, attempt: _StageOfGroup, name: str, shards: Sequence[ShardProgress]) -> None:
        label = _group_label(shards)
        try:
            self.engine.step(name, label, attempt)
            counts = sum((Counter(shard.made[name].counts) for shard in shards), Counter[str]())
            told = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
            self.engine.note(f"{name}: {label}: {told}")
        except StageError as error:
            self.engine.warn(f"Set aside: {error}")
