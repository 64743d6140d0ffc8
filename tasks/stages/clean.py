"""A shard's sources -> records, articles and sections. Every record met gets its row, with what became of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from tasks.clean import article_text, clean_records, text_hash, word_count
from tasks.clean.article import CleanArticle, Rejection
from tasks.content_hash import content_hash
from tasks.ingest import FieldMap, read_source, records_from_table
from tasks.ingest.record import RawRecord
from tasks.stages.stage import Job, Rows, perform
from tasks.tables.columns import ARTICLES, RECORDS, SECTIONS
from tasks.tables.manifest import Made
from tasks.tables.shard_checks import check_cleaned

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
        for number, record in enumerate(read_source(job.store.source_file(part.source_path), fields)):
            yield part.source_path, number, record


MOST_RECORDS, MOST_CHARACTERS = 2_000, 1 << 24
"""How much of a shard is cleaned together: enough to tell what recurs in it, little enough for any machine."""


def _windows(records: Iterable[SpottedRecord]) -> Iterator[list[SpottedRecord]]:
    """Cut a shard's records into those that are cleaned together."""
    window, characters = list[SpottedRecord](), 0
    for spotted in records:
        window.append(spotted)
        characters += len(spotted[2].html or spotted[2].text or "")
        if len(window) >= MOST_RECORDS or characters >= MOST_CHARACTERS:
            yield window
            window, characters = [], 0
    if window:
        yield window


def _cleaned(records: Sequence[RawRecord]) -> list[CleanArticle | Rejection]:
    """Clean records together; where that fails, each by itself, so that a fault in one does not lose the others."""
    try:
        return clean_records(records)
    except Exception as error:  # noqa: BLE001 - the fault is found and kept as the reason of the record that has it
        if len(records) == 1:
            return [Rejection("internal_error", f"{type(error).__name__}: {error}")]
        return [_cleaned([record])[0] for record in records]


def _utc(moment: datetime | None) -> datetime | None:
    """Write a moment in UTC without its zone, as the tables do."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None


class _Tables:
    """The three tables of a shard in the making."""

    def __init__(self) -> None:
        self.records, self.articles, self.sections = Rows(RECORDS), Rows(ARTICLES), Rows(SECTIONS)
        self.holder: dict[str, str] = {}
        self.dispositions: Counter[str] = Counter()

    def meet(self, window: Sequence[SpottedRecord]) -> None:
        """Add records, and the articles that they hold unless earlier records of the shard held them."""
        ids = [None if record.reason else article_id_of(record) for _, _, record in window]
        fresh = dict[str, RawRecord]()
        for article_id, (_, _, record) in zip(ids, window, strict=True):
            if article_id is not None and article_id not in self.holder:
                fresh.setdefault(article_id, record)
        results = dict(zip(fresh, _cleaned(list(fresh.values())), strict=True))
        for article_id, spotted in zip(ids, window, strict=True):
            self._meet(spotted, article_id, results)

    def _meet(
        self, spotted: SpottedRecord, article_id: str | None, results: Mapping[str, CleanArticle | Rejection]
    ) -> None:
        source_path, position, record = spotted
        record_id = content_hash(source_path, record.locator, record.payload_hash)[:24]
        disposition, stage, reason, detail = "article", "clean", None, None
        if article_id is None:
            disposition, stage, reason, detail = "rejected", "ingest", record.reason, record.detail
        elif article_id in self.holder:
            disposition, reason, detail = "duplicate", "same_article", self.holder[article_id]
        elif isinstance(result := results[article_id], Rejection):
            disposition, reason, detail, article_id = "rejected", result.reason, result.detail, None
        else:
            self.holder[article_id] = record_id
            self._add_article(article_id, result, source_path, record.locator)
        self.dispositions[disposition] += 1
        self.records.add(
            record_id=record_id, source_path=source_path, locator=record.locator, position=position,
            format=record.format, bytes=record.size, payload_hash=record.payload_hash, disposition=disposition,
            stage=stage, reason=reason, detail=detail, article_id=article_id,
        )  # fmt: skip

    def _add_article(self, article_id: str, article: CleanArticle, source_path: str, locator: str) -> None:
        words, known = article_text(article.sections).split(), article.metadata
        self.articles.add(
            article_id=article_id, url=known.url, outlet=known.outlet, outlet_from=known.outlet_from,
            title=known.title, title_from=known.title_from, authors=list(known.authors), credits=list(known.credits),
            authors_from=known.authors_from, published_at=_utc(known.published_at), published_day=known.published_day,
            published_precision=known.published_precision, published_from=known.published_from,
            language=article.language, language_score=article.language_score, words=len(words),
            text_hash=text_hash(words), source_path=source_path, locator=locator,
        )  # fmt: skip
        for number, section in enumerate(article.sections):
            self.sections.add(
                article_id=article_id, section_no=number, kind=section.kind, heading=section.heading,
                text=section.text, words=word_count(section.text),
            )  # fmt: skip


def _fill(job: Job, folder: Path) -> Mapping[str, int]:
    tables = _Tables()
    for window in _windows(_records(job)):
        tables.meet(window)
    for rows in (tables.records, tables.articles, tables.sections):
        rows.write(folder, job)
    check_cleaned(folder)
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
