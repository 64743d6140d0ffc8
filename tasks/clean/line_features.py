"""What the line classifier sees of a line: its shape, its words, its place and its neighbours.

`word_clues` gives the words and word pairs of a line that the lexical half of the model has weights for; `line_table`
gives the numbers that its trees ask about, one row a paragraph. Both read the mended text only.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import median

import numpy as np
import numpy.typing as npt

from tasks.clean.text import Paragraph

Table = npt.NDArray[np.float32]

SHORT = 40
"""Words of a line of which every word counts; of longer ones only the first and last do."""
EDGE = 8
"""Words at either end of a long line that count."""
HEAD, TAIL = 200, 70
"""Characters at either end of a line whose words are looked at."""
CLASSED = 24
"""Words at the beginning of a line that are counted by class."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?|[©|@:>»•]")
_CAPITAL = re.compile(r"[A-ZÀ-Þ](?<!\w[A-ZÀ-Þ])")
_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"\b\d{1,2}:\d\d\b|\b\d+ ?(?:hour|minute|min|hr|day|week|month|year)s? ago\b|\d ?[ap]\.?m\b", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTHS = frozenset(
    ["jan", "january", "feb", "february", "mar", "march", "apr", "april", "may", "jun", "june", "jul", "july", "aug",
     "august", "sep", "sept", "september", "oct", "october", "nov", "november", "dec", "december"]
)  # fmt: skip
_ENDINGS = {".": 1, "!": 2, "?": 3, "…": 4, ":": 5, ",": 6, ";": 6, ")": 7, '"': 8, "”": 8, "'": 8, "’": 8}
_CLOSERS = "\"”’')]"
_OPENERS = (
    dict.fromkeys("\"“'‘", 1) | dict.fromkeys("([", 2) | {"©": 3} | dict.fromkeys("*•-–—#>▶", 4) | {"@": 5, "$": 6}
)

_WORD_CLASSES = {
    "function": "the a an of in on at to for from by with and or but as that which who",
    "past": "was were had said did told went made took came became began gave got knew led left lost met ran saw sent"
    " spent stood thought won wrote asked added",
    "modal": "would could will can may might should must",
    "present": "is are has have do does says",
    "reader": "you your yours we our us i my me",
    "person": "he she his her him they them their it its",
    "link_word": "however meanwhile also because although while since after before when if",
}
_CLASS_NAMES = tuple(_WORD_CLASSES)
_CLASS_OF_WORD = {w: i for i, name in enumerate(_CLASS_NAMES) for w in _WORD_CLASSES[name].split()}
_ED, _ING, _UNCLASSED = range(len(_CLASS_NAMES), len(_CLASS_NAMES) + 3)

OWN = (
    "words", "characters", "ending", "final", "opener", "lower_start", "capitals", "capital_share", "caps_lock",
    "digits", "sentences", "quotes", "commas", "colons", "bars", "time", "year", "month", "link", "bracket_tail",
    "dash_tail", "slash_tail", "mean_length", "second_s", *_CLASS_NAMES, "ed", "ing",
)  # fmt: skip
"""Names of the numbers that a line's own text gives."""

CREDIT_SIGNS = tuple(OWN.index(name) for name in ("bracket_tail", "dash_tail", "slash_tail"))
"""Signs near the end of a line that a credit may follow."""


def words_of(text: str) -> list[str]:
    """Return the lower-case words and telling signs of a line's beginning; of a long line also of its end."""
    lower = text.lower()
    if len(lower) <= HEAD + TAIL:
        return _WORD.findall(lower)
    return _WORD.findall(lower[:HEAD]) + _WORD.findall(lower[-TAIL:])


def word_clues(words: Sequence[str]) -> list[str]:
    """Return the lexical clues of a line from its words: each word, and words and pairs by their place."""
    n = len(words)
    clues = list(dict.fromkeys(words if n <= SHORT else [*words[:EDGE], *words[-EDGE:]]))
    clues += [f"{i}={word}" for i, word in enumerate(words[:3])]
    if n > 1:
        clues += (f"-1={words[-1]}", f"-2={words[-2]}")
        clues += [f"{a}+{b}" for a, b in pairwise(words if n <= 12 else words[:5])]
    if n <= 4:
        clues.append("all=" + " ".join("0" if w.isdigit() else w for w in words))
    clues.append("bias")
    return clues


