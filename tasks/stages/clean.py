"""A shard's sources -> records, articles and sections. Every record met gets its row, with what became of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from tasks.clean import article_text, clean_record, text_hash, word_count
from tasks.clean.article import CleanArticle, Rejection
from tasks.ingest import FieldMap, read_source, records_from_table
from tasks.ingest.record import RawRecord, content_hash
from tasks.stages.stage import Job, Rows, perform
from tasks.tables.columns import ARTICLES, RECORDS, SECTIONS
from tasks.tables.manifest import Made

SpottedRecord = tuple[str, int, RawRecord]
"""A record with its source path and its number in that file."""


def article_id_of(record: RawRecord) -> str:
    """Identify the article that a record holds by what the source gave, so that better cleaning keeps the id.

    The address where there is one, else outlet and title, and the text as it came.
    """
    place = (record.url,) if record.url else (record.outlet or "", record.title or "")
    return content_hash(*place, record.html if record.text is None else record.text)[:24]  # type: ignore[arg-type]


def _records(job: Job) -> Iterator[SpottedRecord]:
    if job.spool is not None:
        part = job.parts[0]
        for number, record in enumerate(records_from_table(pq.read_table(job.spool)), part.start):
            yield part.source_path, number, record
        return
    fields = FieldMap.with_overrides(job.settings["fields"])
    for part in job.parts:
        path = job.root.resolve().parent / part.source_path
        for number, record in enumerate(read_source(path, fields)):
            yield part.source_path, number, record


def _cleaned(record: RawRecord) -> CleanArticle | Rejection:
    if record.reason:
        return Rejection(record.reason, record.detail)
    try:
        return clean_record(record)
    except Exception as error:  # noqa: BLE001 - a fault in one article must not lose the others; it is kept as a reason
        return Rejection("internal_error", f"{type(error).__name__}: {error}")


def _utc(moment: datetime | None) -> datetime | None:
    """Write a moment in UTC without its zone, as the tables do."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None


class _Tables:
    """The three tables of a shard in the making."""

    def __init__(self) -> None:
        self.records, self.articles, self.sections = Rows(RECORDS), Rows(ARTICLES), Rows(SECTIONS)
        self.holder: dict[str, str] = {}
        self.dispositions: Counter[str] = Counter()

    def meet(self, spotted: SpottedRecord) -> None:
        """Add a record, and the article that it holds unless an earlier record of the shard held it."""
        source_path, position, record = spotted
        record_id = content_hash(source_path, record.locator, record.payload_hash)[:24]
        article_id = None if record.reason else article_id_of(record)
        disposition, stage, reason, detail = "article", "clean", None, None
        if article_id in self.holder:
            disposition, reason, detail = "duplicate", "same_article", self.holder[article_id]
        else:
            result = _cleaned(record)
            if isinstance(result, Rejection):
                disposition, reason, detail, article_id = "rejected", result.reason, result.detail, None
                stage = "ingest" if record.reason else "clean"
            elif article_id is not None:
                self.holder[article_id] = record_id
                self._add_article(article_id, result, source_path, record.locator)
        self.dispositions[disposition] += 1
        self.records.add(
            record_id=record_id, source_path=source_path, locator=record.locator, position=position,
            format=record.format, bytes=record.size, payload_hash=record.payload_hash, disposition=disposition,
            stage=stage, reason=reason, detail=detail, article_id=article_id,
        )  # fmt: skip

    def _add_article(self, article_id: str, article: CleanArticle, source_path: str, locator: str) -> None:
        text = article_text(article.sections)
        self.articles.add(
            article_id=article_id, url=article.url, outlet=article.outlet, outlet_from=article.outlet_from,
            title=article.title, title_from=article.title_from, authors=list(article.authors),
            credits=list(article.credits), authors_from=article.authors_from, published_at=_utc(article.published_at),
            published_day=article.published_day,
            published_precision=article.published_precision, published_from=article.published_from,
            language=article.language, language_score=article.language_score, words=word_count(text),
            text_hash=text_hash(article.sections), source_path=source_path, locator=locator,
        )  # fmt: skip
        for number, section in enumerate(article.sections):
            self.sections.add(
                article_id=article_id, section_no=number, kind=section.kind, heading=section.heading,
                text=section.text, words=word_count(section.text),
            )  # fmt: skip


def _fill(job: Job, folder: Path) -> Mapping[str, int]:
    tables = _Tables()
    for spotted in _records(job):
        tables.meet(spotted)
    for rows in (tables.records, tables.articles, tables.sections):
        rows.write(folder, job)
    return {
        "records": tables.records.count,
        "articles": tables.articles.count,
        "sections": tables.sections.count,
        "duplicates": tables.dispositions["duplicate"],
        "rejected": tables.dispositions["rejected"],
    }


def clean_shard(job: Job) -> Made:
    """Read and clean a shard's sources."""
    return perform(job, _fill)
