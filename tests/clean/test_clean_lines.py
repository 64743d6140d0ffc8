"""Line labels: what an article is made of, told from plain text."""
# ruff: noqa: E501 - the lines of the article are as long as its paragraphs

import pytest

from tasks.clean.line_rules import VERDICTS, rule_kinds, verdicts_on
from tasks.clean.lines import label_lines, label_paragraphs, label_texts
from tasks.clean.text import paragraphs_of

ARTICLE = """Harbour town votes to keep its night ferry running
By Ada Birch
The people of Lorne Harbour voted on Sunday to keep the night ferry running for another five years, ending a dispute that had split the town since the operator announced its plans in March.
A ferry leaves the pier at Lorne Harbour - Coastal Press
"We were told nobody used it," said Cy Doe, a baker who takes the last boat home every night. "Now they know that we do, and that we will not be left on the wrong side of the water."
The operator said it had lost money on the night service in each of the last four winters and would ask the county to share the cost.
Sign up for our free morning newsletter and get the news delivered to your inbox
A long dispute
The dispute began when the operator cut the last crossing without a hearing, a step that the county court later found to be against the terms of its licence.
Passengers wait for the last boat at the harbour's west pier in January.
Councillors from both parties have since asked for a new tender, which they expect to open before the summer, the clerk of the council said on Monday.
Read more: Island school reopens after storm
The next sailing under the new timetable leaves on 1 May, according to the harbour office, and tickets will cost the same as before.

Most read

Bridge repairs to close old town for a month

Ten walks for a rainy weekend

Copyright 2019 Lorne Courier. All rights reserved.
"""
KINDS = ["headline", "byline", "body", "caption", "body", "body", "promo", "subhead", "body", "caption", "body",
         "related", "body", "related", "related", "related", "footer"]  # fmt: skip


def test_every_line_of_an_article_has_its_kind() -> None:
    assert [block.kind for block in label_lines(ARTICLE)] == KINDS


def test_blocks_lie_in_the_source_where_they_say() -> None:
    for block in label_lines(ARTICLE):
        assert block.start is not None
        assert ARTICLE[block.start : block.start + len(block.text)] == block.text


def test_with_its_title_known_the_first_line_need_not_be_a_headline() -> None:
    text = ARTICLE.split("\n", 2)[2]
    kinds = [block.kind for block in label_lines(text, title="Harbour town votes to keep its night ferry running")]
    assert "headline" not in kinds
    assert kinds[0] == "body"


def test_labels_do_not_depend_on_what_was_labelled_before() -> None:
    first = label_lines(ARTICLE)
    label_lines("Something else entirely.\nAnd more of it.")
    assert label_lines(ARTICLE) == first


def test_texts_labelled_together_are_labelled_as_each_by_itself() -> None:
    texts = [ARTICLE, "", "The mayor of Lorne has resigned.", ARTICLE.replace("\n", "\n\n")]
    assert label_texts(texts, [None] * 4, [None] * 4) == [label_paragraphs(text) for text in texts]


CLOSING = "Tell the harbour desk what you make of it."


def test_what_recurs_over_the_stories_of_an_outlet_is_furniture() -> None:
    body = ARTICLE.split("\n")[2]
    texts = [f"{body} It was the {i}th vote.\n{body}\n{CLOSING}" for i in range(20)]
    assert {blocks[-1].kind for blocks in label_texts(texts, [None] * 20, ["echo"] * 20)} <= {
        "promo",
        "related",
        "footer",
    }


def test_a_subheading_that_stories_share_stays_one() -> None:
    subhead = KINDS.index("subhead")
    lines = [line for line in ARTICLE.splitlines() if line]
    texts = ["\n".join(line if at == subhead else f"{line} {i}." for at, line in enumerate(lines)) for i in range(20)]
    for blocks in label_texts(texts, [None] * 20, ["echo"] * 20):
        assert (blocks[subhead].kind, blocks[subhead].text) == ("subhead", "A long dispute")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Correction: an earlier version of this article misspelled the name of the harbour.", "correction"),
        ("New timetable is out! pic.twitter.com/abc123 — Lorne Ferries (@lorneferries) May 1, 2019", "embed"),
        ("© 2019 Lorne Courier. All rights reserved.", "footer"),
        ("Follow us on Facebook and Twitter", "promo"),
        ("Advertisement", "promo"),
        ("Related: Island school reopens after storm", "related"),
    ],
)
def test_what_a_line_says_of_itself_is_heard(line: str, kind: str) -> None:
    body = ARTICLE.split("\n")[2]
    assert label_lines(f"{body}\n{line}\n{body} Indeed.")[1].kind == kind


@pytest.mark.parametrize(
    "line",
    [
        "The council will not subscribe to that view, the mayor said, and a copyright claim is still before the court.",
        "“Share it with your neighbours,” she said. “Sign up to nothing, follow nobody, and read the small print.”",
    ],
)
def test_prose_that_uses_the_words_of_furniture_stays_body(line: str) -> None:
    body = ARTICLE.split("\n")[2]
    assert label_lines(f"{body}\n{line}\n{body} Indeed.")[1].kind == "body"


def test_plain_rules_alone_label_a_simple_article() -> None:
    kinds = rule_kinds(paragraphs_of(ARTICLE))
    assert kinds[0] == "headline"
    assert kinds[-1] == "footer"


def test_who_stands_where_in_a_picture_makes_a_caption_by_the_rules() -> None:
    captions = [
        "Cy Doe (left) on the night ferry",
        "Ada Birch, centre, waves to passengers",
        "The owner (C) and his crew",
    ]
    others = ["The ferry left on time", "Section 3 (c) of the licence says so", "It turned left, right and left again"]
    said = verdicts_on([*captions, *others])[:, VERDICTS.index("caption")]
    assert said.tolist() == [True] * 3 + [False] * 3
