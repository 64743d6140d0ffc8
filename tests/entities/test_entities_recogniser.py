import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.entities.recogniser import load_recogniser
from tasks.entities.recogniser_kinds import label_of
from tasks.tables.columns import ENTITY_LABELS

RECOGNISER = load_recogniser()


def names(*texts: str) -> list[tuple[str, str]]:
    found = RECOGNISER.recognise(texts)
    return [(text[s.start : s.end], s.label) for text, spans in zip(texts, found, strict=True) for s in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Kenyan President William Ruto met Antony Blinken in Nairobi on Monday.",
            [("Kenyan", "NORP"), ("William Ruto", "PERSON"), ("Antony Blinken", "PERSON"), ("Nairobi", "GPE")],
        ),
        (
            "Officials of the World Bank met Ana Torres in Lima, the capital of Peru.",
            ["World Bank", "Ana Torres", "Lima", "Peru"],
        ),
        (
            "UK-based Oxfam accused Russian-backed forces near Kharkiv.",
            [("UK", "GPE"), ("Oxfam", "ORG"), ("Russian", "NORP"), ("Kharkiv", "GPE")],
        ),
        ("Floods along the Nile River reached Khartoum Airport.", [("Nile River", "LOC"), ("Khartoum Airport", "FAC")]),
        ("It rained all week, and nobody went out to the fields.", []),
        ("Photos by Getty Images for USA TODAY.", [("Getty Images", "ORG"), ("USA TODAY", "ORG")]),
        ("Sen. Ana Torres, R-Okla., wept.", [("Ana Torres", "PERSON")]),
        ("Mr. Smith's lawyer said on Tuesday that he would appeal.", [("Smith", "PERSON")]),
    ],
)
def test_names_are_found(text: str, expected: list[tuple[str, str] | str]) -> None:
    found = names(text)
    assert [
        name if isinstance(want, str) else (name, label) for (name, label), want in zip(found, expected, strict=True)
    ] == expected


def test_names_in_headlines_are_found_though_all_words_have_capitals() -> None:
    headline, body = (
        "Ruto Meets Envoys From Peru After Long Talks",
        "President William Ruto met envoys of Peru in Nairobi.",
    )
    assert names(headline, body)[:2] == [("Ruto", "PERSON"), ("Peru", "GPE")]
    assert names("RUTO MEETS ENVOYS OF PERU", body)[:2] == [("RUTO", "PERSON"), ("PERU", "GPE")]


@settings(max_examples=150)
@given(st.lists(st.text(alphabet=st.characters(), max_size=120), max_size=3))
def test_spans_of_wild_texts_are_sound(texts: list[str]) -> None:
    found = RECOGNISER.recognise(texts)
    assert len(found) == len(texts)
    for text, spans in zip(texts, found, strict=True):
        end = 0
        for span in spans:
            assert end <= span.start < span.end <= len(text)
            assert text[span.start : span.end] == text[span.start : span.end].strip()
            assert span.label in ENTITY_LABELS
            assert 0 <= span.score <= 1
            end = span.end


ARTICLES = [
    ["Haftar's forces left Sirte.", "General Khalifa Haftar spoke in Benghazi."],
    ["Sirte beat Benghazi 2-1 in the cup final.", ""],
    [],
    ["Paris Hilton arrived. Paris smiled at the cameras of Paris Match."],
]


def test_articles_do_not_influence_each_other() -> None:
    alone = [RECOGNISER.recognise(article) for article in ARTICLES]
    assert RECOGNISER.recognise_many(ARTICLES) == alone
    assert RECOGNISER.recognise_many([*ARTICLES[::-1], *ARTICLES * 20])[:4] == alone[::-1]


def test_a_fresh_recogniser_gives_the_same() -> None:
    load_recogniser.cache_clear()
    fresh = load_recogniser()
    assert fresh.version == RECOGNISER.version
    assert fresh.recognise_many(ARTICLES) == RECOGNISER.recognise_many(ARTICLES)


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("PER", "Ana Torres", "PERSON"),
        ("LOC", "Solomon Islands", "GPE"),
        ("LOC", "South Africa", "GPE"),
        ("LOC", "Eastern Europe", "LOC"),
        ("LOC", "Lake Victoria", "LOC"),
        ("LOC", "Salt Lake City", "GPE"),
        ("LOC", "Heathrow Airport", "FAC"),
        ("MISC", "Egyptians", "NORP"),
        ("MISC", "Sri Lankan", "NORP"),
        ("MISC", "World War II", "EVENT"),
        ("MISC", "Affordable Care Act", "LAW"),
        ("MISC", "iPhone", "PRODUCT"),
        ("MISC", "Twitter", "ORG"),
        ("LOC", "White House", "ORG"),
        ("MISC", "Russian Olympic Committee", "ORG"),
        ("MISC", "COVID-19", "MISC"),
    ],
)
def test_words_make_labels_finer(kind: str, name: str, label: str) -> None:
    assert label_of(kind, name, " ", " ") == label


def test_names_of_the_rest_in_quotation_marks_are_works() -> None:
    assert label_of("MISC", "The Long Field", "“", "”") == "WORK_OF_ART"
    assert label_of("MISC", "Brexit", "“", "”") == "EVENT"
