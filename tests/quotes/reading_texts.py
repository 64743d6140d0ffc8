"""Texts read as the finder of quotations reads them, and tokens by the words that they are."""

from tasks.entities.mention import Mention
from tasks.quotes.article import ReadSection, SectionText, read_article


def section(text: str) -> ReadSection:
    """Read a text as an article's body."""
    return read_article([SectionText(0, "body", text)], [])[0]


def tokens(section: ReadSection, words: str) -> tuple[int, int]:
    """Return the first token of words in the first paragraph, and the one behind them."""
    start = section.text.index(words)
    paragraph = section.paragraphs[0]
    return paragraph.index_at(start), paragraph.index_at(start + len(words) - 1) + 1


def ann(text: str, section_no: int = 0) -> list[Mention]:
    """Return the mentions of Ann Lee, a woman, in a section."""
    starts = [i for i in range(len(text)) if text.startswith("Ann Lee", i)]
    return [Mention(section_no, i, i + 7, "Ann Lee", "PERSON", "Ann Lee", "e1", 1.0, "female") for i in starts]
