import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.tagging.tokens import flags_of, limited, sentence_starts, split


@given(st.text())
def test_tokens_are_the_text(text: str) -> None:
    assert "".join(split(text)) == text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Haftar's men", ["Haftar", "'s", "men"]),
        ("UK-based", ["UK", "-", "based"]),
        ("pro-Russian", ["pro", "-", "Russian"]),
        ("Sirte and al-Jufra", ["Sirte", "and", "al-Jufra"]),
        ("the U.S. said 3.5", ["the", "U.S", ".", "said", "3.5"]),
        ("O’Neill of AT&T", ["O’Neill", "of", "AT&T"]),
        ("end.\n\nNew", ["end", ".", "\n\n", "New"]),
    ],
)
def test_words_and_marks(text: str, tokens: list[str]) -> None:
    assert [token for token in split(text) if token != " "] == tokens


@pytest.mark.parametrize(
    ("text", "firsts"),
    [
        ("Rain fell. Rivers rose.", ["Rain", "Rivers"]),
        ("Mr. Smith and J. Doe left.", ["Mr"]),
        ("It cost 3.5 euros. ok", ["It"]),
        ("! Danger", ["!"]),
        ("She left! “Never,” he said", ["She", "“"]),
    ],
)
def test_sentences_begin(text: str, firsts: list[str]) -> None:
    tokens = [token for token in split(text) if not token.isspace()]
    starts = sentence_starts(np.array([flags_of(t) for t in tokens], np.uint8), np.zeros(len(tokens), np.int64))
    assert [token for token, start in zip(tokens, starts, strict=True) if start] == firsts


def test_long_units_are_cut() -> None:
    starts = np.array([True, False, False, False, True, False])
    assert limited(starts, 2).tolist() == [True, False, True, False, True, False]
