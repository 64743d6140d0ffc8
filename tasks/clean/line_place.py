"""What a line's place in its text tells the line classifier, and what it has in common with the other lines.

All lines of many texts are looked at in one go, and nothing is ever counted across the bounds of a text.
"""

import numpy as np
import numpy.typing as npt

from tasks.clean.line_features import OWN, SHORT
from tasks.clean.line_shared import Shared, shares_in_common
from tasks.clean.line_texts import FAR, Texts
from tasks.clean.line_words import Flags, Hashes, Numbers, Table, Words, mixed

PLACE = (
    "index", "from_end", "share", "lines", "after_blank", "blank_share", "prose", "prose_before", "prose_after",
    "since_prose", "until_prose", "prose_share", "short_run", "repeated", "known_words", "head_overlap", "median_words",
    "furniture_before", "furniture_after", "since_furniture", "until_furniture", "since_list", "credited",
    "known_names", "names_before", "names_after", "lone_shorts", "unended", "words_before", "words_after", "words_soon",
    "words_earlier", "alike", "alike_share", "since_alike", "until_alike", "function_share",
)  # fmt: skip
"""Names of the numbers that a line's place in its text gives."""
MANY = 20
"""How far such lines are counted."""
FIRST = 60
"""How far lines are counted from either end."""


def place_numbers(
    texts: Texts,
    blank: Flags,
    own: Table,
    words: Words,
    shared: Shared,
    furniture: Flags,
    lists: Flags,
    credited: Flags,
) -> Table:
    """Return the numbers that each line's place in its text gives, in the order of `PLACE`.

    `blank` says which lines follow a blank one. What the rules see goes in by line: furniture, heads of lists of other
    stories, and credited captions.
    """
    length, final = own[:, 0], own[:, OWN.index("final")] > 0
    prose = ((length >= 18) & final) | (length >= SHORT)
    lines = texts.lines[texts.of]
    proses, prose_before = texts.total(prose), texts.before(prose)
    furnitures, furniture_before = texts.total(furniture), texts.before(furniture)
    short = length < 12
    lone = short & ~final & (texts.since(prose) == 1) & (texts.until(prose) == 1)
    common = shares_in_common(texts, shared)
    few = length <= SHORT
    alike = _shapes_in_text(texts, own, blank)
    function = OWN.index("function")
    columns: dict[str, npt.NDArray[np.generic]] = {
        "index": np.minimum(texts.index, FIRST),
        "from_end": np.minimum(texts.from_end, FIRST),
        "share": texts.index / lines,
        "lines": lines,
        "after_blank": blank,
        "blank_share": texts.total(blank) / lines,
        "prose": prose,
        "prose_before": np.minimum(prose_before, MANY),
        "prose_after": np.minimum(proses - prose_before - prose, MANY),
        "since_prose": texts.since(prose),
        "until_prose": texts.until(prose),
        "prose_share": proses / lines,
        "short_run": texts.runs(short),
        "repeated": _times_in_text(texts, words),
        "known_words": np.where(few, common["known"], -1),
        "head_overlap": np.where(few, common["head"], -1),
        "median_words": texts.median(length),
        "furniture_before": np.minimum(furniture_before, MANY),
        "furniture_after": np.minimum(furnitures - furniture_before - furniture, MANY),
        "since_furniture": texts.since(furniture),
        "until_furniture": texts.until(furniture),
        "since_list": texts.since(lists),
        "credited": np.minimum(texts.total(credited), MANY),
        "known_names": common["known_names"],
        "names_before": common["names_before"],
        "names_after": common["names_after"],
        "lone_shorts": np.minimum(texts.total(lone), MANY),
        "unended": texts.total(~final) / lines,
        "words_before": common["words_before"],
        "words_after": common["words_after"],
        "words_soon": common["words_soon"],
        "words_earlier": np.where(few, common["words_earlier"], -1),
        "alike": np.minimum(alike["times"], MANY),
        "alike_share": alike["times"] / lines,
        "since_alike": alike["since"],
        "until_alike": alike["until"],
        "function_share": texts.total(np.round(own[:, function] * 1000)) / lines,
    }
    table = np.empty((len(length), len(PLACE)), dtype=np.float32)
    for i, name in enumerate(PLACE):
        table[:, i] = columns[name]
    return table


