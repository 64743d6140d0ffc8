"""What stands around a page's headline: short lines and marked elements in which bylines and dates stand."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lxml.etree import _Element as Element

from tasks.clean.page.cues import names_author
from tasks.clean.page.lines import line_is
from tasks.clean.page.walk import Run, Walked

BEFORE: Final = 8
AFTER: Final = 20
"""Runs of text before and after the headline that are looked at."""
LONGEST: Final = 25
"""Words of the longest line with a byline or a date."""
EDITED: Final = "last"
"""What all lines hold that tell when a page was edited: it spares the trial of most."""
APART: Final = frozenset({"related", "comment", "promo"})
"""Zones whose names and dates are those of others."""
NO_AUTHORS: Final = APART | {"drop", "caption"}

_BY: Final = frozenset({"by", "written by", "author", "posted by", "words by", "story by"})


@dataclass(frozen=True)
class Surroundings:
    """What may hold the authors' names and the date, the likeliest first.

    `named` are elements marked as an author's name, `bylines` lines, `times` the values of <time> elements, `dates`
    lines.
    """

    named: tuple[Element, ...] = ()
    bylines: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


def surroundings_of(walked: Walked, headline: int | None, first: int) -> Surroundings:
    """Gather what stands around the headline's run (without one, around the article's first run)."""
    centre = headline if headline is not None else first
    after = range(centre + 1, min(centre + AFTER, len(walked.runs)))
    before = range(centre - 1, max(centre - BEFORE, 0) - 1, -1)
    near = [run for index in (*after, *before) if _short(walked, run := walked.runs[index])]
    window = walked.runs[max(centre - BEFORE, 0) : centre + AFTER]
    marked = [run for run in near if walked.nodes[run.node].zone == "byline"]
    said = [run.text for run in near if run not in marked and line_is("byline", run.text)]
    split = [f"By {other.text}" for run, other in pairwise(window) if run.text.casefold().strip(": ") in _BY]
    dates = sorted(near, key=lambda run: not (run.time or walked.nodes[run.node].zone in ("dateline", "byline")))
    edited = [
        run
        for run in walked.runs
        if run.words <= LONGEST and EDITED in run.text.lower() and line_is("edited", run.text)
    ]
    return Surroundings(
        named=tuple(
            mark.element
            for mark in walked.marks
            if centre - BEFORE <= mark.run <= centre + AFTER
            and walked.nodes[mark.node].zone not in NO_AUTHORS
            and names_author(mark.element)
        ),
        bylines=(*split, *(run.text for run in marked), *said),
        times=tuple(time for run in near if (time := walked.nodes[run.node].element.get("datetime"))),
        dates=tuple(run.text for run in dates + edited),
    )


def _short(walked: Walked, run: Run) -> bool:
    return run.words <= LONGEST and walked.nodes[run.node].zone not in APART
