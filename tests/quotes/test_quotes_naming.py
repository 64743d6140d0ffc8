"""Speakers of reports without marks are weighed by their clues, and the tagger's odds are clues too."""

import pytest
from reading_texts import section, tokens

from tasks.quotes.grammar import Report
from tasks.quotes.naming import settle_speaker, speakers_of
from tasks.quotes.odds import Chunk, Odds, odds_of, step
from tasks.quotes.ranking import Weights
from tasks.quotes.subjects import Subject

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
