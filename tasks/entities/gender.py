"""A person's gender from pronouns that clearly mean that person. It is never guessed from a name."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Who = TypeVar("Who", bound=Hashable)

_PRONOUN = re.compile(r"[ \n\"“(](?:([Hh]e|[Hh]imself)|[Ss]he|[Hh]erself)\b")
_END = re.compile(r"[.!?]['\"”’)]*\s|\n")
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
    pronouns = [(found.start(), found[1]) for found in _PRONOUN.finditer(f" {text}")]
    if not pronouns:
        return []
    begins = [0, *(found.end() for found in _END.finditer(text))]
    starts = [start for start, _ in mentions]
    meant: dict[tuple[int, Who], set[str]] = {}
    for at, male in pronouns:
        sentence = bisect_right(begins, at) - 1
        who = _antecedent(text, sentence, at, begins, starts, mentions)
        if who is not None and not _is_quoted(text, at):
            meant.setdefault((sentence, who), set()).add("male" if male else "female")
    return [(who, next(iter(genders))) for (_, who), genders in meant.items() if len(genders) == 1]


def _antecedent(
    text: str, sentence: int, at: int, begins: Sequence[int], starts: Sequence[int], mentions: Sequence[tuple[int, Who]]
) -> Who | None:
    """Return whom a pronoun at this place, in the sentence of this number, clearly means."""
    first = bisect_left(starts, begins[sentence])
    following = begins[sentence + 1] if sentence + 1 < len(begins) else len(text)
    people = {who for _, who in mentions[first : bisect_left(starts, following)]}
    if not people and sentence and not text[begins[sentence] : at].strip(' "“('):
        people = {who for _, who in mentions[bisect_left(starts, begins[sentence - 1]) : first]}
        return people.pop() if len(people) == 1 else None
    return people.pop() if len(people) == 1 and starts[first] < at else None


def _is_quoted(text: str, at: int) -> bool:
    """Whether a place lies inside quotation marks of its paragraph."""
    begin = text.rfind("\n", 0, at) + 1
    if text.count('"', begin, at) % 2:
        return True
    return text.count("“", begin, at) > text.count("”", begin, at)
