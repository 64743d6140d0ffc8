"""Where the corpus's places lie: each name located by the countries and regions mentioned in the same articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.corpus_entities.company import MOST_ARTICLES, Company
from tasks.entities.names import coarse_label, even_name
from tasks.entities.places import Place, demonym_countries, located, places_named

Area = tuple[str, str | None]
"""A country (code, None) or a region (code, region)."""
_LOCATED = frozenset({"GPE", "LOC"})
_BESIDE_AREAS = """
SELECT one.entity_id, two.entity_id, beside.articles
FROM beside JOIN entities one USING (entity) JOIN entities two ON two.entity = beside.other
"""


@dataclass(frozen=True, slots=True)
class Named:
    """An entity to be located or that helps to: its label, its name, the articles that mention it."""

    label: str
    name: str
    articles: int


def locate_entities(company: Company, entities: Mapping[str, Named]) -> dict[str, Place]:
    """Return the places of the entities that are GPE or LOC and whose name means one place clearly enough.

    `entities` are those after redirects, by which `company` has been moved.
    """
    wanted = {entity_id: named for entity_id, named in entities.items() if named.label in _LOCATED}
    found: dict[str, Place] = {}
    unclear = []
    for entity_id, named in wanted.items():
        if len(places_named(named.name)) > 1:
            unclear.append(entity_id)
        elif place := located(named.name, {}):
            found[entity_id] = place
    evidence = _evidence(company, unclear, entities)
    for entity_id in unclear:
        if place := located(wanted[entity_id].name, evidence.get(entity_id, {})):
            found[entity_id] = place
    return found


def _evidence(company: Company, unclear: Sequence[str], entities: Mapping[str, Named]) -> dict[str, dict[Area, float]]:
    """Return how much oftener each unclear entity's articles mention each country or region than articles do."""
    areas = {entity_id: told for entity_id, named in entities.items() if (told := _areas(named))}
    company.count_beside(unclear, areas)
    counts: dict[str, dict[Area, int]] = {}
    for entity_id, other, articles in company.connection.execute(_BESIDE_AREAS).fetchall():
        for area in areas[other]:
            seen = counts.setdefault(entity_id, {})
            seen[area] = max(seen.get(area, 0), articles)
    usual = _usual_shares(entities, areas, company.articles)
    return {
        entity_id: _with_countries(
            {
                area: _excess(count / min(entities[entity_id].articles, MOST_ARTICLES), usual[area])
                for area, count in seen.items()
            }
        )
        for entity_id, seen in counts.items()
    }


def _with_countries(evidence: dict[Area, float]) -> dict[Area, float]:
    """Let what tells of a region tell of its country, too."""
    told = dict(evidence)
    for (country, _), share in evidence.items():
        told[country, None] = max(told.get((country, None), 0.0), share)
    return told


def _usual_shares(
    entities: Mapping[str, Named], areas: Mapping[str, tuple[Area, ...]], total: int
) -> dict[Area, float]:
    """Return the share of all articles that mention a country or region, as if two more did not."""
    usual: dict[Area, float] = {}
    for entity_id, told in areas.items():
        for area in told:
            usual[area] = max(usual.get(area, 0.0), entities[entity_id].articles / (total + 2))
    return usual


def _excess(share: float, usual: float) -> float:
    """Return how far a share lies above the usual one: 0 for at most as much, 1 for all articles."""
    return max(0.0, min(1.0, (share - usual) / (1.0 - usual)))


def _areas(named: Named) -> tuple[Area, ...]:
    """Return the country or region that a name tells of, if it is one's name or a demonym."""
    coarse = coarse_label(named.label)
    if coarse == "PLACE":
        areas = [place for place in places_named(named.name) if place.kind != "town"]
        return ((areas[0].country, areas[0].region),) if len(areas) == 1 else ()
    country = demonym_countries().get(even_name("GROUP", named.name)) if coarse in ("GROUP", "OTHER") else None
    return ((country, None),) if country else ()
