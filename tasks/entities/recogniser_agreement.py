"""What the mentions of one name in an article tell about each other: their labels are made to agree.

The model reads token by token, and now and then calls one mention of a name otherwise than the rest.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from tasks.entities.mention import Span

SURE_PERSON = 0.7
"""Chance from which a full name is held to be a person's."""

SURE_OTHER = 0.95
"""Chance from which a mention keeps its label although a person in the article has that surname ('Washington')."""

MAJORITY = 2
"""How many times as often another label must be, to be taken."""


def agreed(names: Sequence[tuple[str, Span]]) -> list[str]:
    """Return a label for each mention, given all names of an article as written with their spans.

    A lone surname of a person who is named in full is that person, unless it is surely something else; and what seems a
    place of several words is a person if its last word alone is one. Else a mention takes the label that its name
    mostly has in the article.
    """
    labels: dict[str, list[str]] = defaultdict(list)
    for name, span in names:
        labels[name].append(span.label)
    disputed = {name: Counter(given) for name, given in labels.items() if given.count(given[0]) < len(given)}
    surnames = {name.rpartition(" ")[2] for name in _full_names(names)}
    people = {name for name, given in labels.items() if " " not in name and 2 * given.count("PERSON") > len(given)}
    return [
        "PERSON"
        if (name in surnames and span.score < SURE_OTHER) or (span.label == "GPE" and _ends_in_person(name, people))
        else _majority(disputed[name], span.label)
        if name in disputed
        else span.label
        for name, span in names
    ]


def _ends_in_person(name: str, people: Collection[str]) -> bool:
    first, _, last = name.rpartition(" ")
    return bool(first) and last in people


def _majority(counts: Counter[str], label: str) -> str:
    best, times = max(counts.items(), key=lambda item: (item[1], item[0]))
    return best if times > MAJORITY * counts[label] else label


def _full_names(names: Iterable[tuple[str, Span]]) -> Iterable[str]:
    return (name for name, span in names if span.label == "PERSON" and " " in name and span.score >= SURE_PERSON)
