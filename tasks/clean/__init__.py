"""The clean stage: a raw record -> an article in labelled sections with metadata, or a rejection with its reason."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from tasks.clean.article import Block, CleanArticle, Rejection, Section
from tasks.clean.html import blocks_of_page
from tasks.clean.language import detect_language
from tasks.clean.lines import label_lines, label_paragraphs, label_texts
from tasks.clean.metadata import Metadata, merge_metadata, metadata_of_fields
from tasks.clean.page.address import host_of
from tasks.clean.sections import article_text, own_sections, sections_of, text_hash, word_count
from tasks.clean.text import holds_sentence
from tasks.clean.text_metadata import metadata_of_text
from tasks.ingest.record import RawRecord

__all__ = [
    "Block",
    "CleanArticle",
    "Rejection",
    "Section",
    "article_text",
    "blocks_of_page",
    "clean_record",
    "clean_records",
    "detect_language",
    "label_lines",
    "label_paragraphs",
    "sections_of",
    "text_hash",
    "word_count",
]

MOST_GARBAGE = 0.1
"""Share of a text's characters that may be control characters or stand for undecodable bytes."""

_GARBAGE = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd\ufffe\uffff]")


def clean_record(record: RawRecord, *, today: datetime | None = None) -> CleanArticle | Rejection:
    """Clean a raw record that a reader could read: its page where it has one, else its text.

    `today` turns away dates after it (by default those after the year 2100). Reasons of a rejection: `not_text` for
    binary garbage, `no_text` when nothing but furniture remains, `too_short` when there is no sentence in the text.
    """
    return clean_records([record], today=today)[0]


def clean_records(records: Sequence[RawRecord], *, today: datetime | None = None) -> list[CleanArticle | Rejection]:
    """Clean raw records of one dump, each as `clean_record` does.

    The texts among them are labelled together, which takes far less time; and a line that recurs over several stories
    of an outlet is likelier to be furniture.
    """
    limit = today.date() if today is not None else None
    garbage = [_garbage(record) for record in records]
    texts = [r for r, unread in zip(records, garbage, strict=True) if unread is None and r.html is None]
    outlets = [record.outlet or host_of(record.url) or None for record in texts]
    labelled = iter(label_texts([r.text or "" for r in texts], [r.title for r in texts], outlets))
    return [
        unread or _cleaned(record, None if record.html is not None else next(labelled), limit)
        for record, unread in zip(records, garbage, strict=True)
    ]


def _garbage(record: RawRecord) -> Rejection | None:
    source = record.html if record.html is not None else record.text or ""
    garbage = len(_GARBAGE.findall(source))
    if garbage > MOST_GARBAGE * len(source):
        return Rejection("not_text", f"{garbage} of {len(source)} characters are no text")
    return None


def _cleaned(record: RawRecord, labelled: tuple[Block, ...] | None, limit: date | None) -> CleanArticle | Rejection:
    """Make an article of a record's page, or of its labelled text."""
    own = metadata_of_fields(record, today=limit)
    if labelled is None:
        page = blocks_of_page(record.html or "", record.url, known=own, today=limit)
        blocks, told = page.blocks, page.metadata
    else:
        blocks, told = labelled, metadata_of_text(labelled, known=own, today=limit)
    sections = sections_of(blocks)
    return _rejection(sections) or _article(blocks, sections, merge_metadata(own, told, today=limit))


def _article(blocks: Sequence[Block], sections: tuple[Section, ...], known: Metadata) -> CleanArticle:
    prose = " ".join(s.text for s in sections if s.kind == "body") or article_text(sections)
    language, score = detect_language(prose)
    return CleanArticle(sections, known, language, score, tuple(blocks))


def _rejection(sections: Sequence[Section]) -> Rejection | None:
    own = own_sections(sections)
    if not own:
        kinds = sorted({section.kind for section in sections})
        return Rejection("no_text", f"nothing but {', '.join(kinds)}" if kinds else "no text at all")
    if not any(holds_sentence(block.text) for section in own for _, block in section.blocks):
        return Rejection("too_short", " / ".join(section.text for section in own)[:200])
    return None
