"""What the words of a line prove, whatever the classifier takes it for."""

import numpy as np

from tasks.clean.line_proofs import VERDICTS, proven

FIRST = "The people of Lorne Harbour voted on Sunday to keep the night ferry running for another five years."
SECOND = 'Cy Doe said: "They knew we would not be left on the wrong side of the water," and closed his shop.'


def kinds(*lines: tuple[str, str], said: dict[int, str] | None = None) -> list[str]:
    heard = np.zeros((len(lines), len(VERDICTS)), dtype=np.bool_)
    for line, verdict in (said or {}).items():
        heard[line, VERDICTS.index(verdict)] = True
    return proven([kind for kind, _ in lines], [text for _, text in lines], heard)


def test_a_passage_set_out_from_a_longer_paragraph_is_a_pull_quote() -> None:
    pulled = "“They knew we would not be left on the wrong side of the water”"
    assert kinds(("body", FIRST), ("body", pulled), ("body", SECOND)) == ["body", "pullquote", "body"]


def test_a_repeated_paragraph_and_a_few_common_words_are_no_pull_quotes() -> None:
    assert kinds(("body", FIRST), ("body", SECOND), ("body", FIRST)) == ["body"] * 3
    assert kinds(("body", FIRST), ("subhead", "The water"), ("body", SECOND))[1] == "subhead"


def test_a_long_numbered_paragraph_between_those_of_the_story_is_one_of_its_points() -> None:
    point = f"2. {FIRST} {SECOND}"
    assert kinds(("body", FIRST), ("related", point), ("body", SECOND))[1] == "body"
    assert kinds(("body", FIRST), ("body", SECOND), ("related", point))[2] == "related"
    assert kinds(("body", FIRST), ("related", "2. Ferry fares rise again"), ("body", SECOND))[1] == "related"


def test_the_turns_of_a_transcript_are_the_story_however_short() -> None:
    turns = ["MAYOR LIMA: No.", "REPORTER: Never?", "MAYOR LIMA: Let me say—", "REPORTER: Yes or no?"]
    guessed = ("caption", "subhead", "related", "subhead")
    assert kinds(("body", FIRST), *zip(guessed, turns, strict=True)) == ["body"] * 5
    two_of_one = [
        ("related", "VIDEO: Ferries at night"),
        ("related", "VIDEO: The new quay"),
        ("caption", "QUAY: Ann Ray"),
    ]
    assert kinds(("body", FIRST), *two_of_one) == ["body", "related", "related", "caption"]


def test_what_readers_wrote_under_its_heading_is_comment() -> None:
    below = [("promo", "Well, I never liked that ferry."), ("related", "Nor did I, to be honest."), ("promo", "Log in")]
    assert kinds(("body", FIRST), ("related", "2 Comments"), *below) == [
        "body",
        "related",
        "comment",
        "comment",
        "promo",
    ]


def test_a_story_that_goes_on_below_the_comments_button_stays_body() -> None:
    lines = [
        ("body", FIRST),
        ("promo", "Comments"),
        ("body", SECOND),
        ("body", FIRST + " Again."),
        ("promo", "Buy it now."),
    ]
    assert kinds(*lines) == ["body", "promo", "body", "body", "promo"]


def test_where_nothing_is_body_whole_sentences_are_unless_a_rule_calls_them_furniture() -> None:
    lines = [("promo", FIRST), ("promo", "Subscribe to our free newsletter today.")]
    assert kinds(*lines, said={1: "promo"}) == ["body", "promo"]


def test_a_lone_name_that_the_story_tells_of_is_a_caption_and_no_byline() -> None:
    assert kinds(("headline", "Ferry stays"), ("byline", "Cy Doe"), ("body", SECOND))[1] == "caption"
    assert kinds(("headline", "Ferry stays"), ("byline", "Ada Birch"), ("body", SECOND))[1] == "byline"


def test_who_is_pictured_is_told_by_a_caption() -> None:
    pictured = "Pictured from left are Cy Doe and Ada Birch, who kept the night ferry running for five more years."
    assert kinds(("body", FIRST), ("body", pictured), ("body", SECOND), said={1: "caption"})[1] == "caption"


def test_a_gallery_run_together_to_one_line_is_its_captions() -> None:
    gallery = "Photos: Ferry Cy Doe waves. Hide Caption 1 of 2 Photos: Ferry Ada Birch boards. Hide Caption 2 of 2"
    assert kinds(("body", FIRST), ("body", gallery), ("body", SECOND)) == ["body", "caption", "body"]


def test_what_reads_like_a_credited_caption_is_no_byline() -> None:
    lines = [("headline", "Ferry stays"), ("byline", "Enlarge this image Jo Fen/Coastal Press"), ("body", SECOND)]
    assert kinds(*lines, said={1: "caption"})[1] == "caption"


def test_a_line_that_calls_itself_a_picture_is_a_caption() -> None:
    lines = [("body", "FILE - In this May 3, 2009 file photo, a ferry leaves Lorne."), ("body", SECOND)]
    assert kinds(*lines, said={0: "caption"}) == ["caption", "body"]


def test_a_copyright_line_is_footer_also_in_the_middle_of_a_story() -> None:
    lines = [("body", FIRST), ("body", "© 2019 Lorne Courier. All rights reserved."), ("body", SECOND)]
    assert kinds(*lines, said={1: "footer"}) == ["body", "footer", "body"]


def test_a_first_line_right_above_the_byline_is_the_headline_unless_the_title_is_known() -> None:
    lines = [("subhead", "Ferry stays"), ("byline", "By Ada Birch"), ("body", SECOND)]
    heard = np.zeros((3, len(VERDICTS)), dtype=np.bool_)
    heard[1, VERDICTS.index("byline")] = True
    for titled, kind in ((False, "headline"), (True, "subhead")):
        found = proven([kind for kind, _ in lines], [text for _, text in lines], heard, titled=titled)
        assert found == [kind, "byline", "body"]
