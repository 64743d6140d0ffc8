"""What kind of quotation a report makes, and which of its words count as quoted.

- direct: an utterance in quotation marks, whole: '"...," said X', 'X said "..."'.
- partial: a quoted fragment in the reporter's sentence ('he vowed to crush the "mob"'); only the fragment counts.
- mixed: reported speech that is partly in quotation marks ('X said the plan was "a joke"'); all of it is the quotation.
- indirect: reported speech without marks.
"""

import re
from collections.abc import Sequence

from tasks.quotes.article import ReadSection
from tasks.quotes.cues import cue_lexicon
from tasks.quotes.grammar import Report, verb_at
from tasks.quotes.marks import Region
from tasks.quotes.tagger_features import finite_words, mostly_finite, primary_tag
from tasks.quotes.tokens import Paragraph

_WORD = re.compile(r"\w")
_LONGEST_PHRASE = 8
"""Tokens behind 'that' that may be a noun phrase with it: 'rejected that plan'."""
_LEADING = re.compile(r"(?:that|whether)\s+", re.IGNORECASE)

Spans = list[tuple[int, int]]


def kind_of(section: ReadSection, paragraph: Paragraph, report: Report) -> tuple[str, Spans]:
    """Return the kind of a report and the pieces of text that are the quotation."""
    text = section.text
    if report.rule == "transcript":
        return "direct", report.pieces
    if not report.quoted:
        return "indirect", [(_behind_that(text, paragraph, a, b), b) for a, b in report.pieces]
    regions = [section.regions[n] for n in report.quoted]
    bare = all(any(r.outer_start <= a and b <= r.outer_end for r in regions) for a, b in report.pieces)
    if bare:
        whole = len(regions) > 1 or _is_utterance(paragraph, report, regions[0], text)
        return ("direct" if whole else "partial"), [_bared(a, b, regions) for a, b in report.pieces]
    if _is_clause(section, paragraph, report):
        return "mixed", [(_behind_that(text, paragraph, a, b), b) for a, b in report.pieces]
    return "partial", [(r.start, r.end) for r in regions]


def _bared(start: int, end: int, regions: Sequence[Region]) -> tuple[int, int]:
    """Cut a piece back to the inside of its region."""
    for region in regions:
        if region.outer_start <= start and end <= region.outer_end:
            return max(start, region.start), min(end, region.end)
    return start, end


def _behind_that(text: str, paragraph: Paragraph, start: int, end: int) -> int:
    """Return where a reported clause begins; a 'that' which is its subject or belongs to a noun is part of it."""
    behind = without_that(text, start, end)
    if behind == start or text[start] not in "Tt":
        return behind
    first, stop = paragraph.tokens_of(behind, end)
    if first < stop and paragraph.lows[first] in mostly_finite():
        return start
    is_phrase = stop - first <= _LONGEST_PHRASE and not has_finite_verb(paragraph, behind, end)
    is_noun = first < stop and primary_tag(paragraph.words[first]) in ("NN", "JJ")
    return start if is_phrase and is_noun else behind


def without_that(text: str, start: int, end: int) -> int:
    """Return where a reported clause begins behind the 'that' or 'whether' that opens it."""
    match = _LEADING.match(text, start, end)
    return match.end() if match else start


def _is_utterance(paragraph: Paragraph, report: Report, region: Region, text: str) -> bool:
    """Tell whether a wholly quoted report stands as an utterance and not as a fragment in a sentence."""
    start, first = region.start, paragraph.index_at(region.outer_start)
    if report.cue is None or paragraph.starts[report.cue[0]] > start or first == 0:
        return True
    before = paragraph.words[first - 1]
    if before in ",:—–.?!" or text[start : start + 1].isupper():
        return True
    return verb_at(paragraph, first - 1, cue_lexicon().say) and has_finite_verb(paragraph, start, report.pieces[0][1])


def _is_clause(section: ReadSection, paragraph: Paragraph, report: Report) -> bool:
    """Tell whether reported words, partly quoted, are a clause: 'it was "fun"', not 'a "fun" day'."""
    for start, end in report.pieces:
        if not _WORD.search(section.text, start, end) or section.text[start:end].lower().startswith("to "):
            continue
        if has_finite_verb(paragraph, start, end):
            return True
    return False


def has_finite_verb(paragraph: Paragraph, start: int, end: int) -> bool:
    """Tell whether a stretch of text holds a word that can be a finite verb."""
    first, stop = paragraph.tokens_of(start, end)
    return not finite_words().isdisjoint(paragraph.lows[first:stop])
