"""From pairs of copies to clusters in which everyone is like the representative.

Pairs chain: a roundup holds two stories, and every copy of either would end in one heap. So each heap (connected
component) is taken apart: its first text in rank keeps those that are like it, and the rest is looked at anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from tasks.dedupe.resemblance import KIN, Resemblance, Texts, compare
from tasks.dedupe.templates import Recurrent, share_only_template
from tasks.dedupe.words import Positions

Star = tuple[int, Positions, Resemblance]
"""A representative, its members, and how alike it is (`one`) to them (`other`)."""


def components(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the connected components of pairs, each rising, in order of their first."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        while (above := parent.setdefault(node, node)) != node:
            parent[node] = parent[above]
            node = above
        return node

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parent[second] = first
    groups = defaultdict[int, list[int]](list)
    for node in sorted(parent):
        groups[root(node)].append(node)
    return list(groups.values())


def stars(texts: Texts, pairs: list[tuple[int, int]], recurrent: Recurrent) -> Iterator[Star]:
    """Take a heap apart, given by its pairs, into stars of two or more. A text is its place in `texts`, by rank."""
    heaps = [(heap, recurrent.beyond(texts, heap)) for heap in components(pairs)]
    while heaps:
        heap, known = heaps.pop()
        rest = np.array(heap[1:], dtype=np.int64)
        alike = compare(texts, np.full(len(rest), heap[0], dtype=np.int64), rest)
        template, templated = share_only_template(texts, heap, known)
        kept = alike.rewritten(KIN) | (alike.repeated(KIN) & ~templated)
        if kept.any():
            yield heap[0], rest[kept], alike.chosen(kept)
        left = set(rest[~kept].tolist())
        smaller = components((one, other) for one, other in pairs if one in left and other in left)
        heaps += [(smaller_heap, template) for smaller_heap in smaller]
