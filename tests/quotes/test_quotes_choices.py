"""Candidates for whose words an utterance is, and for where reported speech ends, are weighed by their clues."""

import pytest
from reading_texts import section, tokens

from tasks.quotes.choosing import candidates_of, chosen
from tasks.quotes.cutting import cut_at_sentences
from tasks.quotes.edges import settle_edges, stretches_of
from tasks.quotes.grammar import Report, agent_after
from tasks.quotes.ranking import Weights, likeliest
from tasks.quotes.snap import merged
from tasks.quotes.speech import is_speech
from tasks.quotes.subjects import Subject


def test_of_equally_likely_candidates_the_first_is_taken() -> None:
    assert likeliest(Weights({"near": 1.0}), [["far"], ["near"], ["near"]]) == 1


def test_a_relative_pronoun_gives_way_to_the_words_before_it() -> None:
    here = section('"It is done," Ann Lee, who runs the mill, said.')
    report = Report("tagged", tokens(here, "said"), Subject(*tokens(here, "who")), [(1, 12)], [0])
    found = candidates_of(here, here.paragraphs[0], 0, report, [report])
    best = chosen(Weights({"tagged, by who": -1.0}), here, here.paragraphs[0], 0, found)
    assert best.subject is not None
    assert here.text[slice(*here.paragraphs[0].span(best.subject.first, best.subject.stop))] == "Ann Lee"


@pytest.mark.parametrize(
    ("text", "found", "clue", "settled"),
    [
        (
            "She told reporters outside a mill in Leeds that the looms stood idle.",
            "reporters outside a mill in Leeds that the looms stood idle",
            "from that",
            "the looms stood idle",
        ),
        (
            "She said the looms stood idle, which was new.",
            "the looms stood idle, which was new",
            "to , which",
            "the looms stood idle",
        ),
        (
            "She said the looms stood idle all year.",
            "the looms stood idle",
            "on to stop",
            "the looms stood idle all year",
        ),
    ],
)
def test_reported_speech_ends_where_the_clues_say(text: str, found: str, clue: str, settled: str) -> None:
    here = section(text)
    start = text.index(found)
    cue = tokens(here, "told" if "told" in text else "said")
    report = Report("tagged", cue, None, [(start, start + len(found))])
    names = [name for name, _ in stretches_of(here.paragraphs[0], report, cue)]
    assert names[0] == "as found"
    assert clue in names
    settle_edges(Weights({clue: 1.0}), here.paragraphs[0], report)
    assert [text[a:b] for a, b in report.pieces] == [settled]


def test_without_weights_the_stretch_found_stays() -> None:
    here = section("She said the looms stood idle, which was new.")
    report = Report("tagged", tokens(here, "said"), None, [(9, 44)])
    settle_edges(Weights(), here.paragraphs[0], report)
    assert report.pieces == [(9, 44)]


def test_the_agent_of_a_passive_stands_behind_the_marks() -> None:
    here = section('The clerk was accused of "theft on a grand scale" by auditors on Monday.')
    agent = agent_after(here.paragraphs[0], here.regions[0], tokens(here, "was accused of"))
    assert agent is not None
    assert here.text[slice(*here.paragraphs[0].span(agent.first, agent.stop))] == "auditors"


@pytest.mark.parametrize(
    ("text", "held", "somebodys"),
    [
        ('Some dams are "retired," others are kept.', None, False),
        ('Some dams are "retired," the mayor said.', '"retired,"', True),
        ('Some are "kept by nobody, seen by nobody and in the end as good as retired," others filled.', None, True),
        ('"We kept them."', None, True),
    ],
)
def test_of_short_words_in_marks_those_that_nothing_speaks_for_are_nobodys(
    text: str, held: str | None, *, somebodys: bool
) -> None:
    here = section(text)
    start = text.index(held) if held else 0
    reports = [Report("tagged", tokens(here, "said"), None, [(start, start + len(held))])] if held else []
    assert is_speech(Weights({"not held": -1.0}), here, here.paragraphs[0], 0, reports) == somebodys


def test_what_the_reporter_adds_behind_a_dash_is_not_said() -> None:
    here = section('She said, "I am proud to be a weaver" - the first to do so.')
    (region,) = here.regions
    assert cut_at_sentences(here.text, region, region.start, len(here.text) - 1) == [(region.start, region.end)]


def test_an_utterance_has_its_own_verb_where_the_report_that_holds_it_is_not_kept() -> None:
    here = section('"How deep is the lock now?" asked the boy, whose placard read his name.')
    paragraph, (region,) = here.paragraphs[0], here.regions
    wrong = Report(
        "tagged", tokens(here, "read"), Subject(*tokens(here, "whose placard")), [(region.start, region.end)]
    )
    reports, orphans = merged(here, paragraph, [wrong], lambda _s, _p, _n, found: found[0][1], lambda *_: True)
    assert [paragraph.lows[slice(*report.cue)] for report in reports if report.cue] == [["asked"]]
    assert orphans == []
