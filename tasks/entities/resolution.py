"""Mentions resolved inside one article: who or what each name means, under one name and one label."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tasks.entities.gender import pronoun_genders
from tasks.entities.labels import commonest_label
from tasks.entities.mention import Mention, Span
from tasks.entities.names import display_name, entity_id_of, even_name
from tasks.entities.organisations import is_short_for
from tasks.entities.places import needs_its_region, without_region
from tasks.entities.resolution_labels import add_listed_places, settle_labels
from tasks.entities.resolution_names import FoundNames, Name, find_names
from tasks.entities.resolution_people import resolve_people
from tasks.entities.resolution_things import resolve_things
from tasks.entities.roles import role_of
from tasks.entities.titles import Title, titles_before

__all__ = ["entity_id_of", "resolve_article"]

_BRACKET = re.compile(r"\(\s*(?:the\s+)?[\"“'‘]?")
_BEFORE_BRACKET = re.compile(r"['’]?s?\s*")
_MOST_BEFORE = 8
_ROLELESS = (None, None, None)


@dataclass(slots=True)
class _Entity:
    """What some of the mentions mean: their positions, and what is known of it."""

    coarse: str
    positions: list[int]
    gender: str | None = None
    gender_from: str | None = None
    before: str = ""
    behind: str = ""


def resolve_article(sections: Sequence[tuple[int, str, str]], spans: Sequence[Sequence[Span]]) -> list[Mention]:
    """Return the mentions of one article, in order, resolved to entities of one name and one label each.

    `sections` holds (section_no, kind, text) and `spans` for each of them the names that a recogniser found there.
    Names in furniture and in agencies' credits are left out. A mention's words lose a leading article, titles and a
    trailing possessive; its name is the fullest that the article has, without titles except a sovereign's before a
    name of one word ('King Hussein').
    """
    found = find_names(sections, spans)
    settle_labels(found)
    add_listed_places(found)
    by_kind: dict[str, list[Name]] = {}
    for name in found.names:
        by_kind.setdefault(name.coarse, []).append(name)
    entities: list[_Entity] = []
    defined = _defined(found)
    for coarse, names in by_kind.items():
        if coarse == "PERSON":
            people = list(_persons(found, names))
            _add_pronoun_genders(found, people)
            entities.extend(people)
        else:
            entities.extend(_things(found, coarse, names, defined.get(coarse, ())))
    return _mentions(found, [number for number, _, _ in sections], entities)


def _persons(found: FoundNames, names: Iterable[Name]) -> Iterator[_Entity]:
    mentions = []
    for position in sorted([position for name in names for position in name.positions]):
        section, start = found.places[position]
        mentions.append((position, found.at[position].text, titles_before(found.texts[section], start)))
    for person in resolve_people(mentions):
        regnal = "" if person.names else _regnal_title(person.positions, mentions)
        yield _Entity("PERSON", person.positions, person.gender, "title" if person.gender else None, before=regnal)


def _add_pronoun_genders(found: FoundNames, people: Sequence[_Entity]) -> None:
    """Give persons whose titles tell no gender the one that pronouns tell."""
    if all(person.gender for person in people):
        return
    mentions: dict[int, list[tuple[int, int]]] = {}
    for index, person in enumerate(people):
        for position in person.positions:
            section, start = found.places[position]
            mentions.setdefault(section, []).append((start, index))
    told = pronoun_genders((found.texts[section], sorted(places)) for section, places in sorted(mentions.items()))
    for index, gender in told.items():
        if people[index].gender is None:
            people[index].gender, people[index].gender_from = gender, "pronoun"


def _regnal_title(positions: Sequence[int], mentions: Sequence[tuple[int, str, tuple[Title, ...]]]) -> str:
    """Return the title that belongs to a name of one word, such as 'King ', or nothing."""
    own = set(positions)
    for position, _, titles in mentions:
        if titles and titles[-1].kind == "regnal" and position in own:
            return " ".join(word.capitalize() for word in titles[-1].words) + " "
    return ""


def _things(
    found: FoundNames, coarse: str, names: Sequence[Name], defined: Iterable[tuple[str, str]]
) -> Iterator[_Entity]:
    regions = {}
    if coarse == "PLACE":
        for name in names:
            name.words = without_region(name.words)
        regions = _regions(found)
    for thing in resolve_things(coarse, names, defined):
        around = {regions[position] for position in thing.positions if position in regions} if regions else ()
        yield _Entity(coarse, thing.positions, behind=f", {next(iter(around))}" if len(around) == 1 else "")


def _regions(found: FoundNames) -> dict[int, str]:
    """Return the regions of towns that are not the ones that come to mind: 'Paris, Texas'."""
    regions = {}
    for left, right in pairwise(range(len(found.at))):
        town, around = found.at[left], found.at[right]
        if (
            town.coarse == around.coarse == "PLACE"
            and found.between(left, right) == ", "
            and needs_its_region(town.text, around.text)
        ):
            regions[left] = around.text
    return regions


def _defined(found: FoundNames) -> dict[str, list[tuple[str, str]]]:
    """Return by kind (long name, short name), evened out, where the article itself gives one in brackets behind."""
    defined: dict[str, list[tuple[str, str]]] = {}
    for section, text in enumerate(found.texts):
        for bracket in _BRACKET.finditer(text) if "(" in text else ():
            right = bisect_left(found.places, (section, bracket.end()))
            if not 0 < right < len(found.places) or found.places[right] != (section, bracket.end()):
                continue
            left, end = right - 1, found.end(right - 1)
            long, short = found.at[left], found.at[right]
            near = found.places[left][0] == section and 0 < bracket.end() - end <= _MOST_BEFORE
            if not near or long.coarse != short.coarse or ")" not in text[found.end(right) : found.end(right) + 2]:
                continue
            if _BEFORE_BRACKET.fullmatch(text, end, bracket.start()):
                pair = even_name(long.coarse, long.text), even_name(short.coarse, short.text)
                if is_short_for(pair[1], pair[0]):
                    defined.setdefault(long.coarse, []).append(pair)
                elif is_short_for(pair[0], pair[1]):
                    defined.setdefault(long.coarse, []).append(pair[::-1])
    return defined


def _mentions(found: FoundNames, section_numbers: Sequence[int], entities: Iterable[_Entity]) -> list[Mention]:
    mentions: dict[int, Mention] = {}
    for entity in entities:
        label, full = _label_and_name(found, entity)
        entity_id = entity_id_of(label, full)
        gender, gender_from = entity.gender, entity.gender_from
        for position in entity.positions:
            section, start = found.places[position]
            text = found.at[position].text
            end = start + len(text)
            role = role_of(found.texts[section], start, end) if label == "PERSON" else None
            mentions[position] = Mention(
                section_numbers[section],
                start,
                end,
                text,
                label,
                full,
                entity_id,
                found.scores[position],
                gender,
                gender_from,
                *(_ROLELESS if role is None else (found.texts[section][role[0] : role[1]], *role)),
            )
    return [mentions[position] for position in range(len(found.at))]


def _label_and_name(found: FoundNames, entity: _Entity) -> tuple[str, str]:
    """Return the one label and the fullest name that an entity has in the article."""
    labels: dict[str, float] = {}
    written: dict[str, int] = {}
    for position in entity.positions:
        name = found.at[position]
        written[name.words] = written.get(name.words, 0) + 1
        if name.label in labels:
            labels[name.label] += found.scores[position]
        else:
            labels[name.label] = found.scores[position]
    return commonest_label(entity.coarse, labels), entity.before + display_name(entity.coarse, written) + entity.behind
