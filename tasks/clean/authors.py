"""Author fields and bylines -> the people named in them."""

import html
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from tasks.clean.dates import DATE_IN_TEXT, may_hold_date

LONGEST_NAME: Final = 60
"""Characters; what is longer is prose."""
MOST_WORDS: Final = 6
MOST_PEOPLE: Final = 40
MOST_NAME_PARTS: Final = 5
SHORTEST_OUTLET: Final = 5
"""Letters of an outlet's name from which on names that begin with it are its desks."""

_TAG = re.compile(r"<[^>]{0,400}>")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\w)@\w+", re.IGNORECASE)
_BREAKS = re.compile(
    r"\s*(?:[;|•·\n\r\t‧∙]|\s/\s|/(?=\s)|\s[-–—]{1,2}\s|\s+and\s+|\s*&\s*|\s+und\s+|\s+et\s+|\s+with\s+)\s*",
    re.IGNORECASE,
)
_DATE = re.compile(rf"(?:\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:{DATE_IN_TEXT.pattern})", re.IGNORECASE)
_STUCK_BY = re.compile(r"^\s*By(?=[A-Z])")
_SLASHED = re.compile(r"(?<=\w)/(?=\w)")
_BRACKETED = re.compile(r"[(\[{][^)\]}]*[)\]}]?")
_EDGES_BUT_DOT: Final = " ,:;–—-_*'\"“”()[]{}"
_INITIAL_END = re.compile(r"(?:^|[\s.])\w\.$")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff'’.\-ʻ])*", re.UNICODE)
_LOOSE = re.compile(r"[\W_]+")
_DOMAIN = re.compile(r"\.(?:com|org|net|info|co)\b(?:\.\w\w)?", re.IGNORECASE)
_SLOGAN = re.compile(r"\s*(?:\||\s[–—-]\s|:\s).*", re.DOTALL)
_CONNECTING: Final = frozenset({"and", "&", "of", "the", "for", "und", "et", "y"})
_WORD_PART = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True)
class _Words:
    """The lists of `data/authors.toml`, ready to look words up."""

    lead_in: re.Pattern[str]
    ending: re.Pattern[str]
    roles: frozenset[str]
    bodies: frozenset[str]
    names: frozenset[str]
    honours: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


@lru_cache(maxsize=1)
def _words() -> _Words:
    lists = tomllib.loads((Path(__file__).parent / "data" / "authors.toml").read_text("utf-8"))
    sets = {key: frozenset(value) for key, value in lists.items()}
    return _Words(
        lead_in=re.compile(rf"(?:(?:{_any_of(lists['lead_ins'])})(?:\s*:\s*|\s+|$))+", re.IGNORECASE),
        ending=re.compile(rf"\s+(?:{_any_of(lists['endings'])})(?:\s.*|$)", re.IGNORECASE | re.DOTALL),
        **{key: sets[key] for key in ("roles", "bodies", "names", "honours", "suffixes", "particles")},
    )


def people(named: Iterable[str], outlet: str | None = None) -> tuple[str, ...]:
    """Give of those whom an author field or byline credits the people.

    Desks, agencies, staff, roles, the `outlet` itself, addresses and handles are no people.
    """
    return tuple(name for name in named if is_person(name, outlet))


def credited(value: str | Sequence[str]) -> tuple[str, ...]:
    """Give all whom an author field or byline credits, people as well as agencies and desks, in order, each once.

    Names are given in 'Given Surname' form: 'Doe, Jane' is turned round, 'JANE DOE' loses its capitals.
    """
    parts = [value] if isinstance(value, str) else list(value)
    return _once(name for part in parts for name in _names_in(part))[:MOST_PEOPLE]


def is_person(name: str, outlet: str | None = None) -> bool:
    """Tell whether a cleaned name can be a person's: no word of an office, no agency, not the outlet."""
    words, folded = _words(), name.casefold().strip()
    if folded in words.names or (outlet and _names_outlet(name, outlet)):
        return False
    first, *others = name.split()
    if others and first.isupper() and first.casefold() in words.names:
        return False
    if folded[:1].isdigit():
        return False
    tokens = [token.strip(".,'’") for token in folded.split()]
    if any(token in words.bodies or token in words.roles for part in tokens for token in (part, *part.split("-"))):
        return False
    return tokens[:1] != ["the"] and not (len(tokens) == 1 and name.isupper() and len(name) > 2 and name.isascii())


def is_full_name(name: str) -> bool:
    """Tell whether a cleaned name has the shape of a given name and a surname: 'Ana Lima', 'Ursula von der Leyen'."""
    tokens = name.split()
    small = [token for token in tokens if not token[0].isupper()]
    return (
        2 <= len(tokens) <= MOST_NAME_PARTS
        and not any(c.isdigit() for c in name)
        and tokens[-1] not in small
        and all(token.casefold() in _words().particles for token in small)
    )


