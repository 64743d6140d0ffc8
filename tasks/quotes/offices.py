"""Whom 'the governor' and 'the Ohio Democrat' mean: a person of whom the text has told that office or party."""

import re
from typing import NamedTuple

from tasks.entities.mention import Mention
from tasks.entities.roles import is_known_by, is_lesser, links_on, office_of
from tasks.quotes.article import ReadSection
from tasks.quotes.tokens import Paragraph

_MOST_WORDS = 6
_PARTY = re.compile(r"(?: ?\(|, )(?P<party>[DR])\b(?P<place>[^),]{0,20})")
_ADMINISTRATION = re.compile(r"(?:['’]s)? administration\b")
_PARTIES = {"D": "democrat", "R": "republican"}
_PARTY_WORDS = frozenset({"democratic", "republican", "gop"})
_PREFIX = 3
"""Letters by which a name and its abbreviation are compared: 'Calif.' and 'California'."""


class Description(NamedTuple):
    """What a phrase such as 'the California governor' says of somebody: the office, names, and whether nothing else."""

    office: str
    names: tuple[str, ...]
    bare: bool


def description(paragraph: Paragraph, first: int, stop: int) -> Description | None:
    """Return what a definite phrase without 'of' says of a person; None if it is none."""
    if paragraph.lows[first] != "the" or not 1 < stop - first <= _MOST_WORDS:
        return None
    words = paragraph.words[first + 1 : stop]
    if (
        words[-1].isupper()
        or not words[-1][:1].isalpha()
        or any(links_on(word) or "’s" in word or "'s" in word for word in words)
    ):
        return None
    office = office_of(" ".join(words))
    if not is_known_by(office):
        return None
    names = tuple(w for w in words if w[:1].isupper() and w.lower() not in office and w.lower() not in _PARTY_WORDS)
    return Description(office, names, bare=len(words) == office.count(" ") + 1)


class Offices:
    """The offices and parties that a text has told of its persons so far, with the words that it told them by."""

    def __init__(self) -> None:
        self._told: dict[str, dict[str, str]] = {}

    def meet(self, section: ReadSection, mention: Mention) -> None:
        """Take note of what stands beside a person's name."""
        party = _PARTY.match(section.text, mention.end)
        heads_government = _ADMINISTRATION.match(section.text, mention.end) is not None
        if mention.role is None and party is None and not heads_government:
            return
        told = self._told.setdefault(mention.entity_id, {})
        if mention.role is not None:
            told.setdefault(office_of(mention.role), mention.role)
        if heads_government:
            told.setdefault("president", "president of an administration")
        if party is not None:
            told.setdefault(_PARTIES[party["party"]], f"{mention.role or ''} {party['place']}")

    def holders(self, asked: Description) -> list[str]:
        """Return who may be meant: those told with the names asked for; else those of just that office, else all."""
        found = {
            entity: role
            for entity, told in self._told.items()
            for office, role in told.items()
            if office == asked.office or (office.endswith(f" {asked.office}") and not is_lesser(office))
        }
        if asked.names:
            return [entity for entity, role in found.items() if all(name[:_PREFIX] in role for name in asked.names)]
        return [entity for entity, role in found.items() if " " not in role.strip()] or list(found)
