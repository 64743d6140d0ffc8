"""A shard's sections -> signatures, by which copies are found without reading any text again."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tasks.dedupe.signing import signatures_of
from tasks.stages.stage import Job, perform
from tasks.tables.manifest import Made
from tasks.tables.store import write_rows

ARTICLES_AT_ONCE = 256
"""Articles whose words are held at a time."""


def signed(articles: pa.Table, sections: pa.Table) -> pa.Table:
    """Sign the articles of a shard, some at a time: rows of SIGNATURES (see signatures_of)."""
    portions = [articles.slice(first, ARTICLES_AT_ONCE) for first in range(0, len(articles), ARTICLES_AT_ONCE)]
    owners = sections["article_id"]
    return pa.concat_tables(
        signatures_of(some, sections.filter(pc.is_in(owners, some["article_id"])))
        for some in portions or [articles]  # of no articles there is an empty table
    )


def _fill(job: Job, folder: Path) -> Mapping[str, int]:
    articles = pq.read_table(job.input("clean", "articles"), columns=["article_id", "published_at"])
    sections = pq.read_table(job.input("clean", "sections"), columns=["article_id", "section_no", "kind", "text"])
    signatures = signed(articles, sections)
    shard_ids = pa.repeat(pa.scalar(job.shard_id), signatures.num_rows)
    write_rows(folder / "signatures.parquet", signatures.append_column("shard_id", shard_ids))
    return {"signatures": signatures.num_rows}


def sign_shard(job: Job) -> Made:
    """Sign a shard's articles."""
    return perform(job, _fill)
