"""One text or page through the stages without any table: what `onrecord annotate` gives back."""

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from tasks.clean import CleanArticle, Rejection, clean_record, detect_language, label_paragraphs, sections_of
from tasks.clean.article import Block, Section
from tasks.clean.html import TEXT_KINDS
from tasks.clean.mending import is_list_of_stories
from tasks.clean.metadata import Metadata
from tasks.clean.text import paragraphs_of, source_lines
from tasks.content_hash import content_hash
from tasks.entities.mention import Mention, Recogniser
from tasks.errors import tried
from tasks.ingest.encoding import declared_in, decode, valid
from tasks.ingest.record import RawRecord
from tasks.quotes import Quote, SectionText
from tasks.stages.extract import LANGUAGES, extract_each
from tasks.tables.section_kinds import FURNITURE_KINDS


class RequestError(ValueError):
    """A request can't be annotated; the message says why."""


@dataclass(frozen=True)
class _Document:
    """A request, cleaned: the text that offsets count in, its lines, its sections with blocks placed in that text."""

    text: str
    lines: Sequence[Mapping[str, str]]
    sections: Sequence[Section]
    article: CleanArticle | None
    language: str | None


def _record_of_page(request: Mapping[str, Any]) -> RawRecord:
    if not isinstance(request.get("url"), str | None):
        raise RequestError("url is not a string")
    if "html" in request:
        if not isinstance(request["html"], str):
            raise RequestError("html is not a string")
        html = valid(request["html"])
    else:
        try:
            data = base64.b64decode(request["html_base64"], validate=True)
        except (binascii.Error, TypeError, ValueError) as error:
            raise RequestError(f"html_base64 is not base64: {error}") from error
        html = valid(decode(data, declared_in(data)))
    return RawRecord("", "html", len(html), content_hash(html), html=html, url=request.get("url"))


def _placed(blocks: Iterable[Block]) -> tuple[str, list[Block]]:
    """Join the blocks of a page's extracted text by line breaks, and tell each where it begins there."""
    parts: list[str] = []
    placed: list[Block] = []
    at = 0
    for block in blocks:
        if block.kind in TEXT_KINDS:
            placed.append(replace(block, start=at, origin=None))
            parts.append(block.text)
            at += len(block.text) + 1
        else:
            placed.append(replace(block, start=None, origin=None))
    return "\n".join(parts), placed


def _page(request: Mapping[str, Any]) -> _Document:
    article = clean_record(_record_of_page(request))
    if isinstance(article, Rejection):
        return _Document("", (), (), None, None)
    text, blocks = _placed(article.blocks)
    lines = [{"text": block.text, "label": block.kind} for block in article.blocks]
    return _Document(text, lines, sections_of(blocks), article, article.language)


def _body(text: str) -> _Document:
    """Take a whole text as article body, a line a paragraph, to the letter."""
    blocks = [Block("body", line.text, line.start) for line in source_lines(text)]
    lines = [{"text": block.text, "label": "body"} for block in blocks]
    language, _ = detect_language(text)
    return _Document(text, lines, sections_of(blocks), None, language)


def _text(request: Mapping[str, Any]) -> _Document:
    text = request["text"]
    if not isinstance(text, str):
        raise RequestError("text is not a string")
    if request.get("as") == "body":
        return _body(text)
    article = clean_record(RawRecord("", "text", len(text.encode()), content_hash(text), text=text))
    blocks = label_paragraphs(text) if isinstance(article, Rejection) else article.blocks
    paragraphs = zip(blocks, paragraphs_of(text), strict=True)
    labels = [block.kind for block, paragraph in paragraphs for _ in range(paragraph.lines)]
    lines = [{"text": line.text, "label": label} for line, label in zip(source_lines(text), labels, strict=True)]
    if isinstance(article, Rejection):
        return _Document(text, lines, (), None, None)
    return _Document(text, lines, article.sections, article, article.language)


def _in_source(section: Section, start: int, end: int) -> tuple[int, int] | None:
    """Return where a span of a section lies in the text; None where that part of the section is not in the text."""
    first = last = None
    for at, block in section.blocks:
        if at <= start <= at + len(block.text):
            first = block.source_offset(start - at)
        if at < end <= at + len(block.text):
            last = block.source_offset(end - at, end=True)
    return None if first is None or last is None or last <= first else (first, last)


