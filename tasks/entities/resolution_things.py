"""Organisations, places and all that is no person, resolved inside one article: equal names, acronyms, short names."""

from collections.abc import Container, Iterable

from tasks.entities.names import even_name
from tasks.entities.organisations import acronyms_of, looks_like_acronym, may_be_cut_short
from tasks.entities.resolution_names import Name


def resolve_things(coarse: str, names: Iterable[Name], defined: Iterable[tuple[str, str]] = ()) -> Iterable[list[Name]]:
    """Return the things that names of one kind mean, each as all the names that mean it.

    `defined` holds (long name, short name) that the article itself puts side by side: 'Party of Hope (PDH)'.
    """
    by_even: dict[str, list[Name]] = {}
    for name in names:
        by_even.setdefault(even_name(coarse, name.words), []).append(name)
    if len(by_even) < 2:
        return by_even.values()
    for long, short in defined:
        if long in by_even and short in by_even:
            _join(by_even, short, long)
    if coarse in ("ORG", "OTHER"):
        _join_acronyms(by_even)
    if coarse == "ORG":
        _join_plurals(by_even)
        _join_short_names(by_even)
    return {id(thing): thing for thing in by_even.values()}.values()


def _join(by_even: dict[str, list[Name]], short: str, long: str) -> None:
    """Join what one name means to what another means; both names mean it from now on."""
    kept, lost = by_even[long], by_even[short]
    if kept is lost:
        return
    kept += lost
    for even, thing in by_even.items():
        if thing is lost:
            by_even[even] = kept


def _join_to_one(by_even: dict[str, list[Name]], short: str, long: list[str]) -> None:
    """Join what one name means to what longer ones mean, if those all mean the same."""
    if long and all(by_even[other] is by_even[long[0]] for other in long):
        _join(by_even, short, long[0])


def _join_plurals(by_even: dict[str, list[Name]]) -> None:
    """Join a singular to its plural: an 'All Black' is of the 'All Blacks'."""
    for even in list(by_even):
        if f"{even}s" in by_even and len(even) > 3:
            _join(by_even, even, f"{even}s")


def _join_acronyms(by_even: dict[str, list[Name]]) -> None:
    """Join an acronym to the one long name whose initials it is."""
    long: dict[str, list[str]] = {
        even: []
        for even, thing in by_even.items()
        if " " not in even and any(looks_like_acronym(name.words) for name in thing)
    }
    if not long:
        return
    for even, thing in by_even.items():
        if " " in even:
            for acronym in long.keys() & frozenset().union(*(acronyms_of(name.words) for name in thing)):
                long[acronym].append(even)
    for even, others in long.items():
        _join_to_one(by_even, even, others)


def _join_short_names(by_even: dict[str, list[Name]]) -> None:
    """Join a name to the one longer name that it may be cut short from."""
    by_end: dict[str, list[str]] = {}
    for even in by_even:
        if " " in even:
            by_end.setdefault(even.partition(" ")[0], []).append(even)
            by_end.setdefault(even.rpartition(" ")[2], []).append(even)
    for even in list(by_even):
        near = by_end.get(even.partition(" ")[0], []) + by_end.get(even.rpartition(" ")[2], [])
        long = [other for other in near if len(other) > len(even) and may_be_cut_short(even, other)]
        _join_to_one(by_even, even, [other for other in long if not _is_pair(other, by_even)])


def _is_pair(even: str, evens: Container[str]) -> bool:
    """Whether a name is two of the article's names: 'Acme and Widgets' beside 'Acme' and 'Widgets'."""
    left, _, right = even.partition(" and ")
    return bool(right) and left in evens and right in evens
