"""What the tagger knows of a token by its surroundings ends where the text does."""

import numpy as np

from tasks.quotes.marks import quoted_regions
from tasks.quotes.tagger import MODEL
from tasks.quotes.tagger_features import QuoteFeatures, word_lists
from tasks.quotes.tagger_marks import MARKS, Properties, marks_of
from tasks.tagging.model import load
from tasks.tagging.reading import read
from tasks.tagging.types import TypeTable


def test_marks_do_not_depend_on_the_texts_before_and_after() -> None:
    features = QuoteFeatures(word_lists())
    table, properties = TypeTable(load(MODEL), features), Properties.empty(features)

    def marks(texts: list[str]) -> dict[str, list[int]]:
        reading = read(texts, table, "paragraph")
        properties.grow(table)
        found = marks_of(reading, properties, [quoted_regions(text) for text in texts], [()] * len(texts))
        return {name: found[name].tolist() for name in MARKS}

    texts = ["She wrote: “Never.”", "” he said. “No” is short", "and “Yes.”", ". It rained"]
    together, alone = marks(texts), [marks([text]) for text in texts]
    assert together == {name: np.concatenate([one[name] for one in alone]).tolist() for name in MARKS}
