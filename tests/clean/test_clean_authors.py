import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clean.authors import credited, people


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By JANE DOE and John Roe, Staff Writer", ("Jane Doe", "John Roe")),
        ("Jane Doe;John Roe", ("Jane Doe", "John Roe")),
        ("Jane Doe, John Roe and Max Moe", ("Jane Doe", "John Roe", "Max Moe")),
        ("Doe, Jane", ("Jane Doe",)),
        ("Reuters Staff", ()),
        ("Staff", ()),
        ("AFP/The Local", ()),
        ("Jane Doe (Reuters)", ("Jane Doe",)),
        ("By Jane Doe in London", ("Jane Doe",)),
        ("Jane Doe | Political Editor", ("Jane Doe",)),
        ("Jane Doe - BBC News", ("Jane Doe",)),
        ("Jane Doe, PhD", ("Jane Doe",)),
        ("jane@example.org", ()),
        ("https://www.facebook.com/example", ()),
        ("Jane Doe jane@example.org @janedoe", ("Jane Doe",)),
        ("GAVIN O'CALLAGHAN", ("Gavin O'Callaghan",)),
        ("Ursula von der Leyen", ("Ursula von der Leyen",)),
        ("Martin Luther King Jr.", ("Martin Luther King Jr.",)),
        ("J.R. Stone", ("J.R. Stone",)),
        ("<a href='/jane'>Jane&nbsp;Doe</a>", ("Jane Doe",)),
        ("Reuters, Springfield", ()),
        ("Jane Doe, Springfield", ("Jane Doe",)),
        ("By Jane Doe and John Roe Monday, November 18, 2019, 04:05 pm PT", ("Jane Doe", "John Roe")),
        ("Analysis by Jane Doe, CNN Business", ("Jane Doe",)),
        ("12:20pm", ()),
        ("", ()),
    ],
)
def test_only_people_are_left_of_an_author_field(text: str, names: tuple[str, ...]):
    assert people(credited(text)) == names


def test_a_list_gives_each_person_once_and_never_the_outlet():
    assert people(credited(["Jane Doe", "Jane-Doe", "Evening Ledger"]), outlet="The Evening Ledger") == ("Jane Doe",)


def test_credits_keep_the_agency_beside_the_person():
    assert credited("Jane Doe; Associated Press") == ("Jane Doe", "Associated Press")


def test_the_outlet_is_no_person_with_its_slogan_or_as_one_of_its_desks():
    assert people(credited("Ledgerline"), outlet="Ledgerline | News for the county") == ()
    assert people(credited("Ledgerline Kitchen"), outlet="Ledgerline.com") == ()
    assert people(credited("Jane Doe"), outlet="Ledgerline") == ("Jane Doe",)


def test_an_office_is_credited_whole():
    assert credited("Staff and wire reports") == ("Staff and wire reports",)
    assert people(credited("Staff and wire reports")) == ()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str):
    assert all(name == name.strip() and name for name in people(credited(text)))
