"""Mentions resolved inside one article: who or what each name means, under one name and one label."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tasks.entities.gender import pronoun_genders
from tasks.entities.labels import commonest_label
from tasks.entities.mention import Mention, Span
from tasks.entities.names import display_name, entity_id_of, even_name
from tasks.entities.organisations import is_short_for
from tasks.entities.places import needs_its_region, without_region
from tasks.entities.resolution_labels import add_listed_places, settle_labels
from tasks.entities.resolution_names import FoundNames, Name, find_names
from tasks.entities.resolution_people import Person, Run, resolve_people
from tasks.entities.resolution_things import resolve_things
from tasks.entities.roles import role_of
from tasks.entities.titles import Title

__all__ = ["entity_id_of", "resolve_article"]

_BRACKET = re.compile(r"\(\s*(?:the\s+)?[\"“'‘]?")
_BEFORE_BRACKET = re.compile(r"['’]?s?\s*")
_MOST_BEFORE = 8


@dataclass(slots=True)
class _Entity:
    """What some of the mentions mean: their names, each with their positions, and what is known of it."""

    coarse: str
    mentions: Sequence[tuple[Name, Sequence[int]]]
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
    runs = _runs(found, names)
    regnal = {positions[0]: titles[-1] for _, positions, titles in runs if titles and titles[-1].kind == "regnal"}
    for person in resolve_people(runs):
        before = _regnal_title(person, regnal) if regnal and not person.names else ""
        yield _Entity("PERSON", person.mentions, person.gender, "title" if person.gender else None, before)


def _runs(found: FoundNames, names: Iterable[Name]) -> list[Run]:
    """Return the mentions of persons in order: all those of a name at once if none has a title, else one by one."""
    runs: list[Run] = []
    for name in names:
        titles = found.titles(name)
        if any(titles):
            runs.extend((name, [position], told) for position, told in zip(name.positions, titles, strict=True))
        else:
            runs.append((name, name.positions, ()))
    return sorted(runs, key=lambda run: run[1][0])


def _regnal_title(person: Person, regnal: Mapping[int, Title]) -> str:
    """Return the first title that belongs to a person's name of one word, such as 'King ', or nothing."""
    own = {position for _, positions in person.mentions for position in positions if position in regnal}
    return " ".join(word.capitalize() for word in regnal[min(own)].words) + " " if own else ""


def _add_pronoun_genders(found: FoundNames, people: Sequence[_Entity]) -> None:
    """Give persons whose titles tell no gender the one that pronouns tell."""
    if all(person.gender for person in people):
        return
    meant = {
        position: number
        for number, person in enumerate(people)
        for _, positions in person.mentions
        for position in positions
    }
    mentions: dict[int, list[tuple[int, int]]] = {}
    for position in sorted(meant):
        section, start = found.places[position]
        mentions.setdefault(section, []).append((start, meant[position]))
    for number, gender in pronoun_genders((found.texts[i], listed) for i, listed in mentions.items()).items():
        if people[number].gender is None:
            people[number].gender, people[number].gender_from = gender, "pronoun"


def _things(
    found: FoundNames, coarse: str, names: Sequence[Name], defined: Iterable[tuple[str, str]]
) -> Iterator[_Entity]:
    regions = {}
    if coarse == "PLACE":
        for name in names:
            name.words = without_region(name.words)
        regions = _regions(found, names)
    for thing in resolve_things(coarse, names, defined):
        around = {regions[at] for name in thing for at in name.positions if at in regions} if regions else ()
        behind = f", {next(iter(around))}" if len(around) == 1 else ""
        yield _Entity(coarse, [(name, name.positions) for name in thing], behind=behind)


def _regions(found: FoundNames, towns: Iterable[Name]) -> dict[int, str]:
    """Return by position the regions of towns that are not the ones that come to mind: 'Paris, Texas'."""
    regions = {}
    for town in towns:
        for position, around in ((left, found.at[left + 1]) for left in town.positions if left + 1 < len(found.at)):
            if (
                around.coarse == "PLACE"
                and found.between(position, position + 1) == ", "
                and needs_its_region(town.text, around.text)
            ):
                regions[position] = around.text
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
        label, full, entity_id = _label_name_and_id(found, entity)
        is_person, gender, gender_from = label == "PERSON", entity.gender, entity.gender_from
        for name, positions in entity.mentions:
            words = name.text
            for position in positions:
                section, start = found.places[position]
                end = start + len(words)
                role = role_start = role_end = None
                if is_person and (beside := role_of(found.texts[section], start, end)):
                    role_start, role_end = beside
                    role = found.texts[section][role_start:role_end]
                mentions[position] = Mention(
                    section_numbers[section], start, end, words, label, full, entity_id, found.scores[position],
                    gender, gender_from, role, role_start, role_end,
                )  # fmt: skip
    return [mentions[position] for position in range(len(found.at))]


def _label_name_and_id(found: FoundNames, entity: _Entity) -> tuple[str, str, str]:
    """Return the one label, the fullest name and the id that an entity has in the article."""
    if len(entity.mentions) == 1 and not entity.before and not entity.behind:
        name = entity.mentions[0][0]
        return _of_one_name(entity.coarse, name.label, name.words)
    labels: dict[str, float] = {}
    written: dict[str, int] = {}
    for name, positions in entity.mentions:
        score = name.score if len(positions) == len(name.positions) else sum(found.scores[p] for p in positions)
        labels[name.label] = labels.get(name.label, 0.0) + score
        written[name.words] = written.get(name.words, 0) + len(positions)
    label = commonest_label(entity.coarse, labels)
    full = entity.before + display_name(entity.coarse, written) + entity.behind
    return label, full, entity_id_of(label, full)


@lru_cache(maxsize=16_384)
def _of_one_name(coarse: str, label: str, words: str) -> tuple[str, str, str]:
    """Return the label, the name and the id of an entity that is written in one way only."""
    label = commonest_label(coarse, {label: 1.0})
    full = display_name(coarse, {words: 1})
    return label, full, entity_id_of(label, full)
