"""The headline of a page, among its headings."""

import re
from collections.abc import Sequence
from typing import Final

from tasks.clean.page.container import FURNITURE
from tasks.clean.page.walk import HEADING_TAGS, Walked

LONGEST_HEADLINE: Final = 50
"""Words."""
LEAST_AGREEMENT: Final = 0.6
SOON: Final = 10
"""Runs of text into the article after which no headline comes."""
_WORDS = re.compile(r"\w+")


def find_headline(walked: Walked, titles: Sequence[str], first: int) -> int | None:
    """Find the headline's run: the <h1> or other heading that agrees best with a declared title.

    Without such a title it is the only <h1> outside furniture, if it stands before or just after the run `first`, the
    article's first. Gives its index in `walked.runs`.
    """
    declared = [(title.casefold(), bag) for title in titles if (bag := _bag(title))]
    best: tuple[float, int] | None = None
    ones: list[int] = []
    for index, run in enumerate(walked.runs):
        node = walked.nodes[run.node]
        if node.tag not in HEADING_TAGS or run.words > LONGEST_HEADLINE or node.zone in ("comment", "footer"):
            continue
        if node.tag == "h1" and node.zone not in FURNITURE:
            ones.append(index)
        value = _agreement(run.text, declared) + (0.3 if node.tag == "h1" else 0.0)
        if value >= LEAST_AGREEMENT and (best is None or value > best[0] + 1e-9):
            best = (value, index)
    if best:
        return best[1]
    return ones[0] if len(ones) == 1 and ones[0] <= first + SOON else None


def _agreement(text: str, declared: list[tuple[str, frozenset[str]]]) -> float:
    """Say how well a heading agrees with the declared titles, 0 to 1: words shared, or the heading inside a title."""
    bag, plain = _bag(text), text.casefold()
    agreement = 0.0
    for title, other in declared:
        shared = len(bag & other)
        agreement = max(agreement, shared / max(len(bag | other), 1))
        if len(bag) > 2:
            agreement = max(agreement, 0.8 * shared / len(bag))
        if len(bag) > 1 and title.startswith(plain):
            agreement = max(agreement, 0.7)
    return agreement


def _bag(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text.casefold()))
