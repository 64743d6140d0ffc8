"""An article on which extraction fails is told by itself; the others are extracted as always."""

from collections.abc import Sequence

from conftest import BRIDGE, FERRY, HARVEST

from tasks.entities import load_recogniser
from tasks.entities.mention import Span
from tasks.quotes import SectionText
from tasks.stages.extract import extract, extract_each

ARTICLES = [[SectionText(0, "body", text)] for text in (FERRY, BRIDGE, HARVEST)]


class StumblingRecogniser:
    """The recogniser as it is, but for texts with the word Porto."""

    version = "stumbling"

    def __init__(self) -> None:
        self._as_it_is = load_recogniser()
        self.calls: list[int] = []

    def recognise(self, texts: Sequence[str]) -> list[list[Span]]:
        return self.recognise_many([texts])[0]

    def recognise_many(self, articles: Sequence[Sequence[str]]) -> list[list[list[Span]]]:
        self.calls.append(len(articles))
        if any("Porto" in text for texts in articles for text in texts):
            raise IndexError("too many bridges")
        return self._as_it_is.recognise_many(articles)


def test_the_others_are_extracted_as_always() -> None:
    recogniser = StumblingRecogniser()
    ferry, bridge, harvest = extract_each(ARTICLES, recogniser)
    assert repr(bridge) == "IndexError('too many bridges')"
    assert [ferry, harvest] == extract([ARTICLES[0], ARTICLES[2]], load_recogniser())
    assert recogniser.calls == [3, 1, 1, 1]
