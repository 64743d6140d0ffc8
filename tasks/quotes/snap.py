"""Bring the tagger's reports and the quotation marks together.

The tagger knows who reports and where reported speech begins and ends; the marks know to the letter where quoted words
stand. A region that the tagger saw as content is content from mark to mark; one that it missed is given a report by
rule, or is left to the caller as an orphan.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from tasks.quotes.article import ReadSection
from tasks.quotes.choosing import Candidate, candidates_of, shares_cue
from tasks.quotes.cues import cue_lexicon, word_set
from tasks.quotes.cutting import LONG_SPEECH, cut_at_sentences
from tasks.quotes.grammar import Report, agent_after, report_of_region, reports_around
from tasks.quotes.keeping import is_kept
from tasks.quotes.kinds import Spans, has_finite_verb
from tasks.quotes.marks import Region
from tasks.quotes.not_speech import is_fragment, is_titled, names_a_thing
from tasks.quotes.set_forms import by_form
from tasks.quotes.tagged import is_name
from tasks.quotes.tagger_features import mostly_finite
from tasks.quotes.tokens import Paragraph

_MENTAL = word_set("mental")
_WORDS = re.compile(r"\w+")
_TAIL = 40
"""Characters behind the name of a thing that a phrase around it holds at most."""
_COVERED = 0.5
"""Share of a region that the tagger must call content for the region to be its content."""

Speaks = Callable[[ReadSection, Paragraph, int, Sequence[Report]], bool]
"""Tells whether words in marks are somebody's: section, paragraph, number of their region, reports."""

Choice = Callable[[ReadSection, Paragraph, int, Sequence[Candidate]], Report]
"""Picks the report of an utterance: section, paragraph, number of its region, candidates."""


def merged(
    section: ReadSection, paragraph: Paragraph, reports: Sequence[Report], choose: Choice, speaks: Speaks
) -> tuple[list[Report], list[int]]:
    """Return a paragraph's reports with regions in place, and the numbers of the regions that nothing reports.

    `choose` picks the report of an utterance from its candidates, `speaks` tells whether there is one; training listens
    in here.
    """
    found = [r for r in reports if r.cue is not None]
    orphans: list[int] = []
    for number in paragraph.regions:
        region = section.regions[number]
        if names_a_thing(paragraph, region, section.text) or not speaks(section, paragraph, number, found):
            _drop(paragraph, region, found)
        elif (formed := by_form(section, paragraph, number)) is not None:
            _drop(paragraph, region, found)
            found.append(formed)
        elif (owner := _snapped(section, paragraph, number, region, found)) is not None:
            owner.subject = agent_after(paragraph, region, owner.cue) or owner.subject
            _give_to_likeliest(section, paragraph, number, owner, found, choose)
            found += _reported_inside(section, paragraph, number, owner, found)
        elif not _reported_by_rule(section, paragraph, number, found):
            orphans.append(number)
    for report in found:
        _keep_to_utterance(section, paragraph, report)
    kept: list[Report] = []
    for report in found:
        if report.pieces and is_kept(section, paragraph, report):
            kept.append(report)
        elif report.pieces:
            kept += _instead(section, paragraph, report)
    return kept, orphans


def _instead(section: ReadSection, paragraph: Paragraph, lost: Report) -> Iterator[Report]:
    """Yield the reports by rule of the long utterances that a report holds which is not kept."""
    for number in lost.quoted:
        region = section.regions[number]
        if not LONG_SPEECH.search(section.text, region.start, region.end):
            continue
        for report in reports_around(paragraph, region, section.text):
            _take_in(report, region, number)
            if report.subject is not None and not shares_cue(report, lost) and is_kept(section, paragraph, report):
                yield report
                break


def _take_in(report: Report, region: Region, number: int) -> None:
    """Let a report hold a whole region."""
    report.pieces.append((region.start, region.end))
    report.quoted.append(number)


