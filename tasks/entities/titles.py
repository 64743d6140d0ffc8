"""Titles, ranks, offices and honorifics before a person's name, and the gender that some of them tell."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_BEFORE = 60
_NAME_BEARING = frozenset({"regnal", "kin"})  # 'King Hussein', 'Mother Teresa'


@dataclass(frozen=True, slots=True)
class Title:
    """A title: its folded words, the gender it tells (or None), and what it is (honorific, rank, office, regnal, ...).

    One that is `shortened` may end in a full stop. A `given` one is a given name as well ('Dean', 'Major'): inside a
    name it is taken for a title only before two further words. A `regnal` one belongs to a name of a single word:
    'Pope Francis'.
    """

    words: tuple[str, ...]
    gender: str | None
    kind: str
    shortened: bool


@lru_cache(maxsize=1)
def titles() -> dict[tuple[str, ...], Title]:
    """Return all titles by their folded words."""
    text = (files("tasks.entities") / "data" / "titles.csv").read_text(encoding="utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        words = tuple(row["title"].replace("-", " ").split())
        found[words] = Title(words, row["gender"] or None, row["kind"], bool(row["shortened"]))
    return found


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, titles()))


@lru_cache(maxsize=1)
def _begins() -> frozenset[str]:
    return frozenset(words[0] for words in titles())


@lru_cache(maxsize=1)
def _by_end() -> dict[str, list[Title]]:
    """Return the titles by their last words, the longest first."""
    found: dict[str, list[Title]] = {}
    for title in sorted(titles().values(), key=lambda title: -len(title.words)):
        found.setdefault(title.words[-1], []).append(title)
    return found


@lru_cache(maxsize=1)
def _shortened() -> frozenset[str]:
    return frozenset(words[-1] for words, title in titles().items() if title.shortened)


def _folded(word: str) -> str:
    return word.rstrip(".").lower()


def _title_at(words: tuple[str, ...], start: int) -> Title | None:
    """Return the longest title that begins at this word."""
    for length in range(min(_longest(), len(words) - start), 0, -1):
        title = titles().get(words[start : start + length])
        if title:
            return title
    return None


@lru_cache(maxsize=16_384)
def leading_titles(name: str) -> tuple[tuple[Title, ...], int]:
    """Return the titles that a name begins with, and where the name itself begins. At least one word is left."""
    words = name.replace("-", " ").split(None, 1)
    if len(words) < 2 or _folded(words[0]) not in _begins():
        return (), 0
    pieces = [(piece.start(), _folded(piece.group())) for piece in re.finditer(r"[^\s-]+", name)]
    folded = tuple(word for _, word in pieces)
    found: list[Title] = []
    position = 0
    while (title := _title_at(folded, position)) and position + len(title.words) < len(folded):
        left = len(folded) - position - len(title.words)
        if title.kind.endswith("given") and left < 2:
            break
        found.append(title)
        position += len(title.words)
    return tuple(found), pieces[position][0] if pieces else 0


def without_titles(name: str) -> str:
    """Return the name without its leading titles; a regnal one stays before a single word ('Pope Francis')."""
    found, start = leading_titles(name)
    bare = name[start:]
    if found and found[-1].kind in _NAME_BEARING and " " not in bare:
        kept = len(found[-1].words)
        return " ".join([*name[:start].split()[-kept:], bare])
    return bare


def _kin(word: str) -> tuple[Title, ...]:
    """Return the title of a relative that a comma may follow: 'his wife, Mary Smith'."""
    title = titles().get((word,))
    return (title,) if title and title.kind == "kin" else ()


@lru_cache(maxsize=16_384)
def _may_end_a_title(words: str) -> bool:
    last = words.split()[-1:] or [""]
    word = _folded(last[0].rpartition("-")[2])
    return word in _by_end() or bool(_kin(word.removesuffix(",")))


def titles_before(text: str, start: int) -> tuple[Title, ...]:
    """Return the titles that stand right before a name in its text, in reading order."""
    if start < 2 or text[start - 1] != " " or not _may_end_a_title(text[text.rfind(" ", 0, start - 1) + 1 : start - 1]):
        return ()
    before = text[max(0, start - _BEFORE) : start].replace("-", " ")
    pieces = before.split()
    words = [word.rstrip(".") for word in before.lower().split()]
    if words[-1].endswith(","):
        return _kin(words[-1][:-1])
    if pieces[-1].endswith(".") and words[-1] not in _shortened():
        return ()
    found: list[Title] = []
    end = len(words)
    while end:
        title = _title_until(words, end)
        if title is None or (title.kind == "regnal" and not pieces[end - len(title.words)][:1].isupper()):
            break
        found.insert(0, title)
        end -= len(title.words)
    return tuple(found)


def _title_until(words: Sequence[str], end: int) -> Title | None:
    """Return the longest title that ends before this word."""
    for title in _by_end().get(words[end - 1], ()):
        if len(title.words) <= end and tuple(words[end - len(title.words) : end]) == title.words:
            return title
    return None
