"""The runs of text in and around an article's element -> blocks, each with its kind."""

from collections.abc import Sequence
from typing import Final

from tasks.clean.article import Block
from tasks.clean.page.container import FURNITURE
from tasks.clean.page.context import (
    mark_end,
    mark_names,
    mark_pictures,
    mark_start,
    mark_subheads,
    mark_teasers,
    repeated,
)
from tasks.clean.page.kinds import Line, kind_above, kind_inside
from tasks.clean.page.walk import Walked

OWN_KINDS: Final = frozenset({"headline", "standfirst", "body", "subhead", "pullquote", "embed", "correction"})
LONGEST_TAIL: Final = 60
"""Lines that are looked at after an article's last own line: an endless river of other stories is none of its parts."""


def inside_of(walked: Walked, container: int) -> list[bool]:
    """Tell for each run whether it lies in the container."""
    inside = [False] * len(walked.nodes)
    for index, node in enumerate(walked.nodes):
        inside[index] = index == container or (node.parent >= 0 and inside[node.parent])
    return [inside[run.node] for run in walked.runs]


def label_runs(
    walked: Walked, container: int, inside: Sequence[bool], headline: int | None, names: Sequence[str] = ()
) -> tuple[Block, ...]:
    """Label the runs of an article: what lies in its element, and its head above it.

    `inside` tells which runs lie in the container, `headline` is the index of the headline's run, `names` the authors
    that the page declares, to tell their lines.
    """
    lines = [Line(run, walked.nodes[run.node]) for run in walked.runs]
    body = [line for line, within in zip(lines, inside, strict=True) if within]
    often = repeated(body)
    for line in body:
        line.kind = "drop" if line.run.text in often else kind_inside(line, walked.nodes)
    mark_pictures(body, walked.nodes)
    mark_teasers(body, walked.nodes, container)
    mark_names(body, names)
    kept = body
    if headline is not None:
        above = [] if inside[headline] else lines[headline : list(inside).index(True)]
        for line in above:
            line.kind = kind_above(line)
        lines[headline].kind = "headline"
        kept = [*(above or ([] if inside[headline] else [lines[headline]])), *body]
    mark_start(kept, lines[headline] if headline is not None else None)
    mark_subheads(kept)
    mark_end(kept)
    return tuple(Block(line.kind, line.run.text.rstrip(" (") or line.run.text) for line in _tidied(kept))


def _tidied(lines: list[Line]) -> list[Line]:
    """Leave out what is dropped, furniture before the article begins, and all but the nearest after its end."""
    kept: list[Line] = []
    begun, since = False, 0
    last = max((index for index, line in enumerate(lines) if line.kind in OWN_KINDS), default=-1)
    for index, line in enumerate(lines):
        begun = begun or line.kind in ("body", "headline", "standfirst")
        since += index > last
        if line.kind not in ("drop", "") and (begun or line.kind not in FURNITURE) and since <= LONGEST_TAIL:
            kept.append(line)
    return kept
