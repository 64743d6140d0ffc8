"""HTML text -> an element tree, whatever the text."""

import re
from typing import Final

from lxml import etree
from lxml.etree import _Element as Element

LONGEST: Final = 25_000_000
"""Characters that are parsed of a page; what comes later is cut off."""

_NOT_XML: Final = bytes((*range(9), 11, 12, *range(14, 32)))
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BULK = re.compile(r"<(script|style|svg)\b([^>]*)>", re.IGNORECASE)
_KEPT_SCRIPT = "ld+json"


def parse(text: str) -> Element | None:
    """Parse a page, without its scripts (JSON-LD stays), styles and drawings; None when no element is in it."""
    text = _DECLARATION.sub("", _without_bulk(text[:LONGEST]), count=1)
    if not text or text.isspace():
        return None
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    encoded = text.encode("utf-8", "ignore").translate(None, _NOT_XML)
    for noncharacter in ("\ufffe", "\uffff"):
        encoded = encoded.replace(noncharacter.encode(), b"")
    try:
        root = etree.fromstring(encoded, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None
    return root


def elements(tree: Element, path: str) -> list[Element]:
    """Give the elements that an XPath finds, in document order. Paths by way of attributes take the least time."""
    found = tree.xpath(path)
    return [element for element in found if isinstance(element, Element)] if isinstance(found, list) else []


def _without_bulk(text: str) -> str:
    """Cut out scripts, styles and drawings before parsing: they are most of a page and none of its text."""
    kept: list[str] = []
    unclosed: set[str] = set()
    position = 0
    while opening := _BULK.search(text, position):
        name = opening[1]
        whole = name in unclosed or _KEPT_SCRIPT in opening[2] or opening[2].endswith("/")
        end = -1 if whole else text.find(f"</{name}", opening.end())
        if end < 0:
            if not whole:
                unclosed.add(name)  # else a page of many such tags is searched to its end for each
            kept.append(text[position : opening.end()])
            position = opening.end()
            continue
        kept.append(text[position : opening.start()])
        position = text.find(">", end) + 1 or len(text)
    kept.append(text[position:])
    return " ".join(kept)
