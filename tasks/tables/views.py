"""The views of the published file: one a table, some for convenience, and those of the reports.

They name every Parquet file explicitly, so what a reader sees is exactly one publish. A few tables of exceptions, which
are nearly always small, mend at reading what a later shard changed about an earlier one's rows:

    shards      every shard: its sources, versions, and the run that made it
    replaced    source files whose rows in a shard gave way to newer content
    changed     records that became a duplicate, or ceased to be one, by another shard's records
    hidden      articles of a shard that another shard holds
    moved       articles of a shard that another of its records holds than the one that they were made of
    redirects   entities that turned out to be another one
    namesakes   articles in which an entity, after redirects, is another person of the same name
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import pyarrow as pa

from tasks.tables.columns import BY_NAME, DAY, TIME, Column, Level, Table
from tasks.tables.manifest import Manifest
from tasks.tables.section_kinds import FURNITURE_KINDS

COUNTED_FROM = 0.5
"""Confidence from which a quotation is counted in reports: more likely right than wrong."""

_DUCK_TYPES = {
    pa.string(): "VARCHAR", pa.int32(): "INTEGER", pa.int64(): "BIGINT", pa.float32(): "FLOAT", pa.bool_(): "BOOLEAN",
    TIME: "TIMESTAMP", DAY: "DATE", pa.list_(pa.string()): "VARCHAR[]",
}  # fmt: skip
_SPANS_TYPE = 'STRUCT("start" INTEGER, "end" INTEGER)[]'

SHARDS_SCHEMA = pa.schema(
    [
        pa.field(name, kind, nullable=False)
        for name, kind in (
            ("shard_id", pa.string()), ("source_paths", pa.list_(pa.string())), ("bytes", pa.int64()),
            ("clean_run_id", pa.string()), ("extract_run_id", pa.string()), ("versions", pa.string()),
        )
    ]
    + [pa.field("error", pa.string())]
)  # fmt: skip
REPLACED_SCHEMA = pa.schema([("shard_id", pa.string()), ("source_path", pa.string())])
CHANGED_SCHEMA = pa.schema(
    [("record_id", pa.string()), ("disposition", pa.string()), ("reason", pa.string()), ("detail", pa.string())]
)
HIDDEN_SCHEMA = pa.schema([("shard_id", pa.string()), ("article_id", pa.string())])
MOVED_SCHEMA = pa.schema([(name, pa.string()) for name in ("shard_id", "article_id", "source_path", "locator")])
REDIRECTS_SCHEMA = pa.schema([("entity_id", pa.string()), ("to_entity_id", pa.string()), ("reason", pa.string())])
NAMESAKES_SCHEMA = pa.schema([(name, pa.string()) for name in ("article_id", "entity_id", "to_entity_id")])


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name, the query behind it, and what a row of it is."""

    name: str
    query: str
    about: str


