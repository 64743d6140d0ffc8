"""A shard's sections -> signatures, by which copies are found without reading any text again."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tasks.dedupe.signing import signatures_of
from tasks.stages.stage import Job, perform
from tasks.tables.manifest import Made
from tasks.tables.store import write_rows


def _fill(job: Job, folder: Path) -> Mapping[str, int]:
    articles, sections = (pq.read_table(job.input("clean", table)) for table in ("articles", "sections"))
    signatures = signatures_of(articles, sections)
    shard_ids = pa.repeat(pa.scalar(job.shard_id), signatures.num_rows)
    write_rows(folder / "signatures.parquet", signatures.append_column("shard_id", shard_ids))
    return {"signatures": signatures.num_rows}


def sign_shard(job: Job) -> Made:
    """Sign a shard's articles."""
    return perform(job, _fill)
