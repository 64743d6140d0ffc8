"""What a run is asked to do. Under Prefect the same model is the form in the UI."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from flows.settings import load_settings


class PipelineParameters(BaseModel):
    """Which dumps to read, into which tables, and how."""

    model_config = ConfigDict(extra="forbid")

    inputs: list[Path] = Field(
        default_factory=lambda: [load_settings().raw],
        title="Dumps",
        description="Files or folders to read. What was read before and has not changed is not read again.",
        min_length=1,
    )
    data: Path = Field(
        default_factory=lambda: load_settings().data,
        title="Folder of the tables",
        description="Where the tables are, or shall be.",
    )
    force: bool = Field(
        default=False,
        title="Make everything again",
        description="Run every shard of these dumps, also those that have not changed, and replace them all at once.",
    )
    workers: int = Field(
        default_factory=lambda: load_settings().workers,
        ge=0,
        le=256,
        title="Processes",
        description="How many work at once on this machine. 0 means one a processor.",
    )
    scheduler: str | None = Field(
        default=None,
        title="Dask scheduler",
        description="Address of a Dask cluster that shares this folder, such as tcp://10.0.0.5:8786.",
    )

    @field_validator("scheduler")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("tcp://", "tls://")):
            raise ValueError("an address of a Dask scheduler begins with tcp:// or tls://")
        return value or None
