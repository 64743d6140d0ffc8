"""Speakers of reports without marks are weighed by their clues, and the tagger's odds are clues too."""

import pytest
from reading_texts import section, tokens

from tasks.quotes.grammar import Report
from tasks.quotes.naming import settle_speaker, speakers_of
from tasks.quotes.odds import Chunk, Odds, odds_of, step
from tasks.quotes.ranking import Weights
from tasks.quotes.subjects import Subject
from tasks.quotes.tagged import subject_of, tagged_reports

TEXT = "Growers, in talks with the mill, said they would stop."


@pytest.mark.parametrize(("weights", "speaker"), [({}, "the mill"), ({"opens sentence": 1.0}, "Growers")])
def test_the_likeliest_speaker_of_a_sentence_is_taken(weights: dict[str, float], speaker: str) -> None:
    here = section(TEXT)
    paragraph = here.paragraphs[0]
    report = Report("tagged", tokens(here, "said"), Subject(*tokens(here, "the mill")), [(38, 53)])
    names = [TEXT[slice(*paragraph.span(s.first, s.stop))] for _, s in speakers_of(here, paragraph, report, [])]
    assert names == ["the mill", "Growers", "they"]
    settle_speaker(Weights(weights), here, paragraph, report, [])
    assert report.subject is not None
    assert TEXT[slice(*paragraph.span(report.subject.first, report.subject.stop))] == speaker


def test_a_quotation_has_the_odds_of_the_chunks_that_it_overlaps() -> None:
    chunks = [Chunk("S>", 0, 7, 1.5), Chunk("Q", 33, 37, 4.0), Chunk("C<", 38, 53, 9.0)]
    assert odds_of(chunks, (33, 37), [(38, 53)], (27, 31)) == Odds(4.0, 9.0, None)
    assert odds_of(chunks, None, [(38, 53)], None) == Odds()
    assert step(None) < step(-20.0) < step(0.2) < step(60.0)


@pytest.mark.parametrize(("odds", "names"), [(9.0, []), (1.0, ["the mill", "Growers"])])
def test_others_are_weighed_where_the_tagger_is_not_sure_of_the_speaker_beside_the_cue(
    odds: float, names: list[str]
) -> None:
    here = section("Growers were told that the mill said no.")
    paragraph = here.paragraphs[0]
    chunks = [Chunk("S>", 0, 7, 2.0), Chunk("S>", 23, 31, odds)]
    report = Report("tagged", tokens(here, "said"), Subject(*tokens(here, "the mill")), [(37, 39)])
    found = [subject for _, subject in speakers_of(here, paragraph, report, chunks)]
    assert [here.text[slice(*paragraph.span(s.first, s.stop))] for s in found] == names


def test_content_that_holds_the_speaker_is_left_out_where_there_is_other() -> None:
    here = section("All the leagues announced they were halting play.")
    chunks = [Chunk("C>", 0, 15, 2.0), Chunk("Q", 16, 25, 5.0), Chunk("C<", 26, 48, 5.0)]
    (report,) = tagged_reports(here.paragraphs[0], chunks)
    assert report.pieces == [(26, 48)]


@pytest.mark.parametrize("when", ["yesterday", "on Monday", "then", "on"])
def test_when_somebody_speaks_is_no_part_of_the_speaker(when: str) -> None:
    here = section(f"The harbour board {when} said it would close.")
    subject = subject_of(here.paragraphs[0], 0, 3 + len(when.split()))
    assert subject == Subject(0, 3)


def test_content_does_not_run_on_into_a_sentence_of_the_reporter_s() -> None:
    here = section("She asked what it had cost. Analysts at a bank spoke of “three million crowns”.")
    chunks = [Chunk("Q", 4, 9, 5.0), Chunk("C<", 10, len(here.text) - 1, 5.0)]
    (report,) = tagged_reports(here.paragraphs[0], chunks)
    assert [here.text[slice(*piece)] for piece in report.pieces] == ["what it had cost"]
