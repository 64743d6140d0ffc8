"""Whether a line belongs to the story of its text: what it has in common with the lines that were taken for the story,
and whether these or furniture stand around it.

All is counted in whole numbers, so that a line's do not depend on the lines that are looked at along with it.
"""

import numpy as np

from tasks.clean.line_shared import Shared
from tasks.clean.line_texts import Texts
from tasks.clean.line_words import Flags, Numbers, Table

ONCE = 1000
"""What a line that is surely of the story counts for."""
OFTEN = 4
"""Lines of the story that a word may be counted in."""
LEAD = 4
"""Lines of the story that it begins with."""
FEW, MUCH = 300, 500
"""Below and above this, in thousandths, a word is taken for one that the story lacks, and that furniture has."""
PROSE_WORDS = 18
"""Words of the shortest line of prose."""
MOST_WORDS = 200
"""Words of a line that are counted."""
SURE = 800
"""Chance, in thousandths, from which on a line counts as known."""
NEAR, FAR_OFF = 4, 10
"""How many lines to either side are near a line."""


def story_table(
    texts: Texts, shared: Shared, words: Table, tied: Table, story: Numbers, top: Numbers, furniture: Numbers
) -> Table:
    """Return what tells whether each line is of its text's story.

    For each line `words` is their number and `tied` the share that the line before has; the others are, in thousandths,
    the chances that it is a paragraph of the story, that or its head, and furniture.
    """
    about = _about(texts, shared, story, top, furniture)
    led, named = about[-2], about[2]
    columns = [
        *about,
        *_windows(texts, _whole(led), NEAR),
        *_windows(texts, _whole(led), FAR_OFF),
        *_windows(texts, _whole(named), NEAR),
        *_windows(texts, _whole(tied * ONCE), NEAR),
        *_around(texts, words, story, furniture),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _whole(shares: Table) -> Numbers:
    """Shares as whole numbers; that of a line without words is nothing."""
    return np.round(np.maximum(shares, 0)).astype(np.int64)


def _about(texts: Texts, shared: Shared, story: Numbers, top: Numbers, furniture: Numbers) -> list[Table]:
    """What the words and names of each line have in common with the other lines of the story, and with furniture."""
    told = shared.total(story) - story[shared.line]
    called = shared.total(furniture) - furniture[shared.line]
    opening = np.where(texts.before(story) < LEAD * ONCE, top, 0)
    led = shared.total(opening) - opening[shared.line]
    once, foreign = np.minimum(told, ONCE), (told < FEW) & (called > MUCH)
    names: Flags = shared.name
    return [
        shared.share(once),
        shared.share(np.minimum(told, OFTEN * ONCE)),
        shared.share(once, names),
        shared.share(np.minimum(called, ONCE)),
        shared.share(np.minimum(called, ONCE), names),
        shared.share(foreign),
        shared.sums(once).astype(np.float32),
        shared.sums(told < FEW, names).astype(np.float32),
        shared.sums(np.ones_like(told), names).astype(np.float32),
        shared.share(np.minimum(led, ONCE)),
        shared.share(np.minimum(led, ONCE), names),
    ]


def _around(texts: Texts, words: Table, story: Numbers, furniture: Numbers) -> list[Table | Numbers]:
    """How much of the story, and of furniture, stands around each line, by lines and by words."""
    counted = np.minimum(words, MOST_WORDS).astype(np.int64)
    told, called = story * counted // 100, furniture * counted // 100
    all_told, all_called = texts.total(told), texts.total(called)
    told_before, called_before = texts.before(told), texts.before(called)
    told_after, called_after = all_told - told_before - told, all_called - called_before - called
    sure, called_surely = (story > SURE) & (words >= PROSE_WORDS), furniture > SURE
    return [
        *_windows(texts, furniture, NEAR)[:1],
        *_windows(texts, furniture, FAR_OFF),
        *_windows(texts, story, NEAR)[:1],
        *_windows(texts, told, NEAR)[:1],
        *_windows(texts, told, FAR_OFF),
        *_windows(texts, called, NEAR)[:1],
        told_before / np.maximum(all_told, 1),
        told_after,
        told_before,
        all_called / np.maximum(all_called + all_told, 1),
        called_after / np.maximum(called_after + told_after, 1),
        called_before / np.maximum(called_before + told_before, 1),
        texts.since(sure),
        texts.until(sure),
        texts.since(called_surely),
        texts.until(called_surely),
    ]


def _windows(texts: Texts, values: Numbers, reach: int) -> list[Table | Numbers]:
    """For each line the means of a number over so many lines on both sides, before and after; 0 where none are."""
    summed = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(values, dtype=np.int64)))
    line = np.arange(len(values))
    first = np.maximum(line - reach, texts.starts[texts.of])
    last = np.minimum(line + reach, line + texts.from_end)
    before, after = summed[line] - summed[first], summed[last + 1] - summed[line + 1]
    return [
        (before + after) / np.maximum(last - first, 1),
        before / np.maximum(line - first, 1),
        after / np.maximum(last - line, 1),
    ]
