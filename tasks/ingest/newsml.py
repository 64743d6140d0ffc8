"""NewsML-G2: news items, alone or in a message, their text inline as XHTML, NITF, or plain."""

from collections.abc import Iterator
from urllib.parse import unquote

from tasks.content_hash import content_hash
from tasks.ingest import nitf
from tasks.ingest.bylines import names_in
from tasks.ingest.byte_stream import ByteStream
from tasks.ingest.fields import FieldMap
from tasks.ingest.record import RawRecord, rejected
from tasks.ingest.xml_records import records_of
from tasks.ingest.xml_stream import Element, all_at, first, html_of, local_name, raw_text_of, text_of

FORMAT = "newsml"
ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
WITHDRAWN = frozenset({"canceled", "cancelled", "withheld"})
"""Publishing status (IPTC's `stat:`) of an item that must not be used."""


def read(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:  # noqa: ARG001 (readers look alike)
    """Yield a record an item; packages and the like, which hold no text of their own, have their name as reason."""
    yield from records_of(stream, ITEMS, FORMAT, _record)


def _record(item: Element, locator: str, payload: bytes) -> RawRecord:
    kind, guid = local_name(item), item.get("guid")
    if kind != "newsItem":
        return rejected(locator, FORMAT, payload, kind.removesuffix("Item") + "_item", guid)
    status = first(item, "itemMeta/pubStatus")
    if status is not None and _code(status) in WITHDRAWN:
        return rejected(locator, FORMAT, payload, "withdrawn", guid)
    inline = _nitf_of(item)
    text, html = _content(item, inline)
    if text is None and html is None:
        return rejected(locator, FORMAT, payload, "no_text", guid)
    return RawRecord(
        locator,
        FORMAT,
        len(payload),
        content_hash(payload),
        text=text,
        html=html,
        title=_title(item) or (nitf.title_of(inline) if inline is not None else None),
        url=_url(item),
        date=_date(item),
        authors=_authors(item) or (nitf.authors_of(inline) if inline is not None else ()),
        outlet=_outlet(item),
        language=_language(item),
        description=_description(item),
    )


def _code(element: Element) -> str:
    """Return a controlled value without the alias of its scheme."""
    return (element.get("qcode") or element.get("literal") or "").rpartition(":")[2].lower()


def _nitf_of(item: Element) -> Element | None:
    for inline in all_at(item, "contentSet/inlineXML"):
        found = first(inline, "nitf")
        if found is not None:
            return found
    return None


def _content(item: Element, inline_nitf: Element | None) -> tuple[str | None, str | None]:
    """Find the text: NITF or XHTML inline, else data of a text type."""
    if inline_nitf is not None and (html := nitf.html_of_body(inline_nitf)):
        return None, html
    for inline in all_at(item, "contentSet/inlineXML"):
        body = first(inline, "html/body", "body", "html")
        if html := html_of(inline if body is None else body, "article"):
            return None, html
    for data in all_at(item, "contentSet/inlineData"):
        text = raw_text_of(data)
        if text and not data.get("encoding"):
            return (None, text) if "html" in (data.get("contenttype") or "") else (text, None)
    return None, None


def _by_role(elements: list[Element], role: str) -> list[Element]:
    return sorted(elements, key=lambda element: role not in (element.get("role") or "").lower())


def _title(item: Element) -> str | None:
    headlines = _by_role(all_at(item, "contentMeta/headline"), "main")
    return next((text for headline in headlines if (text := text_of(headline))), None) or text_of(
        first(item, "itemMeta/title")
    )


def _description(item: Element) -> str | None:
    descriptions = _by_role(all_at(item, "contentMeta/description"), "summary")
    return next((text for description in descriptions if (text := text_of(description))), None)


def _date(item: Element) -> str | None:
    """Return when the content was made, else when the item was first, else this version."""
    return text_of(
        first(item, "contentMeta/contentCreated", "itemMeta/firstCreated", "contentMeta/contentModified",
              "itemMeta/versionCreated")
    )  # fmt: skip


def _authors(item: Element) -> tuple[str, ...]:
    """Return the byline's names, else those of the creators who are persons."""
    by = [name for line in all_at(item, "contentMeta/by") for name in names_in(text_of(line)) or ()]
    creators = [creator for creator in all_at(item, "contentMeta/creator") if "org" not in (creator.get("type") or "")]
    return tuple(by) or names_in([text_of(name) for creator in creators for name in all_at(creator, "name")]) or ()


def _outlet(item: Element) -> str | None:
    for path in ("itemMeta/provider", "contentMeta/infoSource", "rightsInfo/copyrightHolder"):
        source = first(item, path)
        if source is not None:
            name = text_of(first(source, "name")) or source.get("literal") or unquote(_code(source))
            if name:
                return name
    return None


def _language(item: Element) -> str | None:
    language = first(item, "contentMeta/language")
    given = language.get("tag") if language is not None else None
    return given or item.get("{http://www.w3.org/XML/1998/namespace}lang")


def _url(item: Element) -> str | None:
    for link in all_at(item, "itemMeta/link"):
        if (link.get("rel") or "").rpartition(":")[2].lower() in ("canonical", "alternate", "permalink", "sameas"):
            return link.get("href")
    return None
