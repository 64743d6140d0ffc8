"""The manifest: which shards, and which files of them, are the current tables."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from json import JSONDecodeError
from pathlib import Path
from typing import Any

from tasks.errors import UserError
from tasks.tables.store import Store, read_json, write_json

FORMAT = 2
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

    @property
    def failed(self) -> bool:
        """Whether a stage failed on it, or on articles of it, when it was last tried."""
        return self.error is not None or any(made.counts.get("faults") for made in self.made.values())

    def files(self, table: str) -> list[str]:
        """Paths in the store of this shard's files of a table."""
        name = f"{table}.parquet"
        return [f"{made.folder}/{name}" for made in self.made.values() if name in made.files]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A publish: its number, the run that made it, the shards, and the corpus's files by table.

    `cover` tells for each source file which shard holds its records from each start on: exactly one.
    """

    number: int = 0
    run_id: str | None = None
    shards: Mapping[str, ShardEntry] = field(default_factory=dict)
    cover: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    corpus: Mapping[str, str] = field(default_factory=dict)

    def files(self, table: str) -> list[str]:
        """Paths in the store of all files of a shard's table, in the order of shard ids."""
        return [path for _, entry in sorted(self.shards.items()) for path in entry.files(table)]

    def folders(self) -> set[str]:
        """Every folder of the store that this publish names."""
        folders = {made.folder for entry in self.shards.values() for made in entry.made.values()}
        return folders | {path.rsplit("/", 1)[0] for path in self.corpus.values()}

    def by_source(self) -> dict[str, list[tuple[str, Part]]]:
        """Return for each source file its current parts in order, each with the shard that holds it."""
        found: dict[str, list[tuple[str, Part]]] = {}
        for shard_id, entry in sorted(self.shards.items()):
            for part in entry.current_parts:
                found.setdefault(part.source_path, []).append((shard_id, part))
        return {path: sorted(held, key=lambda item: item[1].start) for path, held in found.items()}

    def file_hashes(self) -> dict[str, str]:
        """Return for each source file the hash of the content that its rows are of."""
        return {path: held[0][1].file_hash for path, held in self.by_source().items()}


def is_whole_file(parts: Iterable[Part]) -> bool:
    """Tell whether parts of one file, in order, make it up from its first record to its last."""
    expected: int | None = 0
    for part in parts:
        if expected is None or part.start != expected:
            return False
        expected = part.stop
    return expected is None


def _cover(manifest: Manifest, given: Mapping[str, ShardEntry], hashes: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Work out who holds what: of a file that this run read, the run's own shards made of its present content."""
    cover = {path: dict(starts) for path, starts in manifest.cover.items() if path not in hashes}
    new_first = sorted(given.items(), key=lambda item: (item[0] in manifest.shards, item[0]))
    for shard_id, entry in new_first:
        for part in entry.parts:
            if hashes.get(part.source_path) == part.file_hash:
                cover.setdefault(part.source_path, {}).setdefault(str(part.start), shard_id)
    return cover


def with_shards(manifest: Manifest, entries: Iterable[ShardEntry], hashes: Mapping[str, str]) -> Manifest:
    """Put a run's shards into a manifest; `hashes` gives the hash of each source file that the run read.

    Rows of a file that another shard now holds are replaced. A shard that holds nothing any more is dropped.
    """
    given = {entry.shard_id: entry for entry in entries}
    cover = _cover(manifest, given, hashes)
    shards: dict[str, ShardEntry] = {}
    for shard_id, entry in {**manifest.shards, **given}.items():
        gone = {p.source_path for p in entry.parts if cover.get(p.source_path, {}).get(str(p.start)) != shard_id}
        renewed = replace(entry, replaced=tuple(sorted(gone)))
        if renewed.current_parts:
            shards[shard_id] = renewed
    return replace(manifest, shards=shards, cover=cover)


class ManifestError(UserError):
    """A manifest can't be read; the message says what to do."""


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
        ManifestError: It was written by another version of onrecord, or is damaged.
    """
    try:
        value = read_json(path)
        if value.pop("format") != FORMAT:
            raise ManifestError(f"{path} was written by another version of onrecord: choose another --data folder.")
        shards = {shard_id: _entry(entry) for shard_id, entry in value.pop("shards").items()}
        return Manifest(**value, shards=shards)
    except (JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ManifestError(
            f"{path} is damaged ({error}): put back one of publishes/, or choose another --data."
        ) from error


def load_manifest(store: Store) -> Manifest:
    """Read the newest publish; an empty manifest when there is none yet. Raises as `read_manifest` does."""
    return read_manifest(store.manifest) if store.manifest.exists() else Manifest()


def save_manifest(store: Store, manifest: Manifest) -> None:
    """Write a publish, beside the earlier ones and then as the newest."""
    value = {"format": FORMAT, **asdict(manifest)}
    write_json(store.root / "publishes" / f"{manifest.number:08}.json", value)
    write_json(store.manifest, value)
