"""What can only be told over all shards: which record holds an article, which articles are copies, who is who.

Each step reads the shards' files and writes a few of its own. Its key hashes the names of all that it read, so a
publish that changed nothing makes nothing again.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyarrow as pa

from tasks.corpus_entities import resolve_corpus
from tasks.dedupe import cluster
from tasks.stages.stage import stage_key
from tasks.tables.columns import CLUSTERS, ENTITIES
from tasks.tables.manifest import Manifest
from tasks.tables.spilling import spilling_connection
from tasks.tables.store import Store, done, make_folder, write_rows, write_table
from tasks.tables.versions import code_version
from tasks.tables.views import (
    CHANGED_SCHEMA,
    HIDDEN_SCHEMA,
    MOVED_SCHEMA,
    NAMESAKES_SCHEMA,
    REDIRECTS_SCHEMA,
    REPLACED_SCHEMA,
    quoted,
)

_HOLDERS = """
CREATE TEMP TABLE met AS
    SELECT record_id, article_id, shard_id, source_path, locator, position, disposition, detail FROM {records}
    WHERE article_id IS NOT NULL;
CREATE TEMP TABLE live AS SELECT * FROM met ANTI JOIN replaced USING (shard_id, source_path);
CREATE TEMP TABLE holders AS
    SELECT article_id, arg_min({{'record': record_id, 'shard': shard_id}}, (source_path, position)) AS holder
    FROM live GROUP BY article_id;
"""
_CHANGED = """
WITH now AS (
    SELECT l.record_id, l.disposition AS before, l.detail AS detail_before, h.holder.record AS holder,
        l.record_id = h.holder.record AS holds
    FROM live l JOIN holders h USING (article_id)
)
SELECT record_id, if(holds, 'article', 'duplicate') AS disposition, if(holds, NULL, 'same_article') AS reason,
    if(holds, NULL, holder) AS detail
