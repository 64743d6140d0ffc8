"""Clusters of copies over all shards of the corpus."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from tasks.dedupe.candidates import pair_candidates, rank_texts
from tasks.dedupe.resemblance import COPY, KIN, Resemblance, Shares, Texts, compare
from tasks.dedupe.sketch import LEVELS, Lists
from tasks.dedupe.stars import components, stars
from tasks.dedupe.templates import Recurrent
from tasks.dedupe.words import Positions
from tasks.tables.columns import CLUSTERS
from tasks.tables.spilling import MEMORY, spilling_connection

PAIRS_IN_MEMORY = 30_000
"""Candidates that are compared, and texts whose sketches are held, at a time."""

PART = 0.7
"""A text is called a part of another if it shares less than this much of what the other shares with it."""


def cluster(signature_files: Sequence[Path], *, memory: str = MEMORY, threads: int | None = None) -> pl.DataFrame:
    """Find the clusters of copies among all signed articles: rows of CLUSTERS, by cluster and rank.

    `signature_files` are Parquet files of SIGNATURES, one a shard; neither their order nor how articles are divided
    among them matters. Only articles in a cluster of two or more have a row. A cluster's id is its representative's, so
    that a new shard changes only clusters that it adds to, and their ids only where it brings an earlier article.

    `memory` bounds the joins; beyond it DuckDB spills to a temporary folder. Besides, what is held grows only with the
    number of pairs of copies found (some hundred bytes each), and with the largest heap of texts that hang together.
    """
    with spilling_connection(memory, threads) as connection:
        if not signature_files:
            return pl.DataFrame(CLUSTERS.schema.empty_table())
        rank_texts(connection, signature_files)
        pair_candidates(connection)
        rows = list(_star_rows(connection, _copies(connection)))
        connection.register("starred", pa.Table.from_pylist(rows, schema=_STARRED))
        found = connection.sql(_ARTICLES_IN_CLUSTERS).to_arrow_table()
    return pl.DataFrame(found.cast(CLUSTERS.schema))


_STARRED = pa.schema(
    [("text", pa.int64()), ("cluster", pa.int64()), ("similarity", pa.float32()), ("relation", pa.string())]
)
_ARTICLES_IN_CLUSTERS = """
    SELECT article_id,
           first_value(article_id) OVER cluster AS cluster_id,
           rank = cluster AS representative,
           similarity,
           relation
    FROM (
        SELECT article_id, rank,
               coalesce(cluster, text) AS cluster,
               coalesce(similarity, 1) AS similarity,
               coalesce(relation, 'same') AS relation
        FROM ranked LEFT JOIN starred USING (text)
    )
    WINDOW cluster AS (PARTITION BY cluster ORDER BY rank ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    QUALIFY count(*) OVER cluster > 1
    ORDER BY cluster, rank
"""


def _copies(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int]]:
    """Compare the candidates and give those pairs of texts, by rank, that are copies."""
    candidates = connection.sql("SELECT earlier, later FROM candidates ORDER BY ALL").to_arrow_table()
    for first in range(0, len(candidates), PAIRS_IN_MEMORY):
        earlier, later = (column.to_numpy() for column in candidates.slice(first, PAIRS_IN_MEMORY).columns)
        texts = _read(connection, np.union1d(earlier, later))
        one, other = np.searchsorted(texts.ranks, earlier), np.searchsorted(texts.ranks, later)
        alike = compare(texts, one, other).within(COPY)
        yield from zip(earlier[alike].tolist(), later[alike].tolist(), strict=True)


def _star_rows(connection: duckdb.DuckDBPyConnection, pairs: Iterator[tuple[int, int]]) -> Iterator[dict[str, object]]:
    """Take the components of pairs apart into stars: a row for each member but the representative."""
    for heaps in _packed(_heaps(list(pairs))):
        texts = _read(connection, np.unique([rank for heap in heaps for pair in heap for rank in pair]))
        recurrent = _recurrent(connection, texts)
        place = {rank: number for number, rank in enumerate(texts.ranks.tolist())}
        for heap in heaps:
            local = [(place[one], place[other]) for one, other in heap]
            for first, members, alike in stars(texts, local, recurrent):
                relations, similarities = _relations(alike)
                for member, relation, similarity in zip(members, relations, similarities, strict=True):
                    yield {
                        "text": int(texts.ranks[member]),
                        "cluster": int(texts.ranks[first]),
                        "similarity": similarity,
                        "relation": relation,
                    }


def _heaps(pairs: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Sort pairs by the connected component that they are in."""
    groups = components(pairs)
    number = {node: group for group, nodes in enumerate(groups) for node in nodes}
    heaps = [list[tuple[int, int]]() for _ in groups]
    for pair in pairs:
        heaps[number[pair[0]]].append(pair)
    return heaps


def _relations(alike: Resemblance) -> tuple[list[str], Shares]:
    """Name what texts are to their representative, and say how alike they are by what shows it."""
    rewritten = ~alike.repeated(KIN)
    shares = zip(rewritten, alike.one_in_other, alike.other_in_one, strict=True)
    relations = ["rewritten" if changed else _relation(there, here) for changed, there, here in shares]
    return relations, np.where(rewritten, alike.names, alike.similarity)


def _relation(of_representative: float, of_member: float) -> str:
    """Name what a text is to its representative, from the shares of their shingles that the other one has."""
    if max(of_representative, of_member) >= KIN.part:
        if of_representative < PART * of_member:
            return "contained"
        if of_member < PART * of_representative:
            return "contains"
    return "near"


def _packed(heaps: list[list[tuple[int, int]]]) -> Iterator[list[list[tuple[int, int]]]]:
    """Put heaps together to about PAIRS_IN_MEMORY pairs."""
    pack, size = list[list[tuple[int, int]]](), 0
    for heap in heaps:
        if pack and size + len(heap) > PAIRS_IN_MEMORY:
            yield pack
            pack, size = [], 0
        pack.append(heap)
        size += len(heap)
    if pack:
        yield pack


def _read(connection: duckdb.DuckDBPyConnection, ranks: Positions) -> Texts:
    """Read the sketches of texts, given by their ranks, rising."""
    connection.register("wanted", pa.table({"text": ranks}))
    rows = connection.sql(
        "SELECT text, level, counts, shingles, skeleton "
        "FROM signed JOIN texts USING (article_id) SEMI JOIN wanted USING (text) ORDER BY text"
    ).to_arrow_table()
    return Texts(
        rows["text"].to_numpy(),
        rows["level"].to_numpy().astype(np.int64),
        rows["counts"].combine_chunks().flatten().to_numpy().reshape(-1, LEVELS),
        _lists(rows["shingles"]),
        _lists(rows["skeleton"]),
    )


def _recurrent(connection: duckdb.DuckDBPyConnection, texts: Texts) -> Recurrent:
    """Read which of these texts' shingles are met in many texts of the corpus."""
    connection.register("wanted", pa.table({"shingle": np.unique(texts.shingles.values)}))
    rows = connection.sql(
        "SELECT shingle, met FROM recurrent SEMI JOIN wanted USING (shingle) ORDER BY shingle"
    ).to_arrow_table()
    return Recurrent(rows["shingle"].to_numpy(), rows["met"].to_numpy())


def _lists(column: pa.ChunkedArray) -> Lists:
    whole = column.combine_chunks()
    return Lists(whole.flatten().to_numpy(), np.concatenate([[0], np.cumsum(whole.value_lengths().to_numpy())]))
