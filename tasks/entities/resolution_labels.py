"""One label a name in an article: by what the recogniser said most, and by what the article's text makes clear."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from tasks.entities.labels import standing_labels
from tasks.entities.names import demonyms, organisation_words
from tasks.entities.organisations import is_company
from tasks.entities.places import is_well_known_place, places_named
from tasks.entities.resolution_names import FoundNames, Name
from tasks.entities.titles import Title

_LONGEST_FOLLOWER = 20
_TELLING_LETTERS = 3
_LEAST_LISTED = 2
_MOSTLY = 0.6
_MOSTLY_THE = 0.3
_MAYBE_PLACES = frozenset({"PERSON", "OTHER"})
_MAY_FOLLOW = frozenset({("ORG", "PERSON"), ("PERSON", "PLACE"), ("PERSON", "ORG")})
_LOCATING = re.compile(
    r"\b(?:in|from|to|into|near|across|outside|inside|throughout|of|against|with|for|on|between|and|northern|southern|eastern"
    r"|western|the) $"
)
_BEHIND_A_PLACE = re.compile(
    r" (?:(?:Democrat|Republican)(?:ic)?|GOP|Sens?|Reps?|Gov|Attorney General|Supreme Court)\b"
)
_FULL_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){1,2}")
_MID_SENTENCE_THE = re.compile(r"[a-z,] The ")


def settle_labels(found: FoundNames) -> None:
    """Give each string one coarse label in the article, or more where all of them are well founded."""
    told = _told_by_neighbours(found)
    by_string = found.by_string
    for string, kind in told.items():
        if kind == "PERSON":
            _follow(kind, by_string[string])
    _make_people(by_string)
    _make_places(found)
    people = _strings_of_people(by_string)
    _make_surnames(found, people)
    given, surnames = {string.partition(" ")[0] for string in people}, {string.rpartition(" ")[2] for string in people}
    firms = _words_of_organisations(by_string)
    groups = by_string.keys() & demonyms().keys()
    for string in groups:
        _make_groups(by_string[string])
    for string in told.keys() - groups - surnames:
        if not (told[string] == "ORG" and string in given):
            _follow(told[string], by_string[string])
    for string, alike in by_string.items():
        if len(alike) == 1 and string not in surnames:
            continue
        one_kind = len({name.coarse for name in alike}) == 1
        surname = (
            string in surnames
            and not (one_kind and alike[0].coarse == "PERSON")
            and string not in firms
            and not is_well_known_place(string)
        )
        if surname or not one_kind:
            _make_standing(alike, surname=surname, firm=string in firms)


def _make_standing(alike: Sequence[Name], *, surname: bool, firm: bool) -> None:
    """Give the names of one string the coarse labels that stand (see standing_labels)."""
    scores: dict[str, tuple[int, float]] = {}
    for name in alike:
        count, score = scores.get(name.coarse, (0, 0.0))
        scores[name.coarse] = (count + len(name.positions), score + name.score)
    standing = standing_labels(scores, one_word=" " not in alike[0].folded, surname=surname, firm=firm)
    for name in alike:
        name.coarse = standing[name.coarse]


@lru_cache(maxsize=1)
def _telling_beginnings() -> frozenset[str]:
    words = organisation_words()
    return frozenset(word[:_TELLING_LETTERS] for word in words["of_persons"] | words["of_places"])


def _told_by_neighbours(found: FoundNames) -> dict[str, str]:
    """Return the kind that the words beside a name tell of it.

    'Mr Berg', 'Senator Ann Berg' and 'the Berg administration' are persons, 'Jufra air base' is a place and what
    'told The Hill' names an organisation.
    """
    told: dict[str, str] = {}
    for name in found.names:
        is_one_word = " " not in name.text
        may_be_person = name.coarse in ("ORG", "OTHER") or (name.coarse == "PLACE" and not is_one_word)
        if name.text.isupper() or not (may_be_person or (is_one_word and name.coarse == "PERSON")):
            continue
        if may_be_person and any(_tell_person(titles, name) for titles in found.titles(name) if titles):
            told[name.folded] = "PERSON"
        elif is_one_word:
            places = [found.around(position) for position in name.positions]
            kind = _told_behind(name, places) or ("ORG" if not may_be_person and _has_article(places) else None)
            if kind:
                told[name.folded] = kind
    return told


def _tell_person(titles: Sequence[Title], name: Name) -> bool:
    """Whether titles before a name make it a person's: 'Mr Berg', 'Senator Ann Berg'."""
    gendered = titles[-1].kind == "honorific" and titles[-1].gender is not None
    full = titles[-1].kind in ("honorific", "rank", "office") and _FULL_NAME.fullmatch(name.text) is not None
    return (gendered or full) and not is_company(name.folded) and not is_well_known_place(name.text)


def _told_behind(name: Name, places: Sequence[tuple[str, int]]) -> str | None:
    """Return the kind that the words behind a name of one word, the last that do, tell of it."""
    beginnings = _telling_beginnings()
    for text, start in reversed(places):
        begin = start + len(name.text) + 1
        if text[begin : begin + _TELLING_LETTERS] in beginnings:
            words = organisation_words()
            behind = [word.rstrip(".,;:!?") for word in text[begin : begin + _LONGEST_FOLLOWER].split(None, 2)[:2]]
            if behind[0] in words["of_persons"] and not is_well_known_place(name.text):
                return "PERSON"
            if not words["of_places"].isdisjoint((behind[0], " ".join(behind))):
                return "PLACE"
    return None


