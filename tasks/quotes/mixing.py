"""How much of a report belongs to a quotation that is only partly in marks: a ranking of what it may hold.

The tagger runs past the marks ('called Ford's plans "a disgrace"') or stops at them; here the whole report, its marks
alone, and what goes up to them or on from them are compared. Each is described by clues, which `ranking` weighs.
"""

from bisect import bisect
from collections.abc import Iterator

from tasks.quotes.article import ReadSection
from tasks.quotes.choosing import cue_type
from tasks.quotes.grammar import Report
from tasks.quotes.kinds import Spans, has_finite_verb, kind_of
from tasks.quotes.ranking import Clues, Weights, likeliest
from tasks.quotes.tagger_features import primary_tag, tag_or_mark
from tasks.quotes.tokens import Paragraph

_SIZES = (0, 1, 2, 4, 8, 16)
"""Most tokens of a stretch of the first, second, ... size."""

Part = tuple[str, Spans]
"""What a report may hold: how it comes from what was found, and its pieces."""


def settle_marks(weights: Weights, section: ReadSection, paragraph: Paragraph, report: Report) -> None:
    """Let a report that is partly in marks hold the likeliest of its parts."""
    found = parts_of(section, paragraph, report)
    if len(found) > 1:
        best = likeliest(weights, [part_clues(section, paragraph, report, part) for part in found])
        report.pieces[:] = found[best][1]


def parts_of(section: ReadSection, paragraph: Paragraph, report: Report) -> list[Part]:
    """Return what a report may hold, as found first; parts that come to the same quotation stand once."""
    if not report.quoted or report.cue is None or report.rule != "tagged":
        return []
    regions = [section.regions[n] for n in report.quoted]
    if all(any(r.outer_start <= a and b <= r.outer_end for r in regions) for a, b in report.pieces):
        return []
    marks = sorted((region.start, region.end) for region in regions)
    low, high = marks[0][0], marks[-1][1]
    named: list[Part] = [
        ("as found", report.pieces[:]),
        ("marks alone", marks),
        ("to the marks", [(a, min(b, high)) for a, b in report.pieces if a < high]),
        ("from the marks", [(max(a, low), b) for a, b in report.pieces if b > low]),
    ]
    different: dict[tuple[tuple[int, int], ...], Part] = {}
    for name, pieces in named:
        if pieces:
            part = Report(report.rule, report.cue, report.subject, pieces, report.quoted)
            spans = kind_of(section, paragraph, part)[1]
            different.setdefault(tuple(sorted(spans)), (name, pieces))
    return list(different.values())


def part_clues(section: ReadSection, paragraph: Paragraph, report: Report, part: Part) -> Iterator[Clues]:
    """Yield what speaks for or against a part of a report as its quotation."""
    name, _ = part
    if name == "as found" or report.cue is None:
        yield name
        return
    marks = sorted((section.regions[n].start, section.regions[n].end) for n in report.quoted)
    low, high = marks[0][0], marks[-1][1]
    first, last = paragraph.index_at(low), paragraph.index_at(high - 1)
    before = [paragraph.index_at(a) for a, _ in report.pieces if a < low]
    after = [paragraph.index_at(b - 1) for _, b in report.pieces if b > high]
    ahead, behind = first - min(before, default=first), max(after, default=last) - last
    cue_ahead = paragraph.starts[report.cue[0]] < low
    yield (_cue_clues, name, cue_type(paragraph, report.cue), paragraph.lows[report.cue[1] - 1], cue_ahead)
    yield (_size_clues, name, bisect(_SIZES, ahead), bisect(_SIZES, behind), bisect(_SIZES, last + 1 - first))
    yield (_piece_clues, name, len(marks), len(report.pieces))
    yield (_letter_clues, name, section.text[low], section.text[high - 1])
    if ahead:
        opening = min(before)
        is_clause = has_finite_verb(paragraph, paragraph.starts[opening], low)
        same_sentence = paragraph.sentence[opening] == paragraph.sentence[first]
        yield (_lead_clues, name, paragraph.lows[opening], _sort_at(paragraph, first - 2), is_clause, same_sentence)
    if behind:
        yield f"{name}, then {_sort_at(paragraph, paragraph.index_at(high) + 1)}"


def _cue_clues(name: str, kind: str, word: str, ahead: bool) -> tuple[str, ...]:
    return name, f"{name}, cue {kind}", f"{name}, cue {word}", f"{name}, cue {'ahead' if ahead else 'behind'}"


def _size_clues(name: str, ahead: int, behind: int, inside: int) -> tuple[str, ...]:
    return f"{name}, {ahead} ahead", f"{name}, {behind} behind", f"{name}, {inside} in marks"


def _piece_clues(name: str, marks: int, pieces: int) -> tuple[str, ...]:
    return (f"{name}, {marks} marks, {pieces} pieces",)


def _letter_clues(name: str, opening: str, closing: str) -> tuple[str, ...]:
    """Return how the words in marks begin and end."""
    end = "a word" if closing.isalnum() else closing
    return f"{name}, {'capital' if opening.isupper() else 'small'} opens", f"{name}, {end} closes"


def _lead_clues(name: str, low: str, behind: str, is_clause: bool, same_sentence: bool) -> tuple[str, ...]:
    """Return what the words ahead of the marks are."""
    return (
        f"{name}, {'clause' if is_clause else 'phrase'} ahead",
        f"{name}, from {primary_tag(low)}",
        f"{name}, behind {behind}",
        f"{name}, {'same' if same_sentence else 'other'} sentence",
    )


def _sort_at(paragraph: Paragraph, i: int) -> str:
    """Return the part of speech of a token, or the mark that stands there; nothing beyond the paragraph."""
    return tag_or_mark(paragraph.lows[i]) if 0 <= i < len(paragraph) else ""
