"""Whether two names may be one person's: initials, nicknames, middle names, typing errors."""

from functools import lru_cache
from typing import NamedTuple

from tasks.entities.names import fold, nicknames, particles, person_words, without_possessive
from tasks.entities.titles import without_titles

_TYPO_LENGTH = 5


class PersonName(NamedTuple):
    """A person's name in parts: the words that count (see even_name), all its words, and the generation behind it.

    The `surname` is the last word that counts. A name `is_full` if it has more than one, such as a given name.
    """

    words: tuple[str, ...]
    all_words: tuple[str, ...]
    generation: str | None
    surname: str
    is_full: bool


@lru_cache(maxsize=16_384)
def person_name(name: str) -> PersonName:
    """Return a person's name in parts. Titles, also regnal ones, do not count."""
    words = person_words(name)
    all_words = tuple(fold(without_possessive(without_titles(name))).split()) or words
    generation = all_words[-1] if len(all_words) > 1 and all_words[-1] in particles()[2] else None
    return PersonName(words, all_words, generation, words[-1], len(words) > 1)


def one_typo_apart(left: str, right: str) -> bool:
    """Whether one letter more, less or other, or two swapped, make one word of the other; both begin alike."""
    if left == right or left[:1] != right[:1] or abs(len(left) - len(right)) > 1:
        return False
    if len(left) > len(right):
        left, right = right, left
    at = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
    if len(left) < len(right):
        return left[at:] == right[at + 1 :]
    swapped = left[at : at + 2] == right[at : at + 2][::-1]
    return left[at + 1 :] == right[at + 1 :] or (swapped and left[at + 2 :] == right[at + 2 :])


@lru_cache(maxsize=16_384)
def given_names_agree(left: str, right: str) -> bool:
    """Whether two given names may be one: equal, an initial, a nickname, two spellings ('Sergei', 'Sergey')."""
    if left == right:
        return True
    if len(left) == 1 or len(right) == 1:
        return left[0] == right[0]
    formal = nicknames()
    if formal.get(left, frozenset()) & formal.get(right, frozenset()):
        return True
    long_enough = min(len(left), len(right)) >= _TYPO_LENGTH
    feminine = left + "a" == right or right + "a" == left or {left[-1], right[-1]} <= set("aeo")
    return long_enough and not feminine and one_typo_apart(left, right)


def _given_names_fit(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether given names agree in order with some of another's: its first one, or one that is no bare initial."""
    at = -1
    for position, word in enumerate(short):
        at = next((i for i in range(at + 1, len(long)) if given_names_agree(word, long[i])), len(long))
        if at == len(long) or (position == 0 < at and min(len(word), len(long[at])) == 1):
            return False
    return True


@lru_cache(maxsize=16_384)
def may_be_one_person(left: PersonName, right: PersonName) -> bool:
    """Whether two full names may be one person's."""
    if left.generation and right.generation and left.generation != right.generation:
        return False
    short, long = sorted((left, right), key=lambda name: len(name.words))
    if _ends_with(long.all_words, short.all_words):
        return True  # 'Van Moer' of 'Wilfried Van Moer'
    if short.surname == long.surname:
        return _given_names_fit(short.words[:-1], long.words[:-1])
    same_given = short.words[:-1] == long.words[:-1]
    return same_given and len(short.surname) >= _TYPO_LENGTH and one_typo_apart(short.surname, long.surname)


def _ends_with(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    return len(short) <= len(long) and long[len(long) - len(short) :] == short
