"""The last look at an article's quotations: no span stands twice, and no mark inside one lacks its partner."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter

from tasks.quotes.article import ReadSection
from tasks.quotes.marks import Region
from tasks.quotes.quote import Quote

MARK_AND_STOP = 2
"""Characters that may stand between a span's end and the end of its marks: a stop and the mark itself."""


def once_each(quotes: Iterable[Quote]) -> list[Quote]:
    """Of quotations with the very same spans keep the surest, and of those as sure the first."""
    surest: dict[tuple[int, tuple[tuple[int, int], ...]], Quote] = {}
    for quote in quotes:
        held = surest.get((quote.section_no, quote.spans))
        if held is None or quote.confidence > held.confidence:
            surest[quote.section_no, quote.spans] = quote
    return list(surest.values())


def with_marks_in_pairs(quotes: Iterable[Quote], article: Sequence[ReadSection]) -> list[Quote]:
    """Let spans that hold one mark of a pair, as those of mixed quotations may, hold the other one too."""
    sections = {section.section_no: section for section in article}
    return [_paired(quote, sections[quote.section_no]) if quote.kind == "mixed" else quote for quote in quotes]


def _paired(quote: Quote, section: ReadSection) -> Quote:
    regions = sorted(section.regions, key=lambda region: region.outer_start)
    spans: list[tuple[int, int]] = []
    for n, (start, end) in enumerate(quote.spans):
        before = spans[-1][1] if spans else 0
        after = quote.spans[n + 1][0] if n + 1 < len(quote.spans) else len(section.text)
        spans.append((max(before, _start(start, end, regions)), min(after, _end(start, end, regions))))
    if tuple(spans) == quote.spans:
        return quote
    return quote._replace(spans=tuple(spans), text=" ".join(section.text[start:end] for start, end in spans))


def _start(start: int, end: int, regions: Sequence[Region]) -> int:
    """Move a span's start before an opening mark that it just misses, where the closing one lies in the span."""
    for region in regions[_first_from(start, regions) : bisect_left(regions, start, key=attrgetter("outer_start"))]:
        if region.outer_start < start <= region.start and region.end < region.outer_end <= end:
            return region.outer_start
    return start


def _end(start: int, end: int, regions: Sequence[Region]) -> int:
    """Move a span's end behind a closing mark that it just misses, where the opening one lies in the span."""
    for region in regions[bisect_left(regions, start, key=attrgetter("outer_start")) : _first_from(end + 1, regions)]:
        if region.outer_start < region.start <= end < region.outer_end <= end + MARK_AND_STOP:
            return region.outer_end
    return end


def _first_from(place: int, regions: Sequence[Region]) -> int:
    """Return the number of the first region whose words begin there or later."""
    return bisect_left(regions, place, key=attrgetter("start"))
