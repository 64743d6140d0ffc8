import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.entities.roles import role_of


def role(marked: str) -> str | None:
    """Return the role of the name that is marked as [Ann Berg]."""
    mark = re.search(r"\[(.*)\]", marked)
    assert mark is not None
    text = marked[: mark.start()] + mark[1] + marked[mark.end() :]
    span = role_of(text, mark.start(), mark.start() + len(mark[1]))
    return text[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Then Libya's interior minister [Karim Haddad] left.", "Libya's interior minister"),
        ("Gen [Haddad] left.", "Gen"),
        ("The former GNA spokesman [Karim Haddad] left.", "former GNA spokesman"),
        ("He met Secretary of Health and Human Services [Ann Berg].", "Secretary of Health and Human Services"),
        ("They fired attorney [Ann Berg].", "attorney"),
        ("But President [Berg] left.", "President"),
    ],
)
def test_right_before_the_name(text: str, told: str) -> None:
    assert role(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[Ann Berg], interior minister of the GNA, spoke.", "interior minister of the GNA"),
        ("[Ann Berg], a spokeswoman for the U.S. Army in Derna, spoke.", "spokeswoman for the U.S. Army in Derna"),
        ("So said [Ann Berg], 45, a teacher.", "teacher"),
        ("[Ann Berg] (director of Acme) spoke.", "director of Acme"),
        ("[Ann Berg], the firm's founder who left in May, spoke.", "firm's founder"),
    ],
)
def test_in_apposition(text: str, told: str) -> None:
    assert role(text) == told


def test_before_a_comma() -> None:
    assert role("The commander of the LNA, [Karim Haddad], left.") == "commander of the LNA"
    assert role("It was led by its director, [Ann Berg].") == "director"


@pytest.mark.parametrize(
    "text",
    [
        "Mr [Berg] left.",
        "[Ann Berg], President Lund and others left.",
        "[Ann Berg], who led the ministry, left.",
        "[Ann Berg], in Derna, left.",
        "In the ministry, [Ann Berg], too, slept.",
        "His wife [Ann Berg] left.",
    ],
)
def test_no_role(text: str) -> None:
    assert role(text) is None


_WORDS = st.sampled_from(
    ["Berg", "minister", "of", "the", ",", "(", ")", ".", "a", "U.S.", "Gen.", "said", "-", "’s", "\n", "45", ""]
)


@given(st.lists(_WORDS, max_size=15), st.lists(_WORDS, max_size=15), st.booleans())
def test_any_text_gives_a_span_beside_the_name(before: list[str], behind: list[str], spaced: bool) -> None:
    glue = " " if spaced else ""
    left = glue.join(before) + " "
    text = f"{left}Ann{glue}{glue.join(behind)}"
    span = role_of(text, len(left), len(left) + 3)
    if span:
        assert 0 <= span[0] < span[1] <= len(text)
        assert text[slice(*span)].strip() == text[slice(*span)]
        assert span[1] <= len(left) or span[0] >= len(left) + 3
