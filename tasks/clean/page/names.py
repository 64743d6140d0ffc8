"""The authors of a page's article."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from lxml.etree import _Element as Element

from tasks.clean.authors import credited, is_person
from tasks.clean.page.declared import Declared, text_of
from tasks.clean.page.moment import DATE_IN_TEXT
from tasks.clean.page.tree import elements

LONGEST_BYLINE: Final = 100
"""Characters."""
IN_PASSING: Final = "in passing"
"""A name that only shares a line with a date: not asked when anything else credits somebody."""
_PATHS: Final = (
    ("//*[@itemprop='author']", "microdata"),
    ("//a[@rel='author']", "page"),
    ("//*[contains(concat(' ', normalize-space(@class), ' '), ' author-name ')]", "page"),
)
_FULL_NAME = re.compile(r"[^\W\d_][\w.'’-]+(?: [^\W\d_]\.?)?(?: [^\W\d_][\w'’-]+){1,2}")
_BY = re.compile(r"\bby:? ([^|·•,()\d]{3,60})", re.IGNORECASE)


@dataclass(frozen=True)
class Names:
    """The people, all who are credited (agencies and desks too), and where they were found."""

    authors: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    origin: str | None = None


def choose_names(declared: Declared, bylines: Sequence[str], dates: Sequence[str], outlet: str | None) -> Names:
    """Take the first place that names people; where none does, the first that credits anybody.

    `bylines` are lines around the headline that may be bylines, `dates` lines there that may hold a date and a name.
    """
    fallback = Names()
    for values, origin in chain(_declared(declared), _on_page(bylines), _in_passing(dates)):
        if origin == IN_PASSING and fallback.credits:
            break
        named = credited(values)
        authors = tuple(name for name in named if is_person(name, outlet))
        if authors:
            return Names(authors, named, "page" if origin == IN_PASSING else origin)
        if named and not fallback.credits:
            fallback = Names((), named, origin)
    return fallback


def _declared(declared: Declared) -> Iterator[tuple[Sequence[str], str]]:
    yield declared.told.authors, "json-ld"
    for values, origin in declared.named("authors"):
        yield [value for value in values if not value.startswith("http")], origin
    for path, origin in _PATHS:
        texts = [text_of(element) for element in _together(elements(declared.tree, path)[:8])]
        yield [text for text in texts if text and len(text) <= LONGEST_BYLINE], origin


def _on_page(bylines: Sequence[str]) -> Iterator[tuple[Sequence[str], str]]:
    for line in bylines:
        yield [line] if len(line) <= LONGEST_BYLINE else [], "page"


def _in_passing(dates: Sequence[str]) -> Iterator[tuple[Sequence[str], str]]:
    for line in dates:
        yield _beside_date(line), IN_PASSING


def _together(found: list[Element]) -> list[Element]:
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
    match = DATE_IN_TEXT.search(line)
    if match is None:
        return []
    if said := _BY.search(line):
        return list(credited(said[1]))
    beside = credited(f"{line[: match.start()]} ; {line[match.end() :]}")
    return [name for name in beside if _FULL_NAME.fullmatch(name) and name == name.title()]
