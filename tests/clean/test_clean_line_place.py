"""What a line has in common with the other lines of its text."""

import numpy as np

from tasks.clean.line_features import OWN
from tasks.clean.line_place import PLACE
from tasks.clean.line_sight import Sight, see
from tasks.clean.line_texts import FAR
from tasks.clean.text import paragraphs_of

ARTICLE = """Will Lorne Harbour keep its ferry running?
The people of Lorne Harbour voted on Sunday to keep the night ferry, ending a dispute that had split the town.
LONG DISPUTE
Cy Doe waves to passengers at the pier
The dispute began when the operator cut the last crossing without a hearing, a step that the county court rejected.
NIGHT SERVICE
The operator lost money on the night service in each of the last four winters, it said, and asked for help."""


def place(sight: Sight, name: str) -> list[float]:
    column: list[float] = np.round(sight.place[:, PLACE.index(name)], 2).tolist()
    return column


def test_a_subheadings_words_are_taken_up_below() -> None:
    sight = see([paragraphs_of(ARTICLE)])
    assert place(sight, "words_after")[5] == 1
    assert place(sight, "words_after")[2] == 0
    assert place(sight, "words_soon")[2] == 1


def test_words_said_before_are_known_from_earlier_lines_only() -> None:
    sight = see([paragraphs_of(ARTICLE), paragraphs_of("The dispute began")])
    earlier = place(sight, "words_earlier")
    assert earlier[0] == 0
    assert earlier[2] == 1
    assert earlier[-1] == 0


def test_lines_of_one_shape_are_alike() -> None:
    sight = see([paragraphs_of(ARTICLE), paragraphs_of("NIGHT SERVICE")])
    assert [place(sight, "alike")[i] for i in (2, 3, 5, 7)] == [2, 1, 2, 1]
    assert (place(sight, "since_alike")[5], place(sight, "until_alike")[2]) == (3, 3)
    assert (place(sight, "since_alike")[2], place(sight, "until_alike")[5]) == (FAR, FAR)


def test_what_somebody_does_in_a_picture_follows_the_name() -> None:
    sight = see([paragraphs_of(ARTICLE)])
    assert sight.own[:, OWN.index("name_verb")].tolist()[3] == 2
