"""The manifest: which shards, and which files of them, are the current tables."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from tasks.tables.store import Store, read_json, write_json

FORMAT = 1
KEPT_PUBLISHES = 5
"""How many publishes back the files are kept, for readers that still have one open."""


@dataclass(frozen=True, slots=True)
class Part:
    """Records `start` up to `stop` (None: to the end) of a source file, or all of them.

    `file_hash` is of the file, `part_hash` of the part's own content, which stays when a file grows at its end.
    """

    source_path: str
    file_hash: str
    part_hash: str
    size: int
    start: int = 0
    stop: int | None = None

    @property
    def whole(self) -> bool:
        """Whether it is the whole file."""
        return self.start == 0 and self.stop is None


@dataclass(frozen=True, slots=True)
class Made:
    """What a stage made of a shard: its key, its version, its folder in the store, the run that made it."""

    stage: str
    key: str
    version: str
    folder: str
    run_id: str
    files: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ShardEntry:
    """A shard in the manifest: the parts it was made of, those of them that newer content replaced, its stages."""

    shard_id: str
    parts: tuple[Part, ...]
    made: Mapping[str, Made]
    replaced: tuple[str, ...] = ()
    error: str | None = None

    @property
    def current_parts(self) -> tuple[Part, ...]:
        """The parts whose rows still belong to the tables."""
        return tuple(part for part in self.parts if part.source_path not in self.replaced)

    def files(self, table: str) -> list[str]:
        """Paths in the store of this shard's files of a table."""
        name = f"{table}.parquet"
        return [f"{made.folder}/{name}" for made in self.made.values() if name in made.files]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A publish: its number, the run that made it, the shards, and the corpus's files by table."""

    number: int = 0
    run_id: str | None = None
    shards: Mapping[str, ShardEntry] = field(default_factory=dict)
    corpus: Mapping[str, str] = field(default_factory=dict)

    def files(self, table: str) -> list[str]:
        """Paths in the store of all files of a shard's table, in the order of shard ids."""
        return [path for _, entry in sorted(self.shards.items()) for path in entry.files(table)]

    def folders(self) -> set[str]:
        """Every folder of the store that this publish names."""
        folders = {made.folder for entry in self.shards.values() for made in entry.made.values()}
        return folders | {path.rsplit("/", 1)[0] for path in self.corpus.values()}

    def by_source(self) -> dict[str, list[tuple[str, Part]]]:
        """Return for each source file its current parts, each with the shard that holds it."""
        found: dict[str, list[tuple[str, Part]]] = {}
        for shard_id, entry in sorted(self.shards.items()):
            for part in entry.current_parts:
                found.setdefault(part.source_path, []).append((shard_id, part))
        return found


def with_shards(manifest: Manifest, entries: Iterable[ShardEntry], hashes: Mapping[str, str]) -> Manifest:
    """Put a run's shards into a manifest; `hashes` gives the present hash of each source file that the run read.

    Rows of a file that has changed since a shard was made of it are replaced, and so are those that a shard new to the
    manifest holds as well. A shard with nothing current left is dropped.
    """
    given = {entry.shard_id: entry for entry in entries}
    moved = {
        (part.source_path, part.start)
        for shard_id, entry in given.items()
        if shard_id not in manifest.shards
        for part in entry.parts
    }
    shards: dict[str, ShardEntry] = {}
    for shard_id, entry in {**manifest.shards, **given}.items():
        known = manifest.shards.get(shard_id)
        if known is not None:
            gone = {
                part.source_path
                for part in entry.parts
                if hashes.get(part.source_path, part.file_hash) != part.file_hash
                or (part.source_path, part.start) in moved
            }
            entry = replace(entry, replaced=tuple(sorted(gone.union(known.replaced))))
        if entry.current_parts:
            shards[shard_id] = entry
    return replace(manifest, shards=shards)


def _entry(value: Mapping[str, Any]) -> ShardEntry:
    return ShardEntry(
        shard_id=value["shard_id"],
        parts=tuple(Part(**part) for part in value["parts"]),
        made={stage: Made(**{**made, "files": tuple(made["files"])}) for stage, made in value["made"].items()},
        replaced=tuple(value["replaced"]),
        error=value["error"],
    )


def read_manifest(path: Path) -> Manifest:
    """Read a publish.

    Raises:
        ValueError: It was written by another version of onrecord, in another form.
    """
    value = read_json(path)
    if value.pop("format") != FORMAT:
        raise ValueError(f"{path} was written by another version of onrecord: choose another --data folder")
    shards = {shard_id: _entry(entry) for shard_id, entry in value.pop("shards").items()}
    return Manifest(**value, shards=shards)


def load_manifest(store: Store) -> Manifest:
    """Read the newest publish; an empty manifest when there is none yet. Raises as `read_manifest` does."""
    return read_manifest(store.manifest) if store.manifest.exists() else Manifest()


def save_manifest(store: Store, manifest: Manifest) -> None:
    """Write a publish, beside the earlier ones and then as the newest."""
    value = {"format": FORMAT, **asdict(manifest)}
    write_json(store.root / "publishes" / f"{manifest.number:08}.json", value)
    write_json(store.manifest, value)
