"""Which of a paragraph's reports say enough to be quotations."""

import re
from itertools import islice

from tasks.quotes.article import ReadSection
from tasks.quotes.cues import cue_lexicon
from tasks.quotes.grammar import Report
from tasks.quotes.kinds import Spans
from tasks.quotes.not_speech import carries_words, is_fragment, is_stock_phrase
from tasks.quotes.subjects import Subject
from tasks.quotes.tagger_features import mostly_finite
from tasks.quotes.tokens import Paragraph

_WORDS = re.compile(r"\w+")
_TWO_WORDS = re.compile(r"\w\W+\w")
_NEAR_CARRIER = 4
"""Tokens before a speaker among which a thing that carries words counts."""


def is_kept(section: ReadSection, paragraph: Paragraph, report: Report) -> bool:
    """Tell whether a report says enough, and is no writing on a thing.

    Without marks it needs a speaker and more than one word; with nothing but a short fragment in marks, a cue that
    reports speech.
    """
    if _on_a_carrier(paragraph, report):
        return False
    if report.rule != "tagged" or report.cue is None:
        return True
    if not report.quoted:
        return report.subject is not None and _says_enough(
            section, paragraph, report.cue, report.subject, report.pieces
        )
    lexicon = cue_lexicon()
    cue = paragraph.lows[report.cue[0] : report.cue[1]]
    if cue[-1] in ("call", "calls") and all(_is_term(section, n) for n in report.quoted):
        return False
    fragments = all(is_fragment(section.regions[n], section.text) for n in report.quoted)
    if not fragments:
        return True
    return any(low in lexicon.say or low in lexicon.clause or low in lexicon.tell or low == "according" for low in cue)


def _says_enough(
    section: ReadSection, paragraph: Paragraph, cue: tuple[int, int], subject: Subject, pieces: Spans
) -> bool:
    """Tell whether somebody says words without marks, and more than one, a stock phrase or the speaker's name."""
    if section.kind in ("caption", "headline") and paragraph.lows[cue[0]] not in cue_lexicon().say:
        return False
    if pieces == [paragraph.span(subject.first, subject.stop)] or not _is_name_or_noun(paragraph, subject):
        return False
    text = section.text
    return _holds_two_words(text, pieces) and not all(is_stock_phrase(text[start:end]) for start, end in pieces)


def _holds_two_words(text: str, pieces: Spans) -> bool:
    """Tell whether pieces of text hold more than one word together."""
    if _TWO_WORDS.search(text, *pieces[0]):
        return True
    return sum(1 for piece in pieces for _ in islice(_WORDS.finditer(text, *piece), 2)) > 1


def _is_term(section: ReadSection, number: int) -> bool:
    """Tell whether a region is what a thing is called: up to three words."""
    region = section.regions[number]
    return len(_WORDS.findall(section.text, region.start, region.end)) <= 3


def _is_name_or_noun(paragraph: Paragraph, subject: Subject) -> bool:
    """Tell whether the words of a speaker can name one: not a number, nor a verb alone."""
    lows, finite = paragraph.lows, mostly_finite()
    return any(lows[i][:1].isalpha() and lows[i] not in finite for i in range(subject.first, subject.stop))


def _on_a_carrier(paragraph: Paragraph, report: Report) -> bool:
    """Tell whether quoted words stand on a thing that carries words, named in the speaker's phrase or just before."""
    subject = report.subject
    if subject is None or not report.quoted:
        return False
    low = max(paragraph.sentence_start(subject.first), subject.first - _NEAR_CARRIER)
    low = paragraph.behind_marks(low, subject.first)
    say = cue_lexicon().say
    low = next((i + 1 for i in range(subject.first - 1, low - 1, -1) if paragraph.lows[i] in say), low)
    return carries_words(paragraph.lows[low : subject.stop])
