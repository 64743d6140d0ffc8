"""Cutting the work into shards: small files are grouped, a large file is cut between records.

What is in the manifest already keeps its shards: new files make new shards and never reshuffle old ones; of a file
that changed, the shards whose records are the same stay; a shard is looked at again only where its stage key changed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.content_hash import content_hash
from tasks.ingest.record import RawRecord
from tasks.ingest.spool import records_to_table
from tasks.ingest.survey import Source
from tasks.tables.manifest import Manifest, Part, is_whole_file
from tasks.tables.store import Store, read_json, write_json, write_rows

MAX_FILES = 500
PACKED_RATIO = 4
"""What a compressed dump of news grows by when unpacked: gzip makes a quarter to a third of English text."""
PACKED_SUFFIXES = frozenset({".gz", ".zst", ".bz2", ".xz", ".zip", ".tgz", ".parquet"})
PAGE_TEXT = 5_000
MARKUP_DISCOUNT = 16
"""A page takes the time of PAGE_TEXT bytes of text, and of one byte more for so many bytes of HTML: most of a page is
markup that is thrown away."""
LEAST_SHARE = 4
BEFORE_SHARE = 32
"""The first shards of a dump are a fourth of the largest, then each is a thirty-second of what lies before it: a small
dump keeps several processes at work until its end, and a large one does not fall into very many files."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A unit of work: parts of source files; `spool` holds the records of a part that was cut from a large file."""

    parts: tuple[Part, ...]
    spool: Path | None = None

    @property
    def shard_id(self) -> str:
        """A hash of what the shard is made of."""
        return content_hash(*(piece for p in self.parts for piece in (p.source_path, str(p.start), p.part_hash)))

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(part.size for part in self.parts)


def unpacked_size(source: Source) -> int:
    """Guess the bytes that a file holds, unpacked."""
    return source.size * (PACKED_RATIO if source.path.suffix.lower() in PACKED_SUFFIXES else 1)


