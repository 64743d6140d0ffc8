"""Where the corpus's places lie: each name located by the countries and regions mentioned in the same articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tasks.entities.corpus_counts import MOST_ARTICLES, article_count, mentioned_beside
from tasks.entities.names import coarse_label, even_name
from tasks.entities.places import Place, demonym_countries, located, places_named

Area = tuple[str, str | None]
"""A country (code, None) or a region (code, region)."""
_LOCATED = frozenset({"GPE", "LOC"})


@dataclass(frozen=True, slots=True)
class Named:
    """An entity to be located or that helps to: its label, its name, the articles that mention it."""

    label: str
    name: str
    articles: int


def locate_entities(
    files: Sequence[Path], entities: Mapping[str, Named], redirects: Mapping[str, str]
) -> dict[str, Place]:
    """Return the places of the entities that are GPE or LOC and whose name means one place clearly enough."""
    wanted = {entity_id: named for entity_id, named in entities.items() if named.label in _LOCATED}
    found: dict[str, Place] = {}
    unclear = []
    for entity_id, named in wanted.items():
        if len(places_named(named.name)) > 1:
            unclear.append(entity_id)
        elif place := located(named.name, {}):
            found[entity_id] = place
    evidence = _evidence(files, unclear, entities, redirects)
    for entity_id in unclear:
        if place := located(wanted[entity_id].name, evidence.get(entity_id, {})):
            found[entity_id] = place
    return found


def _evidence(
    files: Sequence[Path], unclear: Sequence[str], entities: Mapping[str, Named], redirects: Mapping[str, str]
) -> dict[str, dict[Area, float]]:
    """Return how much oftener each unclear entity's articles mention each country or region than articles do."""
    before: dict[str, list[str]] = {}
    for entity_id, last in redirects.items():
        before.setdefault(last, []).append(entity_id)
    asked = pl.DataFrame(
        [
            (one, entities[entity_id].articles)
            for entity_id in unclear
            for one in (entity_id, *before.get(entity_id, ()))
        ],
        schema={"entity_id": pl.String, "articles": pl.Int64},
        orient="row",
    )
    areas = {entity_id: told for entity_id, named in entities.items() if (told := _areas(named))}
    telling = [one for entity_id in areas for one in (entity_id, *before.get(entity_id, ()))]
    counts: dict[str, dict[Area, int]] = {}
    for entity_id, other, articles in mentioned_beside(files, asked, telling).iter_rows():
        one = redirects.get(entity_id, entity_id)
        for area in areas.get(redirects.get(other, other), ()):
            seen = counts.setdefault(one, {})
            seen[area] = max(seen.get(area, 0), articles)
    usual = _usual_shares(entities, areas, article_count(files))
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