@lru_cache(maxsize=1 << 16)
def _class_of(word: str) -> int:
    """Return the class that a word counts for: by the word itself, else by its ending."""
    ending = _ED if word.endswith("ed") else _ING if word.endswith("ing") else _UNCLASSED
    return _CLASS_OF_WORD.get(word, ending)


def own_numbers(text: str, words: Sequence[str]) -> list[float]:
    """Return the numbers that a line's own text gives, in the order of `OWN`."""
    n = text.count(" ") + 1
    head, tail = text[:HEAD], text[-TAIL:]
    first = words[:CLASSED]
    counts = [0] * (_UNCLASSED + 1)
    for kind in map(_class_of, first):
        counts[kind] += 1
    seen = max(1, len(first))
    head_words = max(1, head.count(" ") + 1)
    capitals = len(_CAPITAL.findall(head))
    plain = text.rstrip(_CLOSERS)
    short = n <= SHORT
    digit = _DIGIT.search(head)
    numeric = digit is not None or (not short and _DIGIT.search(tail) is not None)
    return [
        n,
        len(text),
        _ENDINGS.get(text[-1:], 0),
        plain[-1:] in ".!?…" if plain else 0.0,
        _OPENERS.get(text[:1], 7 if text[:1].isdigit() else 0),
        text[:1].islower(),
        capitals / head_words,
        capitals / max(1, head_words - counts[0]),
        short and text.isupper(),
        len(_DIGIT.findall(head)) if digit and short else 0,
        head.count(". ") + head.count("? ") + head.count("! ") + head.count(".” ") + head.count('." '),
        text.count('"') + text.count("“") + text.count("”"),
        head.count(","),
        head.count(":"),
        head.count("|") + head.count("•"),
        digit is not None and short and _TIME.search(head, digit.start()) is not None,
        numeric and (_YEAR.search(head) is not None or _YEAR.search(tail) is not None),
        digit is not None and short and not _MONTHS.isdisjoint(words),
        "http" in text or "www." in text or ".com" in tail or "pic.twitter" in tail,
        text[-1:] == ")" and "(" in tail,
        " - " in tail or " – " in tail or " — " in tail or " | " in tail or ": " in tail,
        "/" in tail,
        len(text) / n,
        len(words) > 1 and words[1][-1] == "s",
        *[count / seen for count in counts[:_UNCLASSED]],
    ]


PLACE = (
    "index", "from_end", "share", "lines", "after_blank", "blank_share", "prose", "prose_before", "prose_after",
    "since_prose", "until_prose", "prose_share", "short_run", "repeated", "known_words", "head_overlap", "median_words",
    "furniture_before", "furniture_after", "since_furniture", "until_furniture", "since_list", "credited",
)  # fmt: skip
"""Names of the numbers that a line's place in its text gives."""
FAR = 99
"""The distance of what there is none of."""
MANY = 20
"""How far such lines are counted."""