def _keep_to_utterance(section: ReadSection, paragraph: Paragraph, report: Report) -> None:
    """Drop words without marks on the other side of the cue from a quoted utterance, in its sentence."""
    if report.rule != "tagged" or report.cue is None or not report.quoted or len(report.pieces) < 2:
        return
    quoted = [section.regions[n] for n in report.quoted]
    _keep_to_sentences(paragraph, report, [report.cue[0], *(paragraph.index_at(region.start) for region in quoted)])
    if any(is_fragment(region, section.text) for region in quoted):
        return
    cue = paragraph.starts[report.cue[0]]
    sides = {region.start < cue for region in quoted}
    if len(sides) > 1:
        return
    kept = [p for p in report.pieces if (p[0] < cue) in sides or any(_overlap(p, region) for region in quoted)]
    report.pieces[:] = kept


def _keep_to_sentences(paragraph: Paragraph, report: Report, tokens: Sequence[int]) -> None:
    """Drop words in sentences that hold none of these tokens."""
    own = {paragraph.sentence[i] for i in tokens}
    report.pieces[:] = [
        p for p in report.pieces if not own.isdisjoint(paragraph.sentence[slice(*paragraph.tokens_of(*p))])
    ]


def _drop(paragraph: Paragraph, region: Region, reports: Sequence[Report]) -> None:
    """Empty the reports of a region that is no speech, if they hold nothing else there but a phrase around it."""
    for report in reports:
        held = [p for p in report.pieces if _overlap(p, region)]
        if held and is_titled(paragraph, region) and not any(_says_more(paragraph, p, region) for p in held):
            report.pieces[:] = [p for p in report.pieces if report.quoted and p not in held]
        else:
            report.pieces[:] = [p for p in report.pieces if p[0] < region.outer_start or p[1] > region.outer_end]


def _says_more(paragraph: Paragraph, piece: tuple[int, int], region: Region) -> bool:
    """Tell whether a piece says more than what thing a region names: 'a novel called "Salt" by X'."""
    return piece[1] - region.outer_end > _TAIL or has_finite_verb(paragraph, piece[0], region.start)


def _overlap(piece: tuple[int, int], region: Region) -> int:
    return max(0, min(piece[1], region.end) - max(piece[0], region.start))


def _give_to_likeliest(
    section: ReadSection, paragraph: Paragraph, number: int, owner: Report, reports: list[Report], choose: Choice
) -> None:
    """Move a whole utterance from the tagger's report to the one that it belongs to by all clues."""
    region = section.regions[number]
    own = [p for p in owner.pieces if region.outer_start <= p[0] and p[1] <= region.outer_end]
    if is_fragment(region, section.text) or not own or _is_embedded(paragraph, region, section.text):
        return
    found = candidates_of(section, paragraph, number, owner, reports)
    report = choose(section, paragraph, number, found) if len(found) > 1 else owner
    if report is owner or _is_shorter(report, owner):
        return
    owner.pieces[:] = [p for p in owner.pieces if p not in own]
    owner.quoted.remove(number)
    same = next((r for r in reports if r is report or (r is not owner and shares_cue(r, report))), None)
    if same is None and shares_cue(owner, report):
        same = owner
        owner.subject = report.subject
    if same is None:
        reports.append(report)
        same = report
    same.pieces.extend(own)
    same.quoted.append(number)


def _is_embedded(paragraph: Paragraph, region: Region, text: str) -> bool:
    """Tell whether a quotation is part of the reporter's clause: 'he called the number "embarrassing," Y reports.'"""
    first = paragraph.index_at(region.outer_start)
    before = paragraph.lows[first - 1] if first else ":"
    return text[region.start].islower() and before.isalpha() and before not in cue_lexicon().say


def _is_shorter(report: Report, owner: Report) -> bool:
    """Tell whether a report is its owner's with fewer words for the same speaker."""
    if report.subject is None or owner.subject is None or not shares_cue(report, owner):
        return False
    return report.subject.first == owner.subject.first and report.subject.stop <= owner.subject.stop


def _in_region(paragraph: Paragraph, cue: tuple[int, int], number: int) -> bool:
    """Tell whether a cue stands inside a region: what it reports is then quoted speech in quoted speech."""
    return set(paragraph.inside[cue[0] : cue[1]]) == {number}


