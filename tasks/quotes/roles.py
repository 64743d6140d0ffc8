"""What the words around a speaker's name say that the speaker is."""

import re

from tasks.entities.mention import Mention
from tasks.entities.roles import is_role_head, links_on
from tasks.quotes.article import ReadSection

_OTHER_CLAUSE = re.compile(
    r",? (?:who|whose|whom|which|that|where|when)\b|^(?:who|whose|whom|which|that)\b|, and [A-Z]"
    r"|, (?:on [A-Z]\w+day|yesterday|today)\b"
)
_AGE = re.compile(r"^(?:aged )?\d{1,3}(?:,\s*|$)")
_EDGES = " ,;:–—-()[]"
_OTHERS = re.compile(r"s and |[a-z]\. | (?:as|like) ")
"""In front of a name, the end of something else: 'Democrats and Governor Ann Berg', 'leaders such as Ann Berg'."""
_AFFILIATION = re.compile(r"of (?:the )?[A-Z]")
_ARTICLES = frozenset({"a", "an", "the"})
_DETERMINERS = _ARTICLES | {"this", "that", "these", "those", "another"}


def role_in(words: str) -> str | None:
    """Return the role that words beside a name tell, without age, relative clause and cut brackets; None if none do."""
    words = _AGE.sub("", _outside_brackets(words).strip(_EDGES))
    if clause := _OTHER_CLAUSE.search(words):
        words = words[: clause.start()]
    words = words.strip(_EDGES)
    folded = [word.strip(".,").lower() for word in words.split()]
    if not folded or folded[0] == "and":
        return None
    head = folded[: next((n for n, word in enumerate(folded) if n and links_on(word)), len(folded))]
    if _AFFILIATION.match(words):
        return words
    told = any(is_role_head(word) for word in head if word) or (len(folded) > 1 and folded[0] in _ARTICLES)
    return words if told else None


def _outside_brackets(words: str) -> str:
    """Return the words behind a bracket that closes but does not open: 'R-Iowa), a farmer' tells 'a farmer'."""
    opened, closed = words.find("("), words.find(")")
    if closed >= 0 and not 0 <= opened < closed:
        return words[closed + 1 :]
    return words[:opened] if opened >= 0 and closed < 0 else words


def role_before(section: ReadSection, mention: Mention, start: int) -> str | None:
    """Return the role that stands right before a name, from `start` on: 'UK Foreign Secretary' of 'Ann Berg'."""
    words = section.text[start : mention.start].strip(_EDGES)
    last = words.rpartition(" ")[2]
    told = mention.role if mention.role_end is not None and mention.role_end <= mention.start else None
    if not last or not is_role_head(last):
        return told
    if told is not None and len(told) >= len(words):
        return told
    first, _, others = words.partition(" ")
    words = others if first.lower() in _DETERMINERS else words
    return told if _OTHERS.search(words) else words
