"""Lines of each kind to compose articles of: out of a corpus of news, and out of labelled dumps.

The corpus (`corpus/allsides-8000.jsonl.gz` in the data folder) is not labelled, but scrapers left marks in it that tell
what some of its lines are: credits, the words that CNN, the BBC and others put around captions, and short lines over
paragraphs.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from line_sets import LabelledText, rows

from tasks.clean.line_rules import VERDICTS, line_patterns, verdicts_on
from tasks.clean.line_words import Flags
from tasks.clean.text import source_lines

Parts = dict[str, list[str]]
"""Lines by kind; `credited` are captions with their credits."""

CAPTION_WORDS = (4, 45)
"""Words of the shortest and longest caption."""
LONGEST_SUBHEAD = 9
"""Words of the longest line of the corpus that is taken for a subheading."""
SHORTEST_PARAGRAPH = 60
"""Characters of the shortest line of the corpus that is taken for a paragraph."""
MOST_LINES = 60
"""Lines at the beginning of an article of the corpus that are looked at."""
LONGEST_FURNITURE = 40
"""Words of the longest line of the corpus that is taken for a promo line or a footer."""

_CREDIT = re.compile(
    r"\s*(?:\((?:AP |Reuters )?(?:Photo|Image|Photograph|Credit|Source|Getty|AP|Reuters|AFP)[^()]{0,70}\)"
    r"|\|\s?(?:AP|Getty|Reuters|AFP|Photo)[^|.]{0,50}"
    r"|(?:Photo|Photograph|Photographer|Credit|Image)s?(?: by)?: [^.:]{3,60}"
    r"|[A-Z][\w.-]+ [A-Z][\w.-]+/(?:Getty Images|AP|Reuters|AFP|Bloomberg|NPR)|REUTERS/[A-Z][\w. -]{3,30})\s*$"
)
_LEAD = re.compile(
    r"^(?:FILE PHOTO|FILE ?[-–—]+|Photo|Image|(?:Hide )?Caption|Enlarge this image toggle caption"
    r"|Facebook Twitter Pinterest)\s?:?\s*",
    re.IGNORECASE,
)
_SLIDE_END = re.compile(r"\s*Hide Caption \d+ of \d+\s*")
_SLIDE_TITLE = re.compile(r"^[^–]{0,90} – ")
_CAPTIONED = re.compile(r"(?:Image|Media) caption (.+)$")
_MARKED = re.compile(r"Hide Caption|JUST WATCHED|Story Highlights|Image copyright|Media playback")
_FURNITURE = re.compile(
    r"continue|advert|follow|@|related|read |more|watch|click|subscri|sign up|share|photo|video|©|http|getty"
    r"|newsletter",
    re.IGNORECASE,
)


class Story(NamedTuple):
    """An article of the corpus: its fields, and those of its lines of which the kind is plain, with it."""

    source: str
    title: str
    authors: tuple[str, ...]
    date: str
    lines: tuple[tuple[str, str], ...]

    def of(self, *kinds: str) -> list[tuple[str, str]]:
        """Return the lines of some kinds, in order."""
        return [line for line in self.lines if line[0] in kinds]


def stories_of(path: Path) -> list[Story]:
    """Read the corpus."""
    corpus = rows(path)
    articles = [[line.text for line in source_lines(row["content_original"])][:MOST_LINES] for row in corpus]
    said = verdicts_on([line for lines in articles for line in lines])
    ends = np.cumsum([0] + [len(lines) for lines in articles])
    return [
        Story(
            row["source"],
            row["title"].strip(),
            tuple(name.strip() for name in (row["authors"] or "").split(",") if 1 < len(name.split()) < 4)[:3],
            row["date"] or "2019-11-20",
            tuple(_plain_lines(lines, said[begin:end])),
        )
        for row, lines, (begin, end) in zip(corpus, articles, pairwise(ends.tolist()), strict=True)
    ]


def is_of_site(source: str, site: str) -> bool:
    """Whether a source of the corpus, by its name, may be that site."""
    words = re.findall(r"[a-z0-9]+", source.lower())
    return site in words or (len(site) > 3 and site.replace(" ", "") in "".join(words))


def parts_of_stories(stories: Sequence[Story]) -> Parts:
    """Return what stories have of each kind, and their titles as `related`, each line once."""
    parts = defaultdict[str, dict[str, None]](dict)
    for story in stories:
        parts["related"][story.title] = None
        for kind, text in story.lines:
            parts[kind][text] = None
    return {kind: list(found) for kind, found in parts.items()}


def _plain_lines(lines: Sequence[str], said: Flags) -> Iterator[tuple[str, str]]:
    """The lines of an article of which the kind is plain, with it."""
    promo, footer, related = (said[:, VERDICTS.index(kind)].tolist() for kind in ("promo", "footer", "related"))
    for i, line in enumerate(lines):
        words = line.count(" ") + 1
        captions = list(_captions(line))
        if captions:
            yield from (("caption", text) for text in captions)
            if credit_of(line) and words <= CAPTION_WORDS[1]:
                yield "credited", line
        elif words <= LONGEST_FURNITURE and (promo[i] or footer[i]):
            if not line.endswith('"'):
                yield "footer" if footer[i] else "promo", line
        elif related[i] or _MARKED.search(line):
            continue
        elif len(line) > SHORTEST_PARAGRAPH and line[-1] in ".!?\"”’'):…":
            yield "body", line
        elif 1 < words <= LONGEST_SUBHEAD and 0 < i < len(lines) - 1 and _is_subheading(*lines[i - 1 : i + 2]):
            yield "subhead", line


def _captions(line: str) -> Iterator[str]:
    """The bare captions that a line is, or is full of."""
    if "Hide Caption" in line:
        bare = _slides(line)
    elif (captioned := _CAPTIONED.search(line)) is not None:
        bare = iter([captioned[1]])
    elif credit_of(line) and line.count(" ") < 60:
        bare = iter([_LEAD.sub("", _CREDIT.sub("", line)).strip()])
    else:
        return
    shortest, longest = CAPTION_WORDS
    for text in bare:
        if shortest <= text.count(" ") + 1 <= longest and text[0].isupper():
            yield text


def _slides(line: str) -> Iterator[str]:
    """The captions of a gallery that was run together: each follows the gallery's title, which all of them share."""
    slides = [slide.removeprefix("Photos: ").split() for slide in _SLIDE_END.split(line)[:-1]]
    for before, slide in pairwise(slides):
        same = next((i for i, (a, b) in enumerate(zip(before, slide, strict=False)) if a != b), len(slide))
        yield _SLIDE_TITLE.sub("", " ".join(slide[same:]))


