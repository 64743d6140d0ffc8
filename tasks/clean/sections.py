"""Labelled blocks -> sections, and what is an article's own text.

Sections stand in the order in which they begin. A body section is the run of paragraphs under one subheading: captions,
promo lines and other sections in between do not end it, and stand after it since they begin later. Neighbouring blocks
of one kind make one section, save those that are each a thing of their own (captions, pull quotes, embeds, corrections,
headlines). A subheading with no paragraph of its own joins the next one; at the very end it is a body section itself.
"""

from collections.abc import Iterable, Sequence

from tasks.clean.article import Block, Section
from tasks.content_hash import content_hash
from tasks.tables.section_kinds import FURNITURE_KINDS

SUBHEAD = "subhead"
ALONE = frozenset({"headline", "caption", "pullquote", "embed", "correction"})
"""Kinds of which every block is a section of its own."""
PARAGRAPH_BREAK = "\n"


def sections_of(blocks: Sequence[Block]) -> tuple[Section, ...]:
    """Return the sections of an article from its labelled blocks, in order of where each begins."""
    groups = list[list[Block]]()
    kinds, headings = list[str](), list[str | None]()
    pending = list[Block]()
    body: list[Block] | None = None
    previous: str | None = None
    for block in without_doubles(blocks):
        kind, before, previous = block.kind, previous, block.kind
        if kind == SUBHEAD:
            pending.append(block)
            body = None
            continue
        if kind == "body" and body is not None:
            body.append(block)
            continue
        if kind == before and kind not in ALONE and kind != "body":
            groups[-1].append(block)
            continue
        groups.append([block])
        kinds.append(kind)
        headings.append(None)
        if kind == "body":
            body = groups[-1]
            headings[-1] = PARAGRAPH_BREAK.join(head.text for head in pending) or None
            pending = []
    if pending:
        groups.append(pending)
        kinds.append("body")
        headings.append(None)
    return tuple(_section(*parts) for parts in zip(kinds, headings, groups, strict=True))


def without_doubles(blocks: Iterable[Block]) -> Iterable[Block]:
    """Leave out empty blocks and blocks that repeat the one before to the letter."""
    before: str | None = None
    for block in blocks:
        if block.text and block.text != before:
            yield block
            before = block.text


def _section(kind: str, heading: str | None, blocks: Sequence[Block]) -> Section:
    placed, position = list[tuple[int, Block]](), 0
    for block in blocks:
        placed.append((position, block))
        position += len(block.text) + len(PARAGRAPH_BREAK)
    return Section(kind, PARAGRAPH_BREAK.join(block.text for block in blocks), heading, tuple(placed))


HEADS = frozenset({"headline", "byline", "dateline"})
"""Kinds that go before an article and are not text of it."""


def own_sections(sections: Iterable[Section]) -> list[Section]:
    """Return the sections that hold an article's own text: no furniture, and not only what goes before it."""
    return [section for section in sections if section.kind not in FURNITURE_KINDS | HEADS]


def article_text(sections: Iterable[Section]) -> str:
    """Return an article's own text: headings and sections without furniture, one line break between two."""
    parts = list[str]()
    for section in sections:
        if section.kind not in FURNITURE_KINDS:
            parts += [section.heading] if section.heading else []
            parts.append(section.text)
    return PARAGRAPH_BREAK.join(parts)


def word_count(text: str) -> int:
    """Count the words of a text: what white space separates."""
    return len(text.split())


def text_hash(words: Iterable[str]) -> str:
    """Hash the words of an article's own text with case evened out."""
    return content_hash(" ".join(words).casefold())
