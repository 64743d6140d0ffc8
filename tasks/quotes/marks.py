"""Regions inside quotation marks.

Marks are read paragraph by paragraph, so that a stray one never spoils more than its own paragraph. A region excludes
its marks. What it says of itself stands in `flags`:

- `unclosed`: opened, never closed; it ends with the paragraph.
- `unopened`: closed, never opened; it begins with the paragraph.
- `multi_paragraph`: one paragraph of a quotation that opens every paragraph and closes only the last.
"""

import re
from collections import Counter
from typing import NamedTuple

MARKS = "\"“”„‟«»″`'‘’‚‹›"

_DOUBLE = re.compile(r"[\"“”„‟«»″]|``|''|‘‘|’’|`(?<![`\w]`)(?=\w)")
_SINGLE = re.compile(r"['‘’‚‹›]")
_BARE = r"(?<![^\s(\[{—–/“‘'-].)"
_SINGLE_OPENER = re.compile(rf"['‘‚›‹](?:(?<=‹)|{_BARE})", re.DOTALL)
"""A single mark that may open: nothing before it, white space, a bracket, a dash or another mark; see `_mark`."""
_OPENER = re.compile(rf"[\"“”„‟«»″`'‘‚›‹](?:(?<=[^'‘‚›])|(?<=')'|(?<=['‘‚›]){_BARE})", re.DOTALL)
"""Any mark that may open. It begins with one class of characters, which is found faster than alternatives are."""
_PARAGRAPH = re.compile(r"[^\n]+")
_INCHES = re.compile(r"\d['’′]\s?\d{1,2}$")
_CONTRACTED = re.compile(
    r"(?:\d0s|\d\d\b|em\b|til\b|tis\b|twas\b|cause\b|n['’]|bout\b|cos\b|round\b|hood\b)", re.IGNORECASE
)

_OPENERS = {"“": '”"″', "„": '“”"', "«": "»", "»": "«", "``": "''\"”", "''": "''\"", "‘‘": '’’”"', "`": "'"}
_WORD = re.compile(r"\w")


