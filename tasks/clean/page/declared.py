"""What a page declares in its <meta> elements."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from lxml.etree import _Element as Element

from tasks.clean.page.json_ld import StructuredArticle, structured_article
from tasks.clean.page.outlet_name import without_outlet

Found = tuple[str, str]
"""A value and where it was found: one of the origins of `tasks.clean.metadata`."""


class Declared:
    """A page's <meta> elements by property, name or itemprop (without case), and its JSON-LD article."""

    def __init__(self, tree: Element, url: str | None = None) -> None:
        self.tree, self.url = tree, url
        self.told: StructuredArticle = structured_article(tree)
        self.metas = _metas(tree)

    def values(self, field: str, *origins: str) -> Iterator[Found]:
        """Yield what <meta> elements give for a field of `data/page_fields.toml`, the most trustworthy first."""
        for origin in origins or ("opengraph", "meta"):
            for name in _fields()[field].get(origin, ()):
                for value in self.metas.get(name, ()):
                    yield value, origin

    @property
    def titles(self) -> list[str]:
        """The titles that the page gives its article, without the outlet's name: by them its headline can be told."""
        element = next((text for e in self.tree.iter("title") if (text := text_of(e))), "")
        outlet = next(iter(self.metas.get("og:site_name", [])), self.told.publisher)
        titles = (self.told.headline, *self.metas.get("og:title", [])[:1], element)
        return [without_outlet(title, outlet, self.url) for title in titles if title]

    def named(self, field: str) -> Iterator[tuple[list[str], str]]:
        """Yield for each <meta> name of a field all its values together."""
        for origin in ("opengraph", "meta"):
            for name in _fields()[field].get(origin, ()):
                if name in self.metas:
                    yield self.metas[name], origin


@lru_cache(maxsize=1)
def _fields() -> Mapping[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parents[1] / "data" / "page_fields.toml").read_text("utf-8"))


def _metas(tree: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = tidy(meta.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def tidy(text: str | None) -> str | None:
    """Even out white space; None for what has no other characters."""
    return (" ".join(text.split()) or None) if text else None


def text_of(element: Element) -> str:
    """Give all text of an element with white space evened out."""
    return tidy("".join(str(part) for part in element.itertext())) or ""
