"""The company that names keep: whether two entities are mentioned beside the same others, rare ones counting more."""

from collections.abc import Iterable, Sequence
from operator import itemgetter

from tasks.corpus_entities.company import Company

_PAIRS_AT_ONCE = 2000
"""Pairs whose contexts are worked out together: the contexts of common names are long. Pairs that lead to one name
stand together, so that its context is seldom worked out twice."""

_LIKENESS = """
WITH pairs AS (
    SELECT one.entity AS one, two.entity AS two
    FROM asked_pairs JOIN entities one ON one.entity_id = left_id JOIN entities two ON two.entity_id = right_id
), weighed AS (
    SELECT beside.entity, other, sqrt(beside.articles) * ln((? + 1) / counted.articles) AS weight
    FROM beside JOIN counted ON counted.entity = other
), lengths AS (
    SELECT entity, sum(weight ** 2) AS squared FROM weighed GROUP BY entity
), products AS (
    SELECT one, two, count(*) AS shared, sum(a.weight * b.weight) AS product
    FROM pairs JOIN weighed a ON a.entity = one JOIN weighed b ON b.entity = two AND b.other = a.other
    GROUP BY ALL
)
SELECT one.entity_id, two.entity_id,
    round(product / sqrt((a.squared - coalesce(ab.weight, 0) ** 2) * (b.squared - coalesce(ba.weight, 0) ** 2)), 6),
    shared
FROM products JOIN lengths a ON a.entity = one JOIN lengths b ON b.entity = two
LEFT JOIN weighed ab ON ab.entity = one AND ab.other = two
LEFT JOIN weighed ba ON ba.entity = two AND ba.other = one
JOIN entities one ON one.entity = products.one JOIN entities two ON two.entity = products.two
"""
"""Rounded, as beyond six decimals the order in which numbers were added may show."""


def compare_contexts(company: Company, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[float, int]]:
    """Return how alike the contexts of pairs of entities are (a cosine, 0 to 1), and how many others they share.

    A pair that shares nothing is left out. An entity's context is what its articles mention beside it, the other of the
    pair apart, each weighted by the square root of the number of these articles and by how rare it is in the corpus.
    """
    asked = sorted(set(pairs), key=itemgetter(1, 0))
    found: dict[tuple[str, str], tuple[float, int]] = {}
    for first in range(0, len(asked), _PAIRS_AT_ONCE):
        found |= _compared(company, asked[first : first + _PAIRS_AT_ONCE])
    return found


def _compared(company: Company, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[float, int]]:
    company.count_beside({entity_id for pair in pairs for entity_id in pair})
    with company.given("asked_pairs", left_id=[one for one, _ in pairs], right_id=[other for _, other in pairs]):
        rows = company.connection.execute(_LIKENESS, [company.articles]).fetchall()
    return {(one, two): (likeness, shared) for one, two, likeness, shared in rows}
