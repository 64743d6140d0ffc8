"""Whether a line is of its text's story."""

import numpy as np

from tasks.clean.line_sight import Sight, see
from tasks.clean.line_story import story_table
from tasks.clean.line_words import Table
from tasks.clean.text import paragraphs_of

ARTICLE = """Lorne Harbour keeps its ferry
The people of Lorne Harbour voted on Sunday to keep the night ferry, ending a dispute that had split the town.
The dispute began when the operator cut the last crossing of the night, a step that Harbour council rejected.
Voters in Kestrel Valley choose between Albert Moss and Clara Finch on Tuesday, with schools the only subject.
A factory that paints buttons by hand is looking for someone who likes buttons, said Paula Greene of Wexford."""
STORY = np.array([0, 1000, 1000, 0, 0])
TOP = np.array([1000, 1000, 1000, 0, 0])
FURNITURE = np.array([0, 0, 0, 1000, 1000])
SHARED, NAMES_SHARED = 0, 2


def test_a_line_of_the_story_shares_its_words_and_names_and_that_of_another_does_not() -> None:
    table = numbers(see([paragraphs_of(ARTICLE)]))
    assert table[2, SHARED] > 300
    assert table[2, NAMES_SHARED] == 1000
    assert table[3, SHARED] == table[4, NAMES_SHARED] == 0


def test_a_line_counts_the_same_whatever_is_looked_at_along_with_it() -> None:
    alone = numbers(see([paragraphs_of(ARTICLE)]))
    together = numbers(see([paragraphs_of("Another text\nof two lines"), paragraphs_of(ARTICLE)]))
    assert (alone == together[2:]).all()


def numbers(sight: Sight) -> Table:
    """The numbers of lines of which the last are the article's."""
    before = np.zeros(len(sight.lines) - len(STORY), dtype=np.int64)
    story, top, furniture = (np.concatenate((before, chances)) for chances in (STORY, TOP, FURNITURE))
    untied = np.zeros(len(sight.lines), dtype=np.float32)
    return story_table(sight.texts, sight.shared, sight.own[:, 0], untied, story, top, furniture)