def line_hashes(words: Words) -> Hashes:
    """Hash each line by its words in order; a line without words by nothing."""
    salted = words.hashes * (2 * words.place + 1).astype(np.uint64)
    sums = np.concatenate((np.zeros(1, dtype=np.uint64), np.cumsum(salted, dtype=np.uint64)))
    return mixed(sums[words.firsts + words.per_line] - sums[words.firsts])


def _times_in_text(texts: Texts, words: Words) -> Numbers:
    """How many lines of its text each line is word for word like, itself among them."""
    keys = line_hashes(words) ^ mixed(texts.of.astype(np.uint64))
    _, group, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    times: Numbers = sizes[group]
    return times


LENGTHS = (4, 8, 14, 30)
"""Words of lines, in bounds, that tell shapes apart."""
CASES = (0.25, 0.7, 0.99)
"""Shares of words with a capital, in bounds, that tell shapes apart."""


def _shapes_in_text(texts: Texts, own: Table, blank: Flags) -> dict[str, Numbers]:
    """How many lines of its text each line is shaped like, itself among them, and how far the next ones are."""
    length, case = (
        np.searchsorted(bounds, own[:, OWN.index(name)])
        for bounds, name in ((LENGTHS, "words"), (CASES, "capital_share"))
    )
    ending, opener = (own[:, OWN.index(name)].astype(np.int64) for name in ("ending", "opener"))
    shape = (((length * 4 + case) * 10 + ending) * 10 + opener) * 2 + blank
    keys = texts.of * 10_000 + shape
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    same = ordered[1:] == ordered[:-1]
    apart = np.minimum(np.where(same, order[1:] - order[:-1], FAR), FAR)
    since, until, times = (np.full(len(keys), FAR) for _ in range(3))
    since[order[1:]], until[order[:-1]] = apart, apart
    group = np.cumsum(np.concatenate(([True], ~same))) - 1
    times[order] = np.bincount(group)[group]
    return {"times": times, "since": since, "until": until}


NEIGHBOUR = tuple(OWN.index(name) for name in ("words", "ending", "final", "opener", "capital_share", "function"))
"""Which of a line's own numbers its neighbours see."""
REACH = (-3, -2, -1, 1, 2, 3)
"""How far a line sees: the places of the neighbours whose numbers it is given."""
LEXICAL_REACH = (-2, -1, 1, 2)
NOBODY = -9.0
"""What is seen where there is no neighbour."""


def line_table(texts: Texts, own: Table, rules: Flags, place: Table, lexical: Table) -> Table:
    """Return all numbers of each line: its own, verdicts, its place's, lexical scores, its neighbours'."""
    seen = np.concatenate((own[:, NEIGHBOUR], place[:, 4:5]), axis=1)
    said = rules.astype(np.float32)
    parts = [own, said, place, lexical]
    parts += [texts.shifted(seen, step, NOBODY) for step in REACH]
    parts += [texts.shifted(said, step, NOBODY) for step in LEXICAL_REACH]
    parts += [texts.shifted(lexical, step, NOBODY) for step in LEXICAL_REACH]
    return np.concatenate(parts, axis=1, dtype=np.float32)


CLASS_REACH = (-3, -2, -1, 1, 2, 3)
"""How far a line sees what its neighbours were taken for."""


def text_table(texts: Texts, chances: Numbers, likeliest: Numbers) -> Table:
    """Return for each line the chances of each class for it and its neighbours, how much of each class stands before
    and after it in its text, and how far the next line of each likeliest class is.
    """
    before = texts.before(chances)
    after = texts.total(chances) - before - chances
    parts = [chances, *(texts.shifted(chances, step, NOBODY) for step in CLASS_REACH), before, after]
    flags = [likeliest == kind for kind in range(chances.shape[1])]
    parts += [np.stack([texts.since(f) for f in flags] + [texts.until(f) for f in flags], axis=1)]
    return np.concatenate(parts, axis=1, dtype=np.float32)
