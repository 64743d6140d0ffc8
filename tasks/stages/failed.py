"""A shard that could not be worked on: set aside, with a record that says so."""

from collections.abc import Mapping
from pathlib import Path

from tasks.ingest.record import content_hash
from tasks.ingest.shards import Shard
from tasks.stages.stage import Job, Rows, perform, stage_key
from tasks.tables.columns import RECORDS
from tasks.tables.manifest import ShardEntry
from tasks.tables.store import Store


def set_aside(store: Store, shard: Shard, run_id: str, stage: str, error: str) -> ShardEntry:
    """Put one rejected record for each part of a shard in the place of its rows, with the error as detail."""
    key = stage_key(shard.shard_id, run_id, error)
    folder = store.stage_folder(f"shards/{shard.shard_id}", "failed", key)
    job = Job("failed", shard.shard_id, store.root, store.relative(folder), key, "1", run_id, shard.parts, None, {}, {})

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

    return ShardEntry(shard.shard_id, shard.parts, {"failed": perform(job, fill)}, error=error)
