"""What a text says beside a person's name that the person is: 'interior minister of the GNA', 'Gen', 'a fellow at X'.

A role is a span of the text. It stands right before the name, or beside it between commas or brackets. It has a head,
a word such as 'minister', before it only words that may describe an office, and behind it 'of', 'for', 'at' and so on.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tasks.entities.titles import titles

_FARTHEST = 110
_TABLES = frozenset({"walks", "full"})
_LONGEST_OFFICE = 4
_MOST_WORDS = 14
_MOST_BEFORE_HEAD = 7
_NO_ROLES = frozenset({"honorific", "kin"})
_DETERMINERS = frozenset({"a", "an", "the", "his", "her", "its", "their", "our", "my", "whose"})
_WORD = re.compile(r"[^\s,;:()\[\]\"“”—–]+")
_BETWEEN_WORDS = re.compile(r"[\s,;:()\[\]\"“”—–]")
_APPOSITION_END = re.compile(
    r"[,;:()\[\]\"“”—–!?\n]|(?<![A-Z])\.(?=\s|$)|(?<=[a-z])\.|\s(?:who|whose|which|that|when|where|told)\s"
)
_BEGINS = re.compile(  # an age may come first
    r"(?:,| \() ?(?:\d{1,3}, )?(?=[^\W_])(?=(?P<word>[^\W\d_]+)(?P<end>[ ,;:)\n])|)"
)
_CAPITALISED = r"[^\W\d_a-z][\w’'-]*"
_OFFICE = re.compile(
    rf"\b(?P<head>[^\W\d_][\w-]*) (?:of|for) (?:the )?{_CAPITALISED}(?: (?:and |& )?{_CAPITALISED}){{0,3}}\Z"
)
_ENDS_CLAUSE = re.compile(r"[,;:()\[\]\"“”—–!?\n]|(?<=[a-z])\. ")


@lru_cache(maxsize=1)
def _lists() -> dict[str, Any]:
    return tomllib.loads((files("tasks.entities") / "data" / "roles.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    """Return the word lists of data/roles.toml; the heads hold the titles that are roles, too."""
    words = {name: frozenset(listed) for name, listed in _lists().items() if name not in _TABLES}
    told = [title.words for title in titles().values() if title.kind not in _NO_ROLES and "of" not in title.words]
    words["heads"] |= {title[-1] for title in told} - {"elect"}
    words["modifiers"] |= {word for title in told for word in title[:-1]} - words["never"]
    return words


@lru_cache(maxsize=1)
def _walks() -> dict[str, str]:
    return {word: walk for walk, words in _lists()["walks"].items() for word in words}


@lru_cache(maxsize=16_384)
def walk_of_life(role: str) -> str | None:
    """Return the walk of life that a role is of ('sport', 'politics'), by its head; None for all others."""
    folded = [_folded(word) for word in role.split()]
    links = (at for at, word in enumerate(folded) if word in _words()["links"] and word != "general")
    head = folded[: next(links, len(folded))][-1:]
    return next(
        (walk for word in head for form in (word, word.removesuffix("s")) if (walk := _walks().get(form))), None
    )


@lru_cache(maxsize=16_384)
def office_of(role: str) -> str:
    """Return the office that a role is of, the longest title or the one word that heads it, in full: 'prime minister'.

    Vice presidents and former ones are no presidents: such a word stays before the office.
    """
    words = [_folded(word.strip(",'’")) for word in role.replace("-", " ").split()]
    words = words[: next((n for n, word in enumerate(words) if n and word != "general" and links_on(word)), len(words))]
    begins = range(max(0, len(words) - _LONGEST_OFFICE), len(words))
    first = next((n for n in begins if tuple(words[n:]) in titles()), max(0, len(words) - 1))
    office = " ".join(words[first:])
    lesser = words[first - 1] if first and words[first - 1] in _words()["lesser"] else ""
    return f"{lesser} {_lists()['full'].get(office, office)}".strip()


def is_known_by(office: str) -> bool:
    """Whether 'the' before an office, a minister of something also, means a person told of before."""
    known = _words()["known_by_office"]
    return not is_lesser(office) and (office in known or office.rpartition(" ")[2] in known)


def is_lesser(office: str) -> bool:
    """Whether an office is a former or a deputy one."""
    return office.split(" ", 1)[0] in _words()["lesser"]


def _folded(word: str) -> str:
    return word.rstrip(".").lower()


@lru_cache(maxsize=16_384)
def is_role_head(word: str) -> bool:
    """Whether a word may head a role: 'minister', 'co-author', 'Gen.'."""
    first, _, last = _folded(word).rpartition("-")
    heads = _words()["heads"]
    return last in heads or first in heads


@lru_cache(maxsize=16_384)
def _may_describe(word: str) -> bool:
    """Whether a word may stand before a head: a name or its possessive, or a word that offices are described by."""
    folded = _folded(word)
    if folded in _words()["never"]:
        return False
    known = folded in _words()["modifiers"] or is_role_head(word) or folded.startswith(("ex-", "then-"))
    return known or word.endswith(("'s", "’s")) or (word[0].isupper() and len(word) > 1)


def role_of(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the role that stands beside a person's name, given by its place in the text; None without.

    What stands right before the name counts first, then what stands behind it between commas or brackets, then what
    stands before a comma ('the minister of health, Ann Berg, ...'). An article is left off.
    """
    before = text[start - 2 : start] if start > 1 else ""
    role = _right_before(text, start) if before[1:] == " " and (before[0].isalnum() or before[0] == ".") else None
    if role is None and text.startswith((",", " ("), end):
        role = _behind(text, end)
    if role is None and before == ", ":
        role = _before_comma(text, start, end)
    return role


