"""The corpus's mentions counted: small tables, made file by file, that do not grow with the number of mentions.

All mentions of an article lie in one file, so that counts of distinct articles add up over files.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import polars as pl

MOST_ARTICLES = 1000
CODES = pl.Categorical(pl.Categories("onrecord entities"))  # ids as numbers while they are counted
_WRITTEN = ("entity_id", "label", "name", "text")
_AT_ONCE = 8


def _collected(queries: Iterable[pl.LazyFrame]) -> Iterator[pl.DataFrame]:
    """Carry out queries over one file each, some at once: one alone keeps no more than one processor at work."""
    remaining = iter(queries)
    while some := list(islice(remaining, _AT_ONCE)):
        yield from pl.collect_all(some)


def _summed(
    parts: Iterable[pl.DataFrame], keys: Sequence[str], counts: Sequence[str], key_type: pl.DataType | None = None
) -> pl.DataFrame:
    """Return the sums of the counts of many small tables, in memory of about twice the sum.

    Parts wait until they are as large together as the sum so far, so that it is not gone through for each of them.
    """
    held: list[pl.DataFrame] = []
    for part in parts:
        held.append(part)
        if sum(waiting.height for waiting in held[1:]) > held[0].height:
            held = [_sum(held, keys, counts)]
    if not held:
        return pl.DataFrame(
            schema={**dict.fromkeys(keys, key_type or pl.String()), **dict.fromkeys(counts, pl.Int64())}
        )
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


def written_names(files: Sequence[Path], meant: Meant | None = None) -> pl.DataFrame:
    """Return entity_id, label, name, text with the numbers of mentions and articles of each combination, sorted."""
    scans = (pl.scan_parquet(file).select("article_id", *_WRITTEN) for file in sorted(files))
    queries = (
        (meant.of(scan) if meant else scan)
        .group_by(_WRITTEN)
        .agg(
            pl.len().cast(pl.Int64).alias("mentions"), pl.col("article_id").n_unique().cast(pl.Int64).alias("articles")
        )
        for scan in scans
    )
    return _summed(_collected(queries), _WRITTEN, ("mentions", "articles")).sort(_WRITTEN)


def told_in_articles(files: Sequence[Path], meant: Meant, *columns: str) -> pl.DataFrame:
    """Return entity_id and these columns of mentions with the number of articles; the first of them is never null.

    Files without the columns are passed over.
    """
    keys = ("entity_id", *columns)
    queries = (
        meant.of(scan.select("article_id", *keys).filter(pl.col(columns[0]).is_not_null()))
        .group_by(keys)
        .agg(pl.col("article_id").n_unique().cast(pl.Int64).alias("articles"))
        for scan in map(pl.scan_parquet, sorted(files))
        if set(columns) <= set(scan.collect_schema().names())
    )
    return _summed(_collected(queries), keys, ("articles",))


def articles_of(files: Sequence[Path], meant: Meant) -> pl.DataFrame:
    """Return entity_id and the number of articles that mention it."""
    queries = (
        meant.of(pl.scan_parquet(file).select("article_id", "entity_id").unique())
        .select("article_id", "entity_id")
        .unique()
        .group_by("entity_id")
        .agg(pl.len().cast(pl.Int64).alias("articles"))
        for file in sorted(files)
    )
    return _summed(_collected(queries), ("entity_id",), ("articles",))


def quotes_of(files: Sequence[Path], meant: Meant) -> pl.DataFrame:
    """Return entity_id and the number of quotations whose speaker it is."""
    queries = (
        meant.of(pl.scan_parquet(file).select("article_id", entity_id="speaker_entity_id").drop_nulls())
        .group_by("entity_id")
        .agg(pl.len().cast(pl.Int64).alias("quotes"))
        for file in sorted(files)
    )
    return _summed(_collected(queries), ("entity_id",), ("quotes",))


def article_count(files: Sequence[Path]) -> int:
    """Return the number of articles with a mention."""
    queries = (pl.scan_parquet(file).select(pl.col("article_id").n_unique()) for file in files)
    return sum(int(counted.item()) for counted in _collected(queries))


def mentioned_beside(files: Sequence[Path], asked: pl.DataFrame, others: Sequence[str] | None = None) -> pl.DataFrame:
    """Return entity_id, other and the number of articles that mention both, for the entities and others asked for.

    The ids are of type CODES.
    `asked` has the columns entity_id and articles. Of an entity in many articles (over MOST_ARTICLES) only as many are
    looked at, those with the smallest ids, which are hashes and so as good as drawn by lot.
    """
    wanted = asked.lazy().select(pl.col("entity_id").cast(CODES), until=_last_article(pl.col("articles")))
    other_ids = None if others is None else pl.LazyFrame({"other": sorted(others)}, schema={"other": CODES})
    queries = (_beside_in(file, wanted, other_ids) for file in sorted(files))
    return _summed(_collected(queries), ("entity_id", "other"), ("articles",), CODES)


def _beside_in(file: Path, wanted: pl.LazyFrame, other_ids: pl.LazyFrame | None) -> pl.LazyFrame:
    """Count in one file; ids and articles become numbers before anything is joined."""
    mentioned = (
        pl.scan_parquet(file)
        .select(pl.col("entity_id").cast(CODES), "article_id", article=pl.col("article_id").rank("dense"))
        .unique(["article", "entity_id"])
    )
    beside = mentioned.select("article", other="entity_id")
    return (
        mentioned.join(wanted, on="entity_id")
        .filter(pl.col("article_id") <= pl.col("until"))
        .select("article", "entity_id")
        .join(beside if other_ids is None else beside.join(other_ids, on="other"), on="article")
        .filter(pl.col("entity_id") != pl.col("other"))
        .group_by("entity_id", "other")
        .agg(pl.len().cast(pl.Int64).alias("articles"))
    )


def _last_article(articles: pl.Expr) -> pl.Expr:
    """Return the article id, as hex digits, up to which about MOST_ARTICLES of so many lie."""
    share = pl.min_horizontal(pl.lit(1.0), MOST_ARTICLES / articles)
    digits = (share * 0xFFFF).cast(pl.Int64).map_elements(lambda number: f"{number:04x}", return_dtype=pl.String)
    return pl.when(share < 1.0).then(digits).otherwise(pl.lit("\U0010ffff"))


FrameT = TypeVar("FrameT", pl.DataFrame, pl.LazyFrame)


def redirected(rows: FrameT, redirects: pl.DataFrame) -> FrameT:
    """Return rows with each entity_id replaced by the one that it redirects to."""
    to = dict(redirects.select("entity_id", "to_entity_id").iter_rows())
    return rows.with_columns(pl.col("entity_id").replace(to)) if to else rows
