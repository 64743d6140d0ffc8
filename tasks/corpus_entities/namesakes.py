"""Persons of one name who are two: told of different walks of life in articles that have little else in common."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby
from math import sqrt
from operator import itemgetter

import numpy as np
import numpy.typing as npt
import polars as pl

from tasks.content_hash import content_hash
from tasks.corpus_entities.company import MOST_ARTICLES, Company
from tasks.entities.names import even_name
from tasks.entities.roles import walk_of_life

NAMESAKES_SCHEMA = {"article_id": pl.String, "entity_id": pl.String, "to_entity_id": pl.String}
_ALIKE = 0.02
"""Cosine of two contexts from which on they may be one person's."""
_MUCH_ALIKE = 0.1
_CLEARLY = 3.0
_LEAST_COMPANY = 3
"""Others that each of two contexts must hold: what knows nobody is alike to nothing."""
_LEAST_SHARE = 0.1
"""How many articles of another person there must be for one of the first: fewer may be faults."""
_ROWS_AT_ONCE = 1000

Rarity = npt.NDArray[np.float64]
"""How rare an entity is, at its number."""

_TOLD = f"""
CREATE OR REPLACE TABLE told AS
WITH walked AS (
    SELECT DISTINCT article, coalesce(to_entity, entity) AS entity, walk
    FROM mentions JOIN walks USING (role) JOIN articles USING (article_id)
    JOIN entities USING (entity_id) LEFT JOIN moved USING (entity)
), differing AS (
    SELECT entity FROM walked JOIN counted USING (entity) WHERE articles <= {MOST_ARTICLES}
    GROUP BY entity HAVING count(DISTINCT walk) > 1
)
SELECT entity, article, list(walk) AS walks
FROM walked SEMI JOIN differing USING (entity)
GROUP BY ALL
"""
_ONLY_PEOPLE = """
DELETE FROM told WHERE entity NOT IN (SELECT entity FROM entities SEMI JOIN people USING (entity_id))
"""
_TOLD_BESIDE = """
SELECT entity_id, article_id, any_value(walks), coalesce(list(other) FILTER (other <> entity), [])
FROM (
    SELECT person.entity, article, beside.entity AS other
    FROM mentioned person JOIN mentioned beside USING (article) WHERE person.entity IN (SELECT entity FROM told)
)
LEFT JOIN told USING (entity, article) JOIN entities USING (entity) JOIN articles USING (article)
GROUP BY entity_id, article_id ORDER BY entity_id, article_id
"""


def find_namesakes(company: Company, people: Mapping[str, str]) -> pl.DataFrame:
    """Return article_id, entity_id, to_entity_id of the articles whose person is another than most articles mean.

    `people` holds the full names by entity, of those that `tell_walks` returned. The person of the most articles keeps
    the id; that of another one follows from the name and the walk of life.
    """
    with company.given("people", entity_id=people):
        company.connection.execute(_ONLY_PEOPLE)
    rarity = _rarity(company)
    rows = []
    for entity_id, walks, others in _told_people(company):
        for walk, of_article in _apart(walks, others, rarity).items():
            to = content_hash("entity", "PERSON", even_name("PERSON", people[entity_id]), walk)
            rows += [(article_id, entity_id, to) for article_id in of_article]
    return pl.DataFrame(rows, schema=NAMESAKES_SCHEMA, orient="row").sort("article_id", "entity_id")


def tell_walks(company: Company) -> list[str]:
    """Return the entities of whom articles tell different walks of life, after redirects.

    They and the walks that each article tells make the table `told` of `company`.
    """
    roles = company.connection.sql("SELECT DISTINCT role FROM mentions WHERE role IS NOT NULL").fetchall()
    walks = [(role, walk) for (role,) in roles if (walk := walk_of_life(role))]
    with company.given("walks", role=[role for role, _ in walks], walk=[walk for _, walk in walks]):
        company.connection.execute(_TOLD)
    rows = company.connection.sql("SELECT entity_id FROM entities SEMI JOIN told USING (entity)").fetchall()
    return [entity_id for (entity_id,) in rows]


def _told_people(
    company: Company,
) -> Iterator[tuple[str, dict[str, frozenset[str]], dict[str, frozenset[int]]]]:
    """Yield for each of them the walks that articles tell, and the others that each of its articles mentions."""
    rows = company.connection.execute(_TOLD_BESIDE)
    fetched = chain.from_iterable(iter(lambda: rows.fetchmany(_ROWS_AT_ONCE), []))
    for entity_id, of_person in groupby(fetched, key=itemgetter(0)):
        walks, others = dict[str, frozenset[str]](), dict[str, frozenset[int]]()
        for _, article_id, told, beside in of_person:
            others[article_id] = frozenset(beside)
            if told:
                walks[article_id] = frozenset(told)
        yield entity_id, walks, others


def _rarity(company: Company) -> Rarity:
    """Return how rare each entity is in the corpus, by its number."""
    counted = company.connection.sql("SELECT entity, articles FROM counted").fetchnumpy()
    rarity = np.zeros(int(counted["entity"].max(initial=0)) + 1)
    rarity[counted["entity"]] = np.log((company.articles + 1) / counted["articles"])
    return rarity


def _apart(
    walks: Mapping[str, frozenset[str]], company: Mapping[str, frozenset[int]], rarity: Rarity
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


def _context(companies: Iterable[frozenset[int]], rarity: Rarity) -> dict[int, float]:
    counts: dict[int, int] = {}
    for others in companies:
        for other in others:
            counts[other] = counts.get(other, 0) + 1
    return {other: sqrt(counts[other]) * rarity[other] for other in sorted(counts)}


def _likeness(left: Mapping[int, float], right: Mapping[int, float]) -> float:
    """Return the cosine of two contexts."""
    product = sum(weight * right.get(other, 0.0) for other, weight in left.items())
    lengths = sqrt(sum(weight**2 for weight in left.values())) * sqrt(sum(weight**2 for weight in right.values()))
    return product / lengths if product else 0.0
