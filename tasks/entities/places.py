"""Countries, regions and towns: which one a name means, by what is mentioned beside it, and where it lies.

The table is made of GeoNames' data (CC BY 4.0) by `benchmarks/build_places.py`.
"""

import csv
import gzip
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from tasks.entities.names import even_name, fold

MARGIN = 4.0
"""By how much the likeliest place must be likelier than the next for a name to have one."""
_UNSEEN = 0.05
_CITY = 500_000
_KINDS = ("country", "region", "town")
_BY_COUNTRY = {"country": 1.0, "region": 0.7, "town": 0.3}
"""How much a mention of its country tells of a place that lies in a region with a name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A country, a region (a state, a province) or a town, in degrees and people."""

    kind: str
    country: str
    region: str | None
    latitude: float | None
    longitude: float | None
    population: int


@lru_cache(maxsize=1)
def _lines() -> list[str]:
    """Return the lines of the table in the order of their keys: evened-out name, then the fields of a place."""
    packed = (files("tasks.entities") / "data" / "places.tsv.gz").read_bytes()
    return gzip.decompress(packed).decode().splitlines()


def _place(line: str) -> Place:
    _, kind, country, region, latitude, longitude, population = line.split("\t")
    north, east = (float(degrees) if degrees else None for degrees in (latitude, longitude))
    return Place(kind, country, region or None, north, east, int(population))


@lru_cache(maxsize=16_384)
def places_named(name: str) -> tuple[Place, ...]:
    """Return the places of this name, evened out or not: countries first, then the most populous.

    A region is left out beside a large city of its name in its country, towns beside a region without one: news say
    'Washington' and mean the city, 'Wyoming' and mean the state.
    """
    lines = _lines()
    found: list[Place] = []
    for key in dict.fromkeys((even_name("PLACE", name), fold(name))):
        rows = slice(bisect_left(lines, key + "\t"), bisect_left(lines, key + "\n"))
        found += map(_place, lines[rows])
    cities = {place.country for place in found if place.kind == "town" and place.population >= _CITY}
    regions = {place.country for place in found if place.kind == "region"}
    left_out = {("region", country) for country in cities} | {("town", country) for country in regions - cities}
    found = [place for place in found if (place.kind, place.country) not in left_out]
    return tuple(sorted(dict.fromkeys(found), key=lambda place: (_KINDS.index(place.kind), -place.population)))


@lru_cache(maxsize=16_384)
def is_well_known_place(name: str) -> bool:
    """Whether a name is a country's, a region's or a large city's."""
    return fold(name) in _well_known() or even_name("PLACE", name) in _well_known()


@lru_cache(maxsize=1)
def _well_known() -> frozenset[str]:
    lines = (line for line in _lines() if "\ttown\t" not in line or int(line.rpartition("\t")[2]) >= _CITY)
    return frozenset(line.partition("\t")[0] for line in lines)


@lru_cache(maxsize=1)
def demonym_countries() -> dict[str, str]:
    """Return the country code that a demonym, folded, tells of: 'libyan' LY."""
    text = (files("tasks.entities") / "data" / "demonyms.csv").read_text(encoding="utf-8")
    return {fold(row["demonym"]): row["country"] for row in csv.DictReader(text.splitlines()) if row["country"]}


@lru_cache(maxsize=16_384)
def place_inside(name: str, around: str) -> Place | None:
    """Return the region or the largest town of this name inside the country or region named around it, or None."""
    areas = [place for place in places_named(around) if place.kind != "town"]
    for place in places_named(name):
        for area in areas:
            if place != area and place.country == area.country and area.region in (None, place.region):
                return place
    return None


@lru_cache(maxsize=16_384)
def without_region(name: str) -> str:
    """Return 'Denver' for 'Denver, Colorado', but 'Paris, Texas' as it is, and any other name."""
    town, comma, around = name.partition(", ")
    known = comma and place_inside(town, around) is not None and not needs_its_region(town, around)
    return town if known else name


@lru_cache(maxsize=16_384)
def needs_its_region(name: str, around: str) -> bool:
    """Whether 'Paris, Texas' is another place than the one that the bare name means without any context."""
    inside = place_inside(name, around)
    return inside is not None and located(name, {}) != inside


def located(name: str, evidence: Mapping[tuple[str, str | None], float]) -> Place | None:
    """Return the place that a name means, or None where it is not in the table or two are nearly as likely.

    `evidence` holds, for countries (code, None) and regions (code, region), how much oftener than elsewhere the
    articles with the name mention them, 0 to 1. A place's weight is its population times the square of that (and 0.05,
    so that no place is ruled out). The weightiest wins if it is MARGIN times weightier than the next.
    'Paris, Texas' is looked up inside Texas.
    """
    whole = places_named(name)
    if not whole and ", " in name:
        town, _, around = name.partition(", ")
        return place_inside(town, around)
    weighed = sorted(((_weight(place, evidence), place) for place in whole), key=lambda pair: -pair[0])
    if not weighed:
        return None
    best = weighed[0]
    rival = next((weight for weight, place in weighed[1:] if not _same_spot(place, best[1])), 0.0)
    return best[1] if best[0] >= MARGIN * rival else None


def _weight(place: Place, evidence: Mapping[tuple[str, str | None], float]) -> float:
    country = evidence.get((place.country, None), 0.0)
    share = country
    if place.region:
        share = max(_BY_COUNTRY[place.kind] * country, evidence.get((place.country, place.region), 0.0))
    return max(place.population, 1) * (share + _UNSEEN) ** 2


def _same_spot(one: Place, two: Place) -> bool:
    """Whether two rows are one place, or a town and the region or country around it."""
    inside = one.country == two.country and one.kind != two.kind and one.region in (None, two.region)
    around = one.country == two.country and one.kind != two.kind and two.region in (None, one.region)
    return inside or around
