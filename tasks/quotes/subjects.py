"""The words that name a speaker, beside the verb that reports."""

from typing import NamedTuple

from tasks.quotes.cues import cue_lexicon, word_set
from tasks.quotes.tagger_features import mostly_finite
from tasks.quotes.tokens import QUOTE_MARKS, Paragraph

PRONOUNS = word_set("pronouns")
_BREAKS = word_set("breaks")
_PREPOSITIONS = word_set("prepositions")
_DETERMINERS = word_set("determiners")
_DAYS = word_set("days")
_NO_ROLE = word_set("no_role")
_PUNCTUATION = frozenset(",;:.()[]—–!?-…") | {"--", "...", "―"} | QUOTE_MARKS
LONGEST = 14
"""Tokens that a speaker's noun phrase has at most."""


def is_pronoun(paragraph: Paragraph, i: int) -> bool:
    """Tell whether a token is a pronoun that can speak; 'WHO' and 'IT' are names."""
    return paragraph.lows[i] in PRONOUNS and (paragraph.words[i] == "I" or not paragraph.words[i].isupper())


class Subject(NamedTuple):
    """A speaker's noun phrase: tokens of the phrase, and of an apposition beside it."""

    first: int
    stop: int
    role: tuple[int, int] | None = None


def subject_before(paragraph: Paragraph, verb: int, low: int = 0) -> Subject | None:
    """Find the subject that ends before a verb, looking no further back than token `low`."""
    lows = paragraph.lows
    j = verb
    while j > low and _modifies(paragraph, j - 1):
        j -= 1
    if j <= low:
        return None
    if is_pronoun(paragraph, j - 1):
        return Subject(j - 1, j)
    if lows[j - 1] in (",", ")", "—", "–"):
        return _before_apposition(paragraph, j, low)
    first = _phrase_start(paragraph, j, low)
    return Subject(first, j) if first is not None else None


def _modifies(paragraph: Paragraph, i: int) -> bool:
    """Tell whether a word between a subject and its verb tells how, or when: 'has', 'later', 'quietly', 'yesterday'."""
    low = paragraph.lows[i]
    return low in cue_lexicon().modifiers or (
        paragraph.words[i].islower() and (low.endswith("ly") or (low in _DAYS and low not in ("this", "next")))
    )


def _before_apposition(paragraph: Paragraph, j: int, low: int) -> Subject | None:
    """Find the subject in 'X, a fellow at Y, said': the phrase before the earlier comma."""
    opening = {",": ",", ")": "(", "—": "—", "–": "–"}[paragraph.words[j - 1]]
    for k in range(j - 2, max(low, j - 30) - 1, -1):
        word = paragraph.words[k]
        if word in QUOTE_MARKS or word in ".;!?":
            return None
        if word == opening and k > low:
            first = _phrase_start(paragraph, k, low)
            if first is not None:
                return Subject(first, k, (k + 1, j - 1) if k + 1 < j - 1 else None)
    return None


def _phrase_start(paragraph: Paragraph, stop: int, low: int) -> int | None:
    """Walk back from the end of a noun phrase to its first token."""
    words, lows, finite = paragraph.words, paragraph.lows, mostly_finite()
    first = stop
    while first > low and stop - first < LONGEST:
        word, lower = words[first - 1], lows[first - 1]
        if word in _PUNCTUATION or is_pronoun(paragraph, first - 1):
            break
        if word == lower and lower in finite:
            break
        if lower in _BREAKS and not _joins_names(paragraph, first - 1, low, stop):
            break
        first -= 1
    while first < stop and (lows[first].endswith("ly") or lows[first] in _DAYS or lows[first] in ("once", "meanwhile")):
        first += 1
    if first < stop and lows[first] in _PREPOSITIONS:
        first = _after_preposition(paragraph, first, stop)
    return first if first < stop and _names_somebody(paragraph, first, stop) else None


def _joins_names(paragraph: Paragraph, i: int, low: int, stop: int) -> bool:
    """Tell whether 'and' stands inside a speaker's phrase: 'X and Y said', 'the senator and candidate said'."""
    if paragraph.lows[i] != "and" or i <= low or i + 1 >= stop:
        return False
    if paragraph.words[i - 1][:1].isupper() and paragraph.words[i + 1][:1].isupper():
        return True
    begin, finite = i, mostly_finite()
    while begin > low and i - begin < 8 and paragraph.words[begin - 1] not in _PUNCTUATION:
        begin -= 1
        if paragraph.lows[begin] in finite:
            return False
    return paragraph.lows[begin] in _DETERMINERS or (paragraph.words[begin][:1].isupper() and begin > low)


def _after_preposition(paragraph: Paragraph, first: int, stop: int) -> int:
    """Skip a leading 'In Paris' or 'On Monday' in front of a subject."""
    for i in range(first + 1, stop):
        if paragraph.lows[i] in _DETERMINERS and i > first + 1:
            return i
        if paragraph.words[i][:1].isupper() and i > first + 1 and not paragraph.words[i - 1][:1].isupper():
            return i
    return stop


def _names_somebody(paragraph: Paragraph, first: int, stop: int) -> bool:
    """Tell whether the tokens can be a speaker: a name, or a noun with or without a determiner."""
    return any(paragraph.words[i][:1].isalpha() and paragraph.lows[i] not in _PREPOSITIONS for i in range(first, stop))


def is_adjunct(low: str) -> bool:
    """Tell whether a word begins an adjunct of time or place, or an addressee: 'on Sunday', 'to reporters', 'late'."""
    return low in _PREPOSITIONS or low in _DAYS or low.endswith("ly")


def subject_of_phrase(paragraph: Paragraph, first: int, stop: int) -> Subject | None:
    """Make a subject of a noun phrase before a verb: adverbs at its end, and a preposition's phrase alone, left out."""
    while stop > first and _modifies(paragraph, stop - 1):
        stop -= 1
    return Subject(first, stop) if stop > first and paragraph.lows[first] not in _PREPOSITIONS else None


def subject_after(paragraph: Paragraph, start: int, limit: int) -> Subject | None:
    """Find the subject that follows a verb: 'said X, a fellow at Y'."""
    words, lows = paragraph.words, paragraph.lows
    if start >= limit:
        return None
    if is_pronoun(paragraph, start):
        return Subject(start, start + 1)
    stop = start
    while stop < limit and stop - start < LONGEST:
        word, lower = words[stop], lows[stop]
        if word in _PUNCTUATION or lower in _DAYS or lower in _PREPOSITIONS or is_pronoun(paragraph, stop):
            break
        if lower == "from" and words[start][:1].isupper():
            break
        if lower in _BREAKS and not _joins_names(paragraph, stop, start, limit):
            break
        stop += 1
    if stop == start or not (words[start][:1].isupper() or lows[start] in _DETERMINERS or lows[start].isalpha()):
        return None
    if lows[start] in _PREPOSITIONS or not _names_somebody(paragraph, start, stop):
        return None
    return Subject(start, stop, _apposition(paragraph, stop, limit))


def _apposition(paragraph: Paragraph, comma: int, limit: int) -> tuple[int, int] | None:
    """Find the role after a name: ', a fellow at Y'. It ends at a comma, a stop or a quotation mark."""
    words, lows = paragraph.words, paragraph.lows
    if comma + 1 >= limit or words[comma] != ",":
        return None
    stop = comma + 1
    while stop < limit and words[stop] not in QUOTE_MARKS and words[stop] not in ",.;:—–!?":
        stop += 1
    if stop - comma < 2 or lows[comma + 1] in _NO_ROLE:
        return None
    return comma + 1, stop