def quoted(text: str) -> str:
    """Write a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def _duck_type(kind: pa.DataType) -> str:
    return _DUCK_TYPES.get(kind, _SPANS_TYPE)


def _no_rows(columns: Iterable[Column] | pa.Schema) -> str:
    return "SELECT " + ", ".join(f'NULL::{_duck_type(c.type)} AS "{c.name}"' for c in columns) + " WHERE false"


def _files(prefix: str, paths: list[str], columns: Iterable[Column] | pa.Schema) -> str:
    """Write the rows of files as a table expression; without files, as one without rows."""
    if not paths:
        return f"({_no_rows(columns)})"
    listed = ", ".join(quoted(str(PurePosixPath(prefix) / path)) for path in paths)
    return f"read_parquet([{listed}])"


@dataclass(frozen=True)
class Publication:
    """A manifest to be published, and which of its tables of exceptions have rows."""

    manifest: Manifest
    exceptions: frozenset[str]
    prefix: str
    """Before each path: the store's own absolute path, or nothing for paths relative to it."""

    def views(self, reports: Iterable[View] = ()) -> Iterator[View]:
        """Yield all views in an order in which each may use the ones before; those of reports come last."""
        yield from self._exceptions()
        for table in BY_NAME.values():
            yield View(table.name, self._table(table), f"One row a {table.row}.")
        yield from _convenience()
        yield from reports

    def _exceptions(self) -> Iterator[View]:
        for name, schema, about in (
            ("shards", SHARDS_SCHEMA, "One row a shard."),
            ("replaced", REPLACED_SCHEMA, "One row a source file that gave way to newer content."),
            ("changed", CHANGED_SCHEMA, "One row a record whose disposition another shard changed."),
            ("hidden", HIDDEN_SCHEMA, "One row an article of a shard that another shard holds."),
            ("moved", MOVED_SCHEMA, "One row an article that another record of its shard holds than it was made of."),
            ("redirects", REDIRECTS_SCHEMA, "One row an entity that turned out to be another one."),
            ("namesakes", NAMESAKES_SCHEMA, "One row an article that means another person of an entity's name."),
        ):
            path = self.manifest.corpus.get(name)
            yield View(name, f"SELECT * FROM {_files(self.prefix, [path] if path else [], schema)}", about)

    def _table(self, table: Table) -> str:
        if table.level in (Level.CORPUS, Level.RUN):
            path = self.manifest.corpus.get(table.name)
            return f"SELECT * FROM {_files(self.prefix, [path] if path else [], table)}"
        rows = _files(self.prefix, self.manifest.files(table.name), table)
        replacements, joins = self._mending(table)
        replace = f" REPLACE ({', '.join(replacements)})" if replacements else ""
        return (
            f"SELECT t.*{replace}, s.{table.level}_run_id AS run_id FROM {rows} t "
            f"LEFT JOIN shards s ON s.shard_id = t.shard_id{''.join(joins)}"
        )

    def _mending(self, table: Table) -> tuple[list[str], list[str]]:
        """Return the columns to replace and the joins by which exceptions reach a shard's table."""
        replacements: list[str] = []
        joins: list[str] = []
        if table.name == "records":
            if "changed" in self.exceptions:
                replacements += [
                    f"CASE WHEN c.record_id IS NULL THEN t.{column} ELSE c.{column} END AS {column}"
                    for column in ("disposition", "reason", "detail")
                ]
                replacements.append("CASE WHEN c.record_id IS NULL THEN t.stage ELSE 'dedupe' END AS stage")
                joins.append(" LEFT JOIN changed c ON c.record_id = t.record_id")
            if "replaced" in self.exceptions:
                joins.append(" ANTI JOIN replaced r ON r.shard_id = t.shard_id AND r.source_path = t.source_path")
        elif "hidden" in self.exceptions:
            joins.append(" ANTI JOIN hidden h ON h.shard_id = t.shard_id AND h.article_id = t.article_id")
        if table.name == "articles" and "moved" in self.exceptions:
            replacements += [f"coalesce(m.{name}, t.{name}) AS {name}" for name in ("source_path", "locator")]
            joins.insert(0, " LEFT JOIN moved m ON m.shard_id = t.shard_id AND m.article_id = t.article_id")
        if column := {"mentions": "entity_id", "quotes": "speaker_entity_id"}.get(table.name):
            meant = f"t.{column}"
            mended: list[str] = []
            if "redirects" in self.exceptions:
                mended.append(f" LEFT JOIN redirects d ON d.entity_id = {meant}")
                meant = f"coalesce(d.to_entity_id, {meant})"
            if "namesakes" in self.exceptions:
                mended.append(f" LEFT JOIN namesakes n ON n.article_id = t.article_id AND n.entity_id = {meant}")
                meant = f"coalesce(n.to_entity_id, {meant})"
            if mended:
                replacements.append(f"{meant} AS {column}")
                joins = mended + joins
        return replacements, joins


def _convenience() -> Iterator[View]:
    furniture = ", ".join(quoted(kind) for kind in sorted(FURNITURE_KINDS))
    yield View(
        "article_text",
        "SELECT article_id, string_agg(text, chr(10) ORDER BY section_no) AS text, sum(words)::INTEGER AS words "
        f"FROM sections WHERE kind NOT IN ({furniture}) GROUP BY article_id",
        "One row an article: its own sections as one text.",
    )
    yield View(
        "quotes_in_context",
        """SELECT q.quote_id, a.outlet, a.published_at, a.title, a.url, q.text AS quote, q.kind,
            coalesce(e.name, q.speaker_name, q.speaker) AS speaker, q.speaker_role, q.attribution, q.cue, q.confidence,
            s.kind AS section_kind, s.heading,
            substring(s.text, greatest(1, q."start" - 159), least(160, q."start")) AS words_before,
            substring(s.text, q."end" + 1, 160) AS words_after,
            q.article_id, q.section_no, q."start", q."end", q.speaker_entity_id, a.source_path, a.locator
        FROM quotes q
        JOIN articles a ON a.article_id = q.article_id
        JOIN sections s ON s.article_id = q.article_id AND s.section_no = q.section_no
        LEFT JOIN entities e ON e.entity_id = q.speaker_entity_id""",
        "One row a quotation, with its article, its speaker and the words around it.",
    )
    yield View(
        "counted_quotes",
        f"SELECT * FROM quotes WHERE confidence >= {COUNTED_FROM} AND NOT list_contains(flags, 'repeated')",
        f"One row a quotation that reports count: confidence of at least {COUNTED_FROM}, no repetition of another one.",
    )
    yield View(
        "unique_articles",
        "SELECT * FROM articles "
        "ANTI JOIN (SELECT article_id FROM clusters WHERE NOT representative) c USING (article_id)",
        "One row an article that is no copy, or that stands for its cluster of copies.",
    )
