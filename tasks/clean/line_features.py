"""What a line's own text tells the line classifier: its shape, its signs, and of which classes its words are."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tasks.clean.line_words import (
    APOSTROPHE,
    BEYOND,
    CLOSE,
    COMMA,
    DASH,
    DIGIT,
    FAR_BACK,
    LETTER,
    OPEN,
    QUOTE,
    SLASH,
    SPACE,
    STOP,
    TAIL,
    Characters,
    Flags,
    Lookup,
    Numbers,
    Table,
    Words,
    ending_of,
    hash_words,
)  # fmt: skip

SHORT = 40
"""Words of a line that may be something else than a paragraph."""
CLASSED = 24
"""Words at the beginning of a line that are counted by class."""

_TIME = re.compile(
    r"\d(?:(?<!\w\d)(?:\d?:\d\d\b|\d* ?(?:hour|minute|min|hr|day|week|month|year)s? ago\b)| ?[ap]\.?m\b)", re.I
)
"""'10:30', '3 hours ago', '5 p.m.': begun with the digit, to which a search leaps."""

WORD_CLASSES = {
    "function": "the a an of in on at to for from by with and or but as that which who",
    "past": "was were had said did told went made took came became began gave got knew led left lost met ran saw sent"
    " spent stood thought won wrote asked added",
    "modal": "would could will can may might should must",
    "present": "is are has have do does says",
    "reader": "you your yours we our us i my me",
    "person": "he she his her him they them their it its",
    "link_word": "however meanwhile also because although while since after before when if",
}
_ED, _ING, _UNCLASSED = range(len(WORD_CLASSES), len(WORD_CLASSES) + 3)
_MONTHS = (
    "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov"
    " november dec december"
)
_LINKS = "http https www com twitter"

ENDINGS = {".": 1, "!": 2, "?": 3, "…": 4, ":": 5, ",": 6, ";": 6, ")": 7, '"': 8, "”": 8, "'": 8, "’": 8}
_CLOSERS = "\"”’')]"
_OPENERS = (
    dict.fromkeys("\"“'‘", 1) | dict.fromkeys("([", 2) | {"©": 3} | dict.fromkeys("*•-–—#>▶", 4) | {"@": 5, "$": 6}
) | dict.fromkeys("0123456789", 7)  # fmt: skip

OWN = (
    "words", "characters", "ending", "final", "opener", "lower_start", "capitals", "capital_share", "caps_lock",
    "digits", "sentences", "quotes", "commas", "colons", "bars", "time", "year", "month", "link", "bracket_tail",
    "dash_tail", "slash_tail", "mean_length", "second_s", *WORD_CLASSES, "ed", "ing", "first_class", "second_class",
    "last_class", "name_run", "first_past", "first_present", "first_ing", "lower_words", "name_verb",
)  # fmt: skip
"""Names of the numbers that a line's own text gives."""
CREDIT_SIGNS = tuple(OWN.index(name) for name in ("bracket_tail", "dash_tail", "slash_tail"))
"""Signs near the end of a line that a credit may follow: how far from the end they stand."""
NO_WORD = 30
"""The place of a word that a line does not hold."""


@lru_cache(maxsize=1)
def _classes() -> tuple[Lookup, npt.NDArray[np.int8], Flags, Flags]:
    """A lookup of the words that are counted, and for each its class, whether it is a month, or of a link."""
    class_of = {word: i for i, words in enumerate(WORD_CLASSES.values()) for word in words.split()}
    words = list(dict.fromkeys([*class_of, *_MONTHS.split(), *_LINKS.split()]))
    months, links = set(_MONTHS.split()), set(_LINKS.split())
    classes = np.array([class_of.get(word, _UNCLASSED) for word in words] + [_UNCLASSED], dtype=np.int8)
    is_month = np.array([word in months for word in words] + [False])
    is_link = np.array([word in links for word in words] + [False])
    return Lookup(hash_words(words)), classes, is_month, is_link


def _by_sign(table: dict[str, int]) -> npt.NDArray[np.float32]:
    values = np.zeros(BEYOND + 1, dtype=np.float32)
    values[list(map(ord, table))] = list(table.values())
    return values