def _pieces_in_source(document: _Document, section: Section, start: int, end: int) -> list[tuple[int, int]]:
    """Return where a span of a section lies in the text: in pieces where a list of other stories was cut out of it."""
    whole = _in_source(section, start, end)
    if whole is None:
        return []
    pieces, begin = [], whole[0]
    for at, block in section.blocks:
        origin = block.origin or ()
        for before, after in pairwise(origin[max(0, start - at) : max(0, end - at)]):
            if after > before + 1 and is_list_of_stories(document.text[before + 1 : after]):
                pieces.append((begin, before + 1))
                begin = whole[1] - len(document.text[after : whole[1]].lstrip())
    return [*pieces, (begin, whole[1])]


def _entities(document: _Document, mentions: Iterable[Mention]) -> Iterator[dict[str, Any]]:
    for mention in mentions:
        span = _in_source(document.sections[mention.section_no], mention.start, mention.end)
        if span:
            yield {
                "start": span[0], "end": span[1], "text": document.text[span[0] : span[1]], "label": mention.label,
                "name": mention.name,
            }  # fmt: skip


def _quotes(document: _Document, quotes: Iterable[Quote]) -> Iterator[dict[str, Any]]:
    for quote in quotes:
        section = document.sections[quote.section_no]
        found = [_pieces_in_source(document, section, *piece) for piece in quote.spans]
        if not all(found):
            continue
        spans = [span for pieces in found for span in pieces]
        cue = speaker = None
        if quote.cue_start is not None and quote.cue_end is not None:
            cue = _in_source(section, quote.cue_start, quote.cue_end)
        if quote.speaker_start is not None and quote.speaker_end is not None and quote.speaker_section_no is not None:
            speaker = _in_source(document.sections[quote.speaker_section_no], quote.speaker_start, quote.speaker_end)
        yield {
            "start": spans[0][0], "end": spans[-1][1], "spans": [list(span) for span in spans],
            "text": " ".join(document.text[start:end] for start, end in spans), "kind": quote.kind,
            "cue": quote.cue, "cue_start": cue and cue[0], "cue_end": cue and cue[1],
            "speaker": quote.speaker, "speaker_start": speaker and speaker[0], "speaker_end": speaker and speaker[1],
            "speaker_resolved": quote.speaker_name, "speaker_role": quote.speaker_role,
            "attribution": quote.attribution, "confidence": quote.confidence,
        }  # fmt: skip


def _read(request: object) -> _Document:
    if not isinstance(request, dict):
        raise RequestError("it is not a JSON object")
    if "text" in request:
        return _text(request)
    if "html" in request or "html_base64" in request:
        return _page(request)
    raise RequestError("there is neither text nor html nor html_base64 in it")


def _own_sections(document: _Document) -> list[SectionText]:
    return [SectionText(n, s.kind, s.text) for n, s in enumerate(document.sections) if s.kind not in FURNITURE_KINDS]


def _answer(
    request: object, document: _Document, mentions: Iterable[Mention], quotes: Iterable[Quote]
) -> dict[str, Any]:
    known = document.article.metadata if document.article else Metadata()
    published = known.published_day or known.published_at
    return {
        "id": request.get("id") if isinstance(request, dict) else None,
        "text": document.text,
        "title": known.title,
        "authors": list(known.authors),
        "credits": list(known.credits),
        "date": published.isoformat()[:10] if published else None,
        "language": document.language,
        "lines": list(document.lines),
        "entities": list(_entities(document, mentions)),
        "quotes": list(_quotes(document, quotes)),
    }


def annotate(requests: Sequence[object], recogniser: Recogniser) -> list[dict[str, Any] | Exception]:
    """Annotate requests: `{"id", "text"}`, or `{"id", "html" | "html_base64", "url"}`, optionally `"as": "body"`.

    Gives for each its answer, or the error, a RequestError when it holds neither a text nor a page. Offsets count
    characters of the `text` given back: of a text request the very text given, of a page its extracted body. Names and
    quotes of sections that are not in that text are left out. Up to BATCH requests at once is fastest.
    """
    documents = [tried(_read, request) for request in requests]
    own = [[] if isinstance(each, Exception) or not _readable(each) else _own_sections(each) for each in documents]
    return [
        document if isinstance(document, Exception) else found if isinstance(found, Exception)
        else tried(lambda given: _answer(*given), (request, document, *found))
        for request, document, found in zip(requests, documents, extract_each(own, recogniser), strict=True)
    ]  # fmt: skip


def _readable(document: _Document) -> bool:
    return document.language is None or document.language in LANGUAGES
