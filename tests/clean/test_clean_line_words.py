"""Words and characters of many lines at once, and the lookup of hashes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tasks.clean.line_words import NOWHERE, Lookup, characters_of, ending_of, hash_words, words_in

LINES = st.lists(st.text(min_size=1, max_size=400), min_size=1, max_size=6)


def test_words_are_runs_of_letters_and_digits_and_telling_signs() -> None:
    found = words_in(characters_of(["Don't walk, Ada: © 2019", "-- !", "It's mid-May."]))
    assert found.per_line.tolist() == [6, 0, 3]
    assert found.place.tolist() == [0, 1, 2, 3, 4, 5, 0, 1, 2]
    assert found.capital.tolist() == [True, False, True, False, False, False, True, False, True]
    assert found.ending[1] == ending_of("lk")


def test_a_word_has_one_hash_in_any_case_and_digits_are_alike() -> None:
    one, other = hash_words(["Harbour", "2019"]), hash_words(["HARBOUR", "1874"])
    assert one.tolist() == other.tolist()
    assert len(set(hash_words(["harbour", "harbours", "arbour", "harbor"]).tolist())) == 4


@given(LINES)
def test_a_line_has_the_same_words_alone_and_among_others(lines: list[str]) -> None:
    together = words_in(characters_of(lines))
    alone = [words_in(characters_of([line])).hashes.tolist() for line in lines]
    assert together.hashes.tolist() == [value for line in alone for value in line]
    assert together.per_line.tolist() == [len(line) for line in alone]


@given(st.lists(st.integers(0, 2**64 - 1), unique=True), st.lists(st.integers(0, 2**64 - 1)))
def test_a_lookup_finds_what_it_holds_and_nothing_else(held: list[int], others: list[int]) -> None:
    lookup = Lookup(np.array(held, dtype=np.uint64))
    assert lookup(np.array(held, dtype=np.uint64)).tolist() == list(range(len(held)))
    strangers = [value for value in others if value not in held]
    assert (lookup(np.array(strangers, dtype=np.uint64)) == NOWHERE).all()


def test_hashes_that_want_the_same_place_are_told_apart() -> None:
    crowded = np.arange(2**64 - 20, 2**64, dtype=np.uint64)
    assert Lookup(crowded)(crowded[::-1]).tolist() == list(range(20))[::-1]