class Region(NamedTuple):
    """A stretch of text inside quotation marks: `start` and `end` without them, `outer_*` with them."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    flags: tuple[str, ...] = ()


class _Mark(NamedTuple):
    start: int
    end: int
    text: str
    opens: bool  # stands as an opening mark does: space before, word after
    closes: bool  # stands as a closing mark does: word or stop before, space or stop after
    late: bool  # stands as a closing mark that slipped behind the space: 'yes, "said X'


def quoted_regions(text: str) -> list[Region]:
    """Return the outermost regions inside quotation marks, in order."""
    found: list[Region] = []
    pending: Region | None = None
    for start, end in (match.span() for match in _PARAGRAPH.finditer(text)):
        regions = _in_paragraph(text, start, end, pending) if _OPENER.search(text, start, end) else []
        if pending is not None and regions and not text[start : regions[0].outer_start].strip():
            regions[0] = regions[0]._replace(flags=_with(regions[0].flags, "multi_paragraph"))
            found[-1] = found[-1]._replace(flags=_with(found[-1].flags, "multi_paragraph", without="unclosed"))
        found.extend(regions)
        pending = found[-1] if regions and "unclosed" in regions[-1].flags else None
    return [region for region in found if _WORD.search(text, region.start, region.end)]


def _with(flags: tuple[str, ...], flag: str, without: str = "") -> tuple[str, ...]:
    return (*(f for f in flags if f not in (flag, without)), flag)


def _in_paragraph(text: str, start: int, end: int, pending: Region | None) -> list[Region]:
    marks = [_mark(text, m.start(), m.end(), start, end) for m in _DOUBLE.finditer(text, start, end)]
    marks = _without_nested(_without_inches(text, marks, start))
    regions = _pair_doubles(text, marks, start, end, pending)
    return _with_singles(text, regions, start, end)


def _mark(text: str, i: int, j: int, start: int, end: int) -> _Mark:
    before = text[i - 1] if i > start else " "
    after = text[j] if j < end else " "
    run_on = text[i] == '"' and before in ".?!" and after.isupper()  # where a line break was lost
    return _Mark(
        i,
        j,
        text[i:j],
        opens=(before.isspace() or before in "([{—–-/“‘':" or run_on)
        and not after.isspace()
        and after not in ".,;:!?)",
        closes=(not before.isspace() and before not in "([{") and not (after.isalnum() and before.isalnum()),
        late=before.isspace() and text[i - 2 : i - 1] in (",", ".", "?", "!") and after.islower(),
    )


def _without_inches(text: str, marks: list[_Mark], start: int) -> list[_Mark]:
    """Drop marks that measure: 6'2", and 12" where the paragraph's straight marks would not pair otherwise."""
    kept = [m for m in marks if not (m.text in "\"″”''" and _follows_feet(text, m.start, start))]
    straight = [m for m in kept if m.text == '"']
    if len(straight) % 2:
        for mark in straight:
            if text[mark.start - 1 : mark.start].isdigit() and text[mark.end : mark.end + 2].strip()[:1].isalpha():
                return [m for m in kept if m is not mark]
    return kept


def _without_nested(marks: list[_Mark]) -> list[_Mark]:
    """Drop what closes two nested single marks: two at once close a double one only where another is missing for it."""
    written = Counter(mark.text for mark in marks)
    missing = written["“"] > written["”"] or written["‘‘"]
    return marks if missing else [mark for mark in marks if mark.text != "’’"]


def _follows_feet(text: str, i: int, start: int) -> bool:
    return text[i - 1 : i].isdigit() and _INCHES.search(text, max(start, i - 6), i) is not None


def _pair_doubles(text: str, marks: list[_Mark], start: int, end: int, pending: Region | None) -> list[Region]:
    """Pair the double marks of a paragraph, outermost pairs only."""
    regions: list[Region] = []
    toggles = _toggles(marks)
    opener: _Mark | None = None
    depth = 0
    last_inner: _Mark | None = None
    for mark in marks:
        if opener is None:
            if _may_open(mark, toggles):
                opener, depth, last_inner = mark, 0, None
            elif not regions and _ends_unopened(text, mark, pending):
                regions.append(Region(_skip(text, start, mark.start), mark.start, start, mark.end, ("unopened",)))
        elif _nests(opener, mark):
            depth += 1
        elif _closes(opener, mark, toggles) and depth:
            depth, last_inner = depth - 1, mark
        elif _closes(opener, mark, toggles):
            regions.append(Region(opener.end, mark.start, opener.start, mark.end))
            opener = None
        elif mark.opens:  # the earlier one never closed
            regions.extend(_cut_short(text, opener, mark.start))
            opener, depth, last_inner = mark, 0, None
    return regions + _unfinished(text, opener, last_inner, start, end)


def _unfinished(text: str, opener: _Mark | None, last_inner: _Mark | None, start: int, end: int) -> list[Region]:
    """Return the region of a mark that a paragraph leaves open: to where a nested one closes, else to its end."""
    if opener is None:
        return []
    if last_inner is not None:
        return [Region(opener.end, last_inner.start, opener.start, last_inner.end)]
    return _left_open(text, opener, start, end)


def _toggles(marks: list[_Mark]) -> bool:
    """Tell whether straight marks alternate without contradiction, so that position alone decides."""
    straight = [m for m in marks if m.text == '"']
    if len(straight) % 2 or len(straight) != len(marks):
        return False
    wrong_way = (
        m.opens and not (m.closes or m.late) if n % 2 else m.closes and not m.opens for n, m in enumerate(straight)
    )
    return not any(wrong_way)


def _may_open(mark: _Mark, toggles: bool) -> bool:
    if mark.text == '"':
        return toggles or mark.opens or not mark.closes
    if mark.text in ("”", "''", "’’", "»"):
        return mark.opens
    return mark.text in _OPENERS


def _nests(opener: _Mark, mark: _Mark) -> bool:
    if opener.text == "»" or not mark.opens:
        return False
    return mark.text in "„«" or (mark.text == "“" and opener.text != "„")


def _closes(opener: _Mark, mark: _Mark, toggles: bool) -> bool:
    if opener.text in ("«", "»", "„", "``", "‘‘"):
        return mark.text in _OPENERS[opener.text]
    if mark.text == '"':
        return toggles or mark.closes or mark.late or not mark.opens
    if mark.text in ("''", "’’", "“"):
        return not mark.opens
    return mark.text in "”″»"


def _ends_unopened(text: str, mark: _Mark, pending: Region | None) -> bool:
    """Tell whether a closing mark ends what an earlier paragraph, or a lost mark at this one's start, opened."""
    if not mark.closes or mark.opens or mark.text == "’’":
        return False
    return pending is not None or text[mark.start - 1 : mark.start] in (",", ".", "?", "!")


