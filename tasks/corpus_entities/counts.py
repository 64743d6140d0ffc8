"""The corpus's mentions counted: small tables, made file by file, that do not grow with the number of mentions.

All mentions of an article lie in one file, so that counts of distinct articles add up over files.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import polars as pl

_WRITTEN = ("entity_id", "label", "name", "text")
_AT_ONCE = 8


def _collected(queries: Iterable[pl.LazyFrame]) -> Iterator[pl.DataFrame]:
    """Carry out queries over one file each, some at once: one alone keeps no more than one processor at work."""
    remaining = iter(queries)
    while some := list(islice(remaining, _AT_ONCE)):
        yield from pl.collect_all(some)


def _summed(parts: Iterable[pl.DataFrame], keys: Sequence[str], counts: Sequence[str]) -> pl.DataFrame:
    """Return the sums of the counts of many small tables, in memory of about twice the sum.

    Parts wait until they are as large together as the sum so far, so that it is not gone through for each of them.
    """
    held: list[pl.DataFrame] = []
    for part in parts:
        held.append(part)
        if sum(waiting.height for waiting in held[1:]) > held[0].height:
            held = [_sum(held, keys, counts)]
    if not held:
        return pl.DataFrame(schema={**dict.fromkeys(keys, pl.String), **dict.fromkeys(counts, pl.Int64())})
    return _sum(held, keys, counts)


def _sum(tables: Sequence[pl.DataFrame], keys: Sequence[str], counts: Sequence[str]) -> pl.DataFrame:
    columns = (*keys, *counts)
    return pl.concat([table.select(columns) for table in tables]).group_by(keys).agg(pl.col(counts).sum())


@dataclass(frozen=True, slots=True)
class Meant:
    """Which entities of the corpus the articles' own ones are.

    `redirects` (entity_id, to_entity_id) holds everywhere. Then `namesakes` (article_id, entity_id, to_entity_id) holds
    in single articles.
    """

    redirects: pl.DataFrame
    namesakes: pl.DataFrame

    def of(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Return rows with each entity_id replaced by that of the entity meant."""
        rows = redirected(rows, self.redirects)
        if self.namesakes.is_empty():
            return rows
        return rows.join(self.namesakes.lazy(), on=["article_id", "entity_id"], how="left").with_columns(
            entity_id=pl.coalesce("to_entity_id", "entity_id")
        )


def written_names(files: Sequence[Path]) -> pl.DataFrame:
    """Return entity_id, label, name, text with the numbers of mentions and articles of each combination, sorted."""
    return _written(map(pl.scan_parquet, sorted(files))).sort(_WRITTEN)


def names_meant(written: pl.DataFrame, files: Sequence[Path], meant: Meant) -> pl.DataFrame:
    """Return names as they are written, of the entities meant: only those that namesakes share are counted anew.

    A combination may have several rows.
    """
    rows = redirected(written, meant.redirects)
    if meant.namesakes.is_empty():
        return rows
    shared = meant.namesakes["entity_id"].unique()
    before = meant.redirects.filter(pl.col("to_entity_id").is_in(shared.implode()))["entity_id"]
    asked = pl.col("entity_id").is_in(pl.concat([shared, before]).implode())
    parted = _written(meant.of(pl.scan_parquet(file).filter(asked)) for file in sorted(files))
    return pl.concat([rows.filter(~pl.col("entity_id").is_in(shared.implode())), parted.select(rows.columns)])


def _written(mentions: Iterable[pl.LazyFrame]) -> pl.DataFrame:
    queries = (
        rows.group_by(_WRITTEN).agg(
            pl.len().cast(pl.Int64).alias("mentions"), pl.col("article_id").n_unique().cast(pl.Int64).alias("articles")
        )
        for rows in mentions
    )
    return _summed(_collected(queries), _WRITTEN, ("mentions", "articles"))


def told_in_articles(files: Sequence[Path], meant: Meant, *columns: str) -> pl.DataFrame:
    """Return entity_id and these columns of mentions with the number of articles; the first of them is never null."""
    keys = ("entity_id", *columns)
    queries = (
        meant.of(scan.select("article_id", *keys).filter(pl.col(columns[0]).is_not_null()))
        .group_by(keys)
        .agg(pl.col("article_id").n_unique().cast(pl.Int64).alias("articles"))
        for scan in map(pl.scan_parquet, sorted(files))
    )
    return _summed(_collected(queries), keys, ("articles",))


def quotes_of(files: Sequence[Path], meant: Meant) -> pl.DataFrame:
    """Return entity_id and the number of quotations whose speaker it is."""
    queries = (
        meant.of(pl.scan_parquet(file).select("article_id", entity_id="speaker_entity_id").drop_nulls())
        .group_by("entity_id")
        .agg(pl.len().cast(pl.Int64).alias("quotes"))
        for file in sorted(files)
    )
    return _summed(_collected(queries), ("entity_id",), ("quotes",))


FrameT = TypeVar("FrameT", pl.DataFrame, pl.LazyFrame)


def redirected(rows: FrameT, redirects: pl.DataFrame) -> FrameT:
    """Return rows with each entity_id replaced by the one that it redirects to."""
    return rows.with_columns(pl.col("entity_id").replace(redirects["entity_id"], redirects["to_entity_id"]))
