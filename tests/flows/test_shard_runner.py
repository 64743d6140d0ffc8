"""A fault that ends a run ends it soon."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.compute import ComputeError
from flows.engine import DirectEngine
from flows.shards import ShardRunner
from tasks.ingest.shards import Shard
from tasks.stages.shard_stages import STAGES
from tasks.stages.shard_work import ShardWork
from tasks.tables.manifest import Manifest, Part
from tasks.tables.store import Store


class Gone:
    """A place for two calls at once that is gone."""

    slots = 2

    def run(self, *_: Any) -> list[Any]:
        raise ComputeError("nobody there")

    def stop(self) -> None:
        pass


def test_no_more_groups_are_made_after_a_fault_that_ends_the_run(tmp_path: Path) -> None:
    settings = dict.fromkeys(name for stage in STAGES for name in stage.reads)
    chosen = frozenset(stage.name for stage in STAGES)
    work = ShardWork(Store(tmp_path), Manifest(), "run", settings, chosen, force=False)
    asked = []

    def groups() -> Iterator[list[Shard]]:
        for number in range(50):
            asked.append(number)
            yield [Shard((Part("news.jsonl", "file", f"part {number}", 1, number, number + 1),))]

    with pytest.raises(ComputeError, match="nobody there"):
        ShardRunner(work, DirectEngine(print), Gone(), lambda _: None).run(groups())
    assert len(asked) <= 2 * Gone.slots + 1
