"""Choosing among candidates by weighted clues.

A candidate is described by clues, short descriptions of what holds of it. The clues' weights, in natural logarithms of
odds, are learned by `benchmarks/train_quotes.py` from annotated news: a conditional logit. The highest sum wins.

Clues that depend on the same few words stand together in a *group*: what describes them, and those words. Groups recur,
so that what a group weighs is remembered, and it is seldom described at all.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, repeat

from tasks.quotes.cues import DATA

Describe = Callable[..., tuple[str, ...]]
"""Returns the clues of a group, given what they depend on."""

Group = tuple[Describe, *tuple[str | int | None, ...]]
"""What describes some clues, and what they depend on."""

Clues = str | Group
"""A clue, or a group of clues."""

MOST_GROUPS = 1 << 15
"""Sums kept; they are forgotten together."""


class Weights(dict[str, float]):
    """The weight of each clue; clues that are not in it weigh nothing."""

    def __init__(self, clues: Mapping[str, float] | Iterable[tuple[str, float]] = ()) -> None:
        super().__init__(clues)
        self._sums = _Sums(self)

    def of(self, described: Iterable[Clues]) -> float:
        """Return what clues and groups of clues weigh together."""
        if len(self._sums) > MOST_GROUPS:
            self._sums.clear()
        return sum(map(self._sums.__getitem__, described))


class _Sums(dict[Clues, float]):
    """What the clues and groups met so far weigh; a look-up of another weighs it."""

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self._weights = weights

    def __missing__(self, clues: Clues) -> float:
        weight = self[clues] = sum(map(self._weights.get, _described(clues), repeat(0.0)))
        return weight


def _described(clues: Clues) -> tuple[str, ...]:
    """Return a clue, or the clues of a group."""
    return (clues,) if isinstance(clues, str) else clues[0](*clues[1:])


def each_clue(described: Iterable[Clues]) -> Iterator[str]:
    """Yield clues one by one, those of groups too."""
    return chain.from_iterable(map(_described, described))


@dataclass(frozen=True)
class Rankings:
    """Weights of clues: whether a few words in marks are anybody's, whose words an utterance is, the edges of reported
    speech and of marks in it, who speaks in reports without marks, what is right.
    """

    speech: Weights = field(default_factory=Weights)
    owner: Weights = field(default_factory=Weights)
    edges: Weights = field(default_factory=Weights)
    marks: Weights = field(default_factory=Weights)
    names: Weights = field(default_factory=Weights)
    right: Weights = field(default_factory=Weights)


@lru_cache(maxsize=1)
def load_rankings() -> Rankings:
    """Return the weights that the package ships."""
    weights = json.loads((DATA / "rankings.json").read_text(encoding="utf-8"))
    return Rankings(**{choice: Weights(clues) for choice, clues in weights.items()})


def likeliest(weights: Weights, candidates: Iterable[Iterable[Clues]]) -> int:
    """Return the number of the candidate whose clues weigh most; of equals the first."""
    sums = list(map(weights.of, candidates))
    return sums.index(max(sums))
