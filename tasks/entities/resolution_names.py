"""The names found in one article: each string and label once, with the places where it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tasks.entities.mention import Span
from tasks.entities.names import coarse_label, fold, no_names, organisation_words
from tasks.entities.organisations import is_company
from tasks.entities.places import is_well_known_place
from tasks.entities.recogniser_kinds import label_of
from tasks.entities.roles import is_role_head
from tasks.entities.spans import credits_of, trimmed
from tasks.entities.titles import Title, titles_before
from tasks.tables.section_kinds import FURNITURE_KINDS


@dataclass(eq=False, slots=True)
class Name:
    """A string found under one label: its words that count, its labels, its mentions' positions, their summed score.

    A position is a mention's number in the article, in order.
    """

    text: str
    words: str
    folded: str
    label: str
    coarse: str
    positions: list[int] = field(default_factory=list)
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class FoundNames:
    """The names of an article.

    `texts` are the sections' texts, `names` the distinct names in order of their first mention and `by_string` the
    same by their folded text. `at`, `places` (section's index, start) and `scores` have an item a mention.
    """

    texts: Sequence[str]
    names: list[Name]
    by_string: dict[str, list[Name]]
    at: list[Name]
    places: list[tuple[int, int]]
    scores: list[float]

    def around(self, position: int) -> tuple[str, int]:
        """Return the text that holds a mention, and where in it the mention starts."""
        section, start = self.places[position]
        return self.texts[section], start

    def titles(self, name: Name) -> list[tuple[Title, ...]]:
        """Return for each mention of a name the titles that stand before it."""
        return [
            titles_before(self.texts[section], start) for section, start in map(self.places.__getitem__, name.positions)
        ]

    def end(self, position: int) -> int:
        """Return where a mention ends in its section."""
        return self.places[position][1] + len(self.at[position].text)

    def between(self, left: int, right: int) -> str | None:
        """Return the text between two mentions of one section, None of two."""
        section, start = self.places[right]
        return self.texts[section][self.end(left) : start] if self.places[left][0] == section else None


_OFFICE_OF = (" of ", "the ", " to ")
_OFFICE = re.compile(r"\b(?P<head>[^\W\d_]+) (?:of|to|for)(?: the)? $")
_FARTHEST = 40
_SHORTEST = 12
"""Letters of the shortest name that is taken for an office's end and a full name."""


def _ends_an_office(name: str) -> bool:
    """Whether somebody may be secretary, ambassador or manager of what has this name."""
    is_department = name.lower() in organisation_words()["departments"]
    return is_department or is_well_known_place(name) or label_of("LOC", name, "", "") in ("ORG", "FAC")


def _behind_an_office(text: str, start: int, end: int, label: str) -> tuple[int, str]:
    """Return where a name begins, and its label, without the end of an office: 'State Ann Berg' of 'Secretary of'."""
    office = _OFFICE.search(text, max(0, start - _FARTHEST), start)
    if office is None or not is_role_head(office["head"]):
        return start, label
    words = text[start:end].split(" ")
    for first in range(len(words) - 2, max(0, len(words) - 4), -1):
        named, person = " ".join(words[:first]), " ".join(words[first:])
        if _ends_an_office(named) and person.istitle() and not is_company(fold(person)):
            return start + len(named) + 1, "PERSON"
    return start, label


@lru_cache(maxsize=32_768)
def _own_words(words: str, label: str) -> tuple[int, str, str, str]:
    """Return how many characters before a span's own words are none of the name's, these, these folded, the label.

    They are empty if they are no name.
    """
    front, kept, label = trimmed(words, label)
    folded = fold(kept)
    return front, "" if label != "PERSON" and folded in no_names() else kept, folded, label


def find_names(sections: Sequence[tuple[int, str, str]], spans: Sequence[Sequence[Span]]) -> FoundNames:
    """Return the names of an article's own text, trimmed.

    Left out: names in furniture (promo, related, footer, comment), in credits, spans without a letter or digit, and
    what is no name (see no_names).
    """
    by_label: dict[tuple[str, str], Name] = {}
    by_string: dict[str, list[Name]] = {}
    at: list[Name] = []
    places: list[tuple[int, int]] = []
    scores: list[float] = []
    for index, ((_, kind, text), marked) in enumerate(zip(sections, spans, strict=True)):
        if kind in FURNITURE_KINDS or not marked:
            continue
        credited = credits_of(kind, text)
        for start, end, told, score in marked:
            if end - start >= _SHORTEST and text.startswith(_OFFICE_OF, max(0, start - 4)):
                start, told = _behind_an_office(text, start, end, told)
            front, words, folded, label = _own_words(text[start:end], told)
            start += front
            if label is not told and text[max(0, start - 4) : start] == "New ":  # 'York Sen' of 'New York Sen.'
                start, words, folded = start - 4, f"New {words}", f"new {folded}"
            if not words or (credited and any(left <= start < right for left, right in credited)):
                continue
            name = by_label.get((words, label))
            if name is None:
                name = by_label[words, label] = Name(words, words, folded, label, coarse_label(label))
                by_string.setdefault(folded, []).append(name)
            name.positions.append(len(at))
            name.score += score
            at.append(name)
            places.append((index, start))
            scores.append(score)
    return FoundNames([text for _, _, text in sections], list(by_label.values()), by_string, at, places, scores)
