"""What the tag of an element and the names that the site gave it say of the text inside."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

from lxml.etree import _Element as Element

UNREAD: Final = frozenset({
    "script", "style", "noscript", "template", "select", "option", "iframe", "svg", "object", "embed", "canvas",
    "audio",
    "video", "map", "area", "textarea", "input", "head", "datalist", "math", "meta", "link", "img", "source",
    "frameset",
})  # fmt: skip
"""Elements whose inside is never read."""

OF_TAG: Final = {
    "nav": "drop", "button": "drop", "dialog": "drop", "menu": "drop", "label": "drop", "form": "drop",
    "fieldset": "drop",
    "footer": "footer", "aside": "related", "figcaption": "caption", "figure": "caption", "address": "byline",
    "time": "dateline",
}  # fmt: skip

_AUTHORS_PAGE = re.compile(
    r"/(?:authors?|bylines?|by|writers?|contributors?|reporters?|journalists?|columnists?)/[\w%]"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[a-z]+(?:[0-9]+[a-z]+)?|[0-9]+")
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROLES: Final = {
    "navigation": "drop", "complementary": "related", "contentinfo": "footer", "search": "drop", "dialog": "drop",
    "alert": "drop", "menu": "drop", "menubar": "drop", "banner": "", "toolbar": "drop", "tooltip": "drop",
    "button": "drop",
    "alertdialog": "drop", "tablist": "drop",
}  # fmt: skip


def cue_of(element: Element, tag: str) -> str:
    """Say which kind the element hints at: a kind of section, `drop`, `article`, or nothing ('')."""
    attributes: dict[str, str] = dict(element.items())  # type: ignore[arg-type]  # of HTML they are strings
    if _TELLING.isdisjoint(attributes) or tag in ("html", "body"):
        return OF_TAG.get(tag, "")
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return "drop"
    if (style := attributes.get("style")) and _HIDING.search(style):
        return "drop"
    if (part := attributes.get("itemprop")) and "articleBody" in part:
        return "article"
    if (role := attributes.get("role")) and (hint := _ROLES.get(role)):
        return hint
    for key in _NAMING:
        if (names := attributes.get(key)) and (hint := cue_of_names(names)):
            return hint
    return OF_TAG.get(tag, "")


def names_author(element: Element) -> bool:
    """Tell whether an inline element holds an author's name, by its own names or, for a link, by its address."""
    if cue_of(element, str(element.tag)) == "byline":
        return True
    return _AUTHORS_PAGE.search(str(element.get("href") or "")) is not None


_NAMING: Final = ("class", "id", "data-component", "data-testid", "data-component-name", "data-module", "data-type")
"""Attributes in which sites name their elements, in the order in which they are asked."""
_TELLING: Final = frozenset({*_NAMING, "hidden", "aria-hidden", "style", "itemprop", "role"})


@lru_cache(maxsize=1)
def _cues() -> dict[tuple[str, ...], str]:
    table = tomllib.loads((Path(__file__).parents[1] / "data" / "page_cues.toml").read_text("utf-8"))
    cues: dict[tuple[str, ...], str] = {}
    for kind, names in table.items():
        for name in names:
            cues.setdefault(tuple(name.split()), kind)
    return cues


@lru_cache(maxsize=1)
def _first_words() -> frozenset[str]:
    return frozenset(words[0] for words in _cues())


_LONGEST_CUE: Final = 4
MOST_NAMES: Final = 24
LONGEST_NAME: Final = 80
"""Characters of a class name that are looked at."""
_NEGATING: Final = frozenset({"has", "no", "with", "without", "not", "is", "show", "hide", "enable", "disable", "non"})


@lru_cache(maxsize=20_000)
def cue_of_names(names: str) -> str:
    """Look class or id names up in the cues: the longest cue that fits wins, then one at the end of a name."""
    best, best_rank = "", (0, 0)
    for name in names.split()[:MOST_NAMES]:
        kind, rank = _cue_of_name(name[:LONGEST_NAME])
        if rank > best_rank:
            best, best_rank = kind, rank
    return best


@lru_cache(maxsize=20_000)
def _cue_of_name(name: str) -> tuple[str, tuple[int, int]]:
    words = _WORD.findall(_CAMEL.sub(" ", name).lower())
    starts = [start for start, word in enumerate(words) if word in _first_words()]
    best, best_rank = "", (0, 0)
    for size in range(min(_LONGEST_CUE, len(words)) if starts else 0, 0, -1):
        for start in (start for start in starts if start + size <= len(words)):
            kind = _cues().get(tuple(words[start : start + size]))
            rank = (size, int(start + size == len(words)))
            if kind and rank > best_rank and not _negated(words, start):
                best, best_rank = kind, rank
    return best, best_rank


def _negated(words: list[str], start: int) -> bool:
    """'has-sidebar', 'no-ads', 'with-comments', 'hidden-xs' speak of something else than the text inside."""
    before = words[start - 1] if start else ""
    after = words[start + 1] if start + 1 < len(words) else ""
    return before in _NEGATING or (words[start] == "hidden" and after != "" and after not in ("text", "content"))
