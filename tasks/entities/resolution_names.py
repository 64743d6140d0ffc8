"""The names found in one article: each string and label once, with the places where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.entities.mention import Span
from tasks.entities.names import coarse_label, fold
from tasks.entities.spans import own_spans


@dataclass(eq=False, slots=True)
class Name:
    """A string found under one label: its words that count, its labels, its mentions' positions, their summed score.

    A position is a mention's number in the article, in order.
    """

    text: str
    words: str
    folded: str
    label: str
    coarse: str
    positions: list[int] = field(default_factory=list)
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class FoundNames:
    """The names of an article.

    `texts` are the sections' texts and `names` the distinct names in order of their first mention. `at`, `places`
    (section's index, start) and `scores` have an item a mention.
    """

    texts: Sequence[str]
    names: list[Name]
    at: list[Name]
    places: list[tuple[int, int]]
    scores: list[float]

    def around(self, position: int) -> tuple[str, int]:
        """Return the text that holds a mention, and where in it the mention starts."""
        section, start = self.places[position]
        return self.texts[section], start

    def end(self, position: int) -> int:
        """Return where a mention ends in its section."""
        return self.places[position][1] + len(self.at[position].text)

    def between(self, left: int, right: int) -> str | None:
        """Return the text between two mentions of one section, None of two."""
        section, start = self.places[right]
        return self.texts[section][self.end(left) : start] if self.places[left][0] == section else None


def find_names(sections: Sequence[tuple[int, str, str]], spans: Sequence[Sequence[Span]]) -> FoundNames:
    """Return the names of an article's own text, trimmed (see own_spans)."""
    by_label: dict[tuple[str, str], Name] = {}
    at: list[Name] = []
    places: list[tuple[int, int]] = []
    scores: list[float] = []
    for index, start, words, label, score in own_spans(sections, spans):
        name = by_label.get((words, label))
        if name is None:
            name = by_label[words, label] = Name(words, words, fold(words), label, coarse_label(label))
        name.positions.append(len(at))
        name.score += score
        at.append(name)
        places.append((index, start))
        scores.append(score)
    return FoundNames([text for _, _, text in sections], list(by_label.values()), at, places, scores)
