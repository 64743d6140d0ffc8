"""Telling words in quotation marks that nobody said: scare quotes, titles of works, nicknames, signs and labels."""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from tasks.quotes.cues import DATA, cue_lexicon, word_set
from tasks.quotes.marks import Region
from tasks.quotes.tokens import Paragraph

WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_SMALL = word_set("small")
_MOST_NAMED = 10
"""Words of the longest name of a thing."""
SCARE_WORDS = 5
"""Words up to which an unattributed fragment counts as a scare quote or a title."""


@lru_cache(maxsize=1)
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    data = tomllib.loads((DATA / "not_speech.toml").read_text(encoding="utf-8"))
    return frozenset(data["lead_in"].split()), frozenset(data["carriers"].split()), frozenset(data["occasions"].split())


@lru_cache(maxsize=1)
def _stock_phrases() -> frozenset[str]:
    data = tomllib.loads((DATA / "not_speech.toml").read_text(encoding="utf-8"))
    return frozenset(data["stock_phrases"])


def carries_words(words: list[str]) -> bool:
    """Tell whether a speaker's phrase is a thing that carries words, such as a banner."""
    return any(word in _lists()[1] for word in words)


def names_a_thing(paragraph: Paragraph, region: Region, text: str) -> bool:
    """Tell whether a region is a title, a nickname or a term by its own look and the word before it."""
    words = [match[0] for match in islice(WORD.finditer(text, region.start, region.end), _MOST_NAMED + 1)]
    if not words:
        return True
    if len(words) > _MOST_NAMED:
        return False
    inner = text[region.start : region.end].strip()
    first = paragraph.index_at(region.outer_start)
    before = paragraph.lows[first - 1] if first else ""
    if _is_nickname(paragraph, region, first, words):
        return True
    if (
        before in _lists()[0]
        and len(words) <= 8
        and inner[-1:] not in "?!"
        and before not in ("called", "words", "known")
    ):
        return True
    if before in ("called", "known", "words") and len(words) <= 3:
        return inner[:1].isupper() or (first > 1 and paragraph.lows[first - 2] in ("is", "are", "so", "commonly"))
    if _introduced(paragraph, first):
        return False
    content = content_words(words)
    return len(content) >= 2 and in_capitals(content) and inner.rstrip(",")[-1:] not in "?!"


def content_words(words: Sequence[str]) -> list[str]:
    """Leave out the small words, which titles do not spell with a capital: 'of', 'and'."""
    return [word for word in words if word.lower() not in _SMALL]


def in_capitals(words: Sequence[str]) -> bool:
    """Tell whether each word begins with a capital."""
    return all(word[:1].isupper() for word in words)


def is_stock_phrase(words: str) -> bool:
    """Tell whether reported words only say that somebody speaks or will not: 'to comment', 'not to be named'."""
    return words.strip().casefold() in _stock_phrases()


def is_titled(paragraph: Paragraph, region: Region) -> bool:
    """Tell whether the word before the marks announces a title or a name: 'the novel "Salt"'."""
    first = paragraph.index_at(region.outer_start)
    return first > 0 and paragraph.lows[first - 1] in _lists()[0]


def _introduced(paragraph: Paragraph, first: int) -> bool:
    """Tell whether the tokens before the marks lead into speech, or nothing stands before them."""
    if first == 0 or paragraph.words[first - 1] in ":.?!—":
        return True
    if paragraph.lows[first - 1] in _lists()[2]:
        return False
    say = cue_lexicon().say
    return any(low in say for low in paragraph.lows[max(0, first - 2) : first])


def _is_nickname(paragraph: Paragraph, region: Region, first: int, words: list[str]) -> bool:
    """Match a name in the middle of a name: Dwayne "The Rock" Johnson."""
    after = paragraph.index_behind(region.outer_end)
    return (
        len(words) <= 3
        and first > 0
        and after < len(paragraph)
        and paragraph.words[first - 1][:1].isupper()
        and paragraph.words[after][:1].isupper()
        and words[0][:1].isupper()
    )


def is_fragment(region: Region, text: str) -> bool:
    """Tell whether a region is a short fragment rather than an utterance."""
    inner = text[region.start : region.end].strip()
    return inner[-1:] not in ".?!,…" and len(WORD.findall(inner)) <= SCARE_WORDS
