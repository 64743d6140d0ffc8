import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.entities.names import display_name, entity_id_of, even_name, fold
from tasks.entities.organisations import acronyms_of, may_be_cut_short
from tasks.entities.people import may_be_one_person, one_typo_apart, person_name
from tasks.entities.places import located
from tasks.entities.spans import credits_of, trimmed
from tasks.entities.titles import titles_before, without_titles
from tasks.tables.columns import ENTITY_LABELS


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        ("PERSON", "José Muñoz", "JOSE MUNOZ"),
        ("PERSON", "Field Marshal Karim Haddad", "Karim Haddad"),
        ("PERSON", "Mohsen al-Kadi", "Mohsen Kadi"),
        ("PERSON", "Anna Berg Jr.", "Anna Berg"),
        ("ORG", "the Libyan national army", "Libyan National Army"),
        ("ORG", "Acme Widgets Inc.", "Acme Widgets"),
        ("GPE", "the U.S.", "United States"),
        ("GPE", "Zürich", "Zurich"),
        ("NORP", "Libyans", "Libyan"),
        ("NORP", "Poles", "Polish"),
    ],
)
def test_ways_of_writing_give_one_id(label: str, one: str, other: str) -> None:
    assert entity_id_of(label, one) == entity_id_of(label, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("PERSON", "Ford"), ("ORG", "Ford")),
        (("NORP", "Libyan"), ("GPE", "Libya")),
        (("PERSON", "Al Gore"), ("PERSON", "Gore")),
        (("PERSON", "Pope Francis"), ("PERSON", "Francis")),
        (("ORG", "Party of Hope"), ("ORG", "Party of Hops")),
    ],
)
def test_what_differs_has_two_ids(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert entity_id_of(*one) != entity_id_of(*other)


def test_labels_of_places_share_ids() -> None:
    assert len({entity_id_of(label, "Tripoli") for label in ("GPE", "LOC", "FAC")}) == 1


def test_an_id_is_the_same_everywhere() -> None:
    assert entity_id_of("PERSON", "Karim Haddad") == "988938d134f689e4d9c50895506107d7"


@given(st.sampled_from(ENTITY_LABELS), st.text(min_size=1))
def test_any_name_has_an_id(label: str, name: str) -> None:
    assert len(entity_id_of(label, name)) == 32
    assert even_name("PERSON", name) or not name.strip()


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Joe Biden", "Joseph R. Biden", True),
        ("J. Smith", "John Smith", True),
        ("Tayyip Erdogan", "Recep Tayyip Erdogan", True),
        ("Ann Berg", "Ann Berg Lund", False),
        ("Pamela Brown", "Scott P. Brown", False),
        ("Hunter Berg", "R. Hunter Berg", True),
        ("Van Moer", "Wilfried Van Moer", True),
        ("Sergei Markov", "Sergey Markov", True),
        ("Karim Haddad", "Karim Hadad", True),
        ("John Smith", "Jane Smith", False),
        ("John F. Smith", "John K. Smith", False),
        ("Paul Keller", "Paula Keller", False),
        ("George Wall Sr.", "George Wall Jr.", False),
    ],
)
def test_full_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert may_be_one_person(person_name(one), person_name(other)) is same


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("hafar", "haftar", True), ("smiht", "smith", True), ("smith", "smyth", True), ("smith", "smart", False),
     ("haftar", "raftar", False), ("smith", "smith", False)],
)  # fmt: skip
def test_typing_errors(one: str, other: str, apart: bool) -> None:
    assert one_typo_apart(one, other) is one_typo_apart(other, one) is apart


def test_acronyms() -> None:
    assert "lna" in acronyms_of("Libyan national army")
    assert "icrc" in acronyms_of("International Committee of the Red Cross")
    assert "unifil" in acronyms_of("U.N. Interim Force in Lebanon")


