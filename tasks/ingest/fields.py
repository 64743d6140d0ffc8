"""The fields of a structured record under standard names, whatever its dump calls them."""

import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import unescape
from importlib.resources import files
from typing import TypeVar

from tasks.content_hash import content_hash
from tasks.ingest.bylines import names_in
from tasks.ingest.encoding import valid
from tasks.ingest.record import RawRecord, rejected

MARKUP = re.compile(r"</?[a-zA-Z][a-zA-Z0-9:-]*(?:\s[^<>]*)?/?>")
COMMENTS = r"\s*(?:(?><!--.*?-->)\s*)*"
"""What may stand before a page; no comment is tried at more than one length, as many would take for ever."""
PAGE = re.compile(
    COMMENTS + r"<(?:!doctype\s+html|\?xml|html|head|body|main|article|section|div|p|h[1-6]|figure|span"
    r"|ul|blockquote|table|img|a)\b",
    re.IGNORECASE | re.DOTALL,
)
"""What a text begins with that plainly is HTML."""
ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|//?[\w%-]|www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[/:?#]|$))", re.IGNORECASE
)
KNOWN_KEY_SETS = 4096
"""Plans for so many sets of keys are kept; a dump has one or a few."""

T = TypeVar("T")
Path = tuple[str, ...]
Plan = dict[str, tuple[tuple[str, Path], ...]]


@dataclass(frozen=True)
class FieldNames:
    """The table of field names that ships: paths by canonical field, and how dumps write what is not there."""

    fields: Mapping[str, tuple[str, ...]]
    absent: frozenset[str]
    wrappers: tuple[str, ...]
    not_articles: frozenset[str]


@lru_cache(maxsize=1)
def shipped_names() -> FieldNames:
    """Load the table of field names."""
    data = tomllib.loads(files("tasks.ingest").joinpath("data/field_names.toml").read_text("utf-8"))
    values = data["values"]
    return FieldNames(
        fields={field: tuple(names) for field, names in data["fields"].items()},
        absent=frozenset(values["absent"]),
        wrappers=tuple(values["wrappers"]),
        not_articles=frozenset(values["not_articles"]),
    )


class FieldMap:
    """Where a dump's records keep each canonical field.

    The paths of `overrides`, by canonical field, come before those that ship. A user who says where the text is gets
    no html from a field that was not named, and the other way round.

    Raises ValueError for a canonical field that does not exist.
    """

    def __init__(self, overrides: Mapping[str, Sequence[str]] | None = None):
        shipped = shipped_names()
        self.overrides = {field: tuple(paths) for field, paths in (overrides or {}).items()}
        if unknown := sorted(set(self.overrides) - set(shipped.fields)):
            raise ValueError(f"No such field: {', '.join(unknown)}. There are {', '.join(shipped.fields)}.")
        self._paths = {field: self.overrides.get(field, ()) + paths for field, paths in shipped.fields.items()}
        self._plans: dict[tuple[str, ...], Plan] = {}

    @classmethod
    def with_overrides(cls, overrides: Mapping[str, Sequence[str]] | None) -> "FieldMap":
        """Return the map with a user's paths first; the shipped one, whose plans are kept, where there are none."""
        return cls(overrides) if overrides else DEFAULT_FIELDS

    def plan(self, keys: Iterable[str]) -> Plan:
        """Return, by canonical field, the (key, path below it) that records with these keys may keep it at."""
        known = tuple(keys)
        plan = self._plans.get(known)
        if plan is None:
            if len(self._plans) >= KNOWN_KEY_SETS:
                self._plans.clear()
            plan = self._plans[known] = self._planned(known)
        return plan

    def _planned(self, keys: tuple[str, ...]) -> Plan:
        by_name: dict[str, str] = {}
        for key in keys:
            by_name.setdefault(_evened(key), key)
        plan: Plan = {}
        for field, paths in self._paths.items():
            found = [place for path in paths for place in _places(path, by_name)]
            if found:
                plan[field] = tuple(found)
        return plan

    def holds_article(self, keys: Iterable[str]) -> bool:
        """Whether records with these keys have a place for a text or a page."""
        plan = self.plan(keys)
        return "text" in plan or "html" in plan

    def known(self, keys: Iterable[str]) -> Collection[str]:
        """Return the canonical fields for which records with these keys have a place."""
        return self.plan(keys).keys()

    def record(self, row: Mapping[str, object], locator: str, kind: str, payload: bytes) -> RawRecord:
        """Make the raw record of an object or row; `payload` is its bytes as they came.

        One without text and html has the reason `no_text`.
        """
        plan = self.plan(row)
        text, html = self._content(row, plan)
        if text is None and html is None and (inner := _unwrapped(row, self)):
            row, plan = inner, self.plan(inner)
            text, html = self._content(row, plan)
        if text is None and html is None:
            detail = f"Its fields are: {', '.join(map(str, row))}"
            return rejected(locator, kind, payload, "no_text", detail[:1000])
        return RawRecord(
            locator=locator,
            format=kind,
            size=len(payload),
            payload_hash=content_hash(payload),
            text=text,
            html=html,
            title=_first(row, plan.get("title"), one_line),
            url=_first(row, plan.get("url"), address),
            date=_first(row, plan.get("date"), one_line),
            authors=_first(row, plan.get("authors"), names_in) or (),
            outlet=_first(row, plan.get("outlet"), name_of_outlet),
            language=_first(row, plan.get("language"), one_line),
            description=_first(row, plan.get("description"), words),
        )

    def _content(self, row: Mapping[str, object], plan: Plan) -> tuple[str | None, str | None]:
        """Find text and html, whatever their fields are called: what starts with a tag is html, without tags text."""
        html = _first(row, plan.get("html"), marked_up)
        text = _first(row, plan.get("text"), unmarked)
        if html is None:
            html = _first(row, plan.get("text"), page)
        if text is None and html is None:
            text = _first(row, plan.get("html"), words)
            text = unescape(text) if text else None
        if text and html and len(self.overrides.keys() & {"text", "html"}) == 1:
            return (text, None) if "text" in self.overrides else (None, html)
        return text, html


