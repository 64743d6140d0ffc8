"""One label a name in an article: by what the recogniser said most, and by what the article's text makes clear."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from tasks.entities.labels import standing_labels
from tasks.entities.names import demonyms, organisation_words
from tasks.entities.organisations import is_company
from tasks.entities.places import is_well_known_place
from tasks.entities.resolution_names import FoundNames, Name
from tasks.entities.titles import titles_before

_LONGEST_FOLLOWER = 20
_TELLING_LETTERS = 3
_LEAST_LISTED = 2
_MOSTLY = 0.6
_MOSTLY_THE = 0.3
_MAY_FOLLOW = frozenset({("ORG", "PERSON"), ("PERSON", "PLACE"), ("PERSON", "ORG")})
_FULL_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){1,2}")
_MID_SENTENCE_THE = re.compile(r"[a-z,] The ")


def settle_labels(found: FoundNames) -> None:
    """Give each string one coarse label in the article, or more where all of them are well founded."""
    told = _told_by_neighbours(found)
    by_string: dict[str, list[Name]] = {}
    for name in found.names:
        by_string.setdefault(name.folded, []).append(name)
    for string, kind in told.items():
        if kind == "PERSON":
            _follow(kind, by_string[string])
    _make_people(by_string)
    people = _strings_of_people(by_string)
    given, surnames = {string.partition(" ")[0] for string in people}, {string.rpartition(" ")[2] for string in people}
    firms = _words_of_organisations(by_string)
    for string, alike in by_string.items():
        if string in demonyms():
            _make_groups(alike)
        elif string in told and string not in surnames and not (told[string] == "ORG" and string in given):
            _follow(told[string], alike)
        one_kind = len(alike) == 1 or len({name.coarse for name in alike}) == 1
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
        if name.coarse not in ("PERSON", "ORG", "OTHER"):
            continue
        places = [found.around(position) for position in name.positions]
        if name.coarse != "PERSON" and any(_is_titled(name, text, start) for text, start in places):
            told[name.folded] = "PERSON"
        elif " " not in name.text and not name.text.isupper():
            behind = [_told_behind(name, text, start + len(name.text) + 1) for text, start in places]
            if any(behind):
                told[name.folded] = next(kind for kind in reversed(behind) if kind)
            elif name.coarse == "PERSON":
                the = sum(_MID_SENTENCE_THE.match(text, max(0, start - 6)) is not None for text, start in places)
                if the > _MOSTLY_THE * len(places):
                    told[name.folded] = "ORG"
    return told


def _is_titled(name: Name, text: str, start: int) -> bool:
    """Whether a title before a name makes it a person's: 'Mr Berg', 'Senator Ann Berg'."""
    titles = titles_before(text, start)
    if not titles or name.text.isupper():
        return False
    gendered = titles[-1].kind == "honorific" and titles[-1].gender is not None
    full = titles[-1].kind in ("honorific", "rank", "office") and _FULL_NAME.fullmatch(name.text) is not None
    return (gendered or full) and not is_company(name.folded) and not is_well_known_place(name.text)


def _told_behind(name: Name, text: str, begin: int) -> str | None:
    """Return the kind that the word behind a name of one word, which begins there, tells of it."""
    if text[begin : begin + _TELLING_LETTERS] not in _telling_beginnings():
        return None
    words = organisation_words()
    behind = [word.rstrip(".,;:!?") for word in text[begin : begin + _LONGEST_FOLLOWER].split(None, 2)[:2]]
    if behind[0] in words["of_persons"] and not is_well_known_place(name.text):
        return "PERSON"
    return "PLACE" if not words["of_places"].isdisjoint((behind[0], " ".join(behind))) else None


def _make_people(by_string: Mapping[str, Sequence[Name]]) -> None:
    """Call 'Ann Berg' a person where a recogniser thought otherwise, but not of 'Berg' alone."""
    for string, alike in by_string.items():
        if alike[0].coarse not in ("ORG", "OTHER") or " " not in string:
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
        ):
            continue
        persons = sum(len(name.positions) for name in alone if name.coarse == "PERSON")
        if persons >= max(_mentions(alike), _MOSTLY * _mentions(alone)) and not is_company(string):
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
    listed: dict[str, int] = {}
    for left, right in pairwise(range(len(found.at))):
        name = found.at[right]
        if (
            found.at[left].coarse == "PLACE"
            and name.coarse in ("PERSON", "OTHER")
            and " " not in name.text
            and found.between(left, right) in (", ", " and ")
        ):
            listed[name.folded] = listed.get(name.folded, 0) + 1
    often = {string: count for string, count in listed.items() if count >= _LEAST_LISTED}
    for string, count in often.items():
        alike = [name for name in found.names if name.folded == string]
        if _mentions(alike) == count:
            for name in alike:
                name.coarse = "PLACE"


def _follow(coarse: str, names: Iterable[Name]) -> None:
    """Give names the kind that is clear from the text, except where they are a kind that it may go with."""
    for name in names:
        if name.coarse == "OTHER" or (name.coarse, coarse) in _MAY_FOLLOW:
            name.coarse = coarse


def _make_groups(names: Iterable[Name]) -> None:
    """Call 'Libyan' a group of people where a recogniser took it for a place or did not know."""
    for name in names:
        if name.coarse in ("PLACE", "OTHER"):
            name.coarse, name.label = "GROUP", "NORP"