def credit_of(line: str) -> re.Match[str] | None:
    """Return the credit that a line ends with."""
    return _CREDIT.search(line) if any(sign in line for sign in "(|:/") else None


def _is_subheading(before: str, line: str, after: str) -> bool:
    shaped = line[0].isupper() and line[-1].isalnum() and min(len(before), len(after)) > 150 and after[0].isupper()
    return shaped and not _FURNITURE.search(line) and not line_patterns()["caption"].search(line)


def parts_of_dumps(texts: Sequence[LabelledText]) -> Parts:
    """Return what labelled dumps have of each kind, each line once; none of what was composed by others."""
    parts = defaultdict[str, dict[str, None]](dict)
    tables = line_patterns()
    for text in texts:
        if text.set == "sections_composed":
            continue
        for line, label in zip(source_lines(text.text), text.labels, strict=True):
            words = line.text.count(" ") + 1
            if label in ("subhead", "caption", "standfirst") and words <= 50:
                parts[label][line.text] = None
            elif label == "other" and words <= 45:
                kind = next((k for k in ("footer", "related", "promo") if tables[k].search(line.text)), None)
                if kind or (5 <= words <= 25 and line.text[0].isupper()):
                    parts[kind or "related"][line.text] = None
    return {kind: list(found) for kind, found in parts.items()}
