"""The company that names keep: whether two entities are mentioned beside the same others, rare ones counting more."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from tasks.entities.corpus_counts import CODES, mentioned_beside

_DECIMALS = 6
"""Beyond these the order in which numbers were added may show."""


def compare_contexts(
    files: Sequence[Path], pairs: Iterable[tuple[str, str]], articles: pl.DataFrame, total: int
) -> dict[tuple[str, str], tuple[float, int]]:
    """Return how alike the contexts of pairs of entities are (a cosine, 0 to 1), and how many others they share.

    A pair that shares nothing is left out. An entity's context is what its articles mention beside it, each weighted
    by the square root of the number of these articles and by how rare it is in the corpus. `articles` has the columns
    entity_id and articles, for every entity; `total` is the number of all articles.
    """
    sides = {"left": pl.String, "right": pl.String}
    asked = pl.DataFrame(sorted(set(pairs)), schema=sides, orient="row").with_columns(pl.all().cast(CODES))
    counted = articles.with_columns(pl.col("entity_id").cast(CODES))
    both = pl.concat([asked.select(entity_id="left"), asked.select(entity_id="right")]).unique()
    beside = mentioned_beside(
        files, both.join(counted, on="entity_id").with_columns(pl.col("entity_id").cast(pl.String))
    )
    rarity = counted.select(other="entity_id", rarity=((total + 1) / pl.col("articles")).log())
    weights = beside.join(rarity, on="other").select(
        "entity_id", "other", weight=pl.col("articles").sqrt() * pl.col("rarity")
    )
    left, right = (weights.rename({"entity_id": side, "weight": f"{side}_weight"}) for side in ("left", "right"))
    shared = (
        asked.join(left, on="left")
        .join(right, on=["right", "other"])
        .group_by("left", "right")
        .agg(pl.len().alias("shared"), (pl.col("left_weight") * pl.col("right_weight")).sum().alias("product"))
    )
    compared = (
        shared.join(_lengths(asked, left, "left", "right"), on=["left", "right"])
        .join(_lengths(asked, right, "right", "left"), on=["left", "right"])
        .with_columns((pl.col("product") / (pl.col("left_length") * pl.col("right_length"))).round(_DECIMALS))
        .select(pl.col("left", "right").cast(pl.String), "product", "shared")
    )
    return {(one, two): (likeness, shared) for one, two, likeness, shared in compared.iter_rows()}


def _lengths(pairs: pl.DataFrame, weights: pl.DataFrame, side: str, other_side: str) -> pl.DataFrame:
    """Return for each pair the length of one side's context without the other side."""
    return (
        pairs.join(weights, on=side)
        .filter(pl.col("other") != pl.col(other_side))
        .group_by("left", "right")
        .agg(pl.col(f"{side}_weight").pow(2).sum().sqrt().alias(f"{side}_length"))
    )