@lru_cache(maxsize=1)
def _signs() -> tuple[Table, Table, Flags, Flags]:
    """What each character says at the end and at the beginning of a line; whether it closes a quotation or brackets."""
    closers, final = (_by_sign(dict.fromkeys(signs, 1)) > 0 for signs in (_CLOSERS, ".!?…"))
    return _by_sign(ENDINGS), _by_sign(_OPENERS), closers, final


def own_numbers(texts: Sequence[str], characters: Characters, words: Words) -> Table:
    """Return the numbers that each line's own text gives (a row a line), in the order of `OWN`."""
    length = np.array([text.count(" ") for text in texts], dtype=np.float32) + 1
    size = np.array([len(text) for text in texts], dtype=np.float32)
    seen = np.maximum(words.per_line, 1)
    short = length <= SHORT
    lookup, classes, is_month, is_link = _classes()
    known = lookup(words.hashes)
    kind = _kinds(words, classes[known])
    counted = np.bincount(
        words.line[words.place < CLASSED] * (_UNCLASSED + 1) + kind[words.place < CLASSED],
        minlength=len(texts) * (_UNCLASSED + 1),
    ).reshape(-1, _UNCLASSED + 1)
    classed = np.minimum(seen, CLASSED)
    counts = characters.counts
    capitals = words.how_many(words.capital)
    digits = np.where(short, counts[:, DIGIT], 0)
    ended, opened, _, _ = _signs()
    columns: dict[str, npt.NDArray[np.generic]] = {
        "words": length,
        "characters": size,
        "ending": ended[_in_plane(characters.from_end(0))],
        "final": _is_final(characters, len(texts)),
        "opener": opened[_in_plane(characters.codes[characters.starts])],
        "lower_start": _starts_lower(characters),
        "capitals": capitals / seen,
        "capital_share": capitals / np.maximum(1, seen - counted[:, 0]),
        "caps_lock": short & _caps_lock(characters),
        "digits": digits,
        "sentences": characters.how_many(_sentence_breaks(characters)),
        "quotes": counts[:, QUOTE],
        "commas": counts[:, COMMA],
        "colons": characters.how_many(characters.codes == ord(":")),
        "bars": characters.how_many((characters.codes == ord("|")) | (characters.codes == ord("•"))),
        "time": _times(texts, (digits > 0) & short),
        "year": words.how_many(_is_year(characters, words)) > 0,
        "month": short & (counts[:, DIGIT] > 0) & (words.how_many(is_month[known]) > 0),
        "link": words.how_many(is_link[known]) > 0,
        "bracket_tail": _bracket_tail(characters),
        "dash_tail": characters.last(_dashes(characters)),
        "slash_tail": characters.last(characters.kinds == SLASH),
        "mean_length": size / length,
        "second_s": words.how_many((words.place == 1) & _ends_in_s(words)),
        "first_class": _class_at(words, kind, words.place == 0),
        "second_class": _class_at(words, kind, words.place == 1),
        "last_class": _class_at(words, kind, words.back == 0),
        "name_run": words.first(~words.capital & ~words.number, NO_WORD),
        "first_past": words.first((kind == _ED) | (kind == 1), NO_WORD),
        "first_present": words.first((kind == 2) | (kind == 3), NO_WORD),
        "first_ing": words.first(kind == _ING, NO_WORD),
        "name_verb": words.first(_follows_name(words) & _ends_in_s(words), NO_WORD),
        "lower_words": words.how_many(~words.capital & ~words.number & (kind == _UNCLASSED)),
    }
    columns |= {name: counted[:, i] / classed for i, name in enumerate((*WORD_CLASSES, "ed", "ing"))}
    table = np.empty((len(texts), len(OWN)), dtype=np.float32)
    for i, name in enumerate(OWN):
        table[:, i] = columns[name]
    return table


def _ends_in_s(words: Words) -> Flags:
    flags: Flags = (words.ending & np.uint32(0xFFFF)) == ord("s")
    return flags


