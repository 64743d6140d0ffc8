"""Which of the reported words beside quotation marks go with the words inside them."""

import re

from tasks.quotes.cues import cue_lexicon
from tasks.quotes.kinds import Spans
from tasks.quotes.marks import Region

_WORD = re.compile(r"\w")
_WORDS = re.compile(r"\w+")
_SENTENCE_BREAK = re.compile(r"[.!?:]['\"”’]?\s+\W*$")
_LEADS_IN = re.compile(r"[,:—–-]\s*\W?$")
_DASH_AFTER = re.compile(r"['\"”’]\s*[—–-]")
_OPENING = " \"“‘'«"
_SENTENCE_BREAK_AFTER = re.compile(r"[.!?]?\s*['\"”’]\s+[A-Z]")
_LONG = 5
LONG_SPEECH = re.compile(rf"\w+(?:\W+\w+){{{_LONG - 1}}}")
"""Matches words that are too many for a fragment."""


def cut_at_sentences(text: str, region: Region, low: int, high: int) -> Spans:
    """Cut reported words before and after a region off it where a sentence ends in between, and bare marks always."""
    pieces: Spans = []
    before, after = text[low : region.start], text[region.end : high]
    if before:
        leads_in = _leads_in(text, region, before)
        if leads_in or not _WORD.search(before) or _SENTENCE_BREAK.search(before):
            if len(_WORDS.findall(before)) >= (4 if leads_in else 1) and not before.rstrip(_OPENING).endswith(":"):
                pieces.append((low, low + len(before.rstrip(' “"'))))
            low = region.start
    utterance = low == region.start and _stands_alone(text, region, after)
    if high > region.end and (not _WORD.search(after) or utterance or _ends_sentence(text, region, after)):
        match = None if utterance else _WORD.search(after)
        if match:
            pieces.append((region.end + match.start(), high))
        high = region.end
    return [*pieces, (low, high)]


def _leads_in(text: str, region: Region, before: str) -> bool:
    """Tell whether reported words before a region are apart from it: '..., saying "', '..., "We ...'."""
    long = LONG_SPEECH.search(text, region.start, region.end) is not None
    if _LEADS_IN.search(before) and (long or text[region.start : region.start + 1].isupper()):
        return True
    say = cue_lexicon().say
    return long and any(w.lower() in say and w.endswith("ing") for w in _WORDS.findall(before)[-2:])


def _stands_alone(text: str, region: Region, after: str) -> bool:
    """Tell whether the reporter goes on behind an utterance: '"Yes," ...', '"We won" - the first to ...'."""
    return text[region.end - 1] in ",?!" or (text[region.start].isupper() and _DASH_AFTER.match(after) is not None)


def _ends_sentence(text: str, region: Region, after: str) -> bool:
    return text[region.end - 1] in ".!?" and _SENTENCE_BREAK_AFTER.match(after) is not None
