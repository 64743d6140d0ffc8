from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from reading_texts import ann

from tasks.quotes import SectionText, find_quotes, find_quotes_many
from tasks.tables.columns import ATTRIBUTIONS, QUOTE_KINDS

PIECES = [
    "said",
    "told",
    "he",
    "she",
    "Ann Lee",
    "the",
    "a",
    "who",
    "that",
    "according to",
    "rain",
    "in",
    "1.5",
    "é",
    "💧",
    "― Ann Lee",
    "Q:",
    "MAYOR:",
    "was accused of",
    "by",
]
MARKS = ['"', "“", "”", "'", "‘", "’", "«", "»", "``", "''", ",", ".", "?", ":", "—", "\n", " ", "(", ")"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES + MARKS), max_size=60))
def test_whatever_is_found_reads_back_to_the_letter(words: list[str]) -> None:
    text = " ".join(words)
    for quote in find_quotes([SectionText(0, "body", text)], ann(text)):
        assert quote.text == " ".join(text[a:b] for a, b in quote.spans)
        assert all(a < b for a, b in quote.spans)
        assert all(before[1] <= after[0] for before, after in pairwise(quote.spans))
        if quote.cue is not None:
            assert quote.cue == text[quote.cue_start : quote.cue_end]
        if quote.speaker is not None:
            assert quote.speaker == text[quote.speaker_start : quote.speaker_end]
        assert quote.kind in QUOTE_KINDS
        assert quote.attribution in ATTRIBUTIONS
        assert 0 <= quote.confidence <= 1


def test_what_two_pieces_of_a_quotation_hold_stands_in_it_once() -> None:
    text = (
        "the boats are late,” “I had a good story. Some caller complained that our harbour must have only taken boats."
    )
    (quote,) = find_quotes([SectionText(0, "body", text)], [])
    assert [text[a:b] for a, b in quote.spans] == ["the boats are late,", text[text.index("I had") :]]


def test_an_interrupted_quotation_is_one_of_two_spans() -> None:
    text = '"If the rain holds," Ann Lee said, "we plant."'
    (quote,) = find_quotes([SectionText(0, "body", text)], ann(text))
    assert [text[a:b] for a, b in quote.spans] == ["If the rain holds,", "we plant."]
    assert (quote.kind, quote.cue, quote.speaker_entity_id, quote.attribution) == ("direct", "said", "e1", "named")


def test_a_role_beside_the_name_is_kept() -> None:
    text = '"It is done," said Ann Lee, a fellow at the mill.'
    (quote,) = find_quotes([SectionText(0, "body", text)], ann(text))
    assert (quote.speaker, quote.speaker_role) == ("Ann Lee", "a fellow at the mill")


def test_the_next_paragraph_carries_the_speaker_over() -> None:
    text = '"It is done," said Ann Lee.\n"We begin again on Monday, and nobody will stop us."'
    first, second = find_quotes([SectionText(0, "body", text)], ann(text))
    assert (first.attribution, second.attribution) == ("named", "carried")
    assert second.speaker_entity_id == "e1"


def test_a_name_behind_a_dash_signs_the_paragraph_before() -> None:
    text = '"Nobody owns the wind, and nobody ever will."\n- Ann Lee'
    (quote,) = find_quotes([SectionText(0, "body", text)], ann(text))
    assert (quote.attribution, quote.speaker_entity_id) == ("carried", "e1")


def test_words_that_only_tell_of_speaking_are_no_quotation() -> None:
    text = "Ann Lee declined to comment."
    assert find_quotes([SectionText(0, "body", text)], ann(text)) == []


def test_a_headline_repeated_in_the_body_is_flagged() -> None:
    sections = [
        SectionText(0, "headline", '"We lost it all", says Ann Lee'),
        SectionText(1, "body", '"We lost it all," said Ann Lee.'),
    ]
    mentions = [*ann(sections[0].text), *ann(sections[1].text, 1)]
    headline, body = find_quotes(sections, mentions)
    assert "repeated" in headline.flags
    assert "repeated" not in body.flags


def test_articles_do_not_influence_each_other() -> None:
    text = '"It is done," said Ann Lee.'
    one = ([SectionText(0, "body", text)], ann(text))
    other = ([SectionText(0, "body", '"Who knows what comes of it all in the end."')], [])
    together = find_quotes_many([one, other, one])
    assert together[0] == together[2] == find_quotes(*one)
    assert all(quote.speaker_entity_id is None for quote in together[1])
