"""Author names out of the many ways in which dumps write them."""

import ast
import json
import re
from collections.abc import Mapping
from functools import lru_cache

from tasks.ingest.encoding import valid

BY = re.compile(r"^\s*(?:(?:written|reported|story|text)\s+)?(?:by|von|por|par)\b[\s:]*", re.IGNORECASE)
SEPARATOR = re.compile(r"\s*(?:[;|\n]|\s/\s|&(?!\w+;)|\s(?:and|und|et)\s)\s*")
"""Separators that stand between whole names whatever the names look like ('y' and 'e' stand inside Iberian ones)."""
COMMA = re.compile(r"\s*,\s*")
NO_NAMES = frozenset({"", "nan", "none", "null", "n/a", "unknown", "[]"})
LONGEST_NAME = 120
NAME_KEYS = ("name", "full_name", "fullname", "display_name", "rendered", "#text", "value")


def names_in(value: object) -> tuple[str, ...] | None:
    """Read author names from a string with separators, a list, or objects with a name; None if there are none."""
    names: list[str] = []
    for name in _names(value):
        if name not in names:
            names.append(name)
    return tuple(names) or None


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return list(_names_of_string(value))
    if isinstance(value, list | tuple):
        return [name for item in value if not isinstance(item, list | tuple) for name in _names(item)]
    if isinstance(value, Mapping):
        return next(
            (_names(value[key]) for key in NAME_KEYS if isinstance(value.get(key), str)), _first_and_last(value)
        )
    return []


def _first_and_last(value: Mapping[str, object]) -> list[str]:
    first, last = value.get("firstname") or value.get("first_name"), value.get("lastname") or value.get("last_name")
    return _names(f"{first} {last}") if isinstance(first, str) and isinstance(last, str) else []


@lru_cache(maxsize=8192)
def _names_of_string(text: str) -> tuple[str, ...]:
    text = valid(text).strip()
    if text.startswith("[") and text.endswith("]"):
        listed = _listed(text)
        if listed is not None:
            return tuple(_names(listed))
    names: list[str] = []
    for part in SEPARATOR.split(BY.sub("", text)):
        names += _by_commas(part)
    cleaned = (" ".join(BY.sub("", name).split()).strip(" ,.;'\"") for name in names)
    return tuple(name for name in cleaned if name.lower() not in NO_NAMES and len(name) <= LONGEST_NAME)


def _by_commas(part: str) -> list[str]:
    """Split at commas, but not 'Smith, John', where a comma stands inside the only name."""
    pieces = [piece for piece in COMMA.split(part) if piece]
    inverted = len(pieces) == 2 and all(" " not in piece for piece in pieces)
    return [part] if inverted else pieces


def _listed(text: str) -> list[object] | None:
    """Read a list that was written into a table's cell, as JSON or as Python writes it."""
    for read in (json.loads, ast.literal_eval):
        try:
            listed = read(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        if isinstance(listed, list):
            return listed
    return None
