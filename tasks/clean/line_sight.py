"""All that the line classifier sees of the lines of texts before it scores them, computed once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tasks.clean.line_clues import clues_of
from tasks.clean.line_features import own_numbers
from tasks.clean.line_place import place_numbers
from tasks.clean.line_rules import VERDICTS, verdicts
from tasks.clean.line_shared import Shared, shared_words
from tasks.clean.line_texts import Texts
from tasks.clean.line_words import Flags, Hashes, Numbers, Table, Words, characters_of, words_in
from tasks.clean.text import Paragraph

LIST_HEAD = 6
"""Words of the longest line that heads a list of other stories."""

_FURNITURE = [VERDICTS.index(kind) for kind in ("promo", "related", "footer")]


class Sight(NamedTuple):
    """The lines of texts: numbers of their own and of their place, verdicts of the rules (a row a line), words,
    clues, and the words that they share.

    `lines` holds the lines' mended text, one text after the other, and `texts` which of them are of one text.
    """

    lines: list[str]
    texts: Texts
    own: Table
    rules: Flags
    place: Table
    words: Words
    clues: tuple[Hashes, Numbers]
    shared: Shared

    def says(self, verdict: str) -> Flags:
        """Return for each line whether the rules say so."""
        return self.rules[:, VERDICTS.index(verdict)]


def see(articles: Sequence[Sequence[Paragraph]]) -> Sight:
    """Look at the lines of texts, each of which has at least one."""
    lines = [p.mended.text for paragraphs in articles for p in paragraphs]
    texts = Texts(np.array([len(paragraphs) for paragraphs in articles], dtype=np.int64))
    characters = characters_of(lines)
    words = words_in(characters)
    own = own_numbers(lines, characters, words)
    rules = verdicts(lines, characters, words, own)
    blank = np.array([p.after_blank for paragraphs in articles for p in paragraphs], dtype=np.bool_)
    furniture: Flags = np.logical_or.reduce(rules[:, _FURNITURE], axis=1)
    lists = rules[:, VERDICTS.index("related")] & (own[:, 0] <= LIST_HEAD)
    shared = shared_words(texts, words)
    place = place_numbers(texts, blank, own, words, shared, furniture, lists, rules[:, VERDICTS.index("caption")])
    return Sight(lines, texts, own, rules, place, words, clues_of(words), shared)
