"""The authors of a page's article."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from lxml.etree import _Element as Element

from tasks.clean.authors import credited, is_full_name, is_person
from tasks.clean.dates import DATE_IN_TEXT, may_hold_date
from tasks.clean.page.declared import Declared, text_of
from tasks.clean.page.surroundings import Surroundings
from tasks.clean.page.tree import elements

LONGEST_BYLINE: Final = 100
"""Characters."""
MOST_ELEMENTS: Final = 8
"""Elements marked as an author's that are looked at."""
IN_PASSING: Final = "in passing"
"""A name that only shares a line with a date: not asked when anything else credits somebody."""
_MICRODATA: Final = "//@itemprop[. = 'author']/.."
_NAMED: Final = "//@class[contains(., 'author-name')]/.."
_BY = re.compile(r"\bby:? ([^|·•,()\d]{3,60})", re.IGNORECASE)


@dataclass(frozen=True)
class Names:
    """The people, all who are credited (agencies and desks too), and where they were found."""

    authors: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    origin: str | None = None


def choose_names(declared: Declared, around: Surroundings, outlet: str | None) -> Names:
    """Take the first place that names people; where none does, the first that credits anybody.

    Once an office is credited, words on the page are people only if they have the shape of a full name.
    """
    fallback = Names()
    offices = {name for value in declared.told.organisations for name in credited(value)}
    for values, origin in chain(_declared(declared), _on_page(declared, around), _in_passing(around.dates)):
        if origin == IN_PASSING and fallback.credits:
            break
        named = credited(values)
        authors = tuple(name for name in named if name not in offices and is_person(name, outlet))
        if fallback.credits and origin == "page":
            authors = tuple(name for name in authors if is_full_name(name))
        if authors:
            return Names(authors, named, "page" if origin == IN_PASSING else origin)
        if named and not fallback.credits:
            fallback = Names((), named, origin)
    return fallback


def _declared(declared: Declared) -> Iterator[tuple[Sequence[str], str]]:
    yield declared.told.authors, "json-ld"
    for values, origin in declared.named("authors"):
        yield [value for value in values if not value.startswith("http")], origin
    yield _short_texts(_together(elements(declared.tree, _MICRODATA)[:MOST_ELEMENTS])), "microdata"
    links = [link for link in declared.tree.iter("a") if "author" in str(link.get("rel") or "").split()]
    yield _short_texts(_together(links[:MOST_ELEMENTS])), "page"


def _on_page(declared: Declared, around: Surroundings) -> Iterator[tuple[Sequence[str], str]]:
    yield _short_texts(_together(_alike(around.named))), "page"
    for line in around.bylines:
        yield [line] if len(line) <= LONGEST_BYLINE else [], "page"
    named = [e for e in elements(declared.tree, _NAMED) if "author-name" in str(e.get("class")).split()]
    yield _short_texts(_together(named[:MOST_ELEMENTS])), "page"


def _in_passing(dates: Sequence[str]) -> Iterator[tuple[Sequence[str], str]]:
    for line in dates:
        if beside := _beside_date(line):
            yield beside, IN_PASSING


def _short_texts(found: Sequence[Element]) -> list[str]:
    return [text for element in found if (text := text_of(element)) and len(text) <= LONGEST_BYLINE]


def _alike(found: Sequence[Element]) -> list[Element]:
    """Keep the first element with any words, and those of its tag and class: what else stands there is a role."""
    first = next((element for element in found if text_of(element)), None)
    if first is None:
        return []
    return [element for element in found if (element.tag, element.get("class")) == (first.tag, first.get("class"))]


def _together(found: Sequence[Element]) -> list[Element]:
    """Keep the first element and those beside it: the authors of one article, not of others on the page."""
    if not found:
        return []
    home = found[0].getparent()
    steps = 1 if home is not None and home.tag == "li" else 0
    return [element for element in found if element is found[0] or _apart(element, found[0]) <= steps]


def _apart(element: Element, other: Element) -> int:
    """Count the steps from `other` up to an element that holds both."""
    around = set(element.iterancestors())
    return next((steps for steps, home in enumerate(other.iterancestors()) if home in around), 99)


def _beside_date(line: str) -> list[str]:
    """'Jane Doe | May 20, 2011', 'edited May 20, 2011 by Jane': names that share a short line with a date."""
    match = DATE_IN_TEXT.search(line) if may_hold_date(line) else None
    if match is None:
        return []
    if said := _BY.search(line):
        return list(credited(said[1]))
    beside = credited(f"{line[: match.start()]} ; {line[match.end() :]}")
    return [name for name in beside if is_full_name(name) and is_person(name)]
