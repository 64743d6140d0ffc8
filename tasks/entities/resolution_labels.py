"""One label a name in an article: by what the recogniser said most, and by what the article's text makes clear."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tasks.entities.labels import standing_labels
from tasks.entities.names import demonyms, fold, organisation_words
from tasks.entities.organisations import is_company
from tasks.entities.places import is_well_known_place

_LONGEST_FOLLOWER = 20
_LEAST_LISTED = 2
_MOSTLY = 0.6


@dataclass(slots=True)
class Name:
    """A name found: the index of its section, its place there, its text, the words that count, its labels."""

    section: int
    start: int
    end: int
    text: str
    words: str
    label: str
    coarse: str
    score: float


def settle_labels(sections: Sequence[tuple[int, str, str]], names: Sequence[Name]) -> None:
    """Give each string one coarse label in the article, or more where all of them are well founded."""
    told = _told_by_followers(sections, names)
    by_string: dict[str, list[Name]] = {}
    for name in names:
        by_string.setdefault(fold(name.text), []).append(name)
    _make_people(by_string)
    surnames, firms = _last_words_of_people(by_string), _words_of_organisations(by_string)
    for string, alike in by_string.items():
        if string in demonyms():
            _make_groups(alike)
        elif string in told and not (told[string] == "PLACE" and string in surnames):
            _follow(told[string], alike)
        coarse = {name.coarse for name in alike}
        surname = (
            string in surnames and coarse != {"PERSON"} and string not in firms and not is_well_known_place(string)
        )
        if len(coarse) > 1 or surname:
            scores: dict[str, tuple[int, float]] = {}
            for name in alike:
                count, score = scores.get(name.coarse, (0, 0.0))
                scores[name.coarse] = (count + 1, score + name.score)
            standing = standing_labels(scores, one_word=" " not in string, surname=surname, firm=string in firms)
            for name in alike:
                name.coarse = standing[name.coarse]


def _told_by_followers(sections: Sequence[tuple[int, str, str]], names: Sequence[Name]) -> dict[str, str]:
    """Return the kind that the word behind tells of a name of one word: 'the Berg administration', 'Jufra air base'."""
    words = organisation_words()
    told: dict[str, str] = {}
    for name in names:
        if name.coarse not in ("PERSON", "ORG", "OTHER") or " " in name.text or name.text.isupper():
            continue
        behind = sections[name.section][2][name.end : name.end + _LONGEST_FOLLOWER].split(None, 2)
        behind = [word.rstrip(".,;:!?") for word in behind[:2]]
        if behind and behind[0] in words["of_persons"] and not is_well_known_place(name.text):
            told[fold(name.text)] = "PERSON"
        elif behind and not words["of_places"].isdisjoint((behind[0], " ".join(behind))):
            told[fold(name.text)] = "PLACE"
    return told


def _make_people(by_string: Mapping[str, Sequence[Name]]) -> None:
    """Call 'Ann Berg' a person where a recogniser thought otherwise, but not of 'Berg' alone."""
    for string, alike in by_string.items():
        first, _, last = string.partition(" ")
        alone = by_string.get(last, ())
        text = alike[0].text
        if not first or not alone or alike[0].coarse not in ("ORG", "OTHER") or text.isupper() or "-" in text:
            continue
        if first in demonyms() or is_well_known_place(first):
            continue
        persons = sum(name.coarse == "PERSON" for name in alone)
        if persons >= max(len(alike), _MOSTLY * len(alone)) and not is_company(string):
            for name in alike:
                name.coarse = "PERSON"


def _last_words_of_people(by_string: Mapping[str, Sequence[Name]]) -> set[str]:
    """Return the last words of the article's full names of persons."""
    return {
        string.rpartition(" ")[2]
        for string, alike in by_string.items()
        if " " in string and any(name.coarse == "PERSON" for name in alike)
    }


def _words_of_organisations(by_string: Mapping[str, Sequence[Name]]) -> set[str]:
    """Return the first and last words of the article's organisations of several words: 'ford' of 'Ford Motor'."""
    return {
        word
        for string, alike in by_string.items()
        if " " in string and alike[0].coarse == "ORG"
        for word in (string.partition(" ")[0], string.rpartition(" ")[2])
    }


def add_listed_places(sections: Sequence[tuple[int, str, str]], names: Sequence[Name]) -> None:
    """Call names of one word places that only ever follow a place in a list: 'Sirte, Jufra and Derna'."""
    listed: dict[str, int] = {}
    for left, right in pairwise(names):
        if left.coarse != "PLACE" or right.coarse not in ("PERSON", "OTHER") or left.section != right.section:
            continue
        if sections[left.section][2][left.end : right.start] in (", ", " and ") and " " not in right.text:
            listed[fold(right.text)] = listed.get(fold(right.text), 0) + 1
    often = {string: count for string, count in listed.items() if count >= _LEAST_LISTED}
    for string, count in often.items():
        alike = [name for name in names if fold(name.text) == string]
        if len(alike) == count:
            for name in alike:
                name.coarse = "PLACE"


def _follow(coarse: str, names: Iterable[Name]) -> None:
    """Give names the kind that is clear from the text, except where they are a kind that it may go with."""
    for name in names:
        if name.coarse == "OTHER" or (name.coarse, coarse) in (("ORG", "PERSON"), ("PERSON", "PLACE")):
            name.coarse = coarse


def _make_groups(names: Iterable[Name]) -> None:
    """Call 'Libyan' a group of people where a recogniser took it for a place or did not know."""
    for name in names:
        if name.coarse in ("PLACE", "OTHER"):
            name.coarse, name.label = "GROUP", "NORP"
