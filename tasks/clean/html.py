"""A web page -> the labelled blocks of its article, and its metadata."""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Final

from tasks.clean.article import Block
from tasks.clean.authors import credited
from tasks.clean.metadata import UNKNOWN, Metadata, metadata_of_page
from tasks.clean.page.blocks import inside_of, label_runs
from tasks.clean.page.container import article_of_headline, locate_article
from tasks.clean.page.declared import Declared
from tasks.clean.page.headline import find_headline
from tasks.clean.page.json_ld import StructuredArticle
from tasks.clean.page.surroundings import surroundings_of
from tasks.clean.page.tree import parse
from tasks.clean.page.walk import count_words, walk

TEXT_KINDS: Final = ("standfirst", "body", "subhead", "pullquote", "embed")
"""The kinds of block that readers take as an article's text: the choice that agrees best with sets labelled by hand."""
LEAST_TEXT: Final = 30
"""Words of body text below which a page is asked for its text in JSON-LD."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's article in document order, its metadata, and why there is no article when there is none.

    `reason` is None, `empty` (no element at all) or `no_text` (a page without an article's text).
    """

    blocks: tuple[Block, ...] = ()
    metadata: Metadata = UNKNOWN
    reason: str | None = None


def blocks_of_page(html: str, url: str | None = None, *, known: Metadata = UNKNOWN, today: date | None = None) -> Page:
    """Read a page: its article's blocks (of the kinds of SECTION_KINDS, or `subhead`) and its metadata. Never raises.

    Menus, buttons and what lies over the page are left out; other furniture is labelled as such where it lies within
    the article. Title, authors and date are not looked for where they are `known` from elsewhere. `today` turns away
    dates in the future.
    """
    tree = parse(html)
    if tree is None:
        return Page(reason="empty")
    declared = Declared(tree, url)
    walked = walk(tree)
    container = locate_article(walked, declared.told.body)
    inside = inside_of(walked, container)
    first = next((index for index, within in enumerate(inside) if within), len(inside))
    headline = find_headline(walked, declared.titles, first)
    if headline is not None and (own := article_of_headline(walked, container, headline)) != container:
        inside = inside_of(walked, container := own)
    blocks = label_runs(walked, container, inside, headline, credited(declared.told.authors)) if any(inside) else ()
    if not _holds_text(blocks):
        blocks = _told_blocks(declared.told) or blocks
    metadata = metadata_of_page(
        declared,
        url,
        headline=walked.runs[headline].text if headline is not None else None,
        around=surroundings_of(walked, headline, first),
        known=known,
        today=today,
    )
    return Page(blocks, metadata, None if any(block.kind == "body" for block in blocks) else "no_text")


def _holds_text(blocks: tuple[Block, ...]) -> bool:
    counts = accumulate(count_words(block.text) for block in blocks if block.kind == "body")
    return any(words >= LEAST_TEXT for words in counts)


def _told_blocks(told: StructuredArticle) -> tuple[Block, ...]:
    """Make blocks of the article that JSON-LD holds whole: for pages whose text only a browser's scripts would show."""
    paragraphs = [paragraph for line in told.body.split("\n") if (paragraph := " ".join(line.split()))]
    if sum(map(count_words, paragraphs)) < 2 * LEAST_TEXT:
        return ()
    headline = (Block("headline", told.headline),) if told.headline else ()
    return (*headline, *(Block("body", paragraph) for paragraph in paragraphs))
