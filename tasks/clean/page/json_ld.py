"""What a page says about its article in JSON-LD (schema.org), found and read leniently."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from lxml.etree import _Element as Element

ARTICLE_TYPES: Final = frozenset({
    "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle", "AskPublicNewsArticle", "SatiricalArticle", "AdvertiserContentArticle", "BlogPosting",
    "LiveBlogPosting", "SocialMediaPosting", "DiscussionForumPosting", "ScholarlyArticle", "TechArticle", "Report",
    "Review", "Recipe", "MedicalWebPage", "HowTo", "Chapter", "CreativeWork", "PodcastEpisode",
})  # fmt: skip
PAGE_TYPES: Final = frozenset({"WebPage", "ItemPage", "AboutPage", "VideoObject"})
_CONTAINERS: Final = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
_DEEPEST: Final = 12
_DATES: Final = ("datePublished", "dateCreated", "uploadDate")
_ORGANISATION = re.compile(r"Organization$|^Corporation$")

_OPENINGS: Final = ("<!--", "//<![CDATA[", "// <![CDATA[", "<![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */")
_CLOSINGS: Final = (";", "-->", "//]]>", "// ]]>", "]]>", "/*]]>*/", "/* ]]> */")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_PARAGRAPH_END = re.compile(r"</p\s*>|<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,500}>")


@dataclass(frozen=True)
class StructuredArticle:
    """The fields of the JSON-LD node that stands for the page's article; a missing one is empty.

    `organisations` are those of the authors that are no people by their types.
    """

    headline: str = ""
    authors: tuple[str, ...] = ()
    organisations: frozenset[str] = frozenset()
    published: str = ""
    publisher: str = ""
    url: str = ""
    language: str = ""
    description: str = ""
    body: str = ""


def structured_article(tree: Element) -> StructuredArticle:
    """Read the article's node out of all JSON-LD scripts of a page."""
    nodes = list(_all_nodes(tree))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _types(node) & ARTICLE_TYPES]
    pages = [node for node in nodes if _types(node) & PAGE_TYPES]
    best = max(articles or pages, key=_weight, default=None)
    if best is None:
        return StructuredArticle()
    about = max(pages, key=_weight, default=best)
    author = best.get("author") or best.get("creator") or about.get("author")
    return StructuredArticle(
        headline=_text(best.get("headline") or best.get("name")),
        authors=tuple(_people(author, by_id)),
        organisations=frozenset(_people(_organisations(author, by_id), by_id)),
        published=next(filter(None, (_text(node.get(key)) for node in (best, about) for key in _DATES)), ""),
        publisher=next(_people(best.get("publisher") or best.get("isPartOf"), by_id), ""),
        url=_text(best.get("url")),
        language=_text(best.get("inLanguage")),
        description=_text(best.get("description")),
        body=_body(best.get("articleBody") or best.get("text")),
    )


def _weight(node: Mapping[str, Any]) -> tuple[int, int]:
    """Rank nodes: one that tells more of what is asked, then one with a longer body."""
    told = sum(bool(node.get(key)) for key in ("headline", "author", "datePublished", "articleBody", "publisher"))
    return told, len(_body(node.get("articleBody")))


def _all_nodes(tree: Element) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield from _nodes(_loads(script.text), _DEEPEST)


def _loads(text: str) -> object:
    """Load JSON as sites write it: in comments, with raw line breaks, commas too many."""
    text = text.strip()
    for opening in _OPENINGS:
        text = text.removeprefix(opening).lstrip()
    for closing in _CLOSINGS:
        text = text.removesuffix(closing).rstrip()
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass  # the lenient reader takes raw line breaks and more
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if depth and isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth - 1)
    elif depth and isinstance(value, dict):
        yield value
        for key in _CONTAINERS:
            yield from _nodes(value.get(key), depth - 1)


def _types(node: Mapping[str, Any]) -> set[str]:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rpartition("/")[2] for kind in kinds if isinstance(kind, str)}


def _people(value: object, by_id: Mapping[str, dict[str, Any]]) -> Iterator[str]:
    """Yield the names in an author or publisher value: strings, nodes, references to nodes, or lists of them."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield _text(item)
        elif isinstance(item, dict):
            node = by_id.get(str(item.get("@id")), item) if "name" not in item else item
            name = node.get("name") or " ".join(_text(node.get(k)) for k in ("givenName", "familyName")).strip()
            for part in name if isinstance(name, list) else [name]:
                if isinstance(part, str) and part.strip():
                    yield _text(part)


def _organisations(value: object, by_id: Mapping[str, dict[str, Any]]) -> list[object]:
    """Choose of an author value the nodes that are organisations."""
    items = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]
    nodes = [by_id.get(str(item.get("@id")), item) if "name" not in item else item for item in items]
    return [node for node in nodes if any(map(_ORGANISATION.search, _types(node))) and "Person" not in _types(node)]


def _text(value: object) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("@id")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    return " ".join(html.unescape(html.unescape(value)).split()) if isinstance(value, str) else ""


def _body(value: object) -> str:
    if isinstance(value, list):
        value = "\n".join(item for item in value if isinstance(item, str))
    return _TAG.sub(" ", _PARAGRAPH_END.sub("\n", html.unescape(value))) if isinstance(value, str) else ""
