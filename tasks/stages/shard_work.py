"""What of a shard is there already, and what must be done."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.content_hash import content_hash
from tasks.ingest.shards import Shard
from tasks.stages.shard_stages import CLEAN, ShardStage
from tasks.stages.stage import Job, stage_key
from tasks.tables.manifest import Made, Manifest
from tasks.tables.store import Store, done


@dataclass(frozen=True)
class ShardWork:
    """Tells, in one run with its settings, which stages of a shard have to be carried out.

    `chosen` names the stages that the run may carry out. Of the others the tables' rows stay as they are, also where
    the code has changed since, as long as what they were made from has not.
    """

    store: Store
    manifest: Manifest
    run_id: str
    settings: Mapping[str, Any]
    chosen: frozenset[str]
    force: bool

    def key(self, shard: Shard, stage: ShardStage, made: Mapping[str, Made]) -> str:
        """Return a stage's key for a shard: a hash of its inputs, its version and the settings that it reads.

        `made` holds what the stages before it made.
        """
        content = [piece for part in shard.parts for piece in (part.source_path, str(part.start), part.part_hash)]
        inputs = [made[name].key for name in stage.after] if stage.after else content
        settings = json.dumps({name: self.settings[name] for name in stage.reads}, sort_keys=True)
        return stage_key(*inputs, stage.version, settings)

    def found(self, shard: Shard, stage: ShardStage, made: Mapping[str, Made]) -> Made | None:
        """Return what the stage made of the shard before, if it still holds and all its files are there."""
        before = self.published(shard, stage)
        if before and self._holds(before, shard, stage, made) and done(self.store.root / before.folder):
            return before
        job = self.job(shard, stage, made)
        return stage.function(job) if done(job.root / job.folder) else None

    def published(self, shard: Shard, stage: ShardStage) -> Made | None:
        """Return what the tables hold of a stage of a shard."""
        entry = self.manifest.shards.get(shard.shard_id)
        return entry.made.get(stage.name) if entry else None

    def _holds(self, before: Made, shard: Shard, stage: ShardStage, made: Mapping[str, Made]) -> bool:
        if stage.name in self.chosen:
            return before.key == self.key(shard, stage, made) and (before.run_id == self.run_id or not self.force)
        inputs = self.manifest.shards[shard.shard_id].made
        return all(inputs[name].key == made[name].key for name in stage.after)

    def job(self, shard: Shard, stage: ShardStage, made: Mapping[str, Made]) -> Job:
        """Make the job of a stage; a forced run fills folders of its own, so that the old ones stay meanwhile."""
        key = self.key(shard, stage, made)
        own_folder = self.force and stage.name in self.chosen
        folder = self.store.stage_folder(
            f"shards/{shard.shard_id}", stage.name, f"{key}-{content_hash(self.run_id)[:8]}" if own_folder else key
        )
        return Job(
            stage=stage.name,
            shard_id=shard.shard_id,
            root=self.store.root.resolve(),
            folder=self.store.relative(folder),
            key=key,
            version=stage.version,
            run_id=self.run_id,
            parts=shard.parts,
            spool=shard.spool,
            before={name: made[name].folder for name in stage.after},
            settings={name: self.settings[name] for name in stage.reads},
        )

    def must_clean(self, shard: Shard) -> bool:
        """Tell whether the shard's sources have to be read."""
        return CLEAN.name in self.chosen and self.found(shard, CLEAN, {}) is None


def shard_label(shard: Shard) -> str:
    """Name a shard by its files."""
    first = shard.parts[0]
    name = Path(first.source_path).name
    if len(shard.parts) > 1:
        return f"{name} and {len(shard.parts) - 1} more files"
    if first.whole:
        return name
    return f"{name}, records {first.start} to {'the end' if first.stop is None else first.stop - 1}"