def _names_outlet(name: str, outlet: str) -> bool:
    """Tell whether a name is the outlet's, with or without its slogan, or one of its desks ('Ledger Kitchen')."""
    own = _core(name)
    for whole in (outlet, _SLOGAN.sub("", outlet)):
        if len(own) == 1 and own == [word for word in _core(whole) if word not in _words().bodies]:
            return True
        named = "".join(_core(whole))
        if named and (named == "".join(own) or (len(named) >= SHORTEST_OUTLET and "".join(own).startswith(named))):
            return True
    return False


def _core(name: str) -> list[str]:
    """Give the words of an outlet's or author's name without 'the' and '.com'."""
    words = [_loose(word) for word in _DOMAIN.sub("", name).split()]
    return [word for word in words if word and word != "the"]


def _once(names: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(_loose(name), name)
    return tuple(kept.values())


def _loose(name: str) -> str:
    return _LOOSE.sub("", name.casefold())


def _names_in(text: str) -> list[str]:
    text = _STUCK_BY.sub("", html.unescape(_TAG.sub(" ", text)))
    if _is_office(text):
        return [" ".join(text.split())]
    text = _DATE.sub(" ; ", text) if may_hold_date(text) else text
    text = _SLASHED.sub(" / ", _ADDRESS.sub(" ; ", _BRACKETED.sub(" ", text)))
    return [name for part in _BREAKS.split(text) for name in _names_in_part(part)]


def _is_office(text: str) -> bool:
    """'Staff and wire reports', 'Guardian staff reporter': nothing but words of an office."""
    words, tokens = _words(), [token for token in text.casefold().split() if token not in _CONNECTING]
    return 1 < len(tokens) <= MOST_WORDS and all(token in words.bodies or token in words.roles for token in tokens)


def _names_in_part(part: str) -> list[str]:
    """Split at commas, unless the comma turns a name round ('Doe, Jane')."""
    words = _words()
    part = " ".join(part.split()).strip(" :,")
    if lead_in := words.lead_in.match(part):
        part = part[lead_in.end() :]
    pieces = [piece.strip(_EDGES_BUT_DOT) for piece in part.split(",")]
    pieces = [piece for piece in pieces if piece and piece.casefold() not in words.honours]
    if len(pieces) == 2 and _turned_round(pieces[0], pieces[1]):
        pieces = [f"{pieces[1]} {pieces[0]}"]
    if pieces and (" " in pieces[0] or not is_person(pieces[0])):
        pieces = [pieces[0], *(piece for piece in pieces[1:] if " " in piece or not _is_place_or_letters(piece))]
    return [name for piece in pieces if (name := _name(piece))]


def _is_place_or_letters(piece: str) -> bool:
    """A single word after a full name or an agency is where they are, or letters after the name; or an agency."""
    return piece.isascii() and piece.casefold() not in _words().names


def _turned_round(first: str, second: str) -> bool:
    """'Doe, Jane' or 'Van Der Fort, Fouzia': one given name after the comma, and no role or office in either."""
    return (
        len(second.split()) == 1
        and len(first.split()) <= 3
        and (len(first.split()) == 1 or first.split()[0].casefold() in _words().particles)
        and is_person(f"{second} {first}")
        and not {first.casefold(), second.casefold()} & _words().names
        and second.casefold() not in _words().suffixes
        and not second.isdigit()
    )


def _name(text: str) -> str | None:
    """Clean one name: cut what follows it, drop honours, lower its capitals; None when it is no name at all."""
    words = _words()
    text = words.ending.sub("", f" {text}").strip() if words.ending.search(f" {text}") else text
    text = text.replace("-", " ") if text.count("-") == 1 and text.islower() else text
    tokens = [token for token in text.split() if token.casefold() not in words.honours]
    text = " ".join(tokens).strip(_EDGES_BUT_DOT)
    text = text if _INITIAL_END.search(text) or text.casefold().endswith(("jr.", "sr.")) else text.rstrip(".")
    tokens = text.split()
    if not tokens or len(text) > LONGEST_NAME or len(tokens) > MOST_WORDS or not any(c.isalpha() for c in text):
        return None
    if any(c.isdigit() for c in text) and len(tokens) > 1:
        return None
    if _sentence_like(tokens):
        return None
    shouted = (text.isupper() or text.islower()) and len(tokens) > 1
    return " ".join(_capitalised(token, shouted=shouted) for token in tokens)


def _sentence_like(tokens: list[str]) -> bool:
    """Tell prose from a name: more than one small word that is no particle."""
    small = [t for t in tokens if t[0].islower() and t.casefold() not in _words().particles]
    return len(tokens) > 2 and len(small) > len(tokens) - 2


def _capitalised(token: str, *, shouted: bool) -> str:
    if not shouted or "." in token or token.casefold() in ("ii", "iii", "iv"):
        return token
    return _WORD_PART.sub(lambda m: _spelt(m[0]), token)


def _spelt(word: str) -> str:
    """'O'BRIEN' -> 'O'Brien', 'MCDONALD' -> 'McDonald'."""
    head, mark, tail = word[:1], word[1:2], word[2:]
    if mark in ("'", "’"):
        return head.upper() + mark + tail.capitalize()
    if word[:2].casefold() == "mc" and len(word) > 3:
        return "Mc" + word[2:].capitalize()
    return word.capitalize()
