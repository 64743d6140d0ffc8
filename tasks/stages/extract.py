"""A shard's sections -> mentions and quotes. So far of English articles; of others there are none."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from tasks.content_hash import content_hash
from tasks.entities import load_recogniser, resolve_article
from tasks.entities.mention import Mention, Recogniser
from tasks.quotes import Quote, SectionText, find_quotes_many
from tasks.stages.stage import Job, Rows, perform
from tasks.tables.columns import MENTIONS, QUOTES
from tasks.tables.manifest import Made
from tasks.tables.section_kinds import FURNITURE_KINDS
from tasks.tables.shard_checks import check_extracted

LANGUAGES = frozenset({"en"})
ROWS_IN_MEMORY = 2000
"""Sections of a shard held as Python values at a time."""

BATCH = 64
"""Articles that the recogniser sees at once: it works on arrays, and larger batches bring little more."""


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


def _add_mentions(rows: Rows, article_id: str, mentions: Sequence[Mention]) -> None:
    columns = dict(zip(Mention._fields, zip(*mentions, strict=True), strict=False))
    rows.extend(len(mentions), columns | {"article_id": [article_id] * len(mentions)})


def _add_quotes(rows: Rows, article_id: str, quotes: Sequence[Quote]) -> None:
    columns: dict[str, Sequence[Any]] = dict(zip(Quote._fields, zip(*quotes, strict=True), strict=False))
    columns |= {
        "article_id": [article_id] * len(quotes),
        "quote_id": [content_hash(article_id, str(quote.section_no), repr(quote.spans))[:24] for quote in quotes],
        "start": [quote.spans[0][0] for quote in quotes],
        "end": [quote.spans[-1][1] for quote in quotes],
        "spans": [[{"start": start, "end": end} for start, end in quote.spans] for quote in quotes],
        "words": [len(quote.text.split()) for quote in quotes],
    }
    rows.extend(len(quotes), columns)


def extract(
    articles: Sequence[Sequence[SectionText]], recogniser: Recogniser
) -> list[tuple[list[Mention], list[Quote]]]:
    """Find the mentions and quotes of some articles, each given by its own sections; up to BATCH at once is best."""
    found = recogniser.recognise_many([[text for _, _, text in sections] for sections in articles])
    resolved = [resolve_article(sections, spans) for sections, spans in zip(articles, found, strict=True)]
    return list(zip(resolved, find_quotes_many(list(zip(articles, resolved, strict=True))), strict=True))


def _fill(job: Job, folder: Path) -> Mapping[str, int]:
    recogniser = load_recogniser(job.settings["recogniser"])
    mentions, quotes = Rows(MENTIONS), Rows(QUOTES)
    for batch in _batches(_articles(job)):
        extracted = extract([article.sections for article in batch], recogniser)
        for article, (own, quoted) in zip(batch, extracted, strict=True):
            _add_mentions(mentions, article.article_id, own)
            _add_quotes(quotes, article.article_id, quoted)
    mentions.write(folder, job)
    quotes.write(folder, job)
    check_extracted(job.input("clean", "sections"), folder)
    return {"mentions": mentions.count, "quotes": quotes.count}


def extract_shard(job: Job) -> Made:
    """Find the mentions and quotes in a shard's sections."""
    return perform(job, _fill)
