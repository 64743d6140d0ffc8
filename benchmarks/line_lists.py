"""Lists inside of composed articles: paragraphs set as lists, and lists of names."""

import random
import re
from collections.abc import Iterator, Sequence

from line_parts import Story
from line_tails import Line

PERSON = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]{2,} [A-Z][a-z]{3,}\b")
SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_PHRASE_END = re.compile(r"(?:,|;| –|,? and) (?=\w)|(?<=[.!?]) (?=[A-Z])")
_BULLETS = ("• {}", "- {}", "* {}", "– {}", "{n}. {}", "{n}) {}", "{}", "{};", "• {};")
_ENTRIES = (
    "{day} – {a}, {b}", "{day}: {a}", "{a} ({n})", "• {a}: {n}", "• {a}", "{a} – {b}", "{i}. {a}", "{i}) {a}, {b}",
    "{a}, {n}", "- {a} vs. {b}", "{n} {a}", "{a} @ {b}", "{a}: {b}", "({a}, {b})", "{h}:{n} {a}",
)  # fmt: skip
LONGEST_ITEM = 20
"""Words of the longest item of a list."""


def with_lists(rng: random.Random, lines: Sequence[Line]) -> Iterator[Line]:
    """Set some paragraphs as lists of one style: of their sentences, or of what stands between commas."""
    bullet, fine = rng.choice(_BULLETS), rng.random() < 0.5
    for i, (kind, text) in enumerate(lines):
        items = (_PHRASE_END if fine else SENTENCE_END).split(text)
        fitting = len(items) > 3 and max(item.count(" ") for item in items[1:]) < LONGEST_ITEM
        if kind == "body" and i and fitting and rng.random() < 0.5:
            yield "body", items[0].rstrip(".") + ":"
            for number, item in enumerate(items[1:], 1):
                yield "body", bullet.format(item[0].upper() + item[1:], n=number)
        else:
            yield kind, text


def enumeration(rng: random.Random, source: Story) -> list[Line]:
    """A list that a story holds, all entries set in one way, of names."""
    names = list(dict.fromkeys(PERSON.findall(" ".join(text for _, text in source.of("body")))))
    entry, days = rng.choice(_ENTRIES), rng.sample(range(1, 29), 20)
    return [
        (
            "body",
            entry.format(
                a=a, b=rng.choice(names), i=i, n=rng.randint(10, 59), h=days[i % 20], day=f"June {days[i % 20]}"
            ),
        )
        for i, a in enumerate(names[: rng.randint(3, 20)], 1)
    ]
