"""What a user can set once for all, in onrecord.toml or in ONRECORD_* variables."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, FilePath, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from tasks.errors import UserError


class SettingsError(UserError):
    """A setting can't be used; the message says which, and what to do."""


def named(value: object, *, what: str = "a folder") -> object:
    """Refuse an empty name, as of a variable that is not set: it would mean the folder of the project."""
    if isinstance(value, str) and not value.strip():
        raise ValueError(f"name {what}")
    return value


Folder = Annotated[Path, BeforeValidator(named)]
Workers = Annotated[int, Field(ge=0, le=256)]


class Settings(BaseSettings):
    """The settings. A variable goes before the file."""

    model_config = SettingsConfigDict(toml_file="onrecord.toml", env_prefix="ONRECORD_", extra="forbid")

    raw: Folder = Field(Path("data/raw"), description="Where dumps lie when a run names none.")
    data: Folder = Field(Path("data/processed"), description="The folder of the tables.")
    workers: Workers = Field(0, description="Processes that work at once; 0 means one a processor.")
    shard_megabytes: float = Field(
        4, gt=0, le=1000, description="Text that the largest shards hold, about 10 seconds of work."
    )
    recogniser: Literal["onrecord", "spacy"] = Field("onrecord", description="Who finds the names.")
    aliases: FilePath | None = Field(None, description="A CSV file of names that mean the same entity.")
    fields: dict[str, list[str]] = Field(
        default_factory=dict, description="Field names of your dumps, by onrecord's: text = ['my_body']."
    )
    failed_shards: float = Field(
        0.05, ge=0, le=1, description="The share of shards that may fail before the run counts as failed."
    )

    @field_validator("fields")
    @classmethod
    def _known(cls, fields: dict[str, list[str]]) -> dict[str, list[str]]:
        if fields:
            from tasks.ingest.fields import FieldMap  # with all readers, which no other setting needs

            FieldMap(fields)
        return fields

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read what is given in code, then variables, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings() -> Settings:
    """Read the settings that hold here.

    Raises:
        SettingsError: A setting is unknown or has a value that it can't have.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"onrecord.toml or an ONRECORD_ variable: {faults}") from error
    except ValueError as error:
        raise SettingsError(f"onrecord.toml: {error}") from error
