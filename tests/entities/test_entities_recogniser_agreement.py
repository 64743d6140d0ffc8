from tasks.entities.mention import Span
from tasks.entities.recogniser_agreement import agreed


def labels(*mentions: tuple[str, str, float]) -> list[str]:
    return agreed([(name, Span(0, len(name), label, score)) for name, label, score in mentions])


def test_a_surname_is_the_person_named_in_full() -> None:
    assert labels(("Nelson Mandela", "PERSON", 0.9), ("Mandela", "GPE", 0.8)) == ["PERSON", "PERSON"]


def test_a_place_that_is_surely_one_stays() -> None:
    assert labels(("Denzel Washington", "PERSON", 0.9), ("Washington", "GPE", 0.99)) == ["PERSON", "GPE"]


def test_what_seems_a_place_but_ends_in_a_surname_is_a_person() -> None:
    alone = ("Ocasio-Cortez", "PERSON", 0.9)
    assert labels(("Alexandria Ocasio-Cortez", "GPE", 0.8), alone) == ["PERSON", "PERSON"]
    assert labels(("Fort Worth", "GPE", 0.8), alone) == ["GPE", "PERSON"]


def test_a_doubtful_full_name_decides_nothing() -> None:
    assert labels(("Villa Mandela", "PERSON", 0.4), ("Mandela", "GPE", 0.8)) == ["PERSON", "GPE"]


def test_a_clear_majority_is_followed() -> None:
    assert labels(*[("Gavi", "ORG", 0.8)] * 3, ("Gavi", "PERSON", 0.8)) == ["ORG"] * 4
    assert labels(*[("Gavi", "ORG", 0.8)] * 2, ("Gavi", "PERSON", 0.8)) == ["ORG", "ORG", "PERSON"]
