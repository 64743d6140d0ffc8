"""The labels that users know, out of the four kinds that the model tells apart, by a table of words.

PER is PERSON and ORG stays. A place is GPE unless its words say that it is FAC or LOC. Of the rest, names are EVENT,
LAW, PRODUCT or NORP by their words, else WORK_OF_ART if several words stand in quotation marks, else MISC. A place or a
name of the rest that the table holds for an organisation is ORG, and a storm of whatever kind is EVENT.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PARTY_AND_STATE = re.compile(r"[DIR][-‑][A-Z]")
_STORMS = ("Hurricane ", "Typhoon ", "Cyclone ", "Tropical Storm ")
_FINER: Mapping[str, tuple[tuple[str, ...], str]] = {
    "PER": ((), "PERSON"),
    "ORG": ((), "ORG"),
    "LOC": (("ORG", "FAC", "LOC"), "GPE"),
    "MISC": (("ORG", "EVENT", "LAW", "PRODUCT", "NORP"), "MISC"),
}
"""By kind: the labels that the table of words may give, the first that fits, and the label of all else."""

QUOTATION_MARKS = frozenset("\"“”‘’'«»")


@dataclass(frozen=True, slots=True)
class Words:
    """Words that give a label: whole names, first words, last words, single words and their endings; and exceptions."""

    whole: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]
    word: frozenset[str]
    ending: tuple[str, ...]
    never: frozenset[str]

    def fit(self, words: tuple[str, ...]) -> bool:
        """Tell whether a name, cut into lower-case words, has this label."""
        name = " ".join(words)
        if name in self.never:
            return False
        if name in self.whole or (len(words) > 1 and (words[0] in self.first or words[-1] in self.last)):
            return True
        return words[-1] in self.word or (len(words[-1]) > 4 and words[-1].endswith(self.ending))


@lru_cache(maxsize=1)
def load_kinds() -> Mapping[str, Words]:
    """Read the table of words by label."""
    path = Path(__file__).parent / "data" / "entities.kinds.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {label: _words(values) for label, values in table.items()}


def _words(values: Mapping[str, str]) -> Words:
    names = {key: _names(values.get(key, "")) for key in ("whole", "never")}
    single = {key: frozenset(values.get(key, "").split()) for key in ("first", "last", "word")}
    ending = tuple(values.get("ending", "").split()) or ("\0",)
    return Words(**names, **single, ending=ending)


def _names(text: str) -> frozenset[str]:
    """Names stand between bars; a run without bars is single words."""
    found: set[str] = set()
    for line in text.strip().splitlines():
        found.update(name.strip() for name in line.split("|")) if "|" in line else found.update(line.split())
    return frozenset(found)


def whole_name(text: str, start: int, name: str) -> str:
    """Return the name that begins here, of which the model may have found only the first word."""
    for longer in _longer().get(name.lower(), ()):
        end = start + len(longer)
        if text[start:end].lower() == longer and not text[end : end + 1].isalnum():
            return text[start:end]
    return name


@lru_cache(maxsize=1)
def _longer() -> Mapping[str, list[str]]:
    """Return by its first word the names that the table holds whole, the longest first."""
    found: dict[str, list[str]] = {}
    for name in sorted(load_kinds()["longer"].whole, key=lambda name: (-len(name), name)):
        found.setdefault(name.split()[0], []).append(name)
    return found


def is_name(name: str, after: str) -> bool:
    """Tell whether a span is a name rather than 'Sen' of 'Sen.' or 'R-Tex' of '(R-Tex.)', given what comes after it."""
    if after == "." and load_kinds()["title"].word.issuperset(name.lower().split()):
        return False
    return name[1:2] not in "-‑" or PARTY_AND_STATE.match(name) is None


def label_of(kind: str, name: str, before: str, after: str) -> str:
    """Return the label of a name of a kind, given the characters just before and after it."""
    label = _label_by_words(kind, name)
    is_quoted = label == "MISC" and before in QUOTATION_MARKS and after in QUOTATION_MARKS
    return "WORK_OF_ART" if is_quoted and " " in name else label


@lru_cache(maxsize=32_768)
def _label_by_words(kind: str, name: str) -> str:
    if name.startswith(_STORMS):
        return "EVENT"
    labels, usual = _FINER[kind]
    kinds, words = load_kinds(), _cut(name)
    return next((label for label in labels if kinds[label].fit(words)), usual)


def _cut(name: str) -> tuple[str, ...]:
    return tuple(name.lower().removeprefix("the ").replace("’", "'").removesuffix("'s").split()) or ("",)