@pytest.mark.parametrize(
    ("short", "long", "may"),
    [
        ("amnesty", "amnesty international", True),
        ("bulls", "chicago bulls", True),
        ("ministry", "foreign ministry", False),
        ("stirling", "east stirling", False),
        ("united nations", "united nations security council", False),
    ],
)
def test_names_cut_short(short: str, long: str, may: bool) -> None:
    assert may_be_cut_short(short, long) is may


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Field Marshal Karim Haddad", "Karim Haddad"),
        ("Lt. Col. Ann Berg", "Ann Berg"),
        ("Pope Francis", "Pope Francis"),
        ("Pope John Paul", "John Paul"),
        ("Dean Smith", "Dean Smith"),
        ("General", "General"),
    ],
)
def test_titles_in_a_name(text: str, bare: str) -> None:
    assert without_titles(text) == bare


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("said Prime Minister ", [("prime", "minister")]),
        ("met Lt. Gen. ", [("lt", "gen")]),
        ("his wife, ", [("wife",)]),
        ("he met the general. ", []),
        ("a st ", []),
        ("talks with ", []),
    ],
)
def test_titles_before_a_name(before: str, expected: list[tuple[str, ...]]) -> None:
    assert [title.words for title in titles_before(before + "Haddad", len(before))] == expected


@pytest.mark.parametrize(
    ("text", "label", "kept"),
    [
        ("the Red Cross’s", "ORG", "Red Cross"),
        ("Gen Haddad's", "PERSON", "Haddad"),
        ("“Haddad,", "PERSON", "Haddad"),
        ("The Hague", "GPE", "The Hague"),
        ("United States'", "GPE", "United States"),
        ("Mr", "PERSON", "Mr"),
        (". Haddad", "PERSON", "Haddad"),
        ("Haddad wouldn", "PERSON", "Haddad"),
        ("Karim Haddad Karim Haddad", "PERSON", "Karim Haddad"),
        ("R.", "PERSON", ""),
        ("Navy Adm", "PERSON", ""),
        ("Hanoi on Air Force One", "GPE", "Hanoi"),
        ("Courier in 2019", "ORG", "Courier"),
        ("Courier’s news", "ORG", "Courier"),
        ("Getty Images Image", "ORG", "Getty Images"),
    ],
)
def test_ends_of_spans(text: str, label: str, kept: str) -> None:
    front, words, label = trimmed(text, label)
    assert (words, text[front : front + len(words)]) == (kept, kept)


@pytest.mark.parametrize(
    ("kind", "text", "credit"),
    [
        ("caption", "Smoke over the harbour - EPA", "- EPA"),
        ("caption", "Smoke over the harbour (Reuters)", "(Reuters)"),
        ("caption", "Smoke over the harbour. Photographer: Ann Berg/Bloomberg", "Photographer: Ann Berg/Bloomberg"),
        ("caption", "Smoke over the harbour. REUTERS/Ann Berg", "REUTERS/Ann Berg"),
        ("caption", "Smoke over the harbour. (Ann Berg/AP)", "(Ann Berg/AP)"),
        ("body", "TRIPOLI (Reuters) - Fighting went on.", "(Reuters)"),
    ],
)
def test_credits(kind: str, text: str, credit: str) -> None:
    assert [text[start:end].strip() for start, end in credits_of(kind, text)] == [credit]


def test_an_agency_that_acts_is_no_credit() -> None:
    assert credits_of("body", "The deal was signed, Reuters reported. He works for AFP") == []
    assert credits_of("caption", "Reuters staff outside the court") == []


def test_the_name_shown_is_the_fullest_and_not_in_capitals() -> None:
    assert display_name("PERSON", {"HADDAD": 1, "Haddad": 9, "Karim Haddad": 1}) == "Karim Haddad"
    assert display_name("PERSON", {"Karim HADDAD": 2, "HADDAD": 1}) == "Karim Haddad"
    assert display_name("PLACE", {"BENGHAZI": 1}) == "Benghazi"
    assert display_name("ORG", {"NATO": 3}) == "NATO"
    assert display_name("OTHER", {"S&P 500": 1}) == "S&P 500"


def test_places_by_context() -> None:
    texas = {("US", "TX"): 0.9, ("US", None): 0.6}
    paris, other = located("Paris", {}), located("Paris", texas)
    assert paris is not None
    assert other is not None
    assert (paris.country, other.country, other.region) == ("FR", "US", "TX")
    assert located("Paris, Texas", {}) == other
    assert located("Springfield", {}) is None
    assert located("Nowhere at all", {}) is None
