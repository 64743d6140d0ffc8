"""What a stream holds, told from its first bytes; the file's name only decides where they leave it open."""

import re
from dataclasses import dataclass

from tasks.ingest import delimited
from tasks.ingest.archives import is_tar
from tasks.ingest.byte_stream import HEAD_SIZE
from tasks.ingest.encoding import MIXED, stream_encoding
from tasks.ingest.fields import COMMENTS, FieldMap
from tasks.ingest.json_object import BadJsonError, load

MAGIC = (
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"WARC/", "warc"),
)
BINARY = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"ARROW1", "an Arrow file"),
    (b"\x04\x22\x4d\x18", "an lz4 stream"),
    (b"Obj\x01", "an Avro file"),
)
"""Known kinds of file that hold no articles that can be read, for the detail of the rejection."""

ROOTS = {
    "rss": "rss",
    "rdf": "rss",
    "feed": "atom",
    "newsitem": "newsml",
    "newsmessage": "newsml",
    "packageitem": "newsml",
    "nitf": "nitf",
    "html": "html",
}
"""Local name of an XML document's root element -> format."""
REMARKS = r"\s*(?:(?><!--.*?-->|<\?.*?\?>)\s*)*"
"""What may stand before an element of XML: comments, and instructions to programs."""
ROOT = re.compile(
    REMARKS + r"(?:(?><!doctype\b(?:[^\[>]*\[.*?\]\s*>|[^>]*>))" + REMARKS + r")?"  # document type
    r"<(?:[\w.-]+:)?([\w.-]+)",
    re.IGNORECASE | re.DOTALL,
)
PAGE_MARK = re.compile(
    r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<meta\s|<(?:article|main|section)[\s>]", re.IGNORECASE
)
FRAGMENT = re.compile(
    COMMENTS + r"<(?:p|div|h[1-6]|article|section|main|span|figure|title|link|script)\b[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
JSON_START = re.compile(r"""\s*(?:\{\s*["}]|\[\s*[\[\]{"])""")
CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MOST_CONTROLS = 0.01
"""A text has at most this share of control characters."""

ENDINGS = {
    "jsonl": (".jsonl", ".ndjson", ".jl", ".jsonlines"),
    "json": (".json",),
    "csv": (".csv",),
    "tsv": (".tsv", ".tab"),
    "html": (".html", ".htm", ".xhtml"),
}


@dataclass(frozen=True)
class Sniffed:
    """A format, `unknown` and `empty` among them, and for an unknown one what else is known of it."""

    format: str
    detail: str | None = None


def sniff(head: bytes, name: str, fields: FieldMap) -> Sniffed:
    """Tell the format of a stream that begins with `head` (all of it, where it is shorter than HEAD_SIZE)."""
    if not head:
        return Sniffed("empty")
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return Sniffed(kind)
    if is_tar(head):
        return Sniffed("tar")
    for magic, what in BINARY:
        if head.startswith(magic):
            return Sniffed("unknown", f"It is {what}.")
    encoding, length = stream_encoding(head)
    text = head[length:].decode(encoding, MIXED if encoding == "utf-8" else "replace")
    return _sniff_text(text, name, fields, whole=len(head) < HEAD_SIZE)


def _named(name: str, kind: str) -> bool:
    return name.lower().endswith(ENDINGS[kind])


def _sniff_text(text: str, name: str, fields: FieldMap, *, whole: bool) -> Sniffed:
    if text.strip("\0 \t\r\n\f\ufeff") == "":
        return Sniffed("empty") if whole else Sniffed("unknown", "It begins with nothing but blanks.")
    if JSON_START.match(text):
        if kind := _json_kind(text, name, whole=whole):
            return Sniffed(kind)
    elif text.lstrip().startswith("<") and (found := _sniff_markup(text)):
        return found
    if kind := delimited.sniff(text, fields, named=_named(name, "csv") or _named(name, "tsv"), whole=whole):
        return Sniffed(kind)
    if len(CONTROL.findall(text)) > MOST_CONTROLS * len(text):
        return Sniffed("unknown", "It is binary, of no known kind.")
    if PAGE_MARK.search(text[:2048]) or (_named(name, "html") and "<" in text):
        return Sniffed("html")
    return Sniffed("text")


def _sniff_markup(text: str) -> Sniffed | None:
    root = ROOT.match(text)
    kind = ROOTS.get(root.group(1).lower()) if root else None
    if kind:
        return Sniffed(kind)
    if PAGE_MARK.search(text) or FRAGMENT.match(text):
        return Sniffed("html")
    if text.lstrip().startswith("<?xml") and root:
        return Sniffed("unknown", f"It is XML whose root is {root.group(1)[:80]}.")
    return None


def _json_kind(text: str, name: str, *, whole: bool) -> str | None:
    """Tell lines of JSON from one document; None for what only begins like JSON and is named otherwise."""
    lines = [line for line in text.split("\n") if line.strip()]
    complete = len(lines) > 1 or (whole and bool(lines))
    first = _parsed(lines[0]) if complete else None
    more = len(lines) > 1 or not whole
    if isinstance(first, dict | list) and first:
        return "jsonl" if (more and _starts_alike(lines)) or _named(name, "jsonl") else "json"
    if _named(name, "jsonl") or (first is None and len(lines) > 1 and _broken_line(lines)):
        return "jsonl"
    if not complete and lines[0].lstrip().startswith("{") and not _named(name, "json"):
        return "jsonl" if not re.search(r'":\s*\[\s*\{', text) else "json"
    return "json"


def _parsed(line: str) -> object:
    try:
        return load(line.encode("utf-8", "replace"))
    except BadJsonError:
        return None


def _starts_alike(lines: list[str]) -> bool:
    return len(lines) == 1 or lines[1].lstrip()[:1] == lines[0].lstrip()[:1]


def _broken_line(lines: list[str]) -> bool:
    """Whether a first line that is no JSON is one broken line of many."""
    return lines[0].startswith('{"') and lines[1].startswith('{"')
