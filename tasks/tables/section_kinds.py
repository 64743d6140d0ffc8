"""What a section of an article may be."""

SECTION_KINDS = (
    "headline", "standfirst", "byline", "dateline", "body", "caption", "pullquote", "embed", "correction",
    "promo", "related", "footer", "comment",
)  # fmt: skip
FURNITURE_KINDS = frozenset({"promo", "related", "footer", "comment"})
"""Kinds of section that are not the article's own text: they yield no mentions and no quotes."""
