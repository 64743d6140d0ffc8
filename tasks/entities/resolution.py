"""Mentions resolved inside one article: who or what each name means, under one name and one label."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tasks.entities.gender import pronoun_genders
from tasks.entities.labels import commonest_label
from tasks.entities.mention import Mention, Span
from tasks.entities.names import coarse_label, display_name, entity_id_of, even_name
from tasks.entities.organisations import is_short_for
from tasks.entities.places import needs_its_region, without_region
from tasks.entities.resolution_labels import Name, add_listed_places, settle_labels
from tasks.entities.resolution_people import resolve_people
from tasks.entities.resolution_things import resolve_things
from tasks.entities.spans import own_spans
from tasks.entities.titles import Title, titles_before
from tasks.tables.columns import ENTITY_LABELS

__all__ = ["entity_id_of", "resolve_article"]

_LABELS = frozenset(ENTITY_LABELS)
_BRACKET = re.compile(r"['’]?s?\s*\(\s*(?:the\s+)?[\"“'‘]?$")
_BEFORE_BRACKET = 8


@dataclass(slots=True)
class _Entity:
    """What some of the names found mean: their positions in the list of names found, and what is known of it."""

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
    names = [
        Name(index, start, start + len(words), words, words, span.label, coarse_label(span.label), span.score)
        for index, start, words, span in own_spans(sections, spans)
    ]
    settle_labels(sections, names)
    add_listed_places(sections, names)
    by_kind: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        by_kind.setdefault(name.coarse, []).append(position)
    entities: list[_Entity] = []
    for coarse, positions in by_kind.items():
        if coarse == "PERSON":
            people = list(_persons(sections, names, positions))
            _add_pronoun_genders(sections, names, people)
            entities.extend(people)
        else:
            entities.extend(_things(sections, names, coarse, positions))
    return _mentions(sections, names, entities)


def _persons(
    sections: Sequence[tuple[int, str, str]], names: Sequence[Name], positions: Iterable[int]
) -> Iterator[_Entity]:
    mentions = []
    for position in positions:
        name = names[position]
        mentions.append((position, name.text, titles_before(sections[name.section][2], name.start)))
    for person in resolve_people(mentions):
        regnal = "" if person.names else _regnal_title(person.positions, mentions)
        yield _Entity("PERSON", person.positions, person.gender, "title" if person.gender else None, before=regnal)


def _add_pronoun_genders(
    sections: Sequence[tuple[int, str, str]], names: Sequence[Name], people: Sequence[_Entity]
) -> None:
    """Give persons whose titles tell no gender the one that pronouns tell."""
    if all(person.gender for person in people):
        return
    mentions: dict[int, list[tuple[int, int]]] = {}
    for index, person in enumerate(people):
        for position in person.positions:
            mentions.setdefault(names[position].section, []).append((names[position].start, index))
    told = pronoun_genders((sections[section][2], sorted(found)) for section, found in sorted(mentions.items()))
    for index, gender in told.items():
        if people[index].gender is None:
            people[index].gender, people[index].gender_from = gender, "pronoun"


def _regnal_title(positions: Sequence[int], mentions: Sequence[tuple[int, str, tuple[Title, ...]]]) -> str:
    """Return the title that belongs to a name of one word, such as 'King ', or nothing."""
    own = set(positions)
    for position, _, titles in mentions:
        if position in own and titles and titles[-1].kind == "regnal":
            return " ".join(word.capitalize() for word in titles[-1].words) + " "
    return ""


def _things(
    sections: Sequence[tuple[int, str, str]], names: Sequence[Name], coarse: str, positions: Sequence[int]
) -> Iterator[_Entity]:
    if coarse == "PLACE":
        for position in positions:
            if "," in names[position].words:
                names[position].words = without_region(names[position].words)
    words = [(position, names[position].words) for position in positions]
    defined = _defined(sections, names, positions)
    regions = _regions(sections, names, positions) if coarse == "PLACE" else {}
    for thing in resolve_things(coarse, words, defined):
        around = dict.fromkeys(regions[position] for position in thing.positions if position in regions)
        yield _Entity(coarse, thing.positions, behind=f", {next(iter(around))}" if len(around) == 1 else "")


def _regions(
    sections: Sequence[tuple[int, str, str]], names: Sequence[Name], positions: Sequence[int]
) -> dict[int, str]:
    """Return the regions of towns that are not the ones that come to mind: 'Paris, Texas'."""
    regions = {}
    for left, right in pairwise(positions):
        town, around = names[left], names[right]
        if town.section == around.section and around.start == town.end + 2:
            between = sections[town.section][2][town.end : around.start]
            if between == ", " and needs_its_region(town.text, around.text):
                regions[left] = around.text
    return regions


def _defined(
    sections: Sequence[tuple[int, str, str]], names: Sequence[Name], positions: Sequence[int]
) -> Iterator[tuple[str, str]]:
    """Yield (long name, short name), evened out, where the article itself gives one behind the other in brackets."""
    for left, right in pairwise(positions):
        long, short = names[left], names[right]
        if long.section != short.section or not 0 < short.start - long.end <= _BEFORE_BRACKET:
            continue
        text = sections[long.section][2]
        if _BRACKET.fullmatch(text, long.end, short.start) and text[short.end : short.end + 2].find(")") >= 0:
            pair = even_name(long.coarse, long.text), even_name(short.coarse, short.text)
            if is_short_for(pair[1], pair[0]):
                yield pair
            elif is_short_for(pair[0], pair[1]):
                yield pair[1], pair[0]


def _mentions(
    sections: Sequence[tuple[int, str, str]], names: Sequence[Name], entities: Iterable[_Entity]
) -> list[Mention]:
    mentions: dict[int, Mention] = {}
    for entity in entities:
        label, full = _label_and_name(entity, [names[position] for position in entity.positions])
        entity_id = entity_id_of(label, full)
        for position in entity.positions:
            name = names[position]
            mentions[position] = Mention(
                sections[name.section][0],
                name.start,
                name.end,
                name.text,
                label,
                full,
                entity_id,
                name.score,
                entity.gender,
                entity.gender_from,
            )
    return [mentions[position] for position in range(len(names))]


def _label_and_name(entity: _Entity, names: Sequence[Name]) -> tuple[str, str]:
    """Return the one label and the fullest name that an entity has in the article."""
    labels: dict[str, float] = {}
    written: dict[str, int] = {}
    for name in names:
        labels[name.label] = labels.get(name.label, 0.0) + name.score
        written[name.words] = written.get(name.words, 0) + 1
    return commonest_label(entity.coarse, labels), entity.before + display_name(entity.coarse, written) + entity.behind
