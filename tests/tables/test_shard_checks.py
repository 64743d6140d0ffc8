"""What breaks a promise in a shard's tables does not count as made, and the promise is named."""

import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tasks.tables.promises import BrokenPromise
from tasks.tables.shard_checks import broken_articles, check_cleaned

TEXT = "“Rain,” Mo said."
MENTION = {"article_id": "a", "section_no": 0, "start": 8, "end": 10, "text": "Mo"}
QUOTE = {
    "article_id": "a", "section_no": 0, "start": 1, "end": 6, "spans": [{"start": 1, "end": 6}], "text": "Rain,",
    "cue": "said", "cue_start": 11, "cue_end": 15, "speaker": "Mo", "speaker_section_no": 0, "speaker_start": 8,
    "speaker_end": 10,
}  # fmt: skip


def broken(folder: Path, mention: dict[str, Any], quote: dict[str, Any]) -> dict[str, str]:
    """Check a section with a mention and a quotation, after another one of the same in which all is well."""
    sections = {"article_id": ["fine", "a"], "section_no": [0, 0], "text": [TEXT, TEXT]}
    pl.DataFrame(sections).write_parquet(folder / "sections.parquet")
    for table, good, row in (("mentions", MENTION, mention), ("quotes", QUOTE, quote)):
        pl.DataFrame([good | {"article_id": "fine"}, row]).write_parquet(folder / f"{table}.parquet")
    return broken_articles(folder / "sections.parquet", folder)


def test_spans_that_read_back_pass(tmp_path: Path) -> None:
    assert broken(tmp_path, MENTION, QUOTE) == {}
    assert broken(tmp_path, MENTION, QUOTE | dict.fromkeys(("cue", "cue_start", "cue_end"))) == {}


def test_all_that_an_article_breaks_is_told_together(tmp_path: Path) -> None:
    assert broken(tmp_path, MENTION | {"start": 7}, QUOTE | {"cue_end": 14, "text": "Rain"}) == {
        "a": "every mention reads back from its section: 1 rows break it; "
        "every quotation reads back from its section: 1 rows break it; "
        "every cue reads back from its section: 1 rows break it"
    }


@pytest.mark.parametrize(
    ("mention", "quote", "promise"),
    [
        ({"start": 7}, {}, "every mention reads back"),
        ({"section_no": 1}, {}, "every mention reads back"),
        ({"start": 8, "end": 8, "text": ""}, {}, "every mention reads back"),
        ({}, {"text": "Rain"}, "every quotation reads back"),
        ({}, {"spans": [{"start": 1, "end": 5}]}, "every quotation reads back"),
        ({}, {"spans": [{"start": 1, "end": 6}, {"start": 6, "end": 6}], "text": "Rain, "}, "every quotation"),
        ({}, {"spans": [{"start": 1, "end": 5}, {"start": 4, "end": 6}], "text": "Rain n,"}, "every quotation"),
        ({}, {"article_id": "b"}, "every quotation reads back"),
        ({}, {"cue_end": 14}, "every cue reads back"),
        ({}, {"speaker_section_no": 1}, "every speaker's words read back"),
    ],
)  # fmt: skip
def test_the_article_of_a_span_that_does_not_read_back_is_told(
    tmp_path: Path, mention: dict[str, Any], quote: dict[str, Any], promise: str
) -> None:
    ((article, told),) = broken(tmp_path, MENTION | mention, QUOTE | quote).items()
    assert article == quote.get("article_id", "a")
    assert re.fullmatch(f"{promise}.*: 1 rows break it", told)


@pytest.mark.parametrize(
    ("articles", "sections", "reason", "promise"),
    [
        (["a"], ["a"], "too_short", None),
        (["a"], ["b"], "too_short", "every article has a section, and every section an article: 2 rows"),
        (["a"], ["a"], None, "rejected or a duplicate says why: 1 rows"),
    ],
)
def test_what_cleaning_promises(
    tmp_path: Path, articles: list[str], sections: list[str], reason: str | None, promise: str | None
) -> None:
    pl.DataFrame({"article_id": articles}).write_parquet(tmp_path / "articles.parquet")
    pl.DataFrame({"article_id": sections}).write_parquet(tmp_path / "sections.parquet")
    records = {"disposition": ["article", "rejected"], "reason": [None, reason]}
    pl.DataFrame(records, schema=dict.fromkeys(records, pl.String)).write_parquet(tmp_path / "records.parquet")
    if promise is None:
        check_cleaned(tmp_path)
        return
    with pytest.raises(BrokenPromise, match=promise):
        check_cleaned(tmp_path)
