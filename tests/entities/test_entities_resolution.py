import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.entities.mention import Mention, Span
from tasks.entities.resolution import entity_id_of, resolve_article
from tasks.tables.columns import ENTITY_LABELS

_LABELS = {"P": "PERSON", "O": "ORG", "G": "GPE", "L": "LOC", "F": "FAC", "N": "NORP", "M": "MISC"}


def resolved(*marked: str, kinds: Sequence[str] = (), score: float = 0.9) -> list[Mention]:
    """Resolve sections in which names are marked as [P:Karim Haddad]."""
    sections, spans = [], []
    for number, text in enumerate(marked):
        plain, found, last = "", [], 0
        for mark in re.finditer(r"\[(\w):([^\]]*)\]", text):
            plain += text[last : mark.start()]
            found.append(Span(len(plain), len(plain) + len(mark[2]), _LABELS[mark[1]], score))
            plain, last = plain + mark[2], mark.end()
        sections.append((number, kinds[number] if kinds else "body", plain + text[last:]))
        spans.append(found)
    mentions = resolve_article(sections, spans)
    assert all(sections[m.section_no][2][m.start : m.end] == m.text for m in mentions)
    return mentions


def names(*marked: str, kinds: Sequence[str] = ()) -> list[str]:
    return [mention.name for mention in resolved(*marked, kinds=kinds)]


def test_one_person_under_many_names() -> None:
    mentions = resolved(
        "The siege by [P:Field Marshal Karim Haddad's] men. Gen [P:Haddad] left. [P:Mr. Haddad] stayed, "
        "[P:Haddad] said. Gen [P:Hadad] agreed."
    )
    assert {mention.name for mention in mentions} == {"Karim Haddad"}
    assert {mention.entity_id for mention in mentions} == {entity_id_of("PERSON", "Karim Haddad")}
    assert [mention.text for mention in mentions] == ["Karim Haddad", "Haddad", "Haddad", "Haddad", "Hadad"]
    assert {(mention.gender, mention.gender_from) for mention in mentions} == {("male", "title")}


def test_a_surname_is_the_latest_full_name_of_it() -> None:
    text = "[P:Karim Haddad] met [P:Saleh Haddad]. [P:Haddad] spoke. Then [P:Karim Haddad] left. [P:Haddad] slept."
    assert names(text) == ["Karim Haddad", "Saleh Haddad", "Saleh Haddad", "Karim Haddad", "Karim Haddad"]


def test_a_title_tells_two_of_one_surname_apart() -> None:
    assert names("Mrs. [P:Ann Berg] met Mr. [P:Paul Berg]. Mrs. [P:Berg] spoke.")[2] == "Ann Berg"
    assert names("General [P:Ann Berg] met [P:Paul Berg]. General [P:Berg] spoke.")[2] == "Ann Berg"


def test_a_surname_is_rather_the_person_than_the_relative() -> None:
    assert names("[P:Paul Berg] came with his wife, [P:Ann Berg]. [P:Berg] spoke.")[2] == "Paul Berg"


def test_a_surname_is_rather_whom_it_mostly_means_than_one_named_in_passing() -> None:
    often = (
        "[P:Ann Berg] came. [P:Berg] ate. [P:Berg] sat. [P:Berg] spoke. Years ago [P:Paul Berg] left. [P:Berg] slept."
    )
    assert names(often)[-1] == "Ann Berg"
    assert names("[P:Ann Berg] came. [P:Berg] ate. Years ago [P:Paul Berg] left. [P:Berg] slept.")[-1] == "Paul Berg"


def test_a_president_is_not_the_first_lady() -> None:
    text = "First lady [P:Ann Berg] came. President [P:Berg] spoke. [P:Berg] slept. Mrs. [P:Berg] left."
    assert names(text) == ["Ann Berg", "Berg", "Berg", "Ann Berg"]


def test_a_headline_in_capitals_before_the_full_name() -> None:
    assert names("[P:HADDAD] LEAVES [G:TRIPOLI]", "[P:Karim Haddad] left [G:Tripoli].", kinds=("headline", "body")) == [
        "Karim Haddad", "Tripoli", "Karim Haddad", "Tripoli",
    ]  # fmt: skip


