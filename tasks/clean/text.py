"""The lines of a plain text, and the paragraphs that they make up.

A line is what stands between two line breaks; lines with nothing but white space do not count. In most dumps a line is
a paragraph. In hard-wrapped text several lines are: there a line was broken because the next word would not fit.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tasks.clean.mending import Mended, is_whole, join, mend

_SENTENCE_END = re.compile(r"[.!?:;…\"”’')\]]\s*$")

WIDEST_WRAP = 110
"""Characters of the widest page that text is wrapped to."""
NARROWEST_WRAP = 40
MOST_WIDER = 0.1
"""Share of the lines of hard-wrapped text that may be wider than it is wrapped to."""
FEWEST_WRAPPED = 4
"""Line breaks that must look like wrapping before a text is taken for hard-wrapped."""


FEWEST_WORDS = 3
"""Words of the shortest sentence."""
PLAINLY_PROSE = 12
"""Words from which a line counts as a sentence also without a full stop."""

_SENTENCE = re.compile(r"[.!?…。！？।؟]")
_DENSE_SCRIPT = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{5}")


def holds_sentence(text: str) -> bool:
    """Whether a text holds a sentence: a full stop after some words, many words, or a script without spaces."""
    words = len(text.split())
    ended = words >= FEWEST_WORDS and _SENTENCE.search(text) is not None
    return ended or words > PLAINLY_PROSE or _DENSE_SCRIPT.search(text) is not None


class Line(NamedTuple):
    """A non-blank line, without white space around it: where it begins and whether it follows a blank one."""

    text: str
    start: int
    after_blank: bool


class Paragraph(NamedTuple):
    """A paragraph, mended: how many source lines make it up, and whether it follows a blank line."""

    mended: Mended
    lines: int
    after_blank: bool


def source_lines(text: str) -> list[Line]:
    """Return the non-blank lines of a text, in order."""
    lines, begin, breaks = list[Line](), 0, 0
    for line in text.replace("\r", "\n").split("\n"):
        stripped = line.strip()
        if stripped:
            indent = 0 if line[0] == stripped[0] else line.index(stripped[0])
            lines.append(Line(stripped, begin + indent, breaks > 1))
            breaks = 0
        breaks += 1
        begin += len(line) + 1
    return lines


def paragraphs_of(text: str) -> list[Paragraph]:
    """Return the paragraphs of a text, in order: each non-blank line belongs to exactly one."""
    lines = source_lines(text)
    width = wrap_width(lines)
    if width is None:
        if is_whole(text.replace("\n", "")):
            return [Paragraph(Mended(line.text, line.start, None), 1, line.after_blank) for line in lines]
        return [Paragraph(mend(line.text, line.start), 1, line.after_blank) for line in lines]
    groups = list[list[Line]]()
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and _is_wrapped(before, line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_paragraph(group, text) for group in groups]


def _paragraph(group: Sequence[Line], source: str) -> Paragraph:
    mended = [mend(line.text, line.start) for line in group]
    return Paragraph(mended[0] if len(group) == 1 else join(mended, source), len(group), group[0].after_blank)


def wrap_width(lines: Sequence[Line]) -> int | None:
    """Return the width that a text is hard-wrapped to, or None when it is not.

    It is when no line is wider than a page and most line breaks, blank lines aside, come where the next line's first
    word would not have fitted in, in the middle of a sentence. Lines between two blank ones say nothing of the width:
    a few of them, headings above all, may be wider.
    """
    if len(lines) <= FEWEST_WRAPPED:
        return None
    breaks = [(a, b) for a, b in pairwise(lines) if not b.after_blank]
    width = max((len(line.text) for pair in breaks for line in pair), default=0)
    if not NARROWEST_WRAP <= width <= WIDEST_WRAP:
        return None
    if sum(len(line.text) > width for line in lines) > MOST_WIDER * len(lines):
        return None
    wrapped = sum(_is_wrapped(a, b, width) and not _SENTENCE_END.search(a.text) for a, b in breaks)
    return width if wrapped >= max(FEWEST_WRAPPED, 0.5 * len(breaks)) else None


def _is_wrapped(line: Line, following: Line, width: int) -> bool:
    if following.after_blank:
        return False
    first_word = following.text.split(None, 1)[0]
    # Editors count a character or two differently, so a line that nearly fills the page counts as full.
    return len(line.text) + 1 + len(first_word) > width - 3
