"""Bytes to text: byte-order mark, strict UTF-8, the charset that the source declares, then cp1252."""

import codecs
import re
from functools import lru_cache

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte-order marks; UTF-32 before UTF-16, whose mark it begins with."""

AS_BROWSERS_READ = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
"""Declared charset -> the superset that is meant (WHATWG Encoding Standard, names as Python's codecs have them)."""

META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)["']""", re.IGNORECASE)
DECLARED_WITHIN = 4096
"""Bytes from the beginning in which a page or document declares its charset."""

MIXED = "utf-8 or cp1252"
"""Name of the error handler that reads a byte which is not UTF-8 as cp1252."""
LEAST_ALIKE = 0.99
"""A declared charset stands if at least this share of the characters could be read with it."""


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return cp1252(error.object[error.start : error.end]), error.end


codecs.register_error(MIXED, _as_cp1252)


def cp1252(data: bytes) -> str:
    """Decode as browsers do: the five bytes that cp1252 leaves undefined become the control characters they number."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(_CP1252[byte] for byte in data)


_CP1252 = tuple(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))


def marked(head: bytes) -> tuple[str, int] | None:
    """Return the encoding that a byte-order mark tells, and the mark's length."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    return None


def unmarked_utf16(head: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark, which shows in Western text by a zero in every other byte."""
    sample = head[: len(head) // 2 * 2][:4096]
    if len(sample) < 8:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def declared_in(head: bytes) -> str | None:
    """Return the charset that an HTML page's meta element or an XML prolog declares."""
    start = head[:DECLARED_WITHIN]
    found = XML_ENCODING.search(start) or META_CHARSET.search(start)
    return found.group(1).decode("ascii") if found else None


NOT_OF_TEXTS = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
"""Codecs of Python's own that no text is written in."""


@lru_cache(maxsize=256)
def codec_named(label: str | None) -> str | None:
    """Return Python's codec for a declared charset, as browsers read it; None for one that is no charset of text."""
    if not label:
        return None
    try:
        info = codecs.lookup(label.strip())
    except (LookupError, ValueError):
        return None
    if not getattr(info, "_is_text_encoding", True) or info.name in NOT_OF_TEXTS:
        return None
    return AS_BROWSERS_READ.get(info.name, info.name)


def decode(data: bytes, declared: str | None = None) -> str:
    """Decode a whole text, page or line; never raises.

    A declared multi-byte charset stands even where a character is broken. What is neither is cp1252, except where
    most of the bytes beyond ASCII are good UTF-8: then only those that are not are read as cp1252.
    """
    if mark := marked(data):
        encoding, length = mark
        return data[length:].decode(encoding, MIXED if encoding == "utf-8" else "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if wide := unmarked_utf16(data):
        return data.decode(wide, "replace")
    codec = codec_named(declared)
    if codec and codec not in {"utf-8", "cp1252"}:
        text = data.decode(codec, "replace")
        if text.count("\ufffd") <= (1 - LEAST_ALIKE) * len(text):
            return text
    return _mixed(data) if _mostly_utf8(data) else cp1252(data)


def _mixed(data: bytes) -> str:
    return data.decode("utf-8", MIXED)


def _mostly_utf8(data: bytes) -> bool:
    replaced = data.decode("utf-8", "replace")
    broken = replaced.count("\ufffd")
    good = sum(1 for character in replaced if character > "\x7f") - broken
    return good > broken


def stream_encoding(head: bytes) -> tuple[str, int]:
    """Return the encoding to read a stream with, and the length of its mark: UTF-8 unless its first bytes say else."""
    if mark := marked(head):
        return mark
    return unmarked_utf16(head) or "utf-8", 0


def valid(text: str) -> str:
    """Return the text without zero characters, which are damage wherever they stand."""
    return text.replace("\0", "") if "\0" in text else text


def paired(text: str) -> str:
    """Return the text with surrogates, which no UTF-8 can hold, made characters in pairs and replaced by themselves."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