def _right_before(text: str, start: int) -> tuple[int, int] | None:
    """Return the role that ends right before a name: 'Libya's interior minister Ann Berg'."""
    at = text.rfind(" ", 0, start - 1) + 1
    if is_role_head(text[at : start - 1]):
        return _described(text, max(0, start - _FARTHEST), start - 1)
    if not text[at].isupper():
        return None
    first = max(0, start - _FARTHEST)
    linked = text.find(" of ", first, start) >= 0 or text.find(" for ", first, start) >= 0
    office = _OFFICE.search(text, first, start - 1) if linked else None
    if office is None or not is_role_head(office["head"]):
        return None
    described = _described(text, first, office.end("head"))
    return described and (described[0], start - 1)


def _described(text: str, first: int, end: int) -> tuple[int, int] | None:
    """Return the span of a head that ends here with the words that describe it."""
    head = _last_word(text, first, end)
    if not head:
        return None
    begin = end - len(head)
    for _ in range(1, _MOST_BEFORE_HEAD):
        word = _last_word(text, first, begin - 1) if begin > first and text[begin - 1] == " " else ""
        if not word or not _may_describe(word):
            break
        if word.endswith(".") and not is_role_head(word) and not word[:-1].isupper() and "." not in word[:-1]:
            break
        begin -= len(word) + 1
    return begin, end


def _last_word(text: str, first: int, end: int) -> str:
    """Return the word that ends here, cut off where it begins before `first`; empty if none does."""
    return _BETWEEN_WORDS.split(text[max(first, text.rfind(" ", first, end)) : end])[-1]


@lru_cache(maxsize=16_384)
def _may_begin(word: str, *, alone: bool) -> bool:
    """Whether a role may begin with this word, or be this word alone."""
    return is_role_head(word) or (not alone and (word.lower() in _DETERMINERS or _may_describe(word)))


def _behind(text: str, end: int) -> tuple[int, int] | None:
    """Return the role in apposition behind a name: 'Ann Berg, a fellow at the institute, said'."""
    begins = _BEGINS.match(text, end)
    if begins is None or (begins["word"] and not _may_begin(begins["word"], alone=begins["end"] != " ")):
        return None
    limit = min(len(text), begins.end() + _FARTHEST)
    stop = _APPOSITION_END.search(text, begins.end(), limit)
    if stop is None and limit < len(text):
        return None
    last = stop.start() if stop else limit
    words = [(found.start(), found.group()) for found in _WORD.finditer(text, begins.end(), last)]
    if words and words[0][1].lower() in _DETERMINERS:
        words = words[1:]
    head = _head_position(words)
    if head is None or len(words) > _MOST_WORDS:
        return None
    end_of_head = words[head][0] + len(words[head][1])
    if head + 1 == len(words):
        return words[0][0], end_of_head
    return (words[0][0], _trimmed_end(text, words[0][0], last)) if links_on(words[head + 1][1]) else None


def _trimmed_end(text: str, begin: int, end: int) -> int:
    return begin + len(text[begin:end].rstrip(" .,"))


def _head_position(words: Sequence[tuple[int, str]]) -> int | None:
    """Return the number of the last head before any other word than describing ones."""
    found = None
    for position, (_, word) in enumerate(words[: _MOST_BEFORE_HEAD + 1]):
        if is_role_head(word) and not word.endswith(("'s", "’s")):
            found = position
        elif not _may_describe(word):
            break
        elif found is not None:
            return None if position == len(words) - 1 or word[0].isupper() else found
    return found


def links_on(word: str) -> bool:
    """Whether a word leads on from the head of a role to an institution or a field: 'of', 'at'."""
    return word in _words()["links"]


def _before_comma(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the role before a comma: 'the minister of health, Ann Berg, said', 'its director, Ann Berg.'."""
    if text[end : end + 1] not in (",", ".", ")", ""):
        return None
    comma = start - 2
    words = [(found.start(), found.group()) for found in _WORD.finditer(text, _clause_begin(text, comma), comma)]
    for position, (at, word) in enumerate(words):
        if not is_role_head(word):
            continue
        if position + 1 < len(words) and not links_on(words[position + 1][1]):
            continue
        span = _described(text, words[0][0], at + len(word))
        before = next((w for a, w in reversed(words) if span and a < span[0]), "")
        if span and (before.lower() in _DETERMINERS or span[0] == words[0][0] or "’s" in before):
            return span[0], comma
    return None


def _clause_begin(text: str, end: int) -> int:
    first = max(0, end - _FARTHEST)
    return max((found.end() for found in _ENDS_CLAUSE.finditer(text, first, end)), default=first)
