"""Words and sketches in numpy say the same as a plain reading of the text."""

import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.dedupe import signatures, words
from tasks.dedupe.sketch import HASH_BITS


def split(*texts: str) -> list[list[int]]:
    made = words.words([text.encode() for text in texts])
    return [part.tolist() for part in np.split(made.hashes, made.bounds[1:-1])]


@settings(deadline=None)
@given(st.lists(st.text(alphabet="aBé9 .-’“\n", max_size=40), min_size=1, max_size=5))
def test_words_are_runs_of_letters_and_digits(texts: list[str]) -> None:
    known: dict[str, int] = {}
    for text, hashes in zip(texts, split(*texts), strict=True):
        plain = re.findall(r"[^\W_]+", text.lower())
        assert [known.setdefault(word, value) for word, value in zip(plain, hashes, strict=True)] == hashes
    assert len(set(known.values())) == len(known)


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), max_size=6))
def test_a_signature_does_not_depend_on_the_texts_around_it(texts: list[str]) -> None:
    ids = [str(number) for number in range(len(texts))]
    together = signatures(ids, texts).to_pylist()
    alone = [signatures([article], [text]).to_pylist()[0] for article, text in zip(ids, texts, strict=True)]
    assert together == alone


def test_chinese_is_split_into_characters() -> None:
    assert len(split("他说：“下雨了”。Yes, 42")[0]) == 7


def test_anchors_are_names_and_numbers() -> None:
    made = words.words([b"The mayor of Arden said on June 5 that He left. Nobody"])
    assert np.flatnonzero(made.anchors).tolist() == [3, 6, 7]


def test_long_texts_are_sampled_and_short_ones_are_not() -> None:
    short, long = (" ".join(f"w{number}" for number in range(count)) for count in (100, 4003))
    rows = signatures(["a", "b"], [short, long]).to_pylist()
    assert (rows[0]["level"], len(rows[0]["shingles"])) == (0, 97)
    assert rows[1]["level"] == 3
    assert 400 < len(rows[1]["shingles"]) == rows[1]["counts"][3] < 600
    assert max(rows[1]["shingles"]) < 2 ** (HASH_BITS - 3)
