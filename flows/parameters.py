"""What a run is asked to do. The flows take the same as parameters, so that Prefect's forms refuse what can't be."""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator

from flows.settings import Workers, load_settings, named
from tasks.reports import REPORTS

Stage = Literal["clean", "extract", "sign"]
NamedPath = Annotated[
    Path,
    BeforeValidator(partial(named, what="a file or folder")),
    WithJsonSchema({"type": "string", "format": "path", "pattern": r"\S"}),
]
Inputs = Annotated[list[NamedPath], Field(min_length=1)]
Stages = Annotated[list[Stage], Field(min_length=1, json_schema_extra={"uniqueItems": True})]
Scheduler = Annotated[str, Field(pattern=r"^$|^(tcp|tls)://\S+:\d{1,5}$")]
ReportName = Annotated[str, WithJsonSchema({"type": "string", "enum": [report.name for report in REPORTS]})]
ReportNames = Annotated[list[ReportName], Field(min_length=1)]
ShownRows = Annotated[int, Field(ge=1, le=1000)]
Days = Annotated[float, Field(ge=0)]


class PipelineParameters(BaseModel):
    """Which dumps to read, into which tables, and how. What each means is told by `flows.pipeline`."""

    model_config = ConfigDict(extra="forbid")

    inputs: Inputs = Field(default_factory=lambda: [load_settings().raw])
    stages: Stages = ["clean", "extract", "sign"]
    force: bool = False
    only_failed: bool = False
    workers: Workers = Field(default_factory=lambda: load_settings().workers)
    scheduler: Scheduler = ""
    data: NamedPath = Field(default_factory=lambda: load_settings().data)

    @property
    def reads_dumps(self) -> bool:
        """Whether the run reads dumps, or only works on what was read before."""
        return "clean" in self.stages

    @field_validator("scheduler", mode="before")
    @classmethod
    def _address(cls, value: object) -> object:
        if isinstance(value, str) and value and not value.startswith(("tcp://", "tls://")):
            raise ValueError("an address of a Dask scheduler begins with tcp:// or tls://")
        return value
