"""All that the line classifier sees of the lines of one text, computed once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tasks.clean.line_features import Table, own_numbers, place_numbers, word_clues, words_of
from tasks.clean.line_rules import VERDICTS, verdicts
from tasks.clean.text import Paragraph

LIST_HEAD = 6
"""Words of the longest line that heads a list of other stories."""

_FURNITURE = [VERDICTS.index(kind) for kind in ("promo", "related", "footer")]


class Sight(NamedTuple):
    """A text's lines: numbers of their own and of their place, verdicts of the rules (a row a line), words, clues."""

    own: Table
    rules: Table
    place: Table
    words: list[list[str]]
    clues: list[list[str]]

    def says(self, verdict: str) -> Table:
        """Return for each line whether the rules say so."""
        return self.rules[:, VERDICTS.index(verdict)]


def see(paragraphs: Sequence[Paragraph]) -> Sight:
    """Look at the lines of a text, of which there is at least one."""
    texts = [p.mended.text for p in paragraphs]
    words = [words_of(text) for text in texts]
    numbers = [own_numbers(text, w) for text, w in zip(texts, words, strict=True)]
    rules = [verdicts(*line) for line in zip(texts, words, numbers, strict=True)]
    own = np.array(numbers, dtype=np.float32)
    told: npt.NDArray[np.bool_] = np.array(rules, dtype=np.bool_)
    furniture: npt.NDArray[np.bool_] = told[:, _FURNITURE].max(axis=1)
    lists = told[:, VERDICTS.index("related")] & (own[:, 0] <= LIST_HEAD)
    place = place_numbers(paragraphs, own, words, furniture, lists, told[:, VERDICTS.index("caption")])
    return Sight(own, told.astype(np.float32), place, words, [word_clues(w) for w in words])