def room(before: int, shard_bytes: int) -> int:
    """Return how large a shard may become that has so many bytes before it; none has more than `shard_bytes`."""
    return min(shard_bytes, max(shard_bytes // LEAST_SHARE, before // BEFORE_SHARE))


def expected_shards(size: int, shard_bytes: int) -> int:
    """Guess how many shards so many bytes will make."""
    number = before = 0
    while before < size:
        before += max(1, room(before, shard_bytes))
        number += 1
    return number


def _whole(source: Source) -> Part:
    return Part(source.source_path, source.file_hash, source.file_hash, source.size)


def group_small(sources: Iterable[Source], shard_bytes: int) -> Iterator[Shard]:
    """Group whole files, in the order given, into shards of up to `shard_bytes` and MAX_FILES."""
    group: list[Part] = []
    before = size = 0
    for source in sources:
        if group and (size + unpacked_size(source) > room(before, shard_bytes) or len(group) == MAX_FILES):
            yield Shard(tuple(group))
            group, before, size = [], before + size, 0
        group.append(_whole(source))
        size += unpacked_size(source)
    if group:
        yield Shard(tuple(group))


def _effort(record: RawRecord) -> int:
    return min(record.size, PAGE_TEXT) + record.size // MARKUP_DISCOUNT if record.html else record.size


def cut(source: Source, records: Iterable[RawRecord], shard_bytes: int) -> Iterator[tuple[Part, Sequence[RawRecord]]]:
    """Cut a stream of records into parts worth up to about `shard_bytes` of text each.

    Where the cuts fall depends on the records before them alone, so that a file that grows keeps its first parts.
    The last part is open (`stop` is None).
    """
    held: list[RawRecord] = []
    start = before = effort = 0
    for record in records:
        if held and effort >= room(before, shard_bytes):
            yield _part(source, held, start, start + len(held)), held
            start, held, before, effort = start + len(held), [], before + effort, 0
        held.append(record)
        effort += _effort(record)
    yield _part(source, held, start, None), held


def _part(source: Source, records: Sequence[RawRecord], start: int, stop: int | None) -> Part:
    digest = content_hash(*(record.payload_hash for record in records))
    return Part(source.source_path, source.file_hash, digest, sum(r.size for r in records), start, stop)


@dataclass(frozen=True)
class Planner:
    """Makes the shards of a run.

    `read` yields a file's records. `stale` tells whether a shard must be run, so that records of a large file are put
    into the spool only where a worker will need them.
    """

    store: Store
    manifest: Manifest
    spool: Path
    shard_bytes: int
    read: Callable[[Source], Iterator[RawRecord]]
    stale: Callable[[Shard], bool]

    def shards(self, sources: Sequence[Source]) -> Iterator[Shard]:
        """Yield every shard that the sources belong to, old or new, as soon as it is known.

        Large files are read while earlier shards are at work; a shard that is not stale has no spool.
        """
        kept, small, large = self._sort(sources)
        yield from kept
        yield from group_small(small, self.shard_bytes)
        for source, parts in large:
            yield from self._cut_anew(source) if parts is None else self._cut_again(source, parts)

    def _sort(
        self, sources: Sequence[Source]
    ) -> tuple[list[Shard], list[Source], list[tuple[Source, Sequence[Part] | None]]]:
        """Tell shards of the manifest that stay as they are from files to group and files to cut."""
        by_source = self.manifest.by_source()
        present = {source.source_path: source for source in sources}
        largest_whole = room(sum(map(unpacked_size, sources)), self.shard_bytes)
        kept: dict[str, Shard] = {}
        small: list[Source] = []
        large: list[tuple[Source, Sequence[Part] | None]] = []
        for source in sources:
            held = by_source.get(source.source_path, [])
            parts = [part for _, part in held]
            unchanged = is_whole_file(parts) and all(part.file_hash == source.file_hash for part in parts)
            if unchanged and not parts[0].whole:
                large.append((source, parts))
            elif unchanged and self._stays(held[0][0], present):
                shard_id = held[0][0]
                kept[shard_id] = Shard(self.manifest.shards[shard_id].parts)
            elif unpacked_size(source) > largest_whole:
                large.append((source, self._remembered(source)))
            else:
                small.append(source)
        return list(kept.values()), small, large

    def _stays(self, shard_id: str, present: dict[str, Source]) -> bool:
        """Whether a shard can stay: nothing that it was made of has changed, and it can be made again if need be.

        Of a group in which a file changed, the others are grouped anew, so that no article's row keeps what a file no
        longer says.
        """
        entry = self.manifest.shards[shard_id]
        there = [present[part.source_path] for part in entry.current_parts if part.source_path in present]
        hashes = {part.source_path: part.file_hash for part in entry.parts}
        if any(source.file_hash != hashes[source.source_path] for source in there):
            return False
        whole = not entry.replaced and len(there) == len(entry.parts)
        return whole or not self.stale(Shard(entry.parts))

    def _plan_file(self, source: Source) -> Path:
        name = content_hash(source.source_path, source.file_hash, str(self.shard_bytes))
        return self.store.root / "plans" / f"{name}.json"

    def _remembered(self, source: Source) -> Sequence[Part] | None:
        """Return how an earlier run cut this very file, if one did: it may have died before it published."""
        try:
            return [Part(**part) for part in read_json(self._plan_file(source))]
        except FileNotFoundError:
            return None

    def _cut_anew(self, source: Source) -> Iterator[Shard]:
        parts = []
        for part, records in cut(source, self.read(source), self.shard_bytes):
            parts.append(part)
            yield self._spooled(part, records)
        write_json(
            self._plan_file(source),
            [{field: getattr(part, field) for field in Part.__dataclass_fields__} for part in parts],
        )

    def _cut_again(self, source: Source, parts: Sequence[Part]) -> Iterator[Shard]:
        """Yield known parts; read the file only when one of them must be run."""
        if not any(self.stale(Shard((part,))) for part in parts):
            yield from (Shard((part,)) for part in parts)
            return
        records = self.read(source)
        for part in parts:
            count = None if part.stop is None else part.stop - part.start
            held = [record for _, record in zip(range(count), records, strict=False)] if count else list(records)
            yield self._spooled(part, held)

    def _spooled(self, part: Part, records: Sequence[RawRecord]) -> Shard:
        shard = Shard((part,))
        if not self.stale(shard):
            return shard
        path = self.spool / f"{shard.shard_id}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_rows(path, records_to_table(records))
        return Shard(shard.parts, path)
