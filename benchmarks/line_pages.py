"""Labelled dumps of the web pages that no labelled set of dumps is made of.

The pages of html/pages.dev.jsonl.gz with labelled segments are dumped as careless extractors dump them, by resiliparse:
once whole, once what it takes for the main content, which is how the careless extracts of plaintext_lines came about. A
line is what the page's own extraction, which sees the markup, says of it; on pages with labelled lines 96 of 100 lines
that this calls body are, and 85 of 100 that it does not know are furniture.
"""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from line_sets import CLASSES, LabelledText, rows, weight_of
from resiliparse.extract.html2text import extract_plain_text

from tasks.clean.article import Block
from tasks.clean.html import blocks_of_page
from tasks.clean.text import source_lines

PAGES = Path("html", "pages.dev.jsonl.gz")
"""The pages, in the data folder."""
SET = "trafilatura_en"
"""The set of pages of which there are no dumps yet."""
SUFFIXES = frozenset({"ac", "co", "com", "gov", "net", "org"})
"""Parts of a host's name that may stand before its last one and are no site's."""
SHORTEST_PART = 25
"""Characters of the shortest line that is known for a part of a paragraph."""

_CLASS_OF = {kind: kind for kind in CLASSES} | dict.fromkeys(("promo", "related", "footer", "comment"), "other")
_UNKNOWN = frozenset({"dateline", "pullquote", "embed", "correction"})


def page_dumps(data: Path) -> Iterator[LabelledText]:
    """Dump the pages, each in both ways."""
    for row in rows(data / PAGES):
        if row["set"] == SET:
            yield from _dumps(row)


def _dumps(row: dict[str, Any]) -> Iterator[LabelledText]:
    html = base64.b64decode(row["html_base64"]).decode("utf-8", "replace")
    blocks = blocks_of_page(html, row["url"]).blocks
    for dump, main in (("extract", True), ("page", False)):
        text = extract_plain_text(html, main_content=main, alt_texts=False, links=False)
        lines = [line.text for line in source_lines(text)]
        labels = _labels(lines, blocks)
        if "body" in labels:
            name, site = f"{row['id']}/{dump}", site_of(row["url"])
            yield LabelledText(name, "pages", site, dump, text, tuple(labels), weight_of(dump, len(lines)))


def site_of(url: str) -> str:
    """The site's name in an address, without what is around it in the host's name."""
    parts = (urlsplit(url).hostname or url).lower().split(".")
    return next((part for part in parts[-2::-1] if part not in SUFFIXES), parts[0])


def _labels(lines: list[str], blocks: tuple[Block, ...]) -> list[str | None]:
    kinds = {_bare(block.text): block.kind for block in reversed(blocks)}
    story = _bare("".join(block.text for block in blocks if block.kind == "body"))
    labels = list[str | None]()
    for line in lines:
        bare = _bare(line)
        kind = kinds.get(bare) or ("body" if len(bare) >= SHORTEST_PART and bare in story else "other")
        labels.append(None if kind in _UNKNOWN else _CLASS_OF[kind])
    return labels


def _bare(text: str) -> str:
    """A line's letters and digits, which ways of dumping a page have in common."""
    return "".join(filter(str.isalnum, text)).lower()
