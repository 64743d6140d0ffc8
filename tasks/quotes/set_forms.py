"""Quotations in a set form: transcripts, signed sayings, headlines."""

import re
from collections.abc import Sequence

from tasks.quotes.article import ReadSection
from tasks.quotes.cues import word_set
from tasks.quotes.grammar import Report
from tasks.quotes.subjects import Subject
from tasks.quotes.tagger_features import mostly_finite
from tasks.quotes.tokens import Paragraph

_TURN = re.compile(r"[\"“]?(?P<who>Q|A|[A-Z][A-Z.'’ -]{0,40}[A-Z]|(?:MR|MS|MRS|DR)\.? [A-Z'’-]+)\s?:\s+(?P<what>\S)")
_NOT_SPEAKERS = word_set("not_speakers")
_LONGEST_LINE = 12
"""Tokens of a line that holds a name and a post."""
_DASHES = "―—–-"
_SIGNED = re.compile(
    rf"\s*[{_DASHES}]+"
    r"\s*(?P<who>(?:[A-Z][\w.’'-]*\s*(?:(?:de|van|von|al|bin|of|the)\s+)?){1,5})(?:[,(@].*)?\s*$"
)


def is_transcript(section: ReadSection) -> bool:
    """Tell whether a section holds turns of speech ('Q: ...', 'MINISTER: ...') in at least two paragraphs."""
    matches = (_TURN.match(section.text, p.start, p.end) for p in section.paragraphs)
    return sum(match is not None and not _names_no_speaker(match) for match in matches) >= 2


def _names_no_speaker(match: re.Match[str]) -> bool:
    return match["who"].lower().split()[0] in _NOT_SPEAKERS


def turn(section: ReadSection, paragraph: Paragraph) -> Report | None:
    """Return the turn of a transcript that a paragraph is: the words before the colon speak the rest.

    Questions of an interviewer without a name ('Q: ...') are no turns.
    """
    match = _TURN.match(section.text, paragraph.start, paragraph.end)
    if match is None or match["who"] == "Q" or _names_no_speaker(match):
        return None
    subject = Subject(*paragraph.tokens_of(*match.span("who")))
    start, end = match.start("what"), paragraph.end
    inner = [n for n in paragraph.regions if section.regions[n].outer_start == start]
    if inner:
        start, end = section.regions[inner[0]].start, section.regions[inner[0]].end
    else:
        end = start + len(section.text[start:end].rstrip(' "”'))
    return Report("transcript", None, subject, [(start, end)], list(inner))


def signed(section: ReadSection, paragraph: Paragraph, number: int) -> Report | None:
    """Return the report of a saying that its speaker's name follows after a dash: '"..." ― X'."""
    region = section.regions[number]
    match = _SIGNED.match(section.text, region.outer_end, paragraph.end)
    if match is None:
        return None
    return Report("signed", None, _named(paragraph, match), [(region.start, region.end)], [number])


def signature(section: ReadSection, paragraph: Paragraph) -> Subject | None:
    """Return the name that is all that a paragraph holds, behind a dash: that of whom the paragraph before quotes."""
    if paragraph.words[0][0] not in _DASHES:
        return None
    match = _SIGNED.match(section.text, paragraph.start, paragraph.end)
    return _named(paragraph, match) if match else None


def name_and_post(section: ReadSection, paragraph: Paragraph) -> Subject | None:
    """Return the person whom a line without a full stop names before a comma: 'Omar Haddad, Gulf Review'."""
    if len(paragraph) > _LONGEST_LINE or not paragraph.words[-1][-1].isalnum():
        return None
    named = section.mentions_between(paragraph.start, paragraph.start + 1)
    if not named or named[0].label != "PERSON":
        return None
    stop = paragraph.index_behind(named[0].end)
    follows = paragraph.words[stop : stop + 2]
    if len(follows) < 2 or follows[0] != "," or not mostly_finite().isdisjoint(paragraph.lows):
        return None
    return Subject(0, stop)


def _named(paragraph: Paragraph, match: re.Match[str]) -> Subject:
    last = match.start("who") + len(match["who"].rstrip().rstrip(".")) - 1
    return Subject(paragraph.index_at(match.start("who")), paragraph.index_at(last) + 1)


def headline(section: ReadSection, paragraph: Paragraph, number: int) -> Report | None:
    """Return the report of a headline's quotation beside a colon: "'No more': X resigns", 'X: "No more"'."""
    if section.kind != "headline":
        return None
    region = section.regions[number]
    first, after = paragraph.tokens_of(region.outer_start, region.outer_end)
    if first > 1 and paragraph.words[first - 1] == ":" and after == len(paragraph):
        return Report("headline", None, Subject(0, first - 1), [(region.start, region.end)], [number])
    if after + 1 >= len(paragraph) or paragraph.words[after] != ":":
        return None
    named = section.mentions_between(region.outer_end, paragraph.end)
    subject = None
    if named:
        subject = Subject(*paragraph.tokens_of(named[0].start, named[0].end))
    return Report("headline", None, subject, [(region.start, region.end)], [number])


def by_form(section: ReadSection, paragraph: Paragraph, number: int) -> Report | None:
    """Return the report of a region by the form of its paragraph, if it has one of these."""
    return signed(section, paragraph, number) or headline(section, paragraph, number)


__all__: Sequence[str] = ("by_form", "is_transcript", "name_and_post", "signature", "turn")
