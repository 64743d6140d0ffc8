"""Lines, paragraphs, and whole text records."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean import CleanArticle, Rejection, clean_record, label_lines, label_paragraphs
from tasks.clean.text import paragraphs_of, source_lines
from tasks.ingest.record import RawRecord

WRAPPED = """The council voted late on Tuesday to close the old bridge for
repairs, a step that shopkeepers on both banks had fought for more
than two years, and which the mayor had put off again and again.

"We could not wait any longer," said Ada Birch, who leads the roads
committee. She expects the work to take until next spring, when the
bridge will open to people on foot first and to cars a month later.
"""


def record(text: str | None = None, **fields: object) -> RawRecord:
    return RawRecord("1", "text", 1, "hash", text=text, **fields)  # type: ignore[arg-type]


def test_hard_wrapped_lines_are_joined_into_their_paragraph() -> None:
    paragraphs = paragraphs_of(WRAPPED)
    assert [p.lines for p in paragraphs] == [3, 3]
    assert "bridge for repairs, a step" in paragraphs[0].mended.text


def test_a_heading_may_be_wider_than_the_lines_are_wrapped_to() -> None:
    heading = "Old bridge to close for repairs until next spring, council says after a long debate\n\n"
    assert [p.lines for p in paragraphs_of(heading + 3 * f"{WRAPPED}\n")] == [1, *6 * [3]]


def test_a_line_a_paragraph_is_left_alone() -> None:
    text = "\n".join(f"Paragraph number {i} ends here, as it should, with a full stop." for i in range(9))
    assert [p.lines for p in paragraphs_of(text)] == [1] * 9


def test_lines_of_a_wrapped_paragraph_share_its_kind() -> None:
    assert [block.kind for block in label_lines(WRAPPED)] == ["body"] * 6
    assert len(label_paragraphs(WRAPPED)) == 2


def test_spans_of_an_unwrapped_paragraph_map_back_to_the_source() -> None:
    block = label_paragraphs(WRAPPED)[0]
    place = block.text.index("for repairs")
    start, end = block.source_offset(place), block.source_offset(place + len("for repairs"), end=True)
    assert WRAPPED[start:end] == "for\nrepairs"


@given(st.text(max_size=300))
def test_each_line_gets_exactly_one_label(text: str) -> None:
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    assert [line.text for line in source_lines(text)] == [line.strip() for line in lines]
    assert len(label_lines(text)) == len(lines)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no_text"),
        ("Subscribe to our newsletter\nAll rights reserved. © 2019 The Daily Echo", "no_text"),
        ("PK\x03\x04\x00\x00\x08\x00\x01\x02\x03", "not_text"),
    ],
)
def test_a_rejected_record_says_why(text: str, reason: str) -> None:
    cleaned = clean_record(record(text))
    assert isinstance(cleaned, Rejection)
    assert cleaned.reason == reason


@pytest.mark.parametrize(
    "text", ["The mayor of Lorne has resigned.", "ロルネの市長が月曜日に辞任した。理由は明らかでない。"]
)
def test_a_short_item_is_an_article(text: str) -> None:
    cleaned = clean_record(record(text))
    assert isinstance(cleaned, CleanArticle)
    assert [(s.kind, s.text) for s in cleaned.sections] == [("body", text)]


def test_a_text_record_tells_its_own_metadata() -> None:
    text = "Old bridge to close until spring\nBy Ada Birch\nPublished 4 May 2011\n" + WRAPPED.replace("\n", " ") * 2
    cleaned = clean_record(record(text, url="https://www.example.org/x"), today=datetime(2020, 1, 1, tzinfo=UTC))
    assert isinstance(cleaned, CleanArticle)
    known = cleaned.metadata
    assert (known.title, known.title_from) == ("Old bridge to close until spring", "text")
    assert (known.authors, known.authors_from) == (("Ada Birch",), "text")
    assert (str(known.published_at)[:10], known.published_from) == ("2011-05-04", "text")
    assert (known.outlet, known.outlet_from, cleaned.language) == ("example.org", "url", "en")


def test_a_field_goes_before_the_text() -> None:
    cleaned = clean_record(record(WRAPPED, title="Bridge closes", authors=("Cy Doe",), date="2011-05-04"))
    assert isinstance(cleaned, CleanArticle)
    known = cleaned.metadata
    assert (known.title, known.title_from) == ("Bridge closes", "field")
    assert (known.authors, known.published_from) == (("Cy Doe",), "field")
