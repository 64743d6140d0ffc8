"""Names made comparable: without case, accents, punctuation, titles and legal forms; and the ids that follow."""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from tasks.content_hash import content_hash
from tasks.entities.titles import without_titles

_COARSE = {"PERSON": "PERSON", "ORG": "ORG", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "NORP": "GROUP"}
_ARTICLE = re.compile(r"(?:the|The|THE)\s+(?=\S)")
_POSSESSIVE = re.compile(r"(?:['’`´]s|(?<=s)['’`´]|['’]S)$")
_APOSTROPHE = str.maketrans("", "", "'’‘`´ʿʾʼ.")
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ħ": "h"}
)
_LONGEST_ACRONYM = 7
_LONGEST_SHORT_NAME = 3
_AFFIX = re.compile(
    r"^(?:ex|non|anti|pro|pre|post)-(?=\w)|(?<=\w)-(?:based|born|led|backed|controlled|held|run|owned)$", re.I
)
_WORDS = re.compile(r"[^\W_]+(?:&[^\W_]+)*")
_JOINED_PARTICLE = re.compile(r"\b(?:al|el|ad|ar|as|ash|at|az|an)[-‐‑](?=\w)", re.IGNORECASE)


def coarse_label(label: str) -> str:
    """Return the kind that ids are made with: PERSON, ORG, PLACE (GPE, LOC, FAC), GROUP (NORP) or OTHER."""
    return _COARSE.get(label, "OTHER")


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Return the text without case, accents, apostrophes and full stops, other punctuation as single spaces."""
    if text.isascii():
        plain = text.lower()
        if plain.isalpha():
            return plain
        if plain.replace(" ", "").isalpha():
            return " ".join(plain.split())
    else:
        decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_UNDECOMPOSED)
        decomposed = unicodedata.normalize("NFKD", decomposed)
        plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(_WORDS.findall(plain.translate(_APOSTROPHE)))


def without_article(text: str) -> str:
    """Return the text without a leading 'the'."""
    article = _ARTICLE.match(text) if text[:1] in "tT" else None
    return text[article.end() :] if article else text


def without_possessive(text: str) -> str:
    """Return the text without a trailing possessive: "Haftar's" is "Haftar"."""
    return text if text[-2:].isalnum() else _POSSESSIVE.sub("", text)


def _data(name: str) -> str:
    return (files("tasks.entities") / "data" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def particles() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the particles of surnames, those of them that are given names as well, and the words behind a name."""
    table = tomllib.loads(_data("particles.toml"))
    return frozenset(table["particles"]), frozenset(table["given"]), frozenset(table["suffixes"])


@lru_cache(maxsize=1)
def organisation_words() -> dict[str, frozenset[str]]:
    """Return the word lists of organisations: legal_forms, small_words, generic, agencies."""
    return {name: frozenset(words) for name, words in tomllib.loads(_data("organisations.toml")).items()}


@lru_cache(maxsize=1)
def no_names() -> frozenset[str]:
    """Return what recognisers take for names and is none, folded: days of the week, words of web pages."""
    return frozenset(word for words in tomllib.loads(_data("no_names.toml")).values() for word in words)


@lru_cache(maxsize=1)
def nicknames() -> dict[str, frozenset[str]]:
    """Return for each given name or nickname the given names that it may stand for."""
    formal: dict[str, set[str]] = {}
    for row in csv.DictReader(_data("nicknames.csv").splitlines()):
        for short in (row["given"], *row["nicknames"].split()):
            formal.setdefault(short, set()).add(row["given"])
    return {short: frozenset(names) for short, names in formal.items()}


@lru_cache(maxsize=1)
def _known_names() -> dict[tuple[str, str], str]:
    """Return the well-known other names of countries and organisations: (coarse label, folded) -> folded name."""
    known = {}
    for row in csv.DictReader(_data("known_names.csv").splitlines()):
        for other in filter(None, row["others"].split("|")):
            known[row["class"], fold(other)] = fold(row["name"])
    return known


@lru_cache(maxsize=1)
def demonyms() -> dict[str, str]:
    """Return the demonym that each way of writing stands for, folded: 'libyans' is 'libyan', 'poles' is 'polish'."""
    forms: dict[str, str] = {}
    for row in csv.DictReader(_data("demonyms.csv").splitlines()):
        demonym = fold(row["demonym"])
        for form in filter(None, (demonym, *map(fold, row["others"].split("|")))):
            forms.setdefault(form, demonym)
            forms.setdefault(f"{form}s", demonym)
    return forms


@lru_cache(maxsize=1)
def _demonym_names() -> dict[str, str]:
    names = {fold(row["demonym"]): row["demonym"] for row in csv.DictReader(_data("demonyms.csv").splitlines())}
    return {form: names[demonym] for form, demonym in demonyms().items()}


