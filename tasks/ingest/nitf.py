"""NITF, the News Industry Text Format: one article a document, its body turned into HTML."""

from collections.abc import Iterator

from lxml import etree

from tasks.content_hash import content_hash
from tasks.ingest.bylines import names_in
from tasks.ingest.byte_stream import ByteStream
from tasks.ingest.fields import FieldMap
from tasks.ingest.record import RawRecord, rejected
from tasks.ingest.xml_records import records_of
from tasks.ingest.xml_stream import Element, all_at, first, html_of, local_name, text_of

FORMAT = "nitf"
AS_HTML = {
    "hl1": "h1",
    "hl2": "h2",
    "media": "figure",
    "media-caption": "figcaption",
    "block": "div",
    "bq": "blockquote",
    "credit": "cite",
    "nitf-table": "table",
    "fn": "aside",
    "note": "aside",
}
"""NITF's elements that HTML has under another name; `p`, `ul`, `ol`, `li`, `table`, `a`, `em`, `br` are the same."""
DROPPED = ("media-reference", "media-metadata", "media-object", "media-producer", "nitf-table-metadata")
INLINE = ("person", "org", "location", "event", "function", "object.title", "chron", "num", "money", "virtloc", "q",
          "copyrite", "lang", "pronounce", "alt-code", "classifier", "postaddr", "dateline.location")  # fmt: skip
"""Elements that mark a name or number in a sentence: their words stay, their tags go."""


def read(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:  # noqa: ARG001 (readers look alike)
    """Yield the record of each article in the document."""
    yield from records_of(stream, ("nitf",), FORMAT, record)


def record(nitf: Element, locator: str, payload: bytes) -> RawRecord:
    """Make the raw record of a nitf element."""
    html = html_of_body(nitf)
    if html is None:
        return rejected(locator, FORMAT, payload, "no_text", title_of(nitf))
    published = first(nitf, "head/docdata/date.issue", "head/docdata/date.release")
    publication = first(nitf, "head/pubdata")
    return RawRecord(
        locator,
        FORMAT,
        len(payload),
        content_hash(payload),
        html=html,
        title=title_of(nitf),
        url=_url(nitf),
        date=(published.get("norm") if published is not None else None)
        or (publication.get("date.publication") if publication is not None else None)
        or _normed(first(nitf, "body/body.head/dateline/story.date")),
        authors=authors_of(nitf),
        outlet=_outlet(nitf, publication),
        language=nitf.get("{http://www.w3.org/XML/1998/namespace}lang") or nitf.get("lang"),
        description=text_of(first(nitf, "body/body.head/abstract")),
    )


def _normed(date: Element | None) -> str | None:
    return None if date is None else date.get("norm") or text_of(date)


def title_of(nitf: Element) -> str | None:
    """Return the main headline, else the document's title."""
    return text_of(first(nitf, "body/body.head/hedline/hl1", "body/body.head/headline/hl1", "head/title"))


def authors_of(nitf: Element) -> tuple[str, ...]:
    """Return the people of the bylines, without what they are."""
    names: list[str] = []
    for byline in all_at(nitf, "body/body.head/byline"):
        people = [text_of(person) for person in all_at(byline, "person")]
        for title in all_at(byline, "byttl"):
            title.text = ""
            for child in list(title):
                title.remove(child)
        names += [name for name in people if name] or list(names_in(text_of(byline)) or ())
    return tuple(dict.fromkeys(names))


def _outlet(nitf: Element, publication: Element | None) -> str | None:
    named = publication.get("name") if publication is not None else None
    source = first(nitf, "head/docdata/doc.copyright", "body/body.head/distributor")
    return named or (None if source is None else source.get("holder") or text_of(source))


def _url(nitf: Element) -> str | None:
    publication, identity = first(nitf, "head/pubdata"), first(nitf, "head/docdata/doc-id")
    given = (publication.get("ex-ref") if publication is not None else None) or (
        identity.get("id-string") if identity is not None else None
    )
    return given if given and "://" in given else None


def html_of_body(nitf: Element) -> str | None:
    """Return the article's body as HTML: dateline, content, and the line at its end."""
    content = first(nitf, "body/body.content", "body.content")
    if content is None or text_of(content) is None:
        return None
    body = etree.Element("article")
    if dateline := text_of(first(nitf, "body/body.head/dateline/location")):
        etree.SubElement(body, "p", {"class": "dateline"}).text = dateline
    for part in (content, first(nitf, "body/body.end")):
        if part is not None:
            body.extend(list(part))
    etree.strip_elements(body, *(f"{{*}}{name}" for name in DROPPED), with_tail=False)
    etree.strip_tags(body, *(f"{{*}}{name}" for name in INLINE))
    for element in body.iter(etree.Element):
        name = local_name(element)
        element.tag = AS_HTML.get(name, "p" if name == "tagline" else name)
    return html_of(body, "article")
