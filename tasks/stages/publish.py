"""Publishing: a run's shards are put together with those there are, checked, and take their place under one lock."""

import json
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa

from tasks.stages.corpus import find_copies, find_entities, find_holders
from tasks.stages.published import create_views, publication_of, publish_lock, write_published
from tasks.stages.sweep import is_alive, sweep
from tasks.tables.checks import corpus_checks, verify
from tasks.tables.columns import RUNS
from tasks.tables.manifest import Manifest, ShardEntry, load_manifest, save_manifest, with_shards
from tasks.tables.spilling import spilling_connection
from tasks.tables.store import Store, make_folder, read_json, write_json, write_rows, write_table
from tasks.tables.views import SHARDS_SCHEMA


def _maker(entry: ShardEntry, stage: str) -> str:
    made = entry.made.get(stage) or next(iter(entry.made.values()))
    return made.run_id


def _shard_rows(manifest: Manifest) -> pa.Table:
    entries = [entry for _, entry in sorted(manifest.shards.items())]
    rows = [
        {
            "shard_id": entry.shard_id,
            "source_paths": [part.source_path for part in entry.current_parts],
            "bytes": sum(part.size for part in entry.current_parts),
            "clean_run_id": _maker(entry, "clean"),
            "extract_run_id": _maker(entry, "extract"),
            "versions": json.dumps({stage: made.version for stage, made in sorted(entry.made.items())}),
            "error": entry.error,
        }
        for entry in entries
    ]
    return pa.Table.from_pylist(rows, SHARDS_SCHEMA)


_COUNTS = """
SELECT count(*) AS records, count(*) FILTER (disposition = 'article') AS articles,
    count(*) FILTER (disposition = 'duplicate') AS duplicates, count(*) FILTER (disposition = 'rejected') AS rejected,
    (SELECT count(*) FROM sections) AS sections, (SELECT count(*) FROM mentions) AS mentions,
    (SELECT count(*) FROM quotes) AS quotes, (SELECT count(*) FROM faults) AS faults,
    (SELECT count(*) FROM entities) AS entities
FROM records
"""


def _verified(store: Store, manifest: Manifest) -> dict[str, int]:
    """Check the whole; return the rows of the tables."""
    with spilling_connection() as connection:
        create_views(connection, publication_of(store, manifest, str(store.root.resolve())))
        verify(connection, corpus_checks())
        counts = connection.sql(_COUNTS)
        return dict(zip(counts.columns, map(int, counts.fetchall()[0]), strict=True))


def combine(
    store: Store,
    newest: Manifest,
    entries: Iterable[ShardEntry],
    hashes: Mapping[str, str],
    run_id: str,
    aliases: Path | None,
) -> tuple[Manifest, dict[str, int]]:
    """Put a run's shards into the newest manifest and work out what holds over all shards; nothing is published yet.

    Returns the manifest and the number of rows of each kind that its tables have.

    `hashes` gives the present hash of each source file that the run read. The caller has held the publish lock since
    before it read the newest manifest.

    Raises:
        BrokenPromise: The tables would not be consistent.
    """
    manifest = replace(with_shards(newest, entries, hashes), number=newest.number + 1, run_id=run_id)
    if not manifest.shards:
        return manifest, {}
    corpus = dict(find_holders(store, manifest))
    with ThreadPoolExecutor(1) as beside:
        copies = beside.submit(find_copies, store, manifest, corpus["hidden"])
        corpus |= find_entities(store, manifest, corpus["hidden"], aliases)
        corpus |= copies.result()
    note_folder = store.stage_folder("corpus", "shards", f"{manifest.number:08}-{uuid4().hex[:8]}")

    def fill(into: Path) -> Mapping[str, object]:
        write_rows(into / "shards.parquet", _shard_rows(manifest))
        return {}

    make_folder(note_folder, fill)
    corpus["shards"] = store.relative(note_folder / "shards.parquet")
    manifest = replace(manifest, corpus=corpus)
    return manifest, _verified(store, manifest)


def write_run(store: Store, run: Mapping[str, Any]) -> None:
    """Note a run, by the columns of `runs`; times are ISO texts in UTC."""
    write_json(store.root / "runs" / f"{run['run_id']}.json", run)


def _runs_file(store: Store, number: int, latest: Mapping[str, Any]) -> str:
    """Write all runs' rows, with the latest one as it ends; a run that never ended and is not alive was killed."""
    runs = [read_json(path) for path in (store.root / "runs").glob("*.json")]
    others = [run for run in runs if run["run_id"] != latest["run_id"]]
    for run in others:
        if run["status"] == "running" and not is_alive(store, run["run_id"]):
            run["status"] = "killed"
    runs = sorted([*others, latest], key=lambda run: run["started_at"])
    rows = {name: [run.get(name) for run in runs] for name in RUNS.schema.names}
    table = pa.table([pa.array(column, pa.string()) for column in rows.values()], RUNS.schema.names).cast(RUNS.schema)
    folder = store.stage_folder("corpus", "runs", f"{number:08}-{uuid4().hex[:8]}")

    def fill(into: Path) -> Mapping[str, object]:
        write_table(into / "runs.parquet", RUNS, table)
        return {}

    make_folder(folder, fill)
    return store.relative(folder / "runs.parquet")


def publish(store: Store, manifest: Manifest, run: Mapping[str, Any]) -> None:
    """Make a manifest the newest and its DuckDB file the published one, then sweep. The caller holds the lock.

    `run` is the row of the run that publishes, as it ends.
    """
    runs = _runs_file(store, manifest.number, run)
    manifest = replace(manifest, corpus={**manifest.corpus, "runs": runs})
    save_manifest(store, manifest)
    write_run(store, run)
    write_published(store, manifest)
    sweep(store, run["run_id"])


def publish_failure(store: Store, run: Mapping[str, Any]) -> None:
    """Publish the runs anew after one failed, with the tables as they were."""
    with publish_lock(store):
        before = load_manifest(store)
        publish(store, replace(before, number=before.number + 1), run)