FROM now WHERE disposition <> before OR detail IS DISTINCT FROM detail_before ORDER BY record_id
"""
_HIDDEN = """
SELECT DISTINCT m.shard_id, m.article_id FROM met m LEFT JOIN holders h USING (article_id)
WHERE h.holder IS NULL OR h.holder.shard <> m.shard_id ORDER BY ALL
"""
_MOVED = """
SELECT l.shard_id, l.article_id, l.source_path, l.locator FROM live l
JOIN holders h ON h.article_id = l.article_id AND h.holder.record = l.record_id AND h.holder.shard = l.shard_id
WHERE l.disposition <> 'article' ORDER BY ALL
"""


@dataclass(frozen=True)
class CorpusStep:
    """A step over all shards: its name, the stages whose files it reads, and the code that decides its result."""

    name: str
    reads: tuple[str, ...]
    code: tuple[str, ...]

    def run(
        self, store: Store, manifest: Manifest, fill: Callable[[Path], Mapping[str, object]], *more: str
    ) -> Mapping[str, str]:
        """Have the step's files made, unless they are there; return them by name, relative to the store.

        `more` is what else the result depends on.
        """
        read = [
            piece
            for shard_id, entry in sorted(manifest.shards.items())
            for piece in (shard_id, *entry.replaced, *(entry.made[s].folder for s in self.reads if s in entry.made))
        ]
        folder = store.stage_folder("corpus", self.name, stage_key(*read, code_version(self.code), *more))
        note = done(folder) or make_folder(folder, fill)
        return {name.removesuffix(".parquet"): store.relative(folder / name) for name in note["sizes"]}


HOLDERS = CorpusStep("holders", ("clean",), ("stages/corpus.py", "tables/views.py"))
COPIES = CorpusStep("clusters", ("clean", "sign"), ("stages/corpus.py", "tables/columns.py", "dedupe"))
NAMES = CorpusStep("entities", ("extract",), ("stages/corpus.py", "tables/columns.py", "entities", "corpus_entities"))


def _paths(store: Store, manifest: Manifest, table: str) -> list[Path]:
    return [store.root / path for path in manifest.files(table)]


def find_holders(store: Store, manifest: Manifest) -> Mapping[str, str]:
    """Decide which record holds each article that several records gave: the first by source path and position.

    Returns the files `replaced`, `changed`, `hidden` and `moved` (see `tasks.tables.views`).
    """

    def fill(into: Path) -> Mapping[str, object]:
        gone = [(shard_id, path) for shard_id, entry in sorted(manifest.shards.items()) for path in entry.replaced]
        replaced = pa.table([pa.array(c, pa.string()) for c in ([s for s, _ in gone], [p for _, p in gone])],
                            REPLACED_SCHEMA)  # fmt: skip
        write_rows(into / "replaced.parquet", replaced)
        records = ", ".join(quoted(str(path)) for path in _paths(store, manifest, "records"))
        with spilling_connection() as connection:
            connection.register("replaced", replaced)
            connection.execute(_HOLDERS.format(records=f"read_parquet([{records}])"))
            for name, query, schema in (
                ("changed", _CHANGED, CHANGED_SCHEMA),
                ("hidden", _HIDDEN, HIDDEN_SCHEMA),
                ("moved", _MOVED, MOVED_SCHEMA),
            ):
                rows: pa.Table = connection.sql(query).to_arrow_table()
                write_rows(into / f"{name}.parquet", rows.cast(schema))
        return {}

    return HOLDERS.run(store, manifest, fill)


@contextmanager
def _visible(store: Store, manifest: Manifest, hidden: str, *tables: str) -> Iterator[list[list[Path]]]:
    """Give the shards' files of tables without hidden rows: for a shard that has any, a passing copy of the rest."""
    rows = pl.read_parquet(store.root / hidden)
    with TemporaryDirectory(dir=store.scratch) as passing:
        lists = []
        for table in tables:
            lists.append(_paths(store, manifest, table))
            for shard_id in rows["shard_id"].unique().sort():
                for path in manifest.shards[shard_id].files(table):
                    copy = Path(passing) / f"{shard_id}-{table}.parquet"
                    whole = pl.read_parquet(store.root / path)
                    rest = whole.join(rows, on=["shard_id", "article_id"], how="anti", maintain_order="left")
                    rest.write_parquet(copy)
                    lists[-1][lists[-1].index(store.root / path)] = copy
        yield lists


def find_copies(store: Store, manifest: Manifest, hidden: str) -> Mapping[str, str]:
    """Cluster the articles of all shards but those that the file `hidden` names; returns the file `clusters`."""

    def fill(into: Path) -> Mapping[str, object]:
        with _visible(store, manifest, hidden, "signatures") as (signatures,):
            clusters = cluster(signatures)
        write_table(into / "clusters.parquet", CLUSTERS, clusters.to_arrow())
        return {"clusters": clusters["cluster_id"].n_unique()}

    return COPIES.run(store, manifest, fill, hidden)


def find_entities(store: Store, manifest: Manifest, hidden: str, aliases: Path | None) -> Mapping[str, str]:
    """Resolve the names of all shards to entities; returns the files `entities`, `redirects` and `namesakes`.

    `aliases` is a user's own table of names that mean the same.
    """

    def fill(into: Path) -> Mapping[str, object]:
        with _visible(store, manifest, hidden, "mentions", "quotes") as (mentions, quotes):
            resolved = resolve_corpus(mentions, quotes, aliases)
        write_table(into / "entities.parquet", ENTITIES, resolved.entities.to_arrow())
        write_rows(into / "redirects.parquet", resolved.redirects.to_arrow().cast(REDIRECTS_SCHEMA))
        write_rows(into / "namesakes.parquet", resolved.namesakes.to_arrow().cast(NAMESAKES_SCHEMA))
        return {"entities": resolved.entities.height}

    return NAMES.run(store, manifest, fill, hidden, aliases.read_text("utf-8") if aliases else "")
