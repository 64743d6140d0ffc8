"""Publishing: a run's shards are put together with those there are, checked, and take their place under one lock."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pyarrow as pa

from tasks.stages.corpus import find_copies, find_entities, find_holders
from tasks.stages.published import create_views, publication_of, publish_lock, write_published
from tasks.stages.sweep import sweep
from tasks.tables.checks import corpus_checks, shard_checks, verify
from tasks.tables.columns import RUNS
from tasks.tables.manifest import Manifest, ShardEntry, load_manifest, save_manifest, with_shards
from tasks.tables.store import Store, make_folder, read_json, write_bytes, write_rows, write_table
from tasks.tables.views import SHARDS_SCHEMA, Publication


def _shard_rows(manifest: Manifest) -> pa.Table:
    entries = [entry for _, entry in sorted(manifest.shards.items())]
    rows = [
        {
            "shard_id": entry.shard_id,
            "source_paths": [part.source_path for part in entry.current_parts],
            "bytes": sum(part.size for part in entry.current_parts),
            "run_id": next(iter(entry.made.values())).run_id,
            "versions": json.dumps({stage: made.version for stage, made in sorted(entry.made.items())}),
            "error": entry.error,
        }
        for entry in entries
    ]
    return pa.Table.from_pylist(rows, SHARDS_SCHEMA)


def _verify_new(store: Store, manifest: Manifest, new: Iterable[ShardEntry]) -> None:
    """Check the shards that this publish adds, by themselves, and then the whole."""
    only_new = replace(manifest, shards={entry.shard_id: entry for entry in new})
    if only_new.shards:
        with duckdb.connect() as connection:
            create_views(connection, Publication(only_new, frozenset(), str(store.root.resolve())))
            verify(connection, shard_checks())
    with duckdb.connect() as connection:
        create_views(connection, publication_of(store, manifest, str(store.root.resolve())))
        verify(connection, corpus_checks())


def combine(
    store: Store, entries: Iterable[ShardEntry], hashes: Mapping[str, str], run_id: str, aliases: Path | None
) -> Manifest:
    """Put a run's shards into the newest manifest and work out what holds over all shards; nothing is published yet.

    `hashes` gives the present hash of each source file that the run read. The caller holds the publish lock.

    Raises:
        BrokenPromise: The tables would not be consistent.
    """
    entries = list(entries)
    before = load_manifest(store)
    manifest = replace(with_shards(before, entries, hashes), number=before.number + 1, run_id=run_id)
    if not manifest.shards:
        return manifest
    corpus = dict(find_holders(store, manifest))
    corpus |= find_copies(store, manifest, corpus["hidden"])
    corpus |= find_entities(store, manifest, corpus["hidden"], aliases)
    note_folder = store.stage_folder("corpus", "shards", f"{manifest.number:08}-{uuid4().hex[:8]}")

    def fill(into: Path) -> Mapping[str, object]:
        write_rows(into / "shards.parquet", _shard_rows(manifest))
        return {}

    make_folder(note_folder, fill)
    corpus["shards"] = store.relative(note_folder / "shards.parquet")
    manifest = replace(manifest, corpus=corpus)
    _verify_new(store, manifest, [e for e in entries if before.shards.get(e.shard_id) != e])
    return manifest


def write_run(store: Store, run: Mapping[str, Any]) -> None:
    """Note a run, by the columns of `runs`; times are ISO texts in UTC."""
    write_bytes(store.root / "runs" / f"{run['run_id']}.json", json.dumps(run, indent=1).encode())


def _runs_file(store: Store, number: int) -> str:
    runs = sorted((read_json(path) for path in (store.root / "runs").glob("*.json")), key=lambda run: run["started_at"])
    rows = {name: [run.get(name) for run in runs] for name in RUNS.schema.names}
    table = pa.table([pa.array(column, pa.string()) for column in rows.values()], RUNS.schema.names).cast(RUNS.schema)
    folder = store.stage_folder("corpus", "runs", f"{number:08}-{uuid4().hex[:8]}")

    def fill(into: Path) -> Mapping[str, object]:
        write_table(into / "runs.parquet", RUNS, table)
        return {}

    make_folder(folder, fill)
    return store.relative(folder / "runs.parquet")


def publish(store: Store, manifest: Manifest, run_id: str) -> None:
    """Make a manifest the newest and its DuckDB file the published one, then sweep. The caller holds the lock."""
    manifest = replace(manifest, corpus={**manifest.corpus, "runs": _runs_file(store, manifest.number)})
    save_manifest(store, manifest)
    write_published(store, manifest)
    sweep(store, run_id)


def publish_failure(store: Store, run_id: str) -> None:
    """Publish the runs anew after one failed, with the tables as they were."""
    with publish_lock(store):
        before = load_manifest(store)
        publish(store, replace(before, number=before.number + 1), run_id)
