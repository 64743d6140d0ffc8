"""Who wrote what, where and when: an article's metadata, field by field, each with the place where it was found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Protocol

from tasks.clean.authors import credited, people
from tasks.clean.dates import read_date
from tasks.clean.page.address import date_of_address, host_of, web_address, writes_day_first
from tasks.clean.page.declared import Declared, Found, tidy
from tasks.clean.page.moment import EXACT, choose_moment
from tasks.clean.page.names import Names, choose_names
from tasks.clean.page.surroundings import Surroundings
from tasks.clean.page.title import choose_title

NOTHING_AROUND: Final = Surroundings()
NOBODY: Final = Names()
LONGEST_OUTLET: Final = 60
"""Characters of the longest outlet's name; what is longer is a slogan."""
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?=$|[-_,;\s])")


@dataclass(frozen=True, slots=True)
class Metadata:
    """An article's metadata. A field that nothing tells is None or empty, and so is its origin.

    Origins are among ORIGINS of `tasks.tables.columns`.
    `authors` are people only; `credits` all whom the byline names, agencies and desks too. `published_at` is in UTC,
    `published_precision` one of PRECISIONS; `published_day` is the calendar day where it was published, as the source
    writes it (None for less than a day's precision). `language` is the code that the source declares, not what the
    text is in.
    """

    url: str | None = None
    url_from: str | None = None
    outlet: str | None = None
    outlet_from: str | None = None
    title: str | None = None
    title_from: str | None = None
    authors: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    authors_from: str | None = None
    published_at: datetime | None = None
    published_precision: str | None = None
    published_from: str | None = None
    published_day: date | None = None
    language: str | None = None
    language_from: str | None = None
    description: str | None = None
    description_from: str | None = None


UNKNOWN: Final = Metadata()