def is_known(even: str) -> bool:
    """Whether an evened-out name is an organisation's well-known full name."""
    return even in _known_full_names()


@lru_cache(maxsize=1)
def _known_full_names() -> frozenset[str]:
    return frozenset(name for (coarse, _), name in _known_names().items() if coarse == "ORG")


@lru_cache(maxsize=65_536)
def person_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a person's name that count: neither titles, particles nor generations.

    If none would, all count.
    """
    trimmed = without_possessive(without_article(name.strip()))
    bare = without_titles(trimmed)
    return tuple(_counting_words(bare) or fold(trimmed).split()) or (name.strip(),)


def _counting_words(bare: str) -> list[str]:
    """Return the folded words that count of a person's name without titles."""
    some, given, behind = particles()
    simple = fold(bare).split()
    if bare.isascii() and "-" not in bare and some.isdisjoint(simple) and behind.isdisjoint(simple):
        return simple
    words: list[str] = []
    for position, word in enumerate(_JOINED_PARTICLE.sub("", bare).replace("-", " ").split()):
        folded = fold(word)
        first = position == 0 and (word[:1].islower() or folded not in given) if folded in some else False
        if not folded or (folded in behind and position) or (folded in some and (position or first)):
            continue
        words += folded.split()
    return words


@lru_cache(maxsize=65_536)
def even_name(coarse: str, name: str) -> str:
    """Return the name as it is compared, of one kind of entity (see coarse_label); never empty for a non-empty name.

    A person loses titles, particles and generations, an organisation its legal form, any name its leading article and
    trailing possessive. Well-known other names give the name that they stand for ('U.S.': 'united states').
    """
    if coarse == "PERSON":
        return " ".join(person_words(name))
    bare = without_possessive(without_article(name.strip()))
    folded = (fold(_AFFIX.sub("", bare)) if "-" in bare else "") or fold(bare) or bare
    known = _known_names()
    if coarse == "ORG" and (coarse, folded) not in known:
        folded = _without_legal_form(folded)
    if coarse in ("GROUP", "OTHER"):
        folded = demonyms().get(folded, folded)
    return known.get((coarse, folded), folded)


def _without_legal_form(folded: str) -> str:
    words = folded.split()
    forms = organisation_words()["legal_forms"]
    while len(words) > 1 and words[-1] in forms:
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=16_384)
def entity_id_of(label: str, name: str) -> str:
    """Return the id of the entity of this label and name: a hash of the coarse label and the evened-out name.

    It needs no corpus: all ways of writing that even out to the same name give the same id, on any machine.
    """
    coarse = coarse_label(label)
    return content_hash("entity", coarse, even_name(coarse, name))


def display_name(coarse: str, written: Mapping[str, int]) -> str:
    """Return the fullest of the ways in which a name is written, each given with how often.

    The one of most words, rather not in capitals, then the commonest, the longest, the first in order. A
    name of which there are only capitals ('TRIPOLI' in a headline) gets small letters, unless it looks like an acronym.
    Groups of people have the name of the table of demonyms: 'Libyan' for 'Libyans', 'Polish' for 'Poles'.
    """
    best = next(iter(written))
    if coarse == "GROUP" and (demonym := _demonym_names().get(fold(best))):
        return demonym
    if len(written) > 1:
        best = min(written, key=lambda name: (*_rank(coarse, name), -written[name], -len(name), name))
    return _without_shouting(coarse, best)


@lru_cache(maxsize=16_384)
def _rank(coarse: str, name: str) -> tuple[int, bool]:
    """Return less for a name of more words, and for one that is not in capitals."""
    words = even_name(coarse, name) if coarse == "PERSON" else fold(_AFFIX.sub("", name))
    return -words.count(" "), _is_shouted(coarse, name)


def _is_shouted(coarse: str, name: str) -> bool:
    """Whether a name is, or of a person any word is, in capitals that are no acronym's; 'S&P 500' is not."""
    if name.istitle():
        return False
    if coarse == "PERSON":
        return any(word.isupper() and len(word) > _LONGEST_SHORT_NAME and "." not in word for word in name.split())
    if not name.isupper() or "." in name:
        return False
    longest = _LONGEST_ACRONYM if coarse in ("ORG", "OTHER") else _LONGEST_SHORT_NAME
    return " " in name or len(name) > longest


def _without_shouting(coarse: str, name: str) -> str:
    if not _is_shouted(coarse, name):
        return name
    return " ".join(
        word.capitalize() if word.isupper() and (len(word) > _LONGEST_SHORT_NAME or position == 0) else word
        for position, word in enumerate(name.split())
    )
