"""Organisations, places and all that is no person, resolved inside one article: equal names, acronyms, short names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tasks.entities.names import even_name
from tasks.entities.organisations import acronyms_of, looks_like_acronym, may_be_cut_short
from tasks.entities.resolution_names import Name


@dataclass(eq=False, slots=True)
class Thing:
    """A thing of the article: the positions of its mentions, and its names as written."""

    positions: list[int] = field(default_factory=list)
    names: dict[str, None] = field(default_factory=dict)


def resolve_things(coarse: str, names: Iterable[Name], defined: Iterable[tuple[str, str]] = ()) -> list[Thing]:
    """Return the things that names of one kind mean.

    `defined` holds (long name, short name) that the article itself puts side by side: 'Party of Hope (PDH)'.
    """
    by_even: dict[str, Thing] = {}
    for name in names:
        even = even_name(coarse, name.words)
        thing = by_even.get(even)
        if thing is None:
            thing = by_even[even] = Thing()
        thing.positions.extend(name.positions)
        thing.names[name.words] = None
    if len(by_even) < 2:
        return list(by_even.values())
    for long, short in defined:
        if long in by_even and short in by_even:
            _join(by_even, short, long)
    if coarse in ("ORG", "OTHER"):
        _join_acronyms(by_even)
    if coarse == "ORG":
        _join_plurals(by_even)
        _join_short_names(by_even)
    return list(dict.fromkeys(by_even.values()))


def _join(by_even: dict[str, Thing], short: str, long: str) -> None:
    """Join what one name means to what another means; both names mean it from now on."""
    kept, lost = by_even[long], by_even[short]
    if kept is lost:
        return
    kept.positions += lost.positions
    kept.names |= lost.names
    for even, thing in by_even.items():
        if thing is lost:
            by_even[even] = kept


def _join_plurals(by_even: dict[str, Thing]) -> None:
    """Join a singular to its plural: an 'All Black' is of the 'All Blacks'."""
    for even in list(by_even):
        if f"{even}s" in by_even and len(even) > 3:
            _join(by_even, even, f"{even}s")


def _join_acronyms(by_even: dict[str, Thing]) -> None:
    """Join an acronym to the one long name whose initials it is."""
    short = [even for even, thing in by_even.items() if " " not in even and any(map(looks_like_acronym, thing.names))]
    if not short:
        return
    long: dict[str, dict[str, None]] = {}
    for even, thing in by_even.items():
        if " " in even:
            for acronym in sorted({acronym for name in thing.names for acronym in acronyms_of(name)}):
                long.setdefault(acronym, {})[even] = None
    for even in short:
        named = list(long.get(even, ()))
        if named and len({id(by_even[name]) for name in named}) == 1:
            _join(by_even, even, named[0])


def _join_short_names(by_even: dict[str, Thing]) -> None:
    """Join a name to the one longer name that it may be cut short from."""
    by_end: dict[str, list[str]] = {}
    for even in by_even:
        words = even.split()
        if len(words) > 1:
            for word in dict.fromkeys((words[0], words[-1])):
                by_end.setdefault(word, []).append(even)
    for even in list(by_even):
        words = even.split()
        near = dict.fromkeys([*by_end.get(words[0], ()), *by_end.get(words[-1], ())])
        long = [other for other in near if may_be_cut_short(even, other) and not _is_pair(other, by_even)]
        if long and len({id(by_even[other]) for other in long}) == 1:
            _join(by_even, even, long[0])


def _is_pair(even: str, by_even: Mapping[str, Thing]) -> bool:
    """Whether a name is two of the article's names: 'Acme and Widgets' beside 'Acme' and 'Widgets'."""
    left, _, right = even.partition(" and ")
    return bool(right) and left in by_even and right in by_even