def _evened(name: str) -> str:
    return name.strip().strip("\ufeff").lower().replace(" ", "_").replace("-", "_")


def _places(path: str, by_name: Mapping[str, str]) -> Iterable[tuple[str, Path]]:
    """Yield where a path may lie: under a key of just that name (as in flattened tables), or below its first step."""
    if flat := by_name.get(_evened(path)):
        yield flat, ()
    steps = tuple(step for part in path.split(".") for step in _with_list_step(part))
    if len(steps) > 1 and (first := by_name.get(_evened(steps[0]))):
        yield first, steps[1:]


def _with_list_step(part: str) -> tuple[str, ...]:
    return (part[:-2], "[]") if part.endswith("[]") else (part,)


def _follow(value: object, path: Path) -> object:
    for number, step in enumerate(path):
        if step == "[]":
            if not isinstance(value, list | tuple):
                return None
            return [found for item in value if (found := _follow(item, path[number + 1 :])) not in (None, "")]
        if not isinstance(value, Mapping):
            return None
        value = value[step] if step in value else _in_any_case(value, step)
    return value


def _in_any_case(value: Mapping[str, object], step: str) -> object:
    name = _evened(step)
    return next((item for key, item in value.items() if isinstance(key, str) and _evened(key) == name), None)


def _first(
    row: Mapping[str, object], places: Sequence[tuple[str, Path]] | None, read: Callable[[object], T | None]
) -> T | None:
    for key, path in places or ():
        value = row[key]
        if path:
            value = _follow(value, path)
        if value and (found := read(value)):
            return found
    return None


def words(value: object) -> str | None:
    """Read a text: a string, or the paragraphs of a list; None for anything else and for what only says `none`."""
    if isinstance(value, str):
        text = valid(value)
        if len(text) < 8 and text.strip().lower() in _absent():
            return None
        return text if text and not text.isspace() else None
    if isinstance(value, list | tuple) and value and all(isinstance(item, str) for item in value):
        return words("\n".join(value))
    return None


@lru_cache(maxsize=1)
def _absent() -> frozenset[str]:
    return shipped_names().absent


def one_line(value: object) -> str | None:
    """Read a short value, such as a title or a date: the first of a list, a number in its digits."""
    if isinstance(value, list | tuple):
        plain = (item for item in value if not isinstance(item, list | tuple))
        return next((found for item in plain if (found := one_line(item))), None)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = words(value)
    return " ".join(text.split()) if text else None


def address(value: object) -> str | None:
    """Read an address; None for numbers, urns and other names that lead nowhere."""
    text = one_line(value)
    return text if text and ADDRESS.match(text) and " " not in text else None


def name_of_outlet(value: object) -> str | None:
    """Read an outlet's name or domain; None for a whole address and for a number."""
    text = one_line(value)
    return None if text is None or "://" in text or text.isdigit() else text


def marked_up(value: object) -> str | None:
    """Read a text that has markup; None for one that has none."""
    text = words(value)
    return text if text and MARKUP.search(text) else None


def page(value: object) -> str | None:
    """Read a text that plainly is HTML; None for any other."""
    text = words(value)
    return text if text and PAGE.match(text) else None


def unmarked(value: object) -> str | None:
    """Read a text that does not begin as HTML does."""
    text = words(value)
    return None if text is None or PAGE.match(text) else text


def _unwrapped(row: Mapping[str, object], fields: FieldMap) -> Mapping[str, object] | None:
    for wrapper in shipped_names().wrappers:
        inner = row.get(wrapper)
        if isinstance(inner, dict) and fields.holds_article(inner):
            return inner
    return None


DEFAULT_FIELDS = FieldMap()
