"""Mending: what is put right, what is left alone, and where each character came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.mending import join, mend


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("It\u00e2\u20ac\u2122s late", "It’s late"),
        ("2012\u00c3\u00a2\u00e2\u201a\u00ac\u00e2\u201e\u00a2s budget", "2012’s budget"),
        ("caf\u00c3\u00a9", "café"),
        ("\x93No,\x94 she said", "“No,” she said"),
        ("co\u00adop\u200berate", "cooperate"),
        ("one\u00a0two \t three", "one two three"),
        ("Fish &amp; chips&nbsp;&#8211; again", "Fish & chips – again"),
        ("A <b>bold</b> move<br/>made", "A bold move made"),
        (
            "Sens. Ann Berg Ann Maria (Annie) BergMills reopen Berg: 'No rain' MORE (R-Ohio) and Tom Orr Tom"
            " Orr Fires spread MORE’s aide left",
            "Sens. Ann Berg (R-Ohio) and Tom Orr’s aide left",
        ),
    ],
)
def test_what_a_scraper_broke_is_put_right(broken: str, mended: str) -> None:
    assert mend(broken).text == mended


@pytest.mark.parametrize(
    "text",
    [
        "“Curly” and 'straight' and «other»",
        "voilà, São Paulo, naïve Âge",
        "x < y and AT&T; R&D",
        "I <3 you",
        "a—b… c’est",
        "READ MORE: Berg and BERG want MORE of it",
    ],
)
def test_what_is_whole_stays_as_it_is(text: str) -> None:
    assert mend(text) == (text, 0, None)


def test_each_mended_character_knows_its_source_character() -> None:
    source = "  Caf\u00c3\u00a9 &amp; <i>bar</i>"
    mended = mend(source, 100)
    assert (mended.text, mended.start) == ("Café & bar", 102)
    assert mended.origin is not None
    for char in "Cafbr":
        assert source[mended.origin[mended.text.index(char)] - 100] == char


def test_joined_lines_have_one_space_and_keep_their_offsets() -> None:
    source = "the first\nline of a well-\nknown text"
    lines = [mend(line, source.index(line)) for line in source.split("\n")]
    joined = join(lines, source)
    assert joined.text == "the first line of a well-known text"
    assert joined.origin is not None
    assert all(source[o] in (c, "\n") for c, o in zip(joined.text, joined.origin, strict=True))


@given(st.text(max_size=200), st.integers(0, 50))
def test_origins_rise_and_stay_inside_the_source(text: str, start: int) -> None:
    mended = mend(text, start)
    if mended.origin is None:
        assert text[mended.start - start :].startswith(mended.text)
    else:
        assert len(mended.origin) == len(mended.text)
        assert list(mended.origin) == sorted(mended.origin)
        assert all(start <= o < start + len(text) for o in mended.origin)
