"""A person's gender from pronouns that clearly mean that person. It is never guessed from a name."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Who = TypeVar("Who", bound=Hashable)

_PRONOUN = re.compile(r"[HhSs](?<![^ \n\"“(].)(?:(?<=[Hh])(?:(e|imself)|erself)|(?<=[Ss])he)\b")
_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\s")
_ENOUGH = 2
_SHARE = 0.85


def pronoun_genders(sections: Iterable[tuple[str, Sequence[tuple[int, Who]]]]) -> dict[Who, str]:
    """Return the gender of the persons whom pronouns of one gender clearly mean in at least two sentences.

    `sections` holds (text, persons' mentions as (start, who) in order). 'he', 'she', 'himself' and 'herself' outside
    quotations clearly mean the only person of their sentence when that one stands before them, and the only person of
    the sentence before when they begin a sentence without persons.
    """
    votes: dict[Who, Counter[str]] = {}
    for text, mentions in sections:
        for who, gender in _clear(text, mentions):
            votes.setdefault(who, Counter())[gender] += 1
    return {who: told for who, counts in votes.items() if (told := _decided(counts)) is not None}


def _decided(votes: Mapping[str, int]) -> str | None:
    gender = max(votes, key=lambda one: (votes[one], one))
    return gender if votes[gender] >= max(_ENOUGH, _SHARE * sum(votes.values())) else None


def _clear(text: str, mentions: Sequence[tuple[int, Who]]) -> list[tuple[Who, str]]:
    """Return (who, gender) for each sentence whose pronouns clearly mean one person."""
    starts = [start for start, _ in mentions]
    meant: dict[tuple[int, Who], set[str]] = {}
    begins = [0]
    for pronoun in _PRONOUN.finditer(text, starts[0]):
        at = pronoun.start()
        if at >= begins[-1]:
            begins = _sentences(text, at)
        sentence = bisect_right(begins, at) - 1
        who = _antecedent(text, sentence, at, begins, starts, mentions)
        if who is not None and not _is_quoted(text, at):
            meant.setdefault((begins[sentence], who), set()).add("male" if pronoun[1] else "female")
    return [(who, next(iter(genders))) for (_, who), genders in meant.items() if len(genders) == 1]


def _sentences(text: str, at: int) -> list[int]:
    """Return where the sentences of the paragraph around a place begin, and where the paragraph ends."""
    begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    end = end if end >= 0 else len(text)
    return [begin, *(found.end() for found in _SENTENCE_END.finditer(text, begin, end)), end]


def _antecedent(
    text: str, sentence: int, at: int, begins: Sequence[int], starts: Sequence[int], mentions: Sequence[tuple[int, Who]]
) -> Who | None:
    """Return whom a pronoun at this place, in the sentence of this number of its paragraph, clearly means."""
    first = bisect_left(starts, begins[sentence])
    people = {who for _, who in mentions[first : bisect_left(starts, begins[sentence + 1])]}
    if people:
        return people.pop() if len(people) == 1 and starts[first] < at else None
    if not first or text[begins[sentence] : at].strip(' "“('):
        return None
    before = begins[sentence - 1] if sentence else _sentences(text, begins[0] - 1)[-2]
    people = {who for _, who in mentions[bisect_left(starts, before) : first]}
    return people.pop() if len(people) == 1 else None


def _is_quoted(text: str, at: int) -> bool:
    """Whether a place lies inside quotation marks of its paragraph."""
    begin = text.rfind("\n", 0, at) + 1
    if text.count('"', begin, at) % 2:
        return True
    return text.count("“", begin, at) > text.count("”", begin, at)
