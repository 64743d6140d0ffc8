"""What must hold of what a stage made of a shard, read back from its files, before it counts as made.

It is checked once, by the process that made the shard. What breaks a promise counts like what a stage fails on: the
shard is set aside, or, where mentions or quotations don't read back, their articles alone. In SQL it would take longer:
DuckDB counts through a text to the start of each span.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tasks.tables.promises import demand, told

Texts = Mapping[tuple[str, int], str]
"""The texts of sections, by article and number."""


def check_cleaned(folder: Path) -> None:
    """Check the records, articles and sections of a shard.

    Raises:
        BrokenPromise: Some break a promise.
    """
    articles, with_sections = (
        {article for (article,) in _rows(folder / f"{table}.parquet", "article_id")}
        for table in ("articles", "sections")
    )
    records = _rows(folder / "records.parquet", "disposition", "reason")
    unexplained = [reason for disposition, reason in records if disposition != "article" and reason is None]
    demand(
        {
            "every article has a section, and every section an article": len(articles ^ with_sections),
            "every record that is rejected or a duplicate says why": len(unexplained),
        }
    )


def broken_articles(sections: Path, folder: Path) -> dict[str, str]:
    """Check the mentions and quotes of a shard against the file of its sections.

    Returns the articles that have any that break a promise, each with what is broken; nothing when all is well.
    """
    place = ("article_id", "section_no")
    texts = {(article, number): text for article, number, text in _rows(sections, *place, "text")}
    mentions = _rows(folder / "mentions.parquet", *place, "start", "end", "text")
    cue = ("cue_start", "cue_end", "cue")
    speaker = ("speaker_section_no", "speaker_start", "speaker_end", "speaker")
    rows = list(_rows(folder / "quotes.parquet", *place, "start", "end", "spans", "text", *cue, *speaker))
    quotes = (row[:6] for row in rows)
    cues = ((*row[:2], *row[6:9]) for row in rows)
    speakers = ((row[0], *row[9:]) for row in rows)
    broken = {
        "every mention reads back from its section": [row[0] for row in mentions if not _reads_back(texts, *row)],
        "every quotation reads back from its section": [row[0] for row in quotes if not _quote_reads_back(texts, *row)],
        "every cue reads back from its section": [
            row[0] for row in cues if row[-1] is not None and not _reads_back(texts, *row)
        ],
        "every speaker's words read back from their section": [
            row[0] for row in speakers if row[-1] is not None and not _reads_back(texts, *row)
        ],
    }
    by_promise = {promise: Counter(articles) for promise, articles in broken.items()}
    return {
        article: told({promise: rows[article] for promise, rows in by_promise.items()})
        for article in dict.fromkeys(chain(*broken.values()))
    }


def _rows(path: Path, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield what columns hold, in the order in which they are named."""
    for batch in pq.ParquetFile(path).iter_batches(columns=list(columns)):
        yield from zip(*(batch.column(name).to_pylist() for name in columns), strict=True)


def _reads_back(texts: Texts, article: str, section: int, start: int, end: int, words: str) -> bool:
    """Whether words stand at their place."""
    return bool(words) and texts.get((article, section), "")[start:end] == words


def _quote_reads_back(
    texts: Texts, article: str, section: int, start: int, end: int, spans: Sequence[Mapping[str, int]], words: str
) -> bool:
    text, places = texts.get((article, section), ""), [(span["start"], span["end"]) for span in spans]
    pieces = [text[first:stop] for first, stop in places]
    return (
        bool(pieces)
        and (places[0][0], places[-1][1]) == (start, end)
        and all(before <= behind for (_, before), (behind, _) in pairwise(places))
        and all(pieces)
        and " ".join(pieces) == words
    )
