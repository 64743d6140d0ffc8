"""Whether a few words in quotation marks are anybody's, or a title, a nickname, a term, a scare quote.

They are described by clues: how many they are and how they are spelled, what stands around the marks, which report
holds them and where its cue and its speaker stand. `ranking` weighs them. Many words in marks always are somebody's.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence

from tasks.quotes.article import ReadSection
from tasks.quotes.choosing import cue_type
from tasks.quotes.grammar import Report
from tasks.quotes.kinds import has_finite_verb
from tasks.quotes.marks import Region
from tasks.quotes.not_speech import WORD, content_words, in_capitals
from tasks.quotes.ranking import Clues, Weights
from tasks.quotes.tagger_features import tag_or_mark
from tasks.quotes.tokens import Paragraph

LEAST = -0.7
"""Logarithm of the odds from which on words in marks count as somebody's. Titles and terms that a report holds are in
part annotated as said, which makes this lower than even odds: the best F1 on articles left out of training."""

_FEW = 12
"""Tokens that a region has at most, its marks among them, to be weighed."""

_SIZES = (1, 2, 3, 4, 6, 9)
"""Most words in marks of the first, second, ... size."""
_SHORT = 4
"""Sizes whose neighbours are told apart from those of longer ones."""
_GAPS = (0, 1, 3, 7, 14)
"""Fewest tokens between marks and cue for a gap to count as the first, second, ... size."""


def is_speech(
    weights: Weights, section: ReadSection, paragraph: Paragraph, number: int, reports: Sequence[Report]
) -> bool:
    """Tell whether a region is somebody's words, given the reports that the tagger found."""
    return not is_open(section, paragraph, number) or weights.of(clues(section, paragraph, number, reports)) > LEAST


def is_open(section: ReadSection, paragraph: Paragraph, number: int) -> bool:
    """Tell whether a region is to be weighed: it is short and does not open its paragraph, as speech does."""
    region = section.regions[number]
    first, stop = paragraph.tokens_of(region.outer_start, region.outer_end)
    return first > 0 and stop - first <= _FEW


def clues(section: ReadSection, paragraph: Paragraph, number: int, reports: Sequence[Report]) -> Iterator[Clues]:
    """Yield what speaks for or against a region being somebody's words."""
    region = section.regions[number]
    first, stop = paragraph.tokens_of(region.outer_start, region.outer_end)
    looks, size = _looks(region, section.text)
    before = paragraph.lows[first - 1]
    after = paragraph.lows[stop] if stop < len(paragraph) else ""
    yield _own_clues, looks, size, int(has_finite_verb(paragraph, region.start, region.end))
    length = "short" if size < _SHORT else "long"
    yield _before_clues, length, before
    yield _after_clues, length, after
    yield _between_clues, tag_or_mark(before), tag_or_mark(after)
    yield _place_clues, int(len(paragraph.regions) == 1), size
    yield _held_clues, *_holder(paragraph, region, first, stop, reports), size, looks


def _looks(region: Region, text: str) -> tuple[str, int]:
    """Return how words in marks are spelled and end, and the size of their number."""
    words = WORD.findall(text, region.start, region.end)
    content = content_words(words)
    spelled = "some" if text[region.start].isupper() else "no"
    if content and in_capitals(content):
        spelled = "all"
    closing = text[region.end - 1]
    return f"{spelled} capitals, {'a word' if closing.isalnum() else closing} closes", bisect(_SIZES, len(words) - 1)


def _own_clues(looks: str, size: int, has_verb: int) -> tuple[str, ...]:
    """Return what the words in marks are."""
    return "always", looks, f"size {size}", f"{looks}, size {size}", f"{'verb' if has_verb else 'no verb'}, size {size}"


def _before_clues(length: str, low: str) -> tuple[str, ...]:
    """Return what stands before the marks."""
    return f"{length} behind {tag_or_mark(low)}", f"{length} behind {low}"


def _after_clues(length: str, low: str) -> tuple[str, ...]:
    """Return what stands after the marks."""
    return f"{length} before {tag_or_mark(low)}", f"{length} before {low}"


def _between_clues(ahead: str, behind: str) -> tuple[str, ...]:
    """Return what sorts of words stand on either side of the marks."""
    return (f"between {ahead} and {behind}",)


def _place_clues(alone: int, size: int) -> tuple[str, ...]:
    """Return whether a paragraph has other marks."""
    return (f"{'alone' if alone else 'of several'}, size {size}",)


def _holder(
    paragraph: Paragraph, region: Region, first: int, stop: int, reports: Sequence[Report]
) -> tuple[str, str, str]:
    """Return how reports hold a region, what sort of cue that of most of it has, and where that cue stands."""
    best, most, more = None, 0, False
    inside = ""
    for report in reports:
        subject = report.subject
        if subject is not None and subject.first < stop and first < (subject.role or subject)[1]:
            inside = ", in the speaker"
        elif report.cue is not None and report.cue[0] < stop and first < report.cue[1]:
            inside = ", in the cue"
        for start, end in report.pieces:
            share = min(end, region.end) - max(start, region.start)
            if share > most:
                best, most, more = report, share, start < region.outer_start or end > region.outer_end
    if best is None:
        return f"not held{inside}", "", ""
    much = "whole" if 2 * most >= region.end - region.start else "in part"
    held = f"held {much}{', with more' if more else ''}{inside}"
    if best.cue is None:
        return held, "no cue", ""
    side, gap = ("ahead", first - best.cue[1]) if best.cue[1] <= first else ("behind", best.cue[0] - stop)
    return held, f"cue {cue_type(paragraph, best.cue)}", f"{side}, gap {bisect(_GAPS, gap)}"


def _held_clues(held: str, cue: str, place: str, size: int, looks: str) -> tuple[str, ...]:
    """Return which report holds words in marks."""
    return held, f"{held}, size {size}", f"{held}, {cue}", f"{cue} {place}, size {size}", f"{held}, {looks}"
