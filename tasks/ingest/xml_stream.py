"""XML read element by element, with what is broken in it told, and what it leaves open closed."""

import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from tasks.ingest.byte_stream import ByteStream, pieces_of
from tasks.ingest.encoding import codec_named, declared_in, marked, paired
from tasks.ingest.transcoding import mended_utf8

NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
SURROGATES = re.compile(rb"(?:&#(?:0{0,20}5[5-7]\d{3}|[xX]0{0,20}[dD][89a-fA-F][0-9a-fA-F]{2});)+")
"""References by number in a row, all in or near the range of the halves of UTF-16."""
FIRST_HALF = rb"&#(?:0{0,20}5(?:529[6-9]|5[3-9]\d\d|6[0-2]\d\d|63[01]\d)|[xX]0{0,20}[dD][89abAB][0-9a-fA-F]{2});"
UNFINISHED_REFERENCE = re.compile(rb"(?:%b)?&[^&;]{0,33}\Z|%b\Z" % (FIRST_HALF, FIRST_HALF))
"""What may belong together with the bytes that follow."""
OWN_ENTITIES = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
LONGEST_REFERENCES = 64
"""Bytes that an entity of HTML, or a character in two references, has at most."""
HARMLESS = frozenset(
    {
        etree.ErrorTypes.ERR_UNDECLARED_ENTITY,
        etree.ErrorTypes.WAR_UNDECLARED_ENTITY,
        etree.ErrorTypes.ERR_INVALID_CHAR,
    }
)
"""Errors that cost an unknown entity or a control character, and no text."""
UNFINISHED = frozenset(
    {
        etree.ErrorTypes.ERR_TAG_NOT_FINISHED,
        etree.ErrorTypes.ERR_CDATA_NOT_FINISHED,
        etree.ErrorTypes.ERR_COMMENT_NOT_FINISHED,
    }
)
"""Errors that come last where a document ends before its time."""

Element = etree._Element  # noqa: SLF001 (lxml gives its element no other name)


class XmlItems:
    """The elements of the given local names in a stream, outermost ones only, each let go after its turn.

    After the last, `error` holds what is broken in the document and `truncated` whether it ends too soon.
    Entities of HTML are known without a DTD; nothing is fetched from outside.
    """

    def __init__(self, stream: ByteStream, names: tuple[str, ...]):
        self._stream = stream
        self._parser = etree.XMLPullParser(
            events=("end",),
            tag=[f"{{*}}{name}" for name in names],
            recover=True,
            no_network=True,
            load_dtd=False,
            resolve_entities="internal",  # type: ignore[arg-type]  # stubs before lxml 5
            remove_pis=True,
            remove_comments=True,
        )
        self.error: str | None = None
        self.truncated = False

    def __iter__(self) -> Iterator[Element]:
        """Yield the elements as they are complete."""
        for piece in with_known_references(self._pieces()):
            if not self._fed(piece):
                break
            yield from self._complete()
        self._close()
        if not self.truncated:
            yield from self._complete()

    def _pieces(self) -> Iterator[bytes]:
        pieces = pieces_of(self._stream)
        declared = codec_named(declared_in(self._stream.head)) or "utf-8"
        return mended_utf8(pieces) if declared == "utf-8" and not marked(self._stream.head) else pieces

    def _fed(self, piece: bytes) -> bool:
        try:
            self._parser.feed(piece)
        except etree.XMLSyntaxError as error:
            self.error = str(error)
            return False
        return True

    def _complete(self) -> Iterator[Element]:
        for _, element in self._parser.read_events():
            if not isinstance(element, Element):
                continue
            yield element
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)

    def _close(self) -> None:
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            self.error = self.error or str(error)
        fatal = [
            e for e in self._parser.feed_error_log if e.level == etree.ErrorLevels.FATAL and e.type not in HARMLESS
        ]
        if fatal:
            self.error = self.error or f"line {fatal[0].line}: {fatal[0].message}"
            self.truncated = fatal[-1].type in UNFINISHED
        if self._stream.fault is not None:
            self.truncated = True


def with_known_references(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same XML with no references but such as XML knows, which mean the same wherever they stand.

    The named characters of HTML are in numbers. A character in the two halves that UTF-16 has for it, which libxml2
    keeps as no good text, is in one; a half without its other is U+FFFD.
    """
    kept = b""
    for piece in pieces:
        data = kept + piece
        unfinished = UNFINISHED_REFERENCE.search(data, max(0, len(data) - LONGEST_REFERENCES))
        cut = unfinished.start() if unfinished else len(data)
        data, kept = data[:cut], data[cut:]
        yield _known(data)
    if kept:
        yield _known(kept)


def _known(data: bytes) -> bytes:
    return SURROGATES.sub(_joined, NAMED.sub(_in_numbers, data)) if b"&" in data else data


def _joined(match: re.Match[bytes]) -> bytes:
    numbers = match.group().decode("ascii").lower().replace("&#", "").split(";")[:-1]
    halves = "".join(chr(int(number[1:], 16) if number.startswith("x") else int(number)) for number in numbers)
    return _references_to(paired(halves))


def _in_numbers(match: re.Match[bytes]) -> bytes:
    name = match.group(1)
    characters = None if name in OWN_ENTITIES else html5.get(name.decode("ascii") + ";")
    return match.group() if characters is None else _references_to(characters)


def _references_to(characters: str) -> bytes:
    return "".join(f"&#{ord(character)};" for character in characters).encode("ascii")


def local_name(element: Element) -> str:
    """Return an element's name without its namespace, declared or not; '' for what is no element."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def first(element: Element, *paths: str) -> Element | None:
    """Return the first element at any of the paths, of which each step is a local name, in whatever namespace."""
    for path in paths:
        found = element.find("/".join(step if step == "." else f"{{*}}{step}" for step in path.split("/")))
        if found is not None:
            return found
    return None


def all_at(element: Element, path: str) -> list[Element]:
    """Return all elements at a path of local names."""
    return element.findall("/".join(f"{{*}}{step}" for step in path.split("/")))


def text_of(element: Element | None) -> str | None:
    """Return an element's text with its white space evened out; None if it has none."""
    if element is None:
        return None
    return " ".join("".join(str(piece) for piece in element.itertext()).split()) or None


def raw_text_of(element: Element | None) -> str | None:
    """Return an element's text with its white space as it came; None if it is blank."""
    text = "" if element is None else "".join(str(piece) for piece in element.itertext())
    return text if text.strip() else None


def bytes_of(element: Element) -> bytes:
    """Return an element as XML in UTF-8."""
    return etree.tostring(element, encoding="utf-8", with_tail=False)


def html_of(element: Element, name: str = "div") -> str | None:
    """Return the content of an element as HTML, without namespaces, inside an element of the given name."""
    if raw_text_of(element) is None:
        return None
    bare = _bare(element)
    bare.tag = name
    bare.attrib.clear()
    return etree.tostring(bare, encoding="unicode", method="html", with_tail=False)


def _bare(element: Element) -> Element:
    """Copy an element without namespaces and without attributes of one, declared or not."""
    own = {str(name): str(value) for name, value in element.attrib.items() if not {"{", ":"} & set(str(name))}
    copy = etree.Element(local_name(element).lstrip("0123456789.-") or "span", own)
    copy.text, copy.tail = element.text, element.tail
    copy.extend(_bare(child) for child in element if isinstance(child.tag, str))
    return copy
