"""How surely a quotation is right, span and speaker.

A quotation is described by clues: its kind, what finds it, its cue, what names the speaker, where the three stand, what
the reported words begin and end with. `benchmarks/train_quotes.py` learns the clues' weights (a logistic regression) on
articles that the tagger did not see in training, so that of the quotations with 0.9 nine in ten are right.
"""

import math
from bisect import bisect
from collections.abc import Sequence
from typing import NamedTuple

from tasks.quotes.odds import Odds, step
from tasks.quotes.ranking import Clues, Weights
from tasks.quotes.tagger_features import finite_words, primary_tag, tag_or_mark
from tasks.quotes.tokens import Paragraph

LEAST_SURE = 0.2
"""What is less sure, and not all in marks, is left out: the best F1 on articles left out of training."""

_SIZES = (2, 3, 4, 6, 8, 12, 16, 24, 32)
"""Most tokens of a quotation of the first, second, ... size."""

_FAR = 6
"""Tokens between cue and quotation from which on they count as far."""

_FAR_OFF = 60
"""Characters between cue and speaker from which on they are not told apart."""

_MUCH = 10
"""Tokens of a sentence beside a quotation, and tens of tokens of a paragraph, from which on they are not told apart."""

_PRONOUN = 5
"""Letters of the longest word that is told apart as a speaker."""


class Told(NamedTuple):
    """What the confidence in a quotation depends on. Spans count characters of the section."""

    kind: str
    rule: str
    attribution: str
    spans: Sequence[tuple[int, int]]
    cue: tuple[int, int] | None
    speaker: str | None
    speaker_span: tuple[int, int] | None
    speaker_label: str | None
    odds: Odds = Odds()


def confidence_of(weights: Weights, paragraph: Paragraph, told: Told) -> float:
    """Return the probability that a quotation of a paragraph is right."""
    odds = weights.of(quote_clues(paragraph, told))
    return round(1 / (1 + math.exp(-odds)), 3)


def quote_clues(paragraph: Paragraph, told: Told) -> list[Clues]:
    """Return what speaks for or against a quotation of a paragraph."""
    kind, lows, speaker = told.kind, paragraph.lows, _speaker_type(told)
    first, stop = paragraph.tokens_of(told.spans[0][0], told.spans[-1][1])
    size = bisect(_SIZES, stop - first)
    clues: list[Clues] = [(_kind_clues, kind, told.rule, told.attribution, speaker, size)]
    if told.cue is None:
        return clues
    begin, end = paragraph.tokens_of(*told.cue)
    word = lows[end - 1]
    side, gap = _side_and_gap((begin, end), first, stop)
    form = "phrase" if finite_words().isdisjoint(lows[first:stop]) else "clause"
    clues.append((_place_clues, kind, side, gap, form, size, len(told.spans)))
    if told.odds.cue is not None:
        clues.append((_odds_clues, kind, *_steps(told.odds.cue, told.odds)))
    if kind == "direct":
        clues.append((_cue_clue, word))
        return clues
    before_cue = lows[begin - 1] if begin else ""
    before, after = lows[first - 1] if first else "", lows[stop] if stop < len(lows) else ""
    clues += [
        (_cue_clues, word, side, form, gap),
        (_cue_words_clues, *lows[begin:end]),
        (_before_cue_clues, before_cue),
        (_cue_place_clues, _sort(before_cue), primary_tag(lows[begin])),
        (_speaker_clues, speaker, side, _last_word(told), _way_to_speaker(told)),
        (_opening_clues, lows[first], side, form),
        (_cue_opening_clues, word, primary_tag(lows[first])),
        (_end_clues, primary_tag(lows[stop - 1])),
        (_word_before_clues, _sort(before), side),
        (_word_after_clues, _sort(after), side),
        (_sentence_clues, side, *_sentence_place(paragraph, first, stop)),
    ]
    return clues


def _kind_clues(kind: str, rule: str, attribution: str, speaker: str, size: int) -> tuple[str, ...]:
    """Return what a quotation is, who finds it, who speaks."""
    return "always", kind, f"{kind} {rule} {attribution}", f"{kind} by {speaker}", f"{kind} size {size}"


def _place_clues(kind: str, side: str, gap: int, form: str, size: int, pieces: int) -> tuple[str, ...]:
    """Return how a quotation lies to its cue."""
    return f"{kind} {side} gap {gap}", f"{kind} {side} {form} size {size}", f"{kind} {side} pieces {pieces}"


def _steps(cue: float, odds: Odds) -> tuple[int, int, int, int]:
    """Return how sure the tagger is, in steps: of cue, content and speaker, and of all together."""
    whole = cue + (odds.content or 0.0) + (odds.speaker or 0.0)
    return step(cue), step(odds.content), step(odds.speaker), step(whole)


def _odds_clues(kind: str, cue: int, content: int, speaker: int, whole: int) -> tuple[str, ...]:
    """Return how sure the tagger is."""
    return (
        f"{kind} cue odds {cue}",
        f"{kind} content odds {content}",
        f"{kind} speaker odds {speaker}",
        f"odds {whole}",
        f"cue odds {cue} content odds {content}",
    )


