"""Persons of one name who are two: told of different walks of life in articles that have little else in common."""

from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt
from pathlib import Path

import polars as pl

from tasks.entities.corpus_counts import MOST_ARTICLES, article_count, redirected
from tasks.entities.names import even_name
from tasks.entities.roles import walk_of_life
from tasks.ingest.record import content_hash

NAMESAKES_SCHEMA = {"article_id": pl.String, "entity_id": pl.String, "to_entity_id": pl.String}
_ALIKE = 0.02
"""Cosine of two contexts from which on they may be one person's."""
_MUCH_ALIKE = 0.1
_CLEARLY = 3.0
_LEAST_COMPANY = 3
"""Others that each of two contexts must hold: what knows nobody is alike to nothing."""
_LEAST_SHARE = 0.1
"""How many articles of another person there must be for one of the first: fewer may be faults."""


def find_namesakes(
    files: Sequence[Path], redirects: pl.DataFrame, people: Mapping[str, str], articles: Mapping[str, int]
) -> pl.DataFrame:
    """Return article_id, entity_id, to_entity_id of the articles whose person is another than most articles mean.

    `people` holds the full names by entity, after redirects, and `articles` the number of articles of any entity. The
    person of the most articles keeps the id; that of another one follows from the name and the walk of life.
    """
    told = {
        entity_id: walks
        for entity_id, walks in _told_walks(files, redirects).items()
        if entity_id in people and articles[entity_id] <= MOST_ARTICLES and len(frozenset().union(*walks.values())) > 1
    }
    company = _company(files, redirects, told)
    total = article_count(files)
    rarity = {entity_id: log((total + 1) / count) for entity_id, count in articles.items()}
    rows = []
    for entity_id, walks in sorted(told.items()):
        for walk, of_article in _apart(walks, company[entity_id], rarity).items():
            to = content_hash("entity", "PERSON", even_name("PERSON", people[entity_id]), walk)
            rows += [(article_id, entity_id, to) for article_id in of_article]
    return pl.DataFrame(rows, schema=NAMESAKES_SCHEMA, orient="row").sort("article_id", "entity_id")


def _told_walks(files: Sequence[Path], redirects: pl.DataFrame) -> dict[str, dict[str, frozenset[str]]]:
    told: dict[str, dict[str, frozenset[str]]] = {}
    for file in sorted(files):
        scan = pl.scan_parquet(file)
        if "role" not in scan.collect_schema().names():
            continue
        roles = scan.filter(pl.col("role").is_not_null()).select("entity_id", "article_id", "role").unique()
        for entity_id, article_id, role in redirected(roles, redirects).collect().iter_rows():
            if walk := walk_of_life(role):
                walks = told.setdefault(entity_id, {})
                walks[article_id] = walks.get(article_id, frozenset()) | {walk}
    return told


def _company(
    files: Sequence[Path], redirects: pl.DataFrame, wanted: Iterable[str]
) -> dict[str, dict[str, frozenset[str]]]:
    """Return for each entity asked for whom its articles mention beside it: entity -> article -> others."""
    asked = pl.LazyFrame({"entity_id": sorted(wanted)}, schema={"entity_id": pl.String})
    company: dict[str, dict[str, frozenset[str]]] = {}
    for file in sorted(files):
        met = redirected(pl.scan_parquet(file).select("article_id", "entity_id").unique(), redirects).unique()
        beside = (
            met.join(asked, on="entity_id")
            .join(met.rename({"entity_id": "other"}), on="article_id")
            .group_by("entity_id", "article_id")
            .agg("other")
            .collect()
        )
        for entity_id, article_id, others in beside.iter_rows():
            company.setdefault(entity_id, {})[article_id] = frozenset(others) - {entity_id}
    return company


def _apart(
    walks: Mapping[str, frozenset[str]], company: Mapping[str, frozenset[str]], rarity: Mapping[str, float]
) -> dict[str, list[str]]:
    """Return the articles of each walk of life that is another person's than the most articles'.

    Walks that one article tells together are one person's. An article that tells none is the person's whose
    company it clearly resembles, and in doubt the first one's.
    """
    groups = _groups(walks)
    contexts = [_context((company[article] for article in articles), rarity) for _, articles in groups]
    others = [
        number
        for number in range(1, len(groups))
        if len(groups[number][1]) >= _LEAST_SHARE * len(groups[0][1])
        and min(len(contexts[0]), len(contexts[number])) >= _LEAST_COMPANY
        and _likeness(contexts[0], contexts[number]) < _ALIKE
    ]
    if not others:
        return {}
    apart = {groups[number][0]: list(groups[number][1]) for number in others}
    for article in sorted(company.keys() - walks.keys()):
        context = _context([company[article]], rarity)
        alike = {number: _likeness(context, contexts[number]) for number in (0, *others)}
        best = max(alike, key=lambda number: (alike[number], -number))
        if best and alike[best] >= max(_MUCH_ALIKE, _CLEARLY * alike[0]):
            apart[groups[best][0]].append(article)
    return apart


def _groups(walks: Mapping[str, frozenset[str]]) -> list[tuple[str, list[str]]]:
    """Return (first walk, articles) of the walks that go together, those of the most articles first."""
    leader = {walk: walk for together in walks.values() for walk in together}
    for together in sorted(map(sorted, walks.values())):
        first = min(leader[walk] for walk in together)
        joined = {leader[walk] for walk in together}
        leader = {walk: first if led in joined else led for walk, led in leader.items()}
    articles: dict[str, list[str]] = {}
    for article in sorted(walks):
        articles.setdefault(leader[min(walks[article])], []).append(article)
    return sorted(articles.items(), key=lambda group: (-len(group[1]), group[0]))


def _context(companies: Iterable[frozenset[str]], rarity: Mapping[str, float]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for others in companies:
        for other in others:
            counts[other] = counts.get(other, 0) + 1
    return {other: sqrt(counts[other]) * rarity[other] for other in sorted(counts)}


def _likeness(left: Mapping[str, float], right: Mapping[str, float]) -> float:
    """Return the cosine of two contexts."""
    product = sum(weight * right.get(other, 0.0) for other, weight in left.items())
    lengths = sqrt(sum(weight**2 for weight in left.values())) * sqrt(sum(weight**2 for weight in right.values()))
    return product / lengths if product else 0.0
