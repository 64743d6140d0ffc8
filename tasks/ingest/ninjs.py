"""ninjs, the IPTC's news in JSON, versions 1.0 to 3.x."""

from collections.abc import Mapping

from tasks.ingest.fields import FieldMap
from tasks.ingest.record import RawRecord

BODIES = ("bodies", "body_text", "body_xhtml", "body_html")
SIGNS = ("versioncreated", "versionCreated", "firstcreated", "firstCreated", "pubstatus", "pubStatus", "usageterms",
         "usageTerms", "$standard", "slugline", "representationtype", "representationType")  # fmt: skip
"""Properties, besides `uri`, by which an item is known as ninjs."""


def is_ninjs(row: Mapping[str, object]) -> bool:
    """Whether an object is a ninjs item with a body."""
    return "uri" in row and any(key in row for key in BODIES) and any(key in row for key in SIGNS)


def record(row: Mapping[str, object], locator: str, payload: bytes, fields: FieldMap) -> RawRecord:
    """Make the raw record of a ninjs item; where it has several bodies, the main one in text and in HTML."""
    flat: dict[str, object] = {key: value for key, value in row.items() if key not in ("bodies", "headlines")}
    for kind, text in _bodies(row.get("bodies")):
        flat.setdefault("body_xhtml" if kind == "html" else "body_text", text)
    if headline := _main(row.get("headlines")):
        flat["headline"] = headline
    if description := _main(row.get("descriptions")):
        flat["description_text"] = description
    if date := row.get("versioncreated") or row.get("versionCreated"):
        flat.setdefault("firstcreated", row.get("firstCreated") or date)
    if "source" not in flat and (source := _source(row)):
        flat["source"] = source
    return fields.record(flat, locator, "ninjs", payload)


def _by_role(items: object) -> list[Mapping[str, object]]:
    """List the items of a property of version 2 and 3, the main one first."""
    listed = [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
    return sorted(listed, key=lambda item: "main" not in str(item.get("role", "")).lower())


def _main(items: object) -> object:
    return next((item["value"] for item in _by_role(items) if item.get("value")), None)


def _bodies(bodies: object) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for body in _by_role(bodies):
        kind = str(body.get("contenttype") or body.get("contentType") or "").lower()
        found.append(("html" if "html" in kind or "xml" in kind else "text", body.get("value")))
    return found


def _source(row: Mapping[str, object]) -> object:
    sources = row.get("infosources") or row.get("infosource") or row.get("infoSources")
    return next((item["name"] for item in _by_role(sources) if item.get("name")), row.get("copyrightholder"))
