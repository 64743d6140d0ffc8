"""A shard whose tables break a promise does not count as made, and the promise is named."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tasks.tables.promises import BrokenPromise
from tasks.tables.shard_checks import check_cleaned, check_extracted

TEXT = "“Rain,” Mo said."
MENTION = {"article_id": "a", "section_no": 0, "start": 8, "end": 10, "text": "Mo"}
QUOTE = {
    "article_id": "a", "section_no": 0, "start": 1, "end": 6, "spans": [{"start": 1, "end": 6}], "text": "Rain,",
    "cue": "said", "cue_start": 11, "cue_end": 15, "speaker": "Mo", "speaker_section_no": 0, "speaker_start": 8,
    "speaker_end": 10,
}  # fmt: skip


def extracted(folder: Path, mention: dict[str, Any], quote: dict[str, Any]) -> None:
    """Check a section with one mention and one quotation."""
    pl.DataFrame({"article_id": ["a"], "section_no": [0], "text": [TEXT]}).write_parquet(folder / "sections.parquet")
    pl.DataFrame([mention]).write_parquet(folder / "mentions.parquet")
    pl.DataFrame([quote]).write_parquet(folder / "quotes.parquet")
    check_extracted(folder / "sections.parquet", folder)


def test_spans_that_read_back_pass(tmp_path: Path) -> None:
    extracted(tmp_path, MENTION, QUOTE)
    extracted(tmp_path, MENTION, QUOTE | dict.fromkeys(("cue", "cue_start", "cue_end")))


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
def test_a_span_that_does_not_read_back_is_told(
    tmp_path: Path, mention: dict[str, Any], quote: dict[str, Any], promise: str
) -> None:
    with pytest.raises(BrokenPromise, match=f"{promise}.*: 1 rows break it"):
        extracted(tmp_path, MENTION | mention, QUOTE | quote)


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