def _snapped(
    section: ReadSection, paragraph: Paragraph, number: int, region: Region, reports: Sequence[Report]
) -> Report | None:
    """Give a region that the tagger saw as content, whole, to the report that holds most of it, and return that."""
    shares = [
        0
        if report.cue and _in_region(paragraph, report.cue, number)
        else sum(_overlap(p, region) for p in report.pieces)
        for report in reports
    ]
    if not shares or sum(shares) < _COVERED * (region.end - region.start):
        return None
    owner = reports[max(range(len(shares)), key=lambda n: (shares[n], -n))]
    low, high = region.start, region.end
    for report in reports:
        rest: Spans = []
        for piece in report.pieces:
            if not _overlap(piece, region):
                rest.append(piece)
                continue
            if report is owner:
                low, high = min(low, piece[0]), max(high, piece[1])
        report.pieces[:] = rest
    owner.pieces.extend(cut_at_sentences(section.text, region, low, high))
    owner.quoted.append(number)
    return owner


def _reported_inside(
    section: ReadSection, paragraph: Paragraph, number: int, owner: Report, reports: Sequence[Report]
) -> list[Report]:
    """Return the report of a region by a verb beside it that is part of what its owner reports.

    In 'They hoped to shed what the mayor called "a problem"' the mayor speaks the words in marks.
    """
    region = section.regions[number]
    around = next((p for p in owner.pieces if p[0] <= region.start and region.end <= p[1]), None)
    if around is None or around == (region.start, region.end):
        return []
    low, high = paragraph.tokens_of(*around)
    first, last = paragraph.tokens_of(region.outer_start, region.outer_end)
    for report in reports_around(paragraph, region, section.text):
        if report.cue is None or report.subject is None or any(shares_cue(report, r) for r in reports):
            continue
        verb = report.cue[0]
        beside = report.cue[1] == first or (verb == last and section.text[region.end - 1] in ",?!")
        utters = paragraph.words[verb] in cue_lexicon().say and paragraph.lows[verb] not in _MENTAL
        if beside and utters and low <= verb < high and is_name(paragraph, report.subject):
            _take_in(report, region, number)
            return [report]
    return []


def _reported_by_rule(section: ReadSection, paragraph: Paragraph, number: int, reports: list[Report]) -> bool:
    region = section.regions[number]
    report = report_of_region(paragraph, number, region, section.text)
    if report is None:
        return _joined(section, number, reports)
    if (
        report.rule == "within"
        and is_fragment(region, section.text)
        and not _is_close(paragraph, report, region, section.text)
    ):
        return True
    own = next(
        (r for r in reports if r.cue and report.cue and r.cue[0] < report.cue[1] and report.cue[0] < r.cue[1]), None
    )
    if own is None:
        report.pieces.append((region.start, region.end))
        reports.append(report)
    else:
        held = [p for p in own.pieces if _overlap(p, region)]
        low = min([region.start, *(start for start, _ in held if start < region.outer_start)])
        high = max([region.end, *(end for _, end in held if end > region.outer_end)])
        own.pieces[:] = [*(p for p in own.pieces if p not in held), (low, high)]
        own.quoted.append(number)
    return True


def _is_close(paragraph: Paragraph, report: Report, region: Region, text: str) -> bool:
    """Tell whether a fragment of two words or more is the object of its reporting verb, with no verb between."""
    if report.cue is None or len(_WORDS.findall(text, region.start, region.end)) < 2:
        return False
    first = paragraph.index_at(region.outer_start)
    cue = paragraph.lows[report.cue[0]]
    if cue in ("call", "calls", "called") and (
        cue != "called" or paragraph.lows[report.cue[0] - 1] in ("is", "are", "was", "were", "be")
    ):
        return False
    return first - report.cue[1] <= 8 and mostly_finite().isdisjoint(paragraph.lows[report.cue[1] : first])


def _joined(section: ReadSection, number: int, reports: list[Report]) -> bool:
    """Give a region without a cue to the quotation before it in the paragraph; drop a fragment."""
    region = section.regions[number]
    if is_fragment(region, section.text):
        return True
    before = [r for r in reports if r.quoted and r.pieces and min(r.pieces)[0] < region.start]
    if not before:
        return False
    _take_in(before[-1], region, number)
    return True
