"""Whom the words that name a speaker mean, and the role that they tell."""

import re

import pytest
from reading_texts import ann

from tasks.entities.mention import Mention, Span
from tasks.entities.resolution import resolve_article
from tasks.quotes import Quote, SectionText, find_quotes
from tasks.quotes.article import read_article
from tasks.quotes.roles import role_in
from tasks.quotes.salience import Salience
from tasks.quotes.speakers import read_sentence, speaker_of
from tasks.quotes.subjects import Subject

NAMES = {
    "Ann Lee": "PERSON", "Tom Orr": "PERSON", "Lee": "PERSON", "Kim Vance": "PERSON", "Norland": "GPE", "Ohio": "GPE",
    "Norish": "NORP", "Chinese": "NORP", "Republicans": "NORP", "Republican": "NORP", "Mill Union": "ORG",
    "Union": "ORG", "Rail Board": "ORG",
}  # fmt: skip
GENDERS = {"Tom Orr": "male"}


def mentions_in(text: str) -> list[Mention]:
    """Return the mentions of all NAMES in a text."""
    pattern = re.compile("|".join(sorted(NAMES, key=len, reverse=True)))
    spans = [Span(m.start(), m.end(), NAMES[m.group()], 1.0) for m in pattern.finditer(text)]
    return resolve_article([(0, "body", text)], [spans])


def quotes_in(text: str) -> list[Quote]:
    """Find the quotations of a text of which all NAMES are marked."""
    return find_quotes([SectionText(0, "body", text)], mentions_in(text))


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("the Mill Union", "Mill Union"),
        ("the Mill Union board", "Mill Union"),
        ("the Mill Union splinter group", None),
        ("the Norish government", None),
        ("Norland police", None),
        ("the Norland-based group", None),
        ("one top Republican", None),
        ("the Chinese", "Chinese"),
        ("Republicans", "Republican"),
        ("Ann Lee and Tom Orr", None),
        ("Ann Lee and her sister", None),
        ("the Mill Union and the Rail Board", None),
        ("unions and the Rail Board", None),
        ("a Norish spokesman", None),
        ("a spokesman for the Mill Union", "Mill Union"),
    ],
)
def test_the_head_of_the_words_decides(speaker: str, name: str | None) -> None:
    (quote,) = quotes_in(f'"It is done and it is over," {speaker} said.')
    assert (quote.speaker or "").endswith(speaker)
    assert quote.speaker_name == name


@pytest.mark.parametrize("speaker", ["Vance", "Mr. Vance", "VANCE", "KIM VANCE"])
def test_a_name_that_was_not_recognised_is_the_person_of_that_name(speaker: str) -> None:
    assert quotes_in(f'Kim Vance came. {speaker} said: "It is done and it is over."')[-1].speaker_name == "Kim Vance"


def test_who_is_the_person_before_an_apposition_and_no_organisation() -> None:
    text = (
        'Ann Lee, a fellow of the Rail Board who said "it is over," left. '
        'A clerk of the Union, who said "not yet," came.'
    )
    assert [quote.speaker_name for quote in quotes_in(text)][:2] == ["Ann Lee", None]


@pytest.mark.parametrize(
    ("before", "speaker", "name"),
    [
        ("Gov. Ann Lee came with Tom Orr.", "The governor", "Ann Lee"),
        ("Gov. Ann Lee came with former Gov. Tom Orr.", "The governor", "Ann Lee"),
        ("Norish President Ann Lee met President Tom Orr.", "The president", "Tom Orr"),
        ("Norish President Ann Lee met President Tom Orr.", "The Norish president", "Ann Lee"),
        ("Vice President Ann Lee came.", "The president", None),
        ("The Lee administration failed.", "The president", "Lee"),
        ("Sen. Ann Lee (R-Ohio) came.", "The Ohio Republican", "Ann Lee"),
        ("Sen. Ann Lee (R-Ohio) came.", "The Norland Republican", None),
        ("Ann Lee, an official at the Rail Board, came.", "The official", None),
    ],
)
def test_an_office_means_the_person_of_whom_the_text_told_it(before: str, speaker: str, name: str | None) -> None:
    quote = quotes_in(f'{before} {speaker} said: "It is done and it is over."')[-1]
    assert (quote.speaker, quote.speaker_name) == (speaker, name)


