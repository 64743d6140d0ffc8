"""Which entities of the corpus are one: proposals found by blocking, and the support that each of them needs.

A merge is never made for a bare surname's sake. What counts is a full name, written out beside the short one in some
article, and the company that both names keep elsewhere (see contexts).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tasks.entities.names import nicknames
from tasks.entities.organisations import acronyms_of
from tasks.entities.people import PersonName, may_be_one_person, person_name

_SHARE = 0.8
_SHORTENED = frozenset({"ORG", "OTHER"})
_SHORT_ACRONYM = 2
_COMMON = 5
_MOST_IN_BLOCK = 2000


@dataclass(frozen=True, slots=True)
class Known:
    """An entity of the corpus: its coarse label, its commonest name, evened out too, and the articles it is in."""

    entity_id: str
    coarse: str
    name: str
    even: str
    articles: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """That one entity is another: the reason, how many articles write the other in the first one's way, and how many
    the first one has.
    """

    entity_id: str
    to_entity_id: str
    reason: str
    support: int
    articles: int = 0


@dataclass(slots=True)
class Written:
    """Ways of writing: (coarse label, evened-out text) -> entity -> articles in which its mentions are written so."""

    by_text: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def add(self, coarse: str, even: str, entity_id: str, articles: int) -> None:
        """Count articles in which an entity is written in this way."""
        entities = self.by_text.setdefault((coarse, even), {})
        entities[entity_id] = entities.get(entity_id, 0) + articles

    def main_holder(self, entity: Known) -> tuple[str, int] | None:
        """Return the other entity that this one's name nearly always means where it is resolved, and the articles."""
        holders = dict(self.by_text.get((entity.coarse, entity.even), {}))
        holders.pop(entity.entity_id, None)
        if not holders:
            return None
        best = min(holders, key=lambda other: (-holders[other], other))
        return (best, holders[best]) if holders[best] >= _SHARE * sum(holders.values()) else None


def proposals(entities: Sequence[Known], written: Written) -> Iterator[Proposal]:
    """Yield merges that names alone make possible; of several for one entity the first that has its support counts."""
    people = [(entity, person_name(entity.name)) for entity in entities if entity.coarse == "PERSON"]
    merged = {proposal.entity_id: proposal for proposal in _people(people)}
    yield from merged.values()
    surnames = _surname_holders(people, merged)
    by_id = {entity.entity_id: entity for entity in entities}
    for entity, name in people:
        holder = surnames.get(name.surname) if not name.is_full else None
        if holder:
            support = written.by_text.get((entity.coarse, entity.even), {}).get(holder, 0)
            yield Proposal(entity.entity_id, holder, "surname", support)
    yield from _other_labels(entities)
    for entity in entities:
        held = written.main_holder(entity) if entity.coarse in _SHORTENED else None
        if held and held[0] in by_id:
            reason = _reason(entity, by_id[held[0]])
            yield Proposal(entity.entity_id, held[0], reason, held[1], entity.articles)


def _other_labels(entities: Sequence[Known]) -> Iterator[Proposal]:
    """Yield for each name that has a rare kind beside a common one that the rare one is a recogniser's slip."""
    by_even: dict[str, list[Known]] = {}
    for entity in entities:
        if entity.coarse != "GROUP":
            by_even.setdefault(entity.even, []).append(entity)
    for even, alike in by_even.items():
        main = max(alike, key=lambda entity: (entity.articles, entity.entity_id))
        for entity in alike:
            if entity is not main and entity.articles <= _most_slips(entity, main, " " in even) * main.articles:
                yield Proposal(entity.entity_id, main.entity_id, "label", 0)


def _most_slips(entity: Known, main: Known, several_words: bool) -> float:
    """Return how many articles with a slip there may be for one without."""
    if entity.coarse == "OTHER":
        return 1.0
    if "PERSON" in (entity.coarse, main.coarse):
        return 1.0 if several_words else 0.05
    return 0.1