def _skip(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _cut_short(text: str, opener: _Mark, end: int) -> list[Region]:
    """End a region that was never closed where its sentence ends, before the next mark opens."""
    stop = re.search(r"[.!?,]\s", text[opener.end : end])
    cut = opener.end + stop.start() + 1 if stop else end
    return [Region(opener.end, cut, opener.start, cut, ("unclosed",))]


def _left_open(text: str, opener: _Mark, start: int, end: int) -> list[Region]:
    """Keep an open region to the paragraph's end where it began as speech does; else the mark is a stray one."""
    lead = text[start : opener.start].rstrip()
    if lead and lead[-1] not in ",:.?!—–-" and not opener.opens:
        return []
    tail = text[opener.end : end].rstrip()
    if not tail:
        return []
    return [Region(opener.end, opener.end + len(tail), opener.start, opener.end + len(tail), ("unclosed",))]


def _with_singles(text: str, doubles: list[Region], start: int, end: int) -> list[Region]:
    """Add the regions inside single marks that no double region holds; one may itself hold double regions."""
    if not _SINGLE_OPENER.search(text, start, end):
        return doubles
    marks = [
        m
        for m in (_mark(text, x.start(), x.end(), start, end) for x in _SINGLE.finditer(text, start, end))
        if not any(r.start <= m.start < r.end for r in doubles)
    ]
    singles: list[Region] = []
    n = 0
    while n < len(marks):
        mark = marks[n]
        close = _single_close(text, marks, n) if _single_opens(text, mark) else None
        if close is None:
            if not text[start : mark.start].strip() and _single_opens(text, mark) and mark.text in "‘'":
                singles.extend(_single_left_open(text, mark, end))
                break
            n += 1
            continue
        singles.append(Region(mark.end, marks[close].start, mark.start, marks[close].end))
        n = close + 1
    if not singles:
        return doubles
    outer = [r for r in doubles if not any(s.start <= r.start and r.end <= s.end for s in singles)]
    return sorted((*outer, *singles), key=lambda r: r.start)


def _single_opens(text: str, mark: _Mark) -> bool:
    if mark.text == "’" or not mark.opens:
        return mark.text == "‹"
    return not _CONTRACTED.match(text, mark.end)


def _single_close(text: str, marks: list[_Mark], n: int) -> int | None:
    """Find the mark that closes a single quotation: one beside a stop, rather than a plural's apostrophe."""
    fallback = None
    for k in range(n + 1, len(marks)):
        mark = marks[k]
        if mark.text == "‘" or (mark.opens and not mark.closes and _single_opens(text, mark)):
            break
        after = text[mark.end : mark.end + 1]
        if after.isalnum() and text[mark.start - 1 : mark.start] not in ",.?!":
            continue
        if not mark.closes:
            continue
        before = text[mark.start - 1]
        if before in ",.?!…" or after in ("", "\n", ".", ",", ";", ":", "?", "!", ")", "—", '"', "”") or before != "s":
            return k
        if fallback is None:
            fallback = k
    return fallback


def _single_left_open(text: str, opener: _Mark, end: int) -> list[Region]:
    """Treat a single mark that begins a paragraph and never closes as a quotation that the next paragraph continues."""
    tail = text[opener.end : end].rstrip()
    if opener.text != "‘" or not tail.endswith((".", "!", "?")):
        return []
    return [Region(opener.end, opener.end + len(tail), opener.start, opener.end + len(tail), ("unclosed",))]
