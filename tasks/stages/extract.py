"""A shard's sections -> mentions and quotes. So far of English articles; of others there are none.

An article on which this fails, or whose mentions or quotes don't keep what the tables promise, is put aside alone, as a
row of `faults`.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from tasks.content_hash import content_hash
from tasks.entities import load_recogniser, resolve_article
from tasks.entities.mention import Mention, Recogniser
from tasks.errors import tried
from tasks.quotes import Quote, SectionText, find_quotes_many
from tasks.stages.stage import Job, Rows, perform
from tasks.tables.columns import FAULTS, MENTIONS, QUOTES
from tasks.tables.manifest import Made
from tasks.tables.promises import BrokenPromise, demand
from tasks.tables.section_kinds import FURNITURE_KINDS
from tasks.tables.shard_checks import broken_articles

LANGUAGES = frozenset({"en"})
ROWS_IN_MEMORY = 2000
"""Sections of a shard held as Python values at a time."""

BATCH = 64
"""Articles that the recogniser sees at once: it works on arrays, and larger batches bring little more."""

PROOF = (SectionText(0, "body", "“We rely on the rain,” said Ann Lee, who farms near Leeds."),)
"""An article on which extraction succeeds unless it is broken itself."""

NOT_OF_AN_ARTICLE = (MemoryError, OSError)
"""Errors that the machine is to blame for: the shard fails, to be tried again, rather than the article at hand."""

Extracted = tuple[list[Mention], list[Quote]]
"""The mentions and quotes of an article."""
Columns = Mapping[str, Sequence[Any]]


class NothingExtracted(Exception):  # noqa: N818 - named for what it means to a user
    """Extraction fails on every article of a shard, so it is at fault itself; the message tells of the first."""


class ArticleText(NamedTuple):
    """An article's own sections."""

    article_id: str
    sections: list[SectionText]


def _articles(job: Job) -> Iterator[ArticleText]:
    languages = pq.read_table(job.input("clean", "articles"), columns=["article_id", "language"])
    readable = {
        article_id
        for article_id, language in zip(*(column.to_pylist() for column in languages.columns), strict=True)
        if language in LANGUAGES
    }
    for article_id, rows in groupby(_sections(job), key=itemgetter(0)):
        own = [SectionText(no, kind, text) for _, no, kind, text in rows if kind not in FURNITURE_KINDS]
        if article_id in readable and own:
            yield ArticleText(article_id, own)


def _sections(job: Job) -> Iterator[tuple[str, int, str, str]]:
    """Yield article_id, section_no, kind and text of each section, a few of them in memory."""
    file = pq.ParquetFile(job.input("clean", "sections"))
    for rows in file.iter_batches(ROWS_IN_MEMORY, columns=["article_id", "section_no", "kind", "text"]):
        yield from zip(*(column.to_pylist() for column in rows.columns), strict=True)


def _batches(articles: Iterator[ArticleText]) -> Iterator[list[ArticleText]]:
    batch: list[ArticleText] = []
    for article in articles:
        batch.append(article)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _mention_columns(article_id: str, mentions: Sequence[Mention]) -> Columns:
    columns = dict(zip(Mention._fields, zip(*mentions, strict=True), strict=False))
    return columns | {"article_id": [article_id] * len(mentions)}


def _quote_columns(article_id: str, quotes: Sequence[Quote]) -> Columns:
    columns: dict[str, Sequence[Any]] = dict(zip(Quote._fields, zip(*quotes, strict=True), strict=False))
    return columns | {
        "article_id": [article_id] * len(quotes),
        "quote_id": [content_hash(article_id, str(quote.section_no), repr(quote.spans))[:24] for quote in quotes],
        "start": [quote.spans[0][0] for quote in quotes],
        "end": [quote.spans[-1][1] for quote in quotes],
        "spans": [[{"start": start, "end": end} for start, end in quote.spans] for quote in quotes],
        "words": [len(quote.text.split()) for quote in quotes],
    }


def extract(articles: Sequence[Sequence[SectionText]], recogniser: Recogniser) -> list[Extracted]:
    """Find the mentions and quotes of some articles, each given by its own sections; up to BATCH at once is best."""
    found = recogniser.recognise_many([[text for _, _, text in sections] for sections in articles])
    resolved = [resolve_article(sections, spans) for sections, spans in zip(articles, found, strict=True)]
    return list(zip(resolved, find_quotes_many(list(zip(articles, resolved, strict=True))), strict=True))