class RecordFields(Protocol):
    """The fields beside a record's text, as the source gave them (a RawRecord has them)."""

    @property
    def title(self) -> str | None: ...  # noqa: D102
    @property
    def url(self) -> str | None: ...  # noqa: D102
    @property
    def date(self) -> str | None: ...  # noqa: D102
    @property
    def authors(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def outlet(self) -> str | None: ...  # noqa: D102
    @property
    def language(self) -> str | None: ...  # noqa: D102
    @property
    def description(self) -> str | None: ...  # noqa: D102


def merge_metadata(own: Metadata, told: Metadata, *, today: date | None = None) -> Metadata:
    """Merge what a record's own fields say with what its page or text tells: field by field, the record's first.

    An outlet that neither names is the host of the address; a date that neither tells may stand in the address.
    """
    merged = _first(own, told)
    complete = merged.outlet and merged.published_at
    return merged if complete else _first(merged, metadata_of_address(merged.url, today=today))


def metadata_of_fields(fields: RecordFields, *, today: date | None = None) -> Metadata:
    """Read the fields of a raw record; what cannot be read (a date that is none) stays unknown."""
    url, outlet = web_address(fields.url) or tidy(fields.url), tidy(fields.outlet)
    day_first = writes_day_first(url, fields.language)
    found = read_date(fields.date, today=today, day_first=day_first) if fields.date else None
    title, description = tidy(fields.title), tidy(fields.description)
    named = credited(fields.authors)
    authors = people(named, outlet)
    language = _language_code(fields.language)
    return Metadata(
        url=url,
        url_from="field" if url else None,
        outlet=outlet,
        outlet_from="field" if outlet else None,
        title=title,
        title_from="field" if title else None,
        authors=authors,
        credits=named,
        authors_from="field" if authors else None,
        published_at=found.moment if found else None,
        published_precision=found.precision if found else None,
        published_from="field" if found else None,
        published_day=found.day if found and found.precision in EXACT else None,
        language=language,
        language_from="field" if language else None,
        description=description,
        description_from="field" if description else None,
    )


def metadata_of_address(url: str | None, *, today: date | None = None) -> Metadata:
    """Read what an address tells: the outlet's host, and a date in its path."""
    host, found = host_of(url), date_of_address(url, today)
    return Metadata(
        outlet=host or None,
        outlet_from="url" if host else None,
        published_at=found.moment if found else None,
        published_precision=found.precision if found else None,
        published_from="url" if found else None,
        published_day=found.day if found and found.precision in EXACT else None,
    )


def metadata_of_page(
    declared: Declared,
    url: str | None = None,
    *,
    headline: str | None = None,
    around: Surroundings = NOTHING_AROUND,
    known: Metadata = UNKNOWN,
    today: date | None = None,
) -> Metadata:
    """Read a page's metadata: JSON-LD, OpenGraph, other <meta>, microdata, the page itself, its address.

    `headline` and `around` are what was found on the page itself: the headline's words, and what stands around it.
    Title, authors and date are not looked for where `known` has them.
    """
    address = next(((a, o) for v, o in _addresses(url, declared) if (a := web_address(v))), (None, None))
    outlet = next(((v, o) for v, o in _outlets(declared) if _names_an_outlet(v)), (None, None))
    tag = declared.tree.get("lang") or declared.tree.get("xml:lang")
    language = next(((c, o) for v, o in _languages(tag, declared) if (c := _language_code(v))), (None, None))
    about = next(((v, o) for v, o in _descriptions(declared) if v), (None, None))
    title = None if known.title else choose_title(declared, headline, outlet[0], address[0])
    names = NOBODY if known.authors and known.credits else choose_names(declared, around, outlet[0])
    moment = None if known.published_at else choose_moment(declared, around, address[0], tag, today)
    return Metadata(
        url=address[0],
        url_from=address[1],
        outlet=outlet[0],
        outlet_from=outlet[1],
        title=title[0] if title else None,
        title_from=title[1] if title else None,
        authors=names.authors,
        credits=names.credits,
        authors_from=names.origin if names.authors else None,
        published_at=moment.moment if moment else None,
        published_precision=moment.precision if moment else None,
        published_from=moment.origin if moment else None,
        published_day=moment.day if moment else None,
        language=language[0],
        language_from=language[1],
        description=about[0],
        description_from=about[1],
    )


def _addresses(url: str | None, declared: Declared) -> Iterator[Found]:
    yield url or "", "field"
    yield from declared.values("url")
    yield declared.told.url, "json-ld"


def _outlets(declared: Declared) -> Iterator[Found]:
    yield from declared.values("outlet", "opengraph")
    yield declared.told.publisher, "json-ld"
    yield from declared.values("outlet", "meta")


def _names_an_outlet(value: str) -> bool:
    return 0 < len(value) <= LONGEST_OUTLET and not value.startswith(("http", "@", "©"))


def _languages(tag: str | None, declared: Declared) -> Iterator[Found]:
    yield tag or "", "page"
    yield declared.told.language, "json-ld"
    yield from declared.values("language")


def _descriptions(declared: Declared) -> Iterator[Found]:
    yield declared.told.description, "json-ld"
    yield from declared.values("description")


def _language_code(value: str | None) -> str | None:
    match = _LANGUAGE.match(value.strip()) if value else None
    return match[0].lower() if match else None


_COMPANIONS: Final = {
    "url": ("url_from",),
    "outlet": ("outlet_from",),
    "title": ("title_from",),
    "authors": ("authors_from",),
    "credits": (),
    "published_at": ("published_precision", "published_from", "published_day"),
    "language": ("language_from",),
    "description": ("description_from",),
}
"""The fields that go together with each field."""


def _first(one: Metadata, other: Metadata) -> Metadata:
    """Fill the fields that `one` leaves unknown from `other`, each with its origin."""
    changes: dict[str, object] = {}
    for name, companions in _COMPANIONS.items():
        if not getattr(one, name) and getattr(other, name):
            changes |= {field: getattr(other, field) for field in (name, *companions)}
    return replace(one, **changes) if changes else one  # type: ignore[arg-type]