def test_kings_keep_their_title() -> None:
    assert names("King [P:Hassan] met [P:Ann Hassan]. [P:Hassan] spoke.") == [
        "King Hassan", "Ann Hassan", "Ann Hassan",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "The [O:Libyan national army] advanced. The [O:LNA] stopped.",
        "The [O:Party of Democratic Action] ([O:SDA]) voted. The [O:SDA] won.",
        "[O:Amnesty International] reported. [O:Amnesty] knows.",
        "[O:Acme Widgets Inc.] rose. [O:Acme Widgets] fell. [O:Acme] rests.",
        "The [O:U.N.] met. The [O:United Nations] spoke.",
        "[G:U.S.] and [G:United States] and [G:America].",
        "The [O:New York Yankees] and the [O:Yankees].",
    ],
)
def test_one_thing_under_many_names(text: str) -> None:
    assert len(set(names(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[N:Libyan] forces in [G:Libya].",
        "[P:Henry Ford] founded [O:Ford Motor].",
        "The [O:United Nations] and the [O:United Nations Security Council].",
        "The [O:Ministry] and the [O:Foreign Ministry].",
        "[P:John Smith] met [P:Jane Smith].",
    ],
)
def test_two_things_stay_two(text: str) -> None:
    assert len({mention.entity_id for mention in resolved(text)}) == 2


def test_one_label_for_a_town() -> None:
    mentions = resolved("[G:Sirte], [G:Sirte], [F:Sirte], [L:Sirte].", "[O:Sirte] and [P:Sirte].", score=0.7)
    assert {(mention.label, mention.entity_id) for mention in mentions} == {("GPE", entity_id_of("GPE", "Sirte"))}


def test_a_sure_company_beside_the_person_of_its_name() -> None:
    mentions = resolved("[P:Ford] spoke to [O:Ford].", score=0.99)
    assert [mention.label for mention in mentions] == ["PERSON", "ORG"]


def test_a_demonym_is_no_place() -> None:
    assert [mention.label for mention in resolved("The [G:Libyans] left [G:Libya].")] == ["NORP", "GPE"]


def test_a_town_that_is_not_the_first_to_mind() -> None:
    mentions = resolved("In [G:Paris], [G:Texas], nobody spoke. [G:Paris] slept.")
    assert [mention.name for mention in mentions] == ["Paris, Texas", "Texas", "Paris, Texas"]
    assert names("In [G:Paris], [G:France].") == ["Paris", "France"]


def test_credits_and_furniture_are_no_mentions() -> None:
    mentions = resolved(
        "Smoke over [G:Sirte] - [O:AFP]",
        "[G:SIRTE] ([O:Reuters]) - [P:Ann Berg] told [O:Reuters] so.",
        "Read what [P:Paul Berg] said",
        kinds=("caption", "body", "promo"),
    )
    assert [mention.text for mention in mentions] == ["Sirte", "SIRTE", "Ann Berg", "Reuters"]


def test_days_and_words_of_web_pages_are_no_mentions() -> None:
    mentions = resolved("[M:Hide Caption] On [M:Sunday], [P:Ann Berg] met [P:Friday] of [O:Acme Sunday]. [M:Rep.]")
    assert [mention.text for mention in mentions] == ["Ann Berg", "Friday", "Acme Sunday"]


def test_gender_of_pronouns_that_are_clear() -> None:
    told = resolved("[P:Ann Berg] said she would go. She left. [P:Paul Lund] met [P:Tom Wolf] when he came.")
    assert [(m.gender, m.gender_from) for m in told] == [("female", "pronoun"), (None, None), (None, None)]


def test_what_the_text_calls_a_person_right_there() -> None:
    mentions = resolved("Libya's interior minister [P:Karim Haddad] met [O:Acme]. [P:Haddad] left.", "Gen [P:Haddad].")
    assert [mention.role for mention in mentions] == ["Libya's interior minister", None, None, "Gen"]
    assert (mentions[3].role_start, mentions[3].role_end) == (0, 3)


def test_no_gender_from_a_quotation_or_a_name() -> None:
    told = resolved('[P:Mary Berg] said: "He came. He saw." [P:John Lund] agreed.')
    assert [mention.gender for mention in told] == [None, None]


_WORDS = st.sampled_from(
    [
        "Ann",
        "Berg",
        "Mr.",
        "Haddad",
        "the",
        "al-Kadi",
        "LNA",
        "Libyan",
        "army",
        "'s",
        "-",
        "AFP",
        "\n",
        "é",
        "King",
        ",",
    ]
)


@given(st.lists(st.tuples(_WORDS, st.sampled_from([*ENTITY_LABELS, ""])), max_size=30))
def test_any_spans_give_mentions_in_order_that_read_back(words: list[tuple[str, str]]) -> None:
    text, spans = "", []
    for word, label in words:
        if label:
            spans.append(Span(len(text), len(text) + len(word), label, 0.5))
        text += word + " "
    mentions = resolve_article([(3, "body", text)], [spans])
    assert [m.start for m in mentions] == sorted(m.start for m in mentions)
    assert all(text[m.start : m.end] == m.text and m.text and m.name for m in mentions)
    by_entity: dict[str, set[tuple[str, str]]] = {}
    for mention in mentions:
        by_entity.setdefault(mention.entity_id, set()).add((mention.name, mention.label))
    assert all(len(kinds) == 1 for kinds in by_entity.values())


def test_a_town_with_its_region_in_one_span() -> None:
    assert names("[G:Denver, Colorado] and [G:Denver].") == ["Denver", "Denver"]
    assert names("[G:Paris, Texas] and [G:Lagos].") == ["Paris, Texas", "Lagos"]


def test_what_the_article_itself_abbreviates() -> None:
    found = names("The [O:Interior Ministry of the Government of National Accord] ([O:GNA]). The [O:UNSMIL].")
    assert found == ["Interior Ministry of the Government of National Accord", "GNA", "UNSMIL"]


def test_a_company_slip_of_a_full_name() -> None:
    assert {m.label for m in resolved("[O:Ann Berg] spoke. [P:Berg] left. [P:Berg] slept.")} == {"PERSON"}
    assert [m.label for m in resolved("[P:Ann Berg] spoke. The [O:Berg] plan.", score=0.99)] == ["PERSON", "PERSON"]


def test_what_stands_behind_a_name_tells_its_kind() -> None:
    told = resolved(
        "The [O:Berg] administration and [O:Berg]. [P:Al-Jufra] air base, then [P:al-Jufra]. [O:Acme] rose."
    )
    assert [m.label for m in told] == ["PERSON", "PERSON", "GPE", "GPE", "ORG"]


def test_what_stands_before_a_name_tells_its_kind() -> None:
    titled = resolved(
        "Rep. [O:Ann Smith-Berg] spoke. [O:Ann Smith-Berg] left. Mr. [M:Lund] slept. The CEO of [O:Acme]."
    )
    assert [m.label for m in titled] == ["PERSON", "PERSON", "PERSON", "ORG"]
    told = resolved("He told The [P:Hill] so. Then The [P:Hill] wrote. At dawn The [P:Berg] slept, says [P:Ann Berg].")
    assert [m.label for m in told] == ["ORG", "ORG", "PERSON", "PERSON"]


def test_a_title_cut_off_behind_a_place_is_no_part_of_it() -> None:
    assert [m.text for m in resolved("So [G:Texas Sen]. [P:Ann Berg] and [N:Republican Reps]. [P:Tom Lund] said.")] == [
        "Texas", "Ann Berg", "Republican", "Tom Lund",
    ]  # fmt: skip


def test_a_place_before_a_title_is_no_person() -> None:
    found = resolved(
        "New [P:York Sen]. [P:Ann Berg] met [P:Texas Sen]. [P:Karim Haddad] and [O:Ohio] GOP Rep. [P:Paul Orr]."
    )
    assert [(m.text, m.label) for m in found if m.label != "PERSON"] == [
        ("New York", "GPE"),
        ("Texas", "GPE"),
        ("Ohio", "GPE"),
    ]


def test_a_new_that_opens_a_text_stands_once_in_a_place_before_a_title() -> None:
    assert [m.text for m in resolved("[P:New Jersey Sen]. [P:Ann Berg] won.")] == ["New Jersey", "Ann Berg"]


def test_an_office_is_no_part_of_the_name_behind_it() -> None:
    found = resolved(
        "Secretary of [O:State Ann Berg], Speaker of the [O:House Paul Orr], manager of the [G:Long Bridge Tom Ash] "
        "and a head of [O:Georgia State University]."
    )
    assert [(m.text, m.label) for m in found] == [
        ("Ann Berg", "PERSON"),
        ("Paul Orr", "PERSON"),
        ("Tom Ash", "PERSON"),
        ("Georgia State University", "ORG"),
    ]


def test_a_surname_that_is_also_a_country() -> None:
    mentions = resolved("[P:Ann Israel] came. “No,” [G:Israel] said. “Yes,” [P:Israel] said. “No,” said [G:Israel].")
    assert {mention.name for mention in mentions} == {"Ann Israel"}
    assert resolved("[P:Ann Israel] came. She was born in [G:Israel]. [G:Israel] said no.")[2].label == "GPE"


def test_a_title_makes_a_full_name_a_person() -> None:
    assert resolved("Rep. [G:Marisol Quintero-Vance] spoke.")[0].label == "PERSON"


def test_a_list_of_places() -> None:
    told = resolved("To free [G:Sirte], [P:Jufra] and [G:Derna]. He left [G:Sirte] and [M:Jufra].")
    assert {m.label for m in told} == {"GPE"}
    assert [m.label for m in resolved("In [G:Paris], [P:Berg] spoke. [P:Berg] left.")] == ["GPE", "PERSON", "PERSON"]
