"""Labelled dumps made of other labelled dumps: cut down, with another story, with another tail."""

import random
from collections.abc import Callable, Sequence

from line_parts import Story
from line_sets import LabelledText
from line_tails import any_tail

from tasks.clean.text import source_lines


def cut_dumps(texts: Sequence[LabelledText], copies: int) -> list[LabelledText]:
    """Cut whole-page dumps down to what careless extractors leave: the article and some of the lines around it."""
    rng = random.Random(11)
    cut = list[LabelledText]()
    for text in texts:
        if text.dump != "page" or text.labels.count("body") < 3:
            continue
        lines = [line.text for line in source_lines(text.text)]
        for copy in range(copies):
            kept = _extracted(rng, text.labels)
            cut.append(_cut(f"{text.name}/cut/{copy}", text, [(text.labels[i], lines[i]) for i in kept]))
    return cut


def tailed(
    stories: Sequence[Story], texts: Sequence[LabelledText], group_of: Callable[[str], int], groups: int
) -> list[LabelledText]:
    """Let what careless extractors leave of a page end with recommended stories, comments or a gallery."""
    rng = random.Random(17)
    made = list[LabelledText]()
    for group in range(groups):
        own = [story for story in stories if group_of(story.source) == group and len(story.of("body")) > 2]
        for text in texts:
            if group_of(text.site) != group or text.dump != "extract" or text.labels.count("body") < 3:
                continue
            lines = [line.text for line in source_lines(text.text)]
            last = max(i for i, label in enumerate(text.labels) if label == "body")
            cut = rng.randint(last * 2 // 3, last) if rng.random() < 0.5 else last
            told = Story(text.site, lines[0], (), "", tuple(zip(["body"] * cut, lines, strict=False)))
            tail = [*any_tail(rng, told, own)]
            if tail:
                kept = [
                    *zip(text.labels[: cut + 1], lines, strict=False),
                    *tail,
                    *zip(text.labels[cut + 1 : last + 1], lines[cut + 1 :], strict=False),
                ]
                labels, texts_ = zip(*kept, strict=True)
                made.append(
                    LabelledText(
                        f"{text.name}/tailed", "made", text.site, "tailed", "\n".join(texts_), labels, text.weight * 0.5
                    )
                )
    return made


def transplanted(
    stories: Sequence[Story], texts: Sequence[LabelledText], group_of: Callable[[str], int], groups: int
) -> list[LabelledText]:
    """Cut whole-page dumps as `cut_dumps` does, and tell another story in place of theirs."""
    rng = random.Random(13)
    cut = list[LabelledText]()
    for group in range(groups):
        own = [story for story in stories if group_of(story.source) == group and len(story.of("body")) > 5]
        for text in texts:
            if group_of(text.site) != group or text.dump != "page" or text.labels.count("body") < 3:
                continue
            story = rng.choice(own)
            told = iter(story.of("body", "subhead"))
            texts_ = [line.text for line in source_lines(text.text)]
            lines = list[tuple[str | None, str]]()
            for i in _extracted(rng, text.labels):
                if text.labels[i] == "headline":
                    lines.append(("headline", story.title))
                elif text.labels[i] in ("body", "subhead"):
                    lines += [line for line in (next(told, None),) if line]
                elif text.labels[i] in ("other", "byline"):
                    lines.append((text.labels[i], texts_[i]))
            cut.append(_cut(f"{text.name}/told", text, lines))
    return cut


def _extracted(rng: random.Random, labels: Sequence[str | None]) -> list[int]:
    """The lines of a page that a careless extractor leaves."""
    own = [i for i, label in enumerate(labels) if label == "body"]
    first, last = own[0] - rng.randint(0, 10), own[-1] + rng.randint(0, 30)
    kept, keep = list[int](), True
    for i in range(max(0, first), min(len(labels), last + 1)):
        if rng.random() < 0.3:
            keep = rng.random() < 0.6
        if keep or labels[i] != "other":
            kept.append(i)
    return kept


def _cut(name: str, page: LabelledText, lines: Sequence[tuple[str | None, str]]) -> LabelledText:
    labels, texts = zip(*lines, strict=True)
    return LabelledText(name, "made", page.site, "cut", "\n".join(texts), labels, min(1.0, 60 / len(lines)) * 0.5)
