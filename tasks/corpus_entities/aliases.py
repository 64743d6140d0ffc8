"""The user's own table of names: what means what, before anything that the corpus seems to say."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tasks.entities.names import entity_id_of
from tasks.errors import UserError
from tasks.tables.columns import ENTITY_LABELS


class AliasTableError(UserError):
    """The table of names cannot be used; the message says which line and why."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A line of the table: a way of writing, the name that it stands for, of which kind, perhaps with id and gender."""

    alias: str
    name: str
    label: str | None = None
    entity_id: str | None = None
    gender: str | None = None

    def target(self, label: str) -> str:
        """Return the id of the entity that the alias stands for, where its own label is not given: of this label."""
        return self.entity_id or entity_id_of(self.label or label, self.name)


def read_aliases(path: Path | None) -> list[Alias]:
    """Read a CSV table with the columns alias, name and, if wanted, label, entity_id and gender.

    A line whose alias is its name keeps that name from being merged into another. Raises AliasTableError for a
    missing column, an empty alias or name, a label that is none of ENTITY_LABELS, and what is no CSV file in UTF-8.
    """
    if path is None:
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            missing = {"alias", "name"} - set(rows.fieldnames or ())
            if missing:
                raise AliasTableError(f"{path}: no column {', '.join(sorted(missing))}")
            return list(_checked(path, rows))
    except (OSError, UnicodeError, csv.Error) as error:
        raise AliasTableError(f"{path} is no CSV file in UTF-8: {error}") from error


def _checked(path: Path, rows: Iterable[dict[str, str | None]]) -> Iterable[Alias]:
    for number, row in enumerate(rows, start=2):
        values = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
        label = values.get("label") or None
        if not values["alias"] or not values["name"]:
            raise AliasTableError(f"{path}, line {number}: alias and name must not be empty")
        if label and label not in ENTITY_LABELS:
            raise AliasTableError(f"{path}, line {number}: label {label!r} is none of {', '.join(ENTITY_LABELS)}")
        yield Alias(
            values["alias"], values["name"], label, values.get("entity_id") or None, values.get("gender") or None
        )