def _surname_holders(people: Sequence[tuple[Known, PersonName]], merged: Mapping[str, Proposal]) -> dict[str, str]:
    """Return for each surname the one person who has nearly all articles of that surname, if there is one."""
    articles: dict[str, dict[str, int]] = {}
    for entity, name in people:
        if name.is_full:
            holder = merged[entity.entity_id].to_entity_id if entity.entity_id in merged else entity.entity_id
            counts = articles.setdefault(name.surname, {})
            counts[holder] = counts.get(holder, 0) + entity.articles
    holders = {}
    for surname, counts in articles.items():
        best = min(counts, key=lambda holder: (-counts[holder], holder))
        if counts[best] >= _SHARE * sum(counts.values()):
            holders[surname] = best
    return holders


def _reason(entity: Known, other: Known) -> str:
    if entity.even not in acronyms_of(other.name):
        return "short name" if entity.articles <= _COMMON * other.articles else "common short name"
    return "acronym" if len(entity.even) > _SHORT_ACRONYM else "short acronym"


def _people(people: Sequence[tuple[Known, PersonName]]) -> Iterator[Proposal]:
    """Yield for each full name the one fuller or commoner full name that may be the same person's."""
    blocks: dict[tuple[str, str], list[tuple[Known, PersonName]]] = {}
    for entity, name in people:
        if name.is_full:
            for letter in sorted({word[0] for word in _given_words(name)}):
                blocks.setdefault((name.surname, letter), []).append((entity, name))
    found: dict[str, dict[str, Known]] = {}
    for block in blocks.values():
        for entity, name in block if len(block) <= _MOST_IN_BLOCK else ():
            for other, other_name in block:
                if other is not entity and may_be_one_person(name, other_name):
                    found.setdefault(entity.entity_id, {})[other.entity_id] = other
    for entity, name in people:
        fuller = [other for other in found.get(entity.entity_id, {}).values() if _rank(other) > _rank(entity)]
        if fuller and _all_agree(fuller):
            best = max(fuller, key=_rank)
            yield Proposal(entity.entity_id, best.entity_id, _kind(name, person_name(best.name)), 0)


def _given_words(name: PersonName) -> Iterator[str]:
    for word in name.words[:-1]:
        yield word
        yield from nicknames().get(word, ())


def _rank(entity: Known) -> tuple[bool, int, int, str]:
    """Rank a name as the one to keep: no bare initials, commonest, fullest."""
    words = entity.even.split()
    return (len(words[0]) > 1, entity.articles, len(words), entity.entity_id)


def _all_agree(entities: Sequence[Known]) -> bool:
    names = [person_name(entity.name) for entity in entities]
    return all(may_be_one_person(left, right) for i, left in enumerate(names) for right in names[i + 1 :])


def _kind(name: PersonName, other: PersonName) -> str:
    if len(name.words[0]) == 1 or len(other.words[0]) == 1:
        return "initials"
    return "full name" if name.words[0] == other.words[0] else "given name"


SUPPORT_NEEDED: dict[str, tuple[tuple[float, int, int], ...]] = {
    "full name": ((0.01, 2, 0),),
    "given name": ((0.02, 2, 0),),
    "initials": ((0.02, 2, 0),),
    "surname": ((0.05, 2, 0), (0.02, 2, 3)),
    "acronym": ((0.01, 2, 1),),
    "short acronym": ((0.05, 2, 2),),
    "short name": ((0.1, 2, 2), (0.05, 4, 1)),
    "common short name": ((0.1, 2, 2),),
    "label": ((0.02, 2, 0),),
}
"""What a merge needs, by its reason, one of: how alike the contexts are at least (a cosine, 0 to 1), how many others
they share, and in how many articles the full name is written in the short one's way. Chosen by reading merges of US and
world news."""

WRITTEN_OUT = {"short name": 0.06, "common short name": 0.06}
"""In how many articles a short name must stand for the full one, for each in which it stands alone. Else 'the Clintons'
become the Clinton Foundation for one article's sake. Chosen by reading 165 merges of US news."""


def is_supported(proposal: Proposal, likeness: float, shared: int) -> bool:
    """Whether a merge has the support that its reason needs: a like context and, for short names, a long form."""
    written_out = WRITTEN_OUT.get(proposal.reason, 0) * proposal.articles
    return proposal.support >= written_out and any(
        likeness >= least and shared >= others and proposal.support >= support
        for least, others, support in SUPPORT_NEEDED[proposal.reason]
    )