def _follows_name(words: Words) -> Flags:
    """Words without a capital right behind one with it."""
    flags = np.zeros(len(words.line), dtype=np.bool_)
    flags[1:] = ~words.capital[1:] & ~words.number[1:] & words.capital[:-1] & (words.place[1:] > 0)
    return flags


def _class_at(words: Words, kind: Numbers, there: Flags) -> Numbers:
    """The class of the word of each line that stands there; NO_WORD where there is none."""
    classes = np.full(len(words.per_line), NO_WORD, dtype=np.int64)
    classes[words.line[there]] = kind[there]
    return classes


def _kinds(words: Words, known: npt.NDArray[np.int8]) -> Numbers:
    """The class that each word counts for: by the word itself, else by its ending."""
    by_ending = np.where(words.ending == ending_of("ed"), _ED, _UNCLASSED)
    by_ending[(words.ending == ending_of("ng")) & (words.lengths > INGS)] = _ING
    return np.where(known == _UNCLASSED, by_ending, known)


INGS = 4
"""Letters of the longest word in -ng that is no participle."""


def _in_plane(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    return np.minimum(codes, np.uint32(BEYOND))


def _is_final(characters: Characters, lines: int) -> Flags:
    """Whether a line ends a sentence, whatever closes after it."""
    _, _, closers, final = _signs()
    ended = np.zeros(lines, dtype=np.bool_)
    going = np.ones(lines, dtype=np.bool_)
    for back in range(3):
        last = _in_plane(characters.from_end(back))
        ended |= going & final[last]
        going &= closers[last]
    return ended


NOT_LATIN = 0x250
"""From here on letters need not have two cases."""


def _starts_lower(characters: Characters) -> Flags:
    starts = characters.starts
    letter: Flags = (characters.kinds[starts] == LETTER) & ~characters.upper[starts]
    return letter & (characters.codes[starts] < NOT_LATIN)


def _caps_lock(characters: Characters) -> Flags:
    upper = characters.how_many(characters.upper)
    return (upper > 1) & (upper >= 0.9 * characters.counts[:, LETTER])


def _sentence_breaks(characters: Characters) -> Flags:
    """Marks that end a sentence before another one."""
    stop, space = characters.kinds == STOP, characters.kinds == SPACE
    quote = (characters.kinds == QUOTE) | (characters.kinds == APOSTROPHE)
    found = np.zeros(len(stop), dtype=np.bool_)
    inner = space & (characters.codes == ord(" "))
    found[:-3] = stop[:-3] & characters.upper[2:-1] & inner[1:-2]
    found[:-3] |= stop[:-3] & quote[1:-2] & inner[2:-1]
    return found


def _times(texts: Sequence[str], asked: Flags) -> Flags:
    found = np.zeros(len(texts), dtype=np.bool_)
    for i in np.flatnonzero(asked).tolist():
        found[i] = _TIME.search(texts[i]) is not None
    return found


def _is_year(characters: Characters, words: Words) -> Flags:
    starts = np.flatnonzero(words.number & (words.lengths == 4))
    flags = np.zeros(len(words.line), dtype=np.bool_)
    begins = words.starts[starts]
    century = characters.codes[begins] * 100 + characters.codes[begins + 1]
    flags[starts] = (century == ord("1") * 100 + ord("9")) | (century == ord("2") * 100 + ord("0"))
    return flags


def _bracket_tail(characters: Characters) -> Numbers:
    """How long ago the bracket was opened that closes at the end of a line."""
    closed = characters.kinds[characters.starts + characters.lengths - 2] == CLOSE
    opened = characters.last(characters.kinds == OPEN)
    return np.where(closed & (opened <= TAIL), opened, FAR_BACK)


def _dashes(characters: Characters) -> Flags:
    """Dashes and bars between spaces, and colons before one."""
    kinds, codes = characters.kinds, characters.codes
    space = codes == ord(" ")
    dash = (kinds == DASH) | (codes == ord("|"))
    found = np.zeros(len(kinds), dtype=np.bool_)
    found[1:-1] = (dash[1:-1] & space[:-2] & space[2:]) | ((codes[1:-1] == ord(":")) & space[2:])
    return found
