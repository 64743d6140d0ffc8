"""Lines that recur over the stories of an outlet: what many articles together tell of furniture.

A line counts once a story, however many copies of the story there are: copies share the story's longest line, and the
articles of one longest line are taken for one story.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain


def recurrences(articles: Sequence[Sequence[str]], outlets: Sequence[str | None]) -> list[list[int]]:
    """Return for each line of each article how many stories of its outlet hold it word for word.

    Articles whose outlet is unknown are taken for those of one outlet.
    """
    by_outlet = defaultdict[str | None, list[int]](list)
    for number, outlet in enumerate(outlets):
        by_outlet[outlet].append(number)
    held = [[1] * len(lines) for lines in articles]
    for numbers in by_outlet.values():
        times = Counter(chain.from_iterable(set(articles[number]) for number in numbers))
        stories = {line: set[str]() for line, count in times.items() if count > 1}
        holders = [number for number in numbers if not stories.keys().isdisjoint(articles[number])]
        for number in holders:
            story = max(articles[number], key=len)
            for line in stories.keys() & set(articles[number]):
                stories[line].add(story)
        for number in holders:
            held[number] = [len(stories[line]) if line in stories else 1 for line in articles[number]]
    return held
