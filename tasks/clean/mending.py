"""Mending of scraped text: what a scraper broke is put right, and every character still knows where it came from.

Removed: soft hyphens, zero-width characters and control characters, tags that were left in, lists of other stories that
a page shows over a name, and white space beyond one plain space between words. Replaced: HTML entities by their
characters, mojibake by what it stood for. Everything else, quotation marks above all, stays as it is in the source.
"""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import NamedTuple

import ftfy

_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_TAG = re.compile(
    r"<!--.*?-->"
    r"|</?(?:a|abbr|article|aside|b|big|blockquote|br|center|cite|code|div|em|figcaption|figure|font|footer|h[1-6]|header"
    r"|hr|i|iframe|img|ins|li|mark|nobr|ol|p|picture|q|s|script|section|small|span|strike|strong|style|sub|sup|table"
    r"|tbody|td|th|time|tr|tt|u|ul|video|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE | re.DOTALL,
)
_BREAKING_TAG = re.compile(r"</?(?:br|p|div|li|h[1-6]|tr|td|hr|blockquote|section|article)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_MOJIBAKE = re.compile(r"[\x80-\x9f]+|[^\x00-\x7f]*[ÂÃâðÅÄ][^\x00-\x7f]+|[ÂÃ] ")
_MOJIBAKE_SIGNS = "ÂÃâðÅÄ"
_SPACE = re.compile(r"\s+")
_GENERATION = r"(?:,? (?:Jr|Sr|II|III|IV)\b\.?)?"
_NAME_WORD = r" (?:\([^()]{1,30}\)|[^\W\d_a-z][\w.'’-]*|[a-z]{1,3})"
_STORIES_END = "MORE"
_STORIES = re.compile(
    # 'Ann Berg Ann Maria BergOther story Another story MORE', where only 'Ann Berg' is text
    rf"(?P<kept>\b(?:(?P<given>[^\W\d_a-z][\w'’-]*) )?(?P<surname>[^\W\d_][\w'’-]+){_GENERATION})"
    rf"(?:(?(given) (?P=given)|(?!))(?:{_NAME_WORD}){{0,6}}? (?P=surname){_GENERATION} ?"
    rf"|(?:{_NAME_WORD}){{1,6}}? (?P=surname){_GENERATION})"
    rf"(?=[^\W_a-z]|['\"“‘…])[^\n]{{0,1200}}?(?<![A-Z]){_STORIES_END}\b"
)


class Mended(NamedTuple):
    """Text with `start`, the offset of its first character in the source.

    `origin` gives for each character the offset of the source character that it came from; None where the text stands
    in the source to the letter.
    """

    text: str
    start: int
    origin: Sequence[int] | None


def mend(text: str, start: int = 0) -> Mended:
    """Mend one line or paragraph which begins at offset `start` of its source."""
    stripped = text.strip()
    start += len(text) - len(text.lstrip()) if stripped else 0
    if is_whole(stripped):
        return Mended(stripped, start, None)
    pieces: tuple[str, Sequence[int]] = (stripped, range(start, start + len(stripped)))
    for sign, pattern, replacement in _STEPS:
        if sign in pieces[0]:
            pieces = _replace(*pieces, ((m.start(), m.end(), replacement(m)) for m in pattern.finditer(pieces[0])))
    mended, origin = _trim(*pieces)
    if mended == stripped:
        return Mended(stripped, start, None)
    return Mended(mended, origin[0] if origin else start, tuple(origin))


def is_whole(text: str) -> bool:
    """Whether nothing can be wrong with a text without line breaks: cheap, and right for nearly all lines."""
    if not text.isprintable() or "  " in text or "<" in text or "&" in text or _STORIES_END in text:
        return False
    return text.isascii() or not any(sign in text for sign in _MOJIBAKE_SIGNS)


def is_list_of_stories(text: str) -> bool:
    """Whether a stretch of a source that mending removed ends as a list of other stories does."""
    return text.endswith(_STORIES_END)


def join(parts: Iterable[Mended], source: str) -> Mended:
    """Join the mended lines of one paragraph with spaces; a line that ends in a hyphen goes on without one."""
    text, origin, start = "", list[int](), None
    for part in parts:
        if not part.text:
            continue
        if start is None:
            start = part.start
        elif not (text.endswith("-") and text[-2:-1].isalpha() and part.text[0].islower()):
            text += " "
            origin.append(_gap_before(source, part.start))
        text += part.text
        origin.extend(part.origin or range(part.start, part.start + len(part.text)))
    return Mended(text, start or 0, tuple(origin))


def _gap_before(source: str, position: int) -> int:
    return position - 1 if position and source[position - 1].isspace() else position


def _replace(text: str, origin: Sequence[int], changes: Iterable[tuple[int, int, str]]) -> tuple[str, Sequence[int]]:
    """Put other text in the place of spans; its characters come from those of the span, in order."""
    out, out_origin, done = list[str](), list[int](), 0
    for begin, end, new in changes:
        if text[begin:end] == new:
            continue
        out += (text[done:begin], new)
        out_origin.extend(origin[done:begin])
        out_origin.extend(origin[min(begin + i, end - 1)] for i in range(len(new)))
        done = end
    if not done:
        return text, origin
    out.append(text[done:])
    out_origin.extend(origin[done:])
    return "".join(out), out_origin


def _trim(text: str, origin: Sequence[int]) -> tuple[str, Sequence[int]]:
    left = len(text) - len(text.lstrip())
    stripped = text.strip()
    return stripped, origin[left : left + len(stripped)]


def _repair(match: re.Match[str]) -> str:
    return ftfy.fix_text(match.group(), _ONLY_ENCODING)


_ONLY_ENCODING = ftfy.TextFixerConfig(
    unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False, fix_character_width=False,
    uncurl_quotes=False, fix_line_breaks=False, fix_surrogates=False, remove_control_chars=False, normalization=None,
    explain=False,
)  # fmt: skip

_STEPS = (
    ("", _MOJIBAKE, _repair),
    ("<", _TAG, lambda match: " " if _BREAKING_TAG.match(match.group()) else ""),
    ("&", _ENTITY, lambda match: unescape(match.group())),
    ("", _INVISIBLE, lambda _: ""),
    ("", _SPACE, lambda _: " "),
    (_STORIES_END, _STORIES, lambda match: match["kept"]),
)
"""What a text must hold for a step to find anything, the pattern of what it replaces, and by what."""
