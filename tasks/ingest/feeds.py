"""RSS 0.9x, 1.0 and 2.0, and Atom: an item whose full text the feed holds is an article."""

from collections.abc import Iterator
from functools import partial
from html import unescape

from tasks.content_hash import content_hash
from tasks.ingest.bylines import names_in
from tasks.ingest.byte_stream import ByteStream
from tasks.ingest.fields import MARKUP, FieldMap
from tasks.ingest.record import RawRecord, rejected
from tasks.ingest.xml_records import records_of
from tasks.ingest.xml_stream import Element, all_at, first, html_of, local_name, raw_text_of, text_of

SUMMARY_WORDS = 150
"""An RSS description of more words is a full text: Blogger and others put it there."""
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_rss(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:  # noqa: ARG001 (readers look alike)
    """Yield a record an item; one that only has a summary has the reason `summary_only`."""
    yield from records_of(stream, ("item",), "rss", partial(_record, "rss"))


def read_atom(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:  # noqa: ARG001 (readers look alike)
    """Yield a record an entry; one that only has a summary has the reason `summary_only`."""
    yield from records_of(stream, ("entry",), "atom", partial(_record, "atom"))


def _record(kind: str, item: Element, locator: str, payload: bytes) -> RawRecord:
    text, html = _atom_content(item) if kind == "atom" else _rss_content(item)
    title = text_of(first(item, "title"))
    if text is None and html is None:
        summary = text_of(first(item, "description", "summary"))
        reason = "summary_only" if summary else "no_text"
        return rejected(locator, kind, payload, reason, title)
    feed = _feed_of(item)
    return RawRecord(
        locator,
        kind,
        len(payload),
        content_hash(payload),
        text=text,
        html=html,
        title=unescape(title) if title else None,
        url=_url(item),
        date=text_of(first(item, "pubDate", "published", "date", "issued", "updated")),
        authors=_authors(item),
        outlet=text_of(first(item, "source/title")) or text_of(first(feed, "title")),
        language=item.get(XML_LANG) or text_of(first(feed, "language")) or _language_of_root(item),
        description=_plain(text_of(first(item, "summary", "description"))),
    )


def _feed_of(item: Element) -> Element:
    """Return what says of an item where it appeared: the channel or feed around it, or beside it in RSS 1.0."""
    parent = item.getparent()
    if parent is None:
        return item
    channel = first(parent, "channel") if local_name(parent).lower() == "rdf" else None
    return parent if channel is None else channel


def _language_of_root(item: Element) -> str | None:
    root = item.getroottree().getroot()
    return root.get(XML_LANG) if root is not None else None


def _rss_content(item: Element) -> tuple[str | None, str | None]:
    for name in ("encoded", "content", "fulltext", "full-text", "body"):
        for element in all_at(item, name):
            if raw_text_of(element) is not None:
                return _told_apart(element)
    description = first(item, "description")
    words = len((_plain(text_of(description)) or "").split())
    return _told_apart(description) if description is not None and words > SUMMARY_WORDS else (None, None)


def _told_apart(element: Element) -> tuple[str | None, str | None]:
    """Return text or html, by whether there is markup, as elements or escaped."""
    if len(element):
        return None, html_of(element)
    text = raw_text_of(element)
    if text is not None and MARKUP.search(text):
        return None, text
    return (unescape(text) if text else None), None


def _atom_content(entry: Element) -> tuple[str | None, str | None]:
    content = first(entry, "content")
    if content is None or content.get("src"):
        return None, None
    kind = (content.get("type") or "text").lower()
    if kind in ("xhtml", "application/xhtml+xml"):
        return None, html_of(content)
    if "html" in kind:
        return None, raw_text_of(content)
    return _told_apart(content)


def _plain(text: str | None) -> str | None:
    return " ".join(unescape(MARKUP.sub(" ", text)).split()) or None if text else None


def _url(item: Element) -> str | None:
    """Return the address: Atom's alternate link, RSS's link, or the guid where it is one."""
    for link in all_at(item, "link"):
        href = link.get("href") if link.get("rel", "alternate") == "alternate" else None
        if found := (href or text_of(link)):
            return found
    guid = first(item, "guid", "id")
    address = text_of(guid)
    return address if address and "://" in address and guid is not None and guid.get("isPermaLink") != "false" else None


def _authors(item: Element) -> tuple[str, ...]:
    """Return the authors; of RSS's 'ann@example.org (Ann Lee)' the name."""
    names = [text_of(name) for name in all_at(item, "author/name")] or [
        text_of(element) for name in ("creator", "author") for element in all_at(item, name)
    ]
    given = [name.partition("(")[2].rstrip(")") if "@" in name and "(" in name else name for name in names if name]
    return names_in([name for name in given if "@" not in name]) or ()