def _cue_clue(word: str) -> tuple[str, ...]:
    """Return what the last word of a cue is."""
    return (f"cue {word}",)


def _cue_clues(word: str, side: str, form: str, gap: int) -> tuple[str, ...]:
    """Return how a quotation lies to the last word of its cue."""
    return f"cue {word}", f"cue {word} {side} {form}", f"cue {word} gap {gap}"


def _cue_words_clues(*words: str) -> tuple[str, ...]:
    """Return what the words of a cue are: 'would say', 'did not say'."""
    return f"cue all {' '.join(words)}", f"cue of {' '.join(map(primary_tag, words))}"


def _before_cue_clues(before: str) -> tuple[str, ...]:
    """Return what stands before a cue: 'to say'."""
    return (f"cue after {before}",)


def _cue_place_clues(before: str, tag: str) -> tuple[str, ...]:
    """Return what sort of word stands before a cue, and the part of speech of its first word."""
    return (f"cue after {before} {tag}",)


def _speaker_clues(speaker: str, side: str, last: str, way: str) -> tuple[str, ...]:
    """Return what names the speaker, and how far from the cue."""
    clues = f"by {speaker} {side}", f"by {last}", f"speaker {way}"
    return tuple(clue for clue, known in zip(clues, (True, last, way), strict=True) if known)


def _last_word(told: Told) -> str:
    """Return the last word that names the speaker where it is no name; else nothing."""
    last = told.speaker.rsplit(None, 1)[-1] if told.speaker else ""
    return last if last.islower() else ""


def _way_to_speaker(told: Told) -> str:
    """Return on which side of the cue the speaker stands, and how far; nothing where they meet or one lacks."""
    if told.cue is None or told.speaker_span is None:
        return ""
    ahead, behind = told.cue[0] - told.speaker_span[1], told.speaker_span[0] - told.cue[1]
    if ahead < 0 and behind < 0:
        return ""
    return f"{'ahead' if ahead >= 0 else 'behind'} {min(max(ahead, behind), _FAR_OFF) // 3}"


def _opening_clues(low: str, side: str, form: str) -> tuple[str, ...]:
    """Return what a quotation begins with, and its part of speech."""
    return f"opens {low}", f"opens {primary_tag(low)} {side} {form}"


def _cue_opening_clues(word: str, tag: str) -> tuple[str, ...]:
    """Return the part of speech that a quotation of a cue begins with."""
    return (f"cue {word} opens {tag}",)


def _end_clues(tag: str) -> tuple[str, ...]:
    """Return the part of speech that a quotation ends with."""
    return (f"closes {tag}",)


def _word_before_clues(sort: str, side: str) -> tuple[str, ...]:
    """Return what sort of word stands before a quotation."""
    return (f"before {sort} {side}",)


def _word_after_clues(sort: str, side: str) -> tuple[str, ...]:
    """Return what sort of word stands after a quotation."""
    return (f"after {sort} {side}",)


def _sentence_place(paragraph: Paragraph, first: int, stop: int) -> tuple[int, int, int, int, bool, bool]:
    """Return how a quotation lies in its sentence: tokens left and passed, sentences that it runs over, tens of tokens
    of its paragraph, whether its sentence is the first, whether there are marks in it.
    """
    begin, end = paragraph.sentence_start(first), paragraph.sentence_stop(stop - 1)
    over = paragraph.sentence[stop - 1] - paragraph.sentence[first]
    marked = paragraph.marked_from(begin, end) < end
    left, passed, tens = min(end - stop, _MUCH), min(first - begin, _MUCH), min(len(paragraph) // 10, _MUCH)
    return left, passed, over, tens, begin == 0, marked


def _sentence_clues(
    side: str, left: int, passed: int, over: int, tens: int, opens: bool, marked: bool
) -> tuple[str, ...]:
    """Return how a quotation lies in its sentence."""
    found = f"{side} left {left}", f"{side} passed {passed}", f"{side} over {over}"
    return (*found, f"paragraph of {tens}{' first' * opens}", f"{side} {'with' if marked else 'without'} marks")


def _side_and_gap(cue: tuple[int, int], first: int, stop: int) -> tuple[str, int]:
    """Return on which side of its cue a quotation stands, and how many tokens lie between."""
    if cue[1] <= first:
        return "behind", min(first - cue[1], _FAR)
    return ("ahead", min(cue[0] - stop, _FAR)) if stop <= cue[0] else ("around", 0)


def _sort(low: str) -> str:
    """Return a word's part of speech, '?' if it is not known, or a mark itself; nothing for no word."""
    return tag_or_mark(low) or ("?" if low else "")


def _speaker_type(told: Told) -> str:
    """Return what names the speaker: nobody, a pronoun, the sort of a name, or a role."""
    words = told.speaker
    if words is None:
        return "nobody"
    if " " not in words and words.islower() and len(words) <= _PRONOUN:
        return words
    return told.speaker_label or "role"
