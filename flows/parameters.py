"""What a run is asked to do. Under Prefect the same model is the form in the UI."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, field_validator

from flows.settings import load_settings
from tasks.reports import REPORTS

Stage = Literal["clean", "extract", "sign"]
Mode = Literal["unique", "as-published"]
ReportName = Annotated[str, WithJsonSchema({"type": "string", "enum": [report.name for report in REPORTS]})]


DataFolder = Annotated[Path, Field(title="Folder of the tables", description="Where the tables are, or shall be.")]


def _data_folder() -> Path:
    return load_settings().data


class PipelineParameters(BaseModel):
    """Which dumps to read, into which tables, and how."""

    model_config = ConfigDict(extra="forbid")

    inputs: list[Path] = Field(
        default_factory=lambda: [load_settings().raw],
        title="Dumps",
        description="Files or folders to read. What was read before and has not changed is not read again.",
        min_length=1,
    )
    data: DataFolder = Field(default_factory=_data_folder)
    stages: list[Stage] = Field(
        default=["clean", "extract", "sign"],
        title="Stages",
        description=(
            "clean reads the dumps and makes articles and sections, extract finds names and quotations in them, sign "
            "prepares them for finding copies. Without clean no dump is read: the rest is done on what was read before."
        ),
        min_length=1,
    )
    force: bool = Field(
        default=False,
        title="Make everything again",
        description="Run these stages also where nothing has changed, and replace their rows all at once.",
    )
    only_failed: bool = Field(
        default=False,
        title="Only what failed",
        description="Run only the shards that failed last time.",
    )
    workers: int = Field(
        default_factory=lambda: load_settings().workers,
        ge=0,
        le=256,
        title="Processes",
        description="How many work at once on this machine. 0 means one a processor.",
    )
    scheduler: str = Field(
        default="",
        pattern=r"^$|^(tcp|tls)://\S+:\d+$",
        title="Dask scheduler",
        description="Address of a Dask cluster that shares this folder, such as tcp://10.0.0.5:8786; empty for none.",
    )

    @field_validator("scheduler", mode="before")
    @classmethod
    def _address(cls, value: object) -> object:
        if isinstance(value, str) and value and not value.startswith(("tcp://", "tls://")):
            raise ValueError("an address of a Dask scheduler begins with tcp:// or tls://")
        return value


class ReportParameters(BaseModel):
    """Which reports, and where they go."""

    model_config = ConfigDict(extra="forbid")

    names: list[ReportName] = Field(
        default_factory=lambda: [report.name for report in REPORTS],
        title="Reports",
        description="Which reports to make.",
        min_length=1,
    )
    mode: Mode = Field(
        default="unique",
        title="Copies",
        description="unique counts copies of an article once, as-published counts each.",
    )
    rows: int = Field(default=20, ge=1, le=1000, title="Rows", description="Rows of each report to show in the UI.")
    out: str = Field(
        default="",
        title="Folder for files",
        description="Where to write each report, whole, as a CSV file; empty for no files.",
    )
    data: DataFolder = Field(default_factory=_data_folder)

    @field_validator("names")
    @classmethod
    def _known(cls, value: list[str]) -> list[str]:
        unknown = set(value) - {report.name for report in REPORTS}
        if unknown:
            raise ValueError(f"no report is called {', '.join(sorted(unknown))}")
        return value


class SweepParameters(BaseModel):
    """Which files nobody needs any more."""

    model_config = ConfigDict(extra="forbid")

    days: float = Field(
        default=7,
        ge=0,
        title="Days",
        description="Remove what was never published when it is older than this; a restarted run may still use it.",
    )
    data: DataFolder = Field(default_factory=_data_folder)