def place_numbers(
    paragraphs: Sequence[Paragraph],
    own: Table,
    words: Sequence[Sequence[str]],
    furniture: npt.NDArray[np.bool_],
    lists: npt.NDArray[np.bool_],
    credited: npt.NDArray[np.bool_],
) -> Table:
    """Return the numbers that each line's place in its text gives, in the order of `PLACE`.

    What the rules see goes in by line: furniture, heads of lists of other stories, and credited captions.
    """
    n = len(paragraphs)
    table = np.empty((n, len(PLACE)), dtype=np.float32)
    index = np.arange(n)
    length = own[:, 0]
    prose = ((length >= 18) & (own[:, 3] > 0)) | (length >= SHORT)
    total = int(prose.sum())
    blank = np.array([p.after_blank for p in paragraphs], dtype=np.float32)
    texts = [p.mended.text for p in paragraphs]
    times = Counter(texts)
    table[:, 0] = np.minimum(index, 60)
    table[:, 1] = np.minimum(n - 1 - index, 60)
    table[:, 2] = index / n
    table[:, 3] = n
    table[:, 4] = blank
    table[:, 5] = blank.mean()
    table[:, 6] = prose
    table[:, 7], table[:, 8] = _before_and_after(prose)
    table[:, 9], table[:, 10] = _since(prose), _since(prose[::-1])[::-1]
    table[:, 11] = total / n
    table[:, 12] = _runs(length < 12)
    table[:, 13] = [times[text] for text in texts]
    table[:, 14], table[:, 15] = _shared_words(own, words)
    table[:, 16] = median(length.tolist())
    table[:, 17], table[:, 18] = _before_and_after(furniture)
    table[:, 19], table[:, 20] = _since(furniture), _since(furniture[::-1])[::-1]
    table[:, 21] = _since(lists)
    table[:, 22] = min(int(credited.sum()), MANY)
    return table


def _before_and_after(flags: npt.NDArray[np.bool_]) -> tuple[Table, Table]:
    """For each line the number of flagged ones before and after it, as far as one cares to count."""
    before: Table = np.cumsum(flags, dtype=np.float32) - flags
    return np.minimum(before, MANY), np.minimum(flags.sum() - before - flags, MANY)


def _since(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.int_]:
    """For each line how many lines before it the last flagged one stands."""
    index = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, index, -FAR))
    since: npt.NDArray[np.int_] = np.minimum(index - np.concatenate(([-FAR], last[:-1])), FAR)
    return since


def _runs(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.int_]:
    """For each line the length of the run of short lines that it stands in, 0 for a long one."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    runs = np.zeros(len(flags), dtype=np.int_)
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        runs[begin:end] = end - begin
    return runs


def _shared_words(own: Table, words: Sequence[Sequence[str]]) -> tuple[list[float], list[float]]:
    """Shares of a line's longer words that other lines have too, and that the first line has; -1 for a long line."""
    longer = {w for w in set[str]().union(*words) if len(w) > 4}
    sets = [longer.intersection(line) for line in words]
    head, once, again = sets[0], set[str](), set[str]()
    for line in sets:
        again |= once & line
        once |= line
    known, overlap = [-1.0] * len(sets), [-1.0] * len(sets)
    for i, (length, line) in enumerate(zip(own[:, 0].tolist(), sets, strict=True)):
        if line and length <= SHORT:
            known[i] = len(line & again) / len(line)
            overlap[i] = len(line & head) / len(line)
    return known, overlap


NEIGHBOUR = tuple(OWN.index(name) for name in ("words", "ending", "final", "opener", "capital_share", "function"))
"""Which of a line's own numbers its neighbours see."""
REACH = (-3, -2, -1, 1, 2, 3)
"""How far a line sees: the places of the neighbours whose numbers it is given."""
LEXICAL_REACH = (-2, -1, 1, 2)
NOBODY = -9.0
"""What is seen where there is no neighbour."""


def line_table(own: Table, rules: Table, place: Table, lexical: Table) -> Table:
    """Return all numbers of each line: its own, verdicts, its place's, lexical scores, its neighbours'."""
    seen = np.concatenate((own[:, NEIGHBOUR], place[:, 4:5]), axis=1)
    parts = [own, rules, place, lexical]
    parts += [*_shifted(seen, REACH), *_shifted(rules, LEXICAL_REACH), *_shifted(lexical, LEXICAL_REACH)]
    return np.concatenate(parts, axis=1, dtype=np.float32)


def _shifted(table: Table, steps: Sequence[int]) -> list[Table]:
    """For each step the rows so many lines further."""
    n, far = len(table), max(map(abs, steps))
    padded = np.full((n + 2 * far, table.shape[1]), NOBODY, dtype=table.dtype)
    padded[far : far + n] = table
    return [padded[far + step : far + step + n] for step in steps]
