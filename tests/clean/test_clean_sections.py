"""Blocks -> sections: what ends a section, what does not, and in which order they stand."""

from tasks.clean.article import Block
from tasks.clean.sections import article_text, sections_of, text_hash


def blocks(*pairs: tuple[str, str]) -> list[Block]:
    return [Block(kind, text) for kind, text in pairs]


def test_captions_and_promo_lines_do_not_cut_a_body_section() -> None:
    sections = sections_of(
        blocks(
            ("headline", "H"), ("body", "One."), ("caption", "C1"), ("caption", "C2"), ("body", "Two."),
            ("promo", "Sign up"), ("body", "Three."), ("related", "R1"), ("related", "R2"),
        )
    )  # fmt: skip
    assert [(s.kind, s.text) for s in sections] == [
        ("headline", "H"), ("body", "One.\nTwo.\nThree."), ("caption", "C1"), ("caption", "C2"), ("promo", "Sign up"),
        ("related", "R1\nR2"),
    ]  # fmt: skip


def test_a_subheading_begins_a_section_and_is_its_heading() -> None:
    sections = sections_of(blocks(("body", "One."), ("subhead", "Then"), ("caption", "C"), ("body", "Two.")))
    assert [(s.kind, s.heading) for s in sections] == [("body", None), ("caption", None), ("body", "Then")]


def test_a_subheading_without_paragraphs_is_not_lost() -> None:
    sections = sections_of(blocks(("subhead", "A"), ("subhead", "B"), ("body", "One."), ("subhead", "End")))
    assert [(s.kind, s.heading, s.text) for s in sections] == [("body", "A\nB", "One."), ("body", None, "End")]


def test_blocks_lie_where_their_section_says() -> None:
    (section,) = sections_of(blocks(("body", "One."), ("body", "Two."), ("body", "Two."), ("body", "")))
    assert section.text == "One.\nTwo."
    assert all(section.text[at:].startswith(block.text) for at, block in section.blocks)


def test_own_text_has_headings_but_no_furniture() -> None:
    sections = sections_of(blocks(("subhead", "Then"), ("body", "One."), ("footer", "© 2019")))
    assert article_text(sections) == "Then\nOne."


def test_the_text_hash_overlooks_case_and_white_space() -> None:
    one, other = sections_of(blocks(("body", "Big  News"))), sections_of(blocks(("body", "big"), ("body", "news")))
    assert text_hash(article_text(one).split()) == text_hash(article_text(other).split())
