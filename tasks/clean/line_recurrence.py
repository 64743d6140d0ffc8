"""Lines that recur over the stories of an outlet: what many articles together tell of furniture.

A line counts once a story, however many copies of the story there are: copies share the story's longest line, and the
articles of one longest line are taken for one story.
"""

from collections import defaultdict
from collections.abc import Sequence


def recurrences(articles: Sequence[Sequence[str]], outlets: Sequence[str | None]) -> list[list[int]]:
    """Return for each line of each article how many stories of its outlet hold it word for word.

    Articles whose outlet is unknown are taken for those of one outlet.
    """
    holders = defaultdict[tuple[str | None, str], list[int]](list)
    for number, (lines, outlet) in enumerate(zip(articles, outlets, strict=True)):
        for line in set(lines):
            holders[outlet, line].append(number)
    story = [max(lines, key=len, default="") for lines in articles]
    stories = {
        held: len({story[number] for number in numbers}) for held, numbers in holders.items() if len(numbers) > 1
    }
    return [[stories.get((outlet, line), 1) for line in lines] for lines, outlet in zip(articles, outlets, strict=True)]
