"""What must hold of what a stage made of a shard, read back from its files, before it counts as made.

It is checked once, by the process that made the shard, which is set aside if it breaks a promise, like one on which a
stage fails. In SQL it would take longer: DuckDB counts through a text to the start of each span.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tasks.tables.promises import demand

Row = Mapping[str, Any]
Texts = Mapping[tuple[str, int], str]
"""The texts of sections, by article and number."""


def check_cleaned(folder: Path) -> None:
    """Check the records, articles and sections of a shard.

    Raises:
        BrokenPromise: Some break a promise.
    """
    articles, with_sections = (
        {row["article_id"] for row in _rows(folder / f"{table}.parquet", "article_id")}
        for table in ("articles", "sections")
    )
    records = _rows(folder / "records.parquet", "disposition", "reason")
    unexplained = [row for row in records if row["disposition"] != "article" and row["reason"] is None]
    demand(
        {
            "every article has a section, and every section an article": len(articles ^ with_sections),
            "every record that is rejected or a duplicate says why": len(unexplained),
        }
    )


def check_extracted(sections: Path, folder: Path) -> None:
    """Check the mentions and quotes of a shard against the file of its sections.

    Raises:
        BrokenPromise: Some break a promise.
    """
    place = ("article_id", "section_no")
    texts = {(row["article_id"], row["section_no"]): row["text"] for row in _rows(sections, *place, "text")}
    mentions = list(_rows(folder / "mentions.parquet", *place, "start", "end", "text"))
    cues = ("cue", "cue_start", "cue_end")
    speakers = ("speaker", "speaker_section_no", "speaker_start", "speaker_end")
    quotes = list(_rows(folder / "quotes.parquet", *place, "start", "end", "spans", "text", *cues, *speakers))
    demand(
        {
            "every mention reads back from its section": sum(
                not _reads_back(texts, row, "text", "start", "end") for row in mentions
            ),
            "every quotation reads back from its section": sum(not _quotation_reads_back(texts, row) for row in quotes),
            "every cue reads back from its section": sum(
                row["cue"] is not None and not _reads_back(texts, row, *cues) for row in quotes
            ),
            "every speaker's words read back from their section": sum(
                row["speaker"] is not None
                and not _reads_back(texts, row, "speaker", "speaker_start", "speaker_end", "speaker_section_no")
                for row in quotes
            ),
        }
    )


def _rows(path: Path, *columns: str) -> Iterator[dict[str, Any]]:
    for batch in pq.ParquetFile(path).iter_batches(columns=list(columns)):
        yield from batch.to_pylist()


def _reads_back(texts: Texts, row: Row, words: str, start: str, end: str, section: str = "section_no") -> bool:
    """Whether words stand at their place, each given by the name of its column."""
    text = texts.get((row["article_id"], row[section]), "")
    return bool(row[words]) and text[row[start] : row[end]] == row[words]


def _quotation_reads_back(texts: Texts, quote: Row) -> bool:
    text = texts.get((quote["article_id"], quote["section_no"]), "")
    spans = [(span["start"], span["end"]) for span in quote["spans"]]
    return (
        bool(spans)
        and (quote["start"], quote["end"]) == (spans[0][0], spans[-1][1])
        and all(text[start:end] for start, end in spans)
        and " ".join(text[start:end] for start, end in spans) == quote["text"]
    )
