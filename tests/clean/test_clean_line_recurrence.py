"""Lines that recur over the stories of an outlet."""

from tasks.clean.line_recurrence import recurrences

TALE = "The ferry to Lorne will keep its timetable this winter, the operator said on Monday."


def story(number: int, *lines: str) -> list[str]:
    return [f"{TALE} It was told for the {number}th time.", *lines]


def test_a_line_counts_the_stories_that_hold_it() -> None:
    counts = recurrences([story(i, "Read more in our app.") for i in range(4)], ["echo"] * 4)
    assert counts == [[1, 4]] * 4


def test_copies_of_a_story_are_one_story() -> None:
    copies = [story(7, "What happened?"), ["A headline of its own", *story(7, "What happened?")]]
    assert recurrences([*copies, story(8, "What happened?")], ["echo"] * 3) == [[1, 2], [1, 1, 2], [1, 2]]


def test_outlets_are_counted_each_by_itself_and_the_unknown_together() -> None:
    articles = [story(i, "Follow us.") for i in range(6)]
    counts = recurrences(articles, ["echo", "echo", "courier", None, None, None])
    assert [lines[1] for lines in counts] == [2, 2, 1, 3, 3, 3]


def test_a_line_twice_in_one_story_counts_once() -> None:
    assert recurrences([story(1, "Advert", "Advert"), story(2), []], [None] * 3) == [[1, 1, 1], [1], []]
