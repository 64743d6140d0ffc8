"""An article's signature: all that is needed to find its copies, made once a shard and stored beside its sections."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import polars as pl
import pyarrow as pa

from tasks.dedupe.sketch import LEVELS, Lists, sketch
from tasks.dedupe.words import batches, words
from tasks.tables.columns import ARTICLE_ID, COUNT, TIME, Column, Level, Table
from tasks.tables.section_kinds import FURNITURE_KINDS

HASHES = pa.list_(pa.field("item", pa.uint64(), nullable=False))
COUNTS = pa.list_(pa.field("item", COUNT, nullable=False), LEVELS)

SIGNATURES = Table(
    "signatures",
    "distinct article, as its copies are found by",
    Level.CLEAN,
    ("article_id",),
    (
        ARTICLE_ID,
        Column("published_at", TIME, "When it was published, in UTC.", required=False),
        Column("words", COUNT, "Words of the text that is compared: its body, else all of its own text."),
        Column("text_hash", pa.uint64(), "A hash of those words in their order, whatever stands between them."),
        Column(
            "level", pa.uint8(), "The rate at which its shingles are sampled: 0 all, 1 half, 2 a quarter, 3 an eighth."
        ),
        Column("counts", COUNTS, "How many of the kept shingles each level keeps, from 0."),
        Column("shingles", HASHES, "Hashes of its runs of four words, sampled at its level, rising."),
        Column("skeleton", HASHES, "Hashes of its pairs of neighbouring names and numbers, rising."),
    ),
)


def signatures_of(articles: pa.Table, sections: pa.Table) -> pa.Table:
    """Sign the articles of a shard: rows of SIGNATURES, in the order of `articles`, from its `articles` and `sections`.

    Headlines, datelines and the like differ from copy to copy, so that the body is compared, where there is one.
    """
    own = (
        pl.LazyFrame(sections.select(["article_id", "section_no", "kind", "text"]))
        .filter(~pl.col("kind").is_in(sorted(FURNITURE_KINDS)))
        .filter((pl.col("kind") == "body") | ~(pl.col("kind") == "body").any().over("article_id"))
        .sort("article_id", "section_no")
        .group_by("article_id")
        .agg(pl.col("text").str.join("\n"))
    )
    rows = (
        pl.LazyFrame(articles.select(["article_id", "published_at"]))
        .join(own, on="article_id", how="left", maintain_order="left")
        .collect()
    )
    return signatures(
        rows["article_id"].to_list(), rows["text"].fill_null("").to_list(), rows["published_at"].to_list()
    )


def signatures(
    article_ids: Sequence[str], texts: Sequence[str], published: Sequence[datetime | None] | None = None
) -> pa.Table:
    """Sign texts: a row of SIGNATURES for each, in their order."""
    parts = []
    first = 0
    for batch in batches(texts):
        end = first + len(batch)
        made = sketch(words(batch))
        columns = [
            pa.array(article_ids[first:end], pa.string()),
            pa.array(published[first:end] if published else [None] * len(batch), TIME),
            pa.array(made.words.astype(np.int32)),
            pa.array(made.text_hashes),
            pa.array(made.levels.astype(np.uint8)),
            pa.FixedSizeListArray.from_arrays(pa.array(made.counts.astype(np.int32).ravel()), type=COUNTS),
            _list_array(made.shingles),
            _list_array(made.skeletons),
        ]
        parts.append(pa.Table.from_arrays(columns, schema=SIGNATURES.schema))
        first = end
    return pa.concat_tables(parts) if parts else SIGNATURES.schema.empty_table()


def _list_array(lists: Lists) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(lists.bounds.astype(np.int32)), pa.array(lists.values), type=HASHES)