def _has_article(places: Sequence[tuple[str, int]]) -> bool:
    """Whether a name often has a capital article in the middle of a sentence: 'told The Hill'."""
    the = sum(
        text.startswith("The ", start - 4) and _MID_SENTENCE_THE.match(text, max(0, start - 6)) is not None
        for text, start in places
    )
    return the > _MOSTLY_THE * len(places)


def _make_people(by_string: Mapping[str, Sequence[Name]]) -> None:
    """Call 'Ann Berg' a person where a recogniser thought otherwise, but not of 'Berg' alone."""
    for string, alike in by_string.items():
        if alike[0].coarse not in ("ORG", "OTHER", "PLACE") or " " not in string:
            continue
        first, _, last = string.partition(" ")
        alone = by_string.get(last, ())
        text = alike[0].text
        if (
            not alone
            or text.isupper()
            or "-" in text.split(None, 1)[0]
            or first in demonyms()
            or is_well_known_place(first)
            or (alike[0].coarse == "PLACE" and (alike[0].label != "GPE" or places_named(string)))
        ):
            continue
        persons = sum(len(name.positions) for name in alone if name.coarse == "PERSON")
        if persons >= max(_mentions(alike), _MOSTLY * _mentions(alone)) and not is_company(string):
            for name in alike:
                name.coarse = "PERSON"


def _make_places(found: FoundNames) -> None:
    """Call 'Ohio' a place where a recogniser took it for a team and its party or office follows: 'Ohio GOP Rep.'."""
    for alike in found.by_string.values():
        if any(name.coarse != "ORG" for name in alike) or not is_well_known_place(alike[0].text):
            continue
        ends = ((found.around(position)[0], found.end(position)) for name in alike for position in name.positions)
        if any(_BEHIND_A_PLACE.match(text, end) for text, end in ends):
            for name in alike:
                name.coarse, name.label = "PLACE", "GPE"


def _make_surnames(found: FoundNames, people: Iterable[str]) -> None:
    """Call 'Israel' a person behind 'Steve Israel' where nothing in the article is in, from or of Israel."""
    first_full: dict[str, int] = {}
    for string in people:
        first_full.setdefault(string.rpartition(" ")[2], found.by_string[string][0].positions[0])
    for surname in first_full.keys() & found.by_string.keys():
        alike = found.by_string[surname]
        if any(name.coarse not in ("PLACE", "PERSON") or name.text.isupper() for name in alike):
            continue
        places = [place for name in alike for place in map(found.around, name.positions)]
        behind = all(position > first_full[surname] for name in alike for position in name.positions)
        if behind and not any(_LOCATING.search(text, max(0, start - 12), start) for text, start in places):
            for name in alike:
                name.coarse = "PERSON"


def _mentions(names: Iterable[Name]) -> int:
    return sum(len(name.positions) for name in names)


def _strings_of_people(by_string: Mapping[str, Sequence[Name]]) -> list[str]:
    """Return the article's full names of persons, folded."""
    return [
        string
        for string, alike in by_string.items()
        if " " in string and (alike[0].coarse == "PERSON" or any(name.coarse == "PERSON" for name in alike))
    ]


def _words_of_organisations(by_string: Mapping[str, Sequence[Name]]) -> set[str]:
    """Return the first and last words of the article's organisations of several words: 'ford' of 'Ford Motor'."""
    return {
        word
        for string, alike in by_string.items()
        if " " in string and alike[0].coarse == "ORG"
        for word in (string.partition(" ")[0], string.rpartition(" ")[2])
    }


def add_listed_places(found: FoundNames) -> None:
    """Call names of one word places that only ever follow a place in a list: 'Sirte, Jufra and Derna'."""
    if not any(name.coarse == "PLACE" for name in found.names):
        return
    listed = [
        alike
        for alike in found.by_string.values()
        if " " not in alike[0].text
        and alike[0].coarse in _MAYBE_PLACES
        and all(_is_only_listed(found, name) for name in alike)
        and _mentions(alike) >= _LEAST_LISTED
    ]
    for alike in listed:
        for name in alike:
            name.coarse = "PLACE"


def _is_only_listed(found: FoundNames, name: Name) -> bool:
    """Whether a name of one word, not known to be a place's, always follows a place in a list."""
    return (
        " " not in name.text
        and name.coarse in _MAYBE_PLACES
        and all(
            position
            and found.at[position - 1].coarse == "PLACE"
            and found.between(position - 1, position) in (", ", " and ")
            for position in name.positions
        )
    )


def _follow(coarse: str, names: Iterable[Name]) -> None:
    """Give names the kind that is clear from the text, except where they are a kind that it may go with."""
    for name in names:
        full = coarse == "PERSON" and name.coarse == "PLACE" and " " in name.text
        if name.coarse == "OTHER" or full or (name.coarse, coarse) in _MAY_FOLLOW:
            name.coarse = coarse


def _make_groups(names: Iterable[Name]) -> None:
    """Call 'Libyan' a group of people where a recogniser took it for a place or did not know."""
    for name in names:
        if name.coarse in ("PLACE", "OTHER"):
            name.coarse, name.label = "GROUP", "NORP"
