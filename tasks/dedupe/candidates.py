"""Which texts of the corpus may be copies of which: pairs that share sampled shingles or pairs of names and numbers.

Everything here is joins over the signature files, so that DuckDB works through a corpus of any size in the memory that
it is allowed and spills the rest to disk. The joins are linear: a shingle pairs each text that has it only with the
first one in rank, never all with all.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

MIN_WORDS = 30
"""Shorter texts are only compared for sameness: chance and set phrases make them alike."""

LEAST_SHARED = 2
LEAST_SHARE = 0.05
"""A candidate shares at least so many sampled shingles with the first, and at least this part of the smaller sample."""

LEAST_NAMES_SHARED = 3
LEAST_NAMES_SHARE = 0.25
"""The same of the sampled skeletons, for copies that share hardly a run of words."""

NAMES_SAMPLED = 4
"""One in so many of a skeleton's pairs is looked at."""

LEAST_RECURRENT = 8
"""Texts that a shingle is met in to be counted as recurrent."""


def rank_texts(connection: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    """Make the tables `ranked` and `texts`.

    `ranked` has a row an article: its rank among all as a representative (the earliest published, then the longest,
    then the smallest id; undated ones last) and the rank of the first article with the very same words. `texts` has a
    row for each of those first ones that is long enough to be compared.
    """
    connection.read_parquet([str(file) for file in files]).create_view("signed")
    connection.execute(
        """
        CREATE TEMP TABLE ranked AS
        SELECT *, CASE WHEN words = 0 THEN rank ELSE min(rank) OVER (PARTITION BY text_hash, words) END AS text
        FROM (
            SELECT article_id, text_hash, words,
                   row_number() OVER (ORDER BY published_at NULLS LAST, words DESC, article_id) AS rank
            FROM signed
        )
        """
    )
    connection.execute(
        "CREATE TEMP TABLE texts AS SELECT rank AS text, article_id FROM ranked WHERE rank = text AND words >= ?",
        [MIN_WORDS],
    )


def pair_candidates(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables `candidates` and `recurrent` from those of `rank_texts`.

    `candidates` has pairs of texts by rank (earlier, later), `recurrent` the shingles that are met in many texts.
    """
    connection.execute(
        """
        CREATE TEMP TABLE postings AS
        SELECT text, unnest(shingles) AS shingle FROM signed JOIN texts USING (article_id)
        """
    )
    connection.execute(
        """
        CREATE TEMP TABLE firsts AS
        SELECT shingle, min(text) AS earlier, count(*) AS met FROM postings GROUP BY shingle HAVING met > 1
        """
    )
    connection.execute(
        """
        CREATE TEMP TABLE sizes AS
        SELECT text, level, counts FROM signed JOIN texts USING (article_id)
        """
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE candidates AS
        SELECT earlier, later
        FROM (
            SELECT earlier, text AS later, count(*) AS shared
            FROM postings JOIN firsts USING (shingle)
            WHERE earlier <> text
            GROUP BY ALL HAVING shared >= {LEAST_SHARED}
        ) AS shares
        JOIN sizes AS one ON one.text = earlier
        JOIN sizes AS two ON two.text = later
        WHERE shared >= {LEAST_SHARE} * least(
            one.counts[greatest(one.level, two.level) + 1], two.counts[greatest(one.level, two.level) + 1]
        )
        """
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE names AS
        SELECT text, pair, count(*) OVER (PARTITION BY text) AS size, min(text) OVER (PARTITION BY pair) AS earlier
        FROM (SELECT text, unnest(skeleton) AS pair FROM signed JOIN texts USING (article_id))
        WHERE pair % {NAMES_SAMPLED} = 0
        """
    )
    connection.execute(
        f"""
        INSERT INTO candidates
        SELECT earlier, later
        FROM (
            SELECT earlier, text AS later, count(*) AS shared, any_value(size) AS size
            FROM names WHERE earlier <> text
            GROUP BY ALL HAVING shared >= {LEAST_NAMES_SHARED}
        )
        JOIN (SELECT text AS earlier, any_value(size) AS earlier_size FROM names GROUP BY ALL) USING (earlier)
        WHERE shared >= {LEAST_NAMES_SHARE} * least(size, earlier_size)
        EXCEPT SELECT earlier, later FROM candidates
        """
    )
    connection.execute(
        "CREATE TEMP TABLE recurrent AS SELECT shingle, met FROM firsts WHERE met >= ?", [LEAST_RECURRENT]
    )
    connection.execute("DROP TABLE postings; DROP TABLE firsts; DROP TABLE sizes; DROP TABLE names")
