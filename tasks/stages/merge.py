"""Two runs at once: what a run made takes its place beside what others published since it began."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tasks.ingest.survey import Source, survey
from tasks.stages.failed import FAILED
from tasks.stages.shard_stages import CLEAN
from tasks.tables.manifest import Manifest, ShardEntry
from tasks.tables.store import Store


def overtaken_files(store: Store, began: Manifest, newest: Manifest, sources: Iterable[Source]) -> set[str]:
    """Return which of the files that a run read were changed, and read again by a run that published before it.

    `began` is the manifest that the run began with. Where two runs read different contents, the file itself tells whose
    is the present one.
    """
    before, now = began.file_hashes(), newest.file_hashes()
    contested = [
        source
        for source in sources
        if now.get(source.source_path) not in (None, source.file_hash, before.get(source.source_path))
    ]
    if not contested:
        return set()
    present = {source.source_path: source.file_hash for source in survey(store, [source.path for source in contested])}
    return {source.source_path for source in contested if present[source.source_path] != source.file_hash}


def merged_entries(
    began: Manifest, newest: Manifest, entries: Sequence[ShardEntry], hashes: Mapping[str, str]
) -> list[ShardEntry]:
    """Put what a run made of its shards beside what others published of them since it began.

    `hashes` gives the present hash of each source file that the run read.
    """
    merged = []
    for own in entries:
        before, now = began.shards.get(own.shard_id), newest.shards.get(own.shard_id)
        if now is None or now == before:
            merged.append(own)
        else:
            merged.append(_with_present_parts(_merged(before, now, own), now, hashes))
    return merged


def _merged(before: ShardEntry | None, now: ShardEntry, own: ShardEntry) -> ShardEntry:
    """Take from a run the stages that it carried out, and the others as they are now.

    The stages after clean fit the articles that they were made from, and go where these go.
    """
    if own == before:
        return now
    if own.error is not None:
        return now if now.error is None else replace(now, error=own.error)
    if FAILED in now.made:
        return own
    ours = {stage: made for stage, made in own.made.items() if before is None or made != before.made.get(stage)}
    if own.made[CLEAN.name].key != now.made[CLEAN.name].key:
        return own if CLEAN.name in ours else now
    return replace(own, made={**now.made, **ours})


def _with_present_parts(entry: ShardEntry, now: ShardEntry, hashes: Mapping[str, str]) -> ShardEntry:
    """Leave the parts as they are now, unless the run read what they are parts of as it is at present."""
    read_now = all(hashes.get(part.source_path) == part.file_hash for part in entry.parts)
    return entry if read_now else replace(entry, parts=now.parts)
