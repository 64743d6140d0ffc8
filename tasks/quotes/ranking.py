"""Choosing among candidates by weighted clues.

A candidate is described by clues, short descriptions of what holds of it. The clues' weights, in natural logarithms of
odds, are learned by `benchmarks/train_quotes.py` from annotated news: a conditional logit. The highest sum wins.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import repeat

from tasks.quotes.cues import DATA


@dataclass(frozen=True)
class Rankings:
    """Weights of clues: whose words an utterance is, the edges of reported speech and of marks in it, who speaks in
    reports without marks, what is right.
    """

    owner: Mapping[str, float] = field(default_factory=dict)
    edges: Mapping[str, float] = field(default_factory=dict)
    marks: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, float] = field(default_factory=dict)
    right: Mapping[str, float] = field(default_factory=dict)


@lru_cache(maxsize=1)
def load_rankings() -> Rankings:
    """Return the weights that the package ships."""
    weights = json.loads((DATA / "rankings.json").read_text(encoding="utf-8"))
    return Rankings(**weights)


def likeliest(weights: Mapping[str, float], candidates: Sequence[Iterable[str]]) -> int:
    """Return the number of the candidate whose clues weigh most; of equals the first."""
    sums = [sum(map(weights.get, clues, repeat(0.0))) for clues in candidates]
    return max(range(len(sums)), key=lambda n: (sums[n], -n))