def extract_each(articles: Sequence[Sequence[SectionText]], recogniser: Recogniser) -> Sequence[Extracted | Exception]:
    """Do the same, but give for an article on which it fails the error, so that the others are not lost."""
    try:
        return extract(articles, recogniser)
    except Exception:  # noqa: BLE001 - one of them is at fault; each by itself, that one is told
        return [tried(lambda sections: extract([sections], recogniser)[0], sections) for sections in articles]


def _columns(article_id: str, extracted: Extracted) -> tuple[Columns, Columns]:
    """Return the columns of an article's mentions and of its quotes; their keys must differ, or nothing is published.

    Raises:
        BrokenPromise: Some have the same key.
    """
    mentions, quotes = _mention_columns(article_id, extracted[0]), _quote_columns(article_id, extracted[1])
    places = set(zip(mentions.get("section_no", ()), mentions.get("start", ()), strict=True))
    demand(
        {
            "no two mentions begin at one place": len(mentions["article_id"]) - len(places),
            "no two quotations have the same spans": len(quotes["quote_id"]) - len(set(quotes["quote_id"])),
        }
    )
    return mentions, quotes


class _Tables:
    """The tables of a shard in the making."""

    def __init__(self) -> None:
        self.mentions, self.quotes, self.faults = Rows(MENTIONS), Rows(QUOTES), Rows(FAULTS)
        self._articles = 0
        self._first_fault = ""

    def add(self, article_id: str, extracted: Extracted | Exception) -> None:
        """Add what was extracted from an article, or put it aside with the error."""
        self._articles += 1
        made = extracted if isinstance(extracted, Exception) else tried(partial(_columns, article_id), extracted)
        if isinstance(made, NOT_OF_AN_ARTICLE):
            raise made
        if isinstance(made, BrokenPromise):
            self._put_aside(article_id, "broken_promise", str(made))
        elif isinstance(made, Exception):
            self._put_aside(article_id, "extract_failed", f"{type(made).__name__}: {made}")
        else:
            for rows, columns in zip((self.mentions, self.quotes), made, strict=True):
                rows.extend(len(columns["article_id"]), columns)

    def _put_aside(self, article_id: str, reason: str, detail: str) -> None:
        self.faults.add(article_id=article_id, stage="extract", reason=reason, detail=detail)
        self._first_fault = self._first_fault or detail

    def write(self, folder: Path, job: Job) -> None:
        """Write the mentions and quotes, put aside the articles of those that don't read back, and write any faults."""
        self._write_found(folder, job)
        broken = broken_articles(job.input("clean", "sections"), folder)
        for article_id, promises in broken.items():
            self._put_aside(article_id, "broken_promise", promises)
        if broken:
            self.mentions.leave_out(broken)
            self.quotes.leave_out(broken)
            self._write_found(folder, job)
        if self.faults.count:
            self.faults.write(folder, job)

    def _write_found(self, folder: Path, job: Job) -> None:
        self.mentions.write(folder, job)
        self.quotes.write(folder, job)

    def demand_some(self, recogniser: Recogniser) -> None:
        """Insist that the articles are at fault where all are: that of one alone is believed if a proof succeeds.

        Raises:
            NothingExtracted: Extraction itself is at fault.
        """
        if not self.faults.count or self.faults.count < self._articles:
            return
        if self._articles > 1 or isinstance(extract_each([PROOF], recogniser)[0], Exception):
            raise NothingExtracted(f"all of {self._articles} articles: {self._first_fault}")


def _fill(job: Job, folder: Path) -> Mapping[str, int]:
    recogniser = load_recogniser(job.settings["recogniser"])
    tables = _Tables()
    for batch in _batches(_articles(job)):
        extracted = extract_each([article.sections for article in batch], recogniser)
        for article, found in zip(batch, extracted, strict=True):
            tables.add(article.article_id, found)
    tables.write(folder, job)
    tables.demand_some(recogniser)
    return {"mentions": tables.mentions.count, "quotes": tables.quotes.count, "faults": tables.faults.count}


def extract_shard(job: Job) -> Made:
    """Find the mentions and quotes in a shard's sections."""
    return perform(job, _fill)
