"""A shard that could not be worked on: set aside, with a record that says so."""

from collections.abc import Mapping
from pathlib import Path

from tasks.content_hash import content_hash
from tasks.ingest.shards import Shard
from tasks.stages.stage import Job, Rows, perform, stage_key
from tasks.tables.columns import RECORDS
from tasks.tables.manifest import ShardEntry
from tasks.tables.store import Store

FAILED = "failed"
"""What stands in the manifest in the place of the stages of a shard that was set aside."""


def set_aside(store: Store, shard: Shard, run_id: str, error: str) -> ShardEntry:
    """Put one rejected record for each part of a shard in the place of its rows.

    `error` is the stage that failed, a colon and what was raised; it becomes the detail.
    """
    stage = error.partition(":")[0]
    key = stage_key(shard.shard_id, run_id, error)
    folder = store.stage_folder(f"shards/{shard.shard_id}", FAILED, key)
    job = Job(FAILED, shard.shard_id, store.root, store.relative(folder), key, "1", run_id, shard.parts, None, {}, {})

    def fill(job: Job, into: Path) -> Mapping[str, int]:
        rows = Rows(RECORDS)
        for part in shard.parts:
            rows.add(
                record_id=content_hash(part.source_path, str(part.start), part.part_hash)[:24],
                source_path=part.source_path, locator=f"from record {part.start}", position=part.start,
                format="unread", bytes=part.size, payload_hash=part.part_hash, disposition="rejected",
                stage="clean" if stage == "clean" else "extract", reason="shard_failed", detail=error,
            )  # fmt: skip
        rows.write(into, job)
        return {"records": rows.count, "rejected": rows.count}

    return ShardEntry(shard.shard_id, shard.parts, {FAILED: perform(job, fill)}, error=error)
