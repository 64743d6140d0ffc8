"""The short lines around a page's headline, in which bylines and dates stand."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from tasks.clean.page.lines import line_is
from tasks.clean.page.walk import Run, Walked

BEFORE: Final = 8
AFTER: Final = 20
"""Runs of text before and after the headline that are looked at."""
LONGEST: Final = 25
"""Words of the longest line with a byline or a date."""

_BY: Final = frozenset({"by", "written by", "author", "posted by", "words by", "story by"})


@dataclass(frozen=True)
class Surroundings:
    """Lines that may hold the authors' names, and lines that may hold the date, the likeliest first."""

    bylines: tuple[str, ...]
    dates: tuple[str, ...]


def surroundings_of(walked: Walked, headline: int | None, first: int) -> Surroundings:
    """Gather the short lines around the headline's run (without one, around the article's first run)."""
    centre = headline if headline is not None else first
    after = range(centre + 1, min(centre + AFTER, len(walked.runs)))
    before = range(centre - 1, max(centre - BEFORE, 0) - 1, -1)
    near = [run for index in (*after, *before) if _short(walked, run := walked.runs[index])]
    window = walked.runs[max(centre - BEFORE, 0) : centre + AFTER]
    marked = [run for run in near if walked.nodes[run.node].zone == "byline"]
    said = [run.text for run in near if run not in marked and line_is("byline", run.text)]
    split = [f"By {other.text}" for run, other in pairwise(window) if run.text.casefold().strip(": ") in _BY]
    dates = sorted(near, key=lambda run: not (run.time or walked.nodes[run.node].zone in ("dateline", "byline")))
    edited = [run for run in walked.runs if run.words <= LONGEST and line_is("edited", run.text)]
    return Surroundings((*split, *(run.text for run in marked), *said), tuple(run.text for run in dates + edited))


def _short(walked: Walked, run: Run) -> bool:
    return run.words <= LONGEST and walked.nodes[run.node].zone not in ("related", "comment", "promo")
