"""Weighed clues tell how surely a quotation is right, and how much of a report in marks belongs to it."""

import pytest

from tasks.quotes.article import ReadSection, SectionText, read_article
from tasks.quotes.confidence import Told, confidence_of
from tasks.quotes.find import find_with
from tasks.quotes.grammar import Report
from tasks.quotes.mixing import parts_of, settle_marks
from tasks.quotes.ranking import Rankings, Weights


def section(text: str) -> ReadSection:
    return read_article([SectionText(0, "body", text)], [])[0]


@pytest.mark.parametrize(
    ("weights", "confidence"),
    [
        ({}, 0.5),
        ({"always": -3.0}, 0.047),
        ({"always": -3.0, "cue said": 4.0}, 0.731),
        ({"behind left 1": 1.0, "cue after fire": -2.0}, 0.269),
    ],
)
def test_confidence_sums_what_the_clues_weigh(weights: dict[str, float], confidence: float) -> None:
    text = "The chief of fire said it burned."
    told = Told("indirect", "tagged", "role", [(23, 32)], (18, 22), "The chief of fire", (0, 17), None)
    assert confidence_of(Weights(weights), section(text).paragraphs[0], told) == confidence


def test_unsure_speech_is_left_out_but_for_direct() -> None:
    article = [SectionText(0, "body", '"It burned," said the chief. The chief said that it had burned all night.')], []
    sure, unsure = (find_with(None, [article], Rankings(right=Weights({"always": w})))[0] for w in (0.0, -3.0))
    assert [quote.kind for quote in sure] == ["direct", "indirect"]
    assert [(quote.kind, quote.confidence) for quote in unsure] == [("direct", 0.047)]


@pytest.mark.parametrize(
    ("weighed", "left"),
    [
        ("as found", 'the scheme was "a waste of money" on Monday'),
        ("marks alone", "a waste of money"),
        ("to the marks", 'the scheme was "a waste of money'),
    ],
)
def test_a_report_runs_past_its_marks_or_not(weighed: str, left: str) -> None:
    text = 'She says the scheme was "a waste of money" on Monday.'
    here = section(text)
    start = text.index("the scheme")
    report = Report("tagged", (1, 2), None, [(start, len(text) - 1)], [0])
    assert parts_of(here, here.paragraphs[0], report)[0][0] == "as found"
    settle_marks(Weights({weighed: 1.0}), here, here.paragraphs[0], report)
    assert [text[a:b] for a, b in report.pieces] == [left]


def test_speech_without_marks_is_left_alone() -> None:
    here = section("She says it rains.")
    assert parts_of(here, here.paragraphs[0], Report("tagged", (1, 2), None, [(9, 17)])) == []
