import pytest

from tasks.quotes.marks import quoted_regions


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('"It is late," said A. "Go."', ["It is late,", "Go."]),
        ("“It is late,” said A. “Go.”", ["It is late,", "Go."]),
        ('"We lost him, ”said A.', ["We lost him, "]),
        ("«Oui», dit-il", ["Oui"]),
        ("»So ist es«, sagte er", ["So ist es"]),
        ("„Ja“, sagte er. „Nein“", ["Ja", "Nein"]),
        ("``Yes,'' he said", ["Yes,"]),
        ("“Yes,’’ he said. “No,’’ he said", ["Yes,", "No,"]),
        ("‘‘Yes,’’ he said", ["Yes,"]),
        ("“I saw ‘Norma’’ and left,” he said", ["I saw ‘Norma’’ and left,"]),
        ('"It is late," said A."Go now."', ["It is late,", "Go now."]),
        ("'The workers' rights are key,' he said", ["The workers' rights are key,"]),
        ("the ‘oil crescent’ and ‘We can’t go,’ she said", ["oil crescent", "We can’t go,"]),
        ("'He told me \"go\" and I went,' she said", ['He told me "go" and I went,']),
        ("“I said “go” to him,” he said", ["I said “go” to him,"]),
        ('He is 6\'2" and said "yes" to it', ["yes"]),
        ('A 12" pipe burst, "like that," he said', ["like that,"]),
        ("It's the '90s, rock 'n' roll", []),
        ('"First one stays open, he said. "Then closed."', ["First one stays open,", "Then closed."]),
        ('I am here," he said.', ["I am here,"]),
    ],
)
def test_regions_stand_between_their_marks(text: str, inside: list[str]) -> None:
    assert [text[r.start : r.end] for r in quoted_regions(text)] == inside


def test_a_quotation_over_paragraphs_is_told_from_an_unclosed_one() -> None:
    several = quoted_regions("“One paragraph.\n“And another,” he said.")
    assert [r.flags for r in several] == [("multi_paragraph",), ("multi_paragraph",)]
    assert [r.flags for r in quoted_regions("“One paragraph.\nHe left.")] == [("unclosed",)]


def test_a_stray_mark_spoils_nothing_after_its_paragraph() -> None:
    text = 'The shop" was closed.\n"We ran out," said A.'
    assert [text[r.start : r.end] for r in quoted_regions(text)] == ["We ran out,"]