@pytest.mark.parametrize(
    ("speaker", "role"),
    [
        ("Norish Foreign Secretary Ann Lee", "Norish Foreign Secretary"),
        ("Ann Lee, who was there,", None),
        ("Ann Lee, however,", None),
        ("Ann Lee (R-Ohio), a farmer,", "a farmer"),
        ("farmers and Governor Ann Lee", "Governor"),
        ("this Governor Ann Lee", "Governor"),
        ("Regarding Tom Orr, analyst Ann Lee", "analyst"),
    ],
)
def test_a_role_is_whole_and_is_one(speaker: str, role: str | None) -> None:
    (quote,) = quotes_in(f'{speaker} said: "It is done and it is over."')
    assert (quote.speaker_name, quote.speaker_role) == ("Ann Lee", role)


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("54, an accountant from Norland", "an accountant from Norland"),
        ("22, who attended", None),
        ("an actor who", "an actor"),
        ("D-Nev.) and Minority Leader Tom Orr (R-Ky.", None),
        ("head of the Institute for War and Peace", "head of the Institute for War and Peace"),
        ("of the Rail Board", "of the Rail Board"),
        ("a delegate to the assembly, on Tuesday", "a delegate to the assembly"),
        ("at one point", None),
        ("unapologetic", None),
    ],
)
def test_what_words_beside_a_name_tell(words: str, role: str | None) -> None:
    assert role_in(words) == role


@pytest.mark.parametrize(
    ("words", "is_speaker"),
    [
        ("Rail Board (RB) governor Ann Lee said", True),
        ("In a letter, mill owner Ann Lee said", True),
        ("The mill, owned by Ann Lee, said", False),
        ("The board (chair Ann Lee) said", False),
        ("The mill, the dam and Ann Lee said", False),
    ],
)
def test_who_is_named_right_before_the_verb_speaks(words: str, is_speaker: bool) -> None:
    (here,) = read_article([SectionText(0, "body", words)], ann(words))
    paragraph = here.paragraphs[0]
    aside = min(paragraph.index_at(words.index(mark)) for mark in ",(" if mark in words)
    stop = paragraph.index_at(words.index("Ann Lee") + 4) + 1
    found = speaker_of(here, paragraph, Subject(0, aside, (aside + 1, stop)), Salience(), None)
    assert (found.text == "Ann Lee") == is_speaker


@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("The strike was called by the Mill Union, which demands higher pay.", "which", "Mill Union"),
        ("The strike, which began on Monday, irritates Ann Lee.", "which", None),
        ("Tom Orr came. His claim that the mill is closed was false.", "His", "Tom Orr"),
        ("Tom Orr came. My fear is that the mill closes.", "My", None),
    ],
)
def test_a_word_that_stands_for_another_tells_no_role(text: str, word: str, name: str | None) -> None:
    mentions = [mention._replace(gender=GENDERS.get(mention.text)) for mention in mentions_in(text)]
    (here,) = read_article([SectionText(0, "body", text)], mentions)
    paragraph, salience = here.paragraphs[0], Salience()
    at = paragraph.index_at(text.index(word))
    if begun := paragraph.sentence_start(at):
        read_sentence(here, paragraph, 0, begun, salience)
    speaker = speaker_of(here, paragraph, Subject(at, at + 1), salience, None)
    assert (speaker.mention and speaker.mention.name, speaker.role, speaker.attribution) == (name, None, "pronoun")


@pytest.mark.parametrize(
    ("words", "speaker", "name"),
    [
        ("Tom Orr's claim that the mill is closed", "Tom Orr", "Tom Orr"),
        ("The Mill Union’s claim that the mill is closed", "The Mill Union", "Mill Union"),
        ("the mayor's claim that the mill is closed", "the mayor", None),
        ("Norland's claim that the mill is closed", "Norland", "Norland"),
        ("Norland's said that the mill is closed", "Norland's", None),
    ],
)
def test_a_possessor_speaks_without_the_mark(words: str, speaker: str, name: str | None) -> None:
    (here,) = read_article([SectionText(0, "body", words)], mentions_in(words))
    paragraph = here.paragraphs[0]
    stop = paragraph.index_at(words.index(" that") - 1)
    found = speaker_of(here, paragraph, Subject(0, stop), Salience(), None)
    assert (found.text, found.mention and found.mention.name) == (speaker, name)
