"""Quotations all in marks: their spans and speakers to the letter, and what in marks is nobody's words."""

import pytest
from reading_texts import ann

from tasks.quotes import Quote, SectionText, find_quotes
from tasks.quotes.marks import quoted_regions


def found_in(text: str) -> list[Quote]:
    return find_quotes([SectionText(0, "body", text)], ann(text))


def marked(text: str) -> list[tuple[str, str | None, str | None]]:
    """Find each span in marks, with its speaker's words and entity."""
    return [
        (text[a:b], quote.speaker, quote.speaker_entity_id)
        for quote in found_in(text)
        if quote.kind in ("direct", "partial")
        for a, b in quote.spans
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            'Ann Lee wore one of the club buttons. She said, "We will be back in spring."',
            [("We will be back in spring.", "She", "e1")],
        ),
        (
            '"Most people never look at the flags," Ann Lee said.',
            [("Most people never look at the flags,", "Ann Lee", "e1")],
        ),
    ],
)
def test_signs_named_in_another_sentence_or_in_the_quotation_carry_no_words(
    text: str, found: list[tuple[str, str, str]]
) -> None:
    assert marked(text) == found


def test_a_sign_beside_the_verb_carries_the_words() -> None:
    assert marked('A banner at the mill read "Looms For All."') == []


def test_words_reported_inside_a_report_are_a_quotation_too() -> None:
    text = 'Critics said the hall had what Ann Lee called "a mud problem."'
    outer, inner = found_in(text)
    assert (outer.kind, outer.speaker, outer.text) == ("mixed", "Critics", text[len("Critics said ") :])
    assert (inner.kind, inner.speaker, inner.text) == ("partial", "Ann Lee", "a mud problem.")


def test_what_somebody_believes_inside_a_report_is_not_told_apart() -> None:
    assert marked('Critics said the hall had what Ann Lee thought "a mud problem."') == []


def test_the_speaker_may_stand_between_verb_and_quotation() -> None:
    text = 'Said Ann Lee, "The dam is full, and it will hold."'
    assert marked(text) == [("The dam is full, and it will hold.", "Ann Lee", "e1")]


def test_an_aide_to_somebody_is_not_that_person() -> None:
    text = '"It is done," said the former aide to President Ann Lee.'
    assert marked(text) == [("It is done,", "the former aide to President Ann Lee", None)]


def test_a_colon_opens_marks_without_a_space() -> None:
    text = 'Ann Lee:"The dam is full." Omar Diaz:"It is not."'
    assert [text[r.start : r.end] for r in quoted_regions(text)] == ["The dam is full.", "It is not."]


def test_whom_a_colon_announces_speaks_through_all_paragraphs_of_a_block() -> None:
    text = (
        'Ann Lee wrote to the members:\n"The dam is full and nobody knows why.\n'
        '"Will it hold through the winter?\n"We asked, and the mayor said it would."'
    )
    quotes = found_in(text)
    assert [quote.speaker_entity_id for quote in quotes] == ["e1"] * 3
    assert {(quote.rule, quote.attribution) for quote in quotes} == {("announced", "carried")}


@pytest.mark.parametrize("how", ["said on", "told"])
def test_a_programme_is_where_something_is_said(how: str) -> None:
    text = f'"The song is old," Ann Lee {how} "Good Evening." "It will be sung again."'
    assert marked(text) == [("The song is old,", "Ann Lee", "e1"), ("It will be sung again.", "Ann Lee", "e1")]


@pytest.mark.parametrize("aside", ["The report found that the dam was full.", "Omar, a guard, denied that it leaked."])
def test_the_next_paragraph_goes_on_with_who_spoke_in_marks(aside: str) -> None:
    text = f'"We saw the water rise," said Ann Lee. {aside}\n"Nobody had warned us that it would."'
    assert marked(text)[-1][2] == "e1"
    assert found_in(text)[-1].attribution == "carried"
