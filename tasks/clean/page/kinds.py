"""The kind of a run of text, by where it lies and by its words."""

import re
from dataclasses import dataclass
from typing import Final

from tasks.clean.dates import parse_date
from tasks.clean.page.container import FURNITURE
from tasks.clean.page.lines import line_is
from tasks.clean.page.walk import HEADING_TAGS, Node, Run, is_prose

LONGEST_SUBHEAD: Final = 25
"""Words of the longest subheading."""
LONGEST_HEAD_PART: Final = 60
"""Words of the longest byline or date line."""
LONGEST_NOTICE: Final = 70
"""Words of the longest notice of the outlet among an article's paragraphs."""
SHORT_DATE: Final = 10
"""Words of the longest line that is nothing but a date."""
SENTENCE_END: Final = (".", "!", "?", "…", "”", '"', ".’", ".'", ":", ";", ",", "।", "。", "？", "！")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


@dataclass(slots=True)
class Line:
    """A run on its way to a block: where it lies and the kind so far ('' is undecided, 'drop' is none)."""

    run: Run
    node: Node
    kind: str = ""


def kind_inside(line: Line, nodes: list[Node]) -> str:
    """Decide on a run inside the article by the zone it lies in, then by its words."""
    run, zone = line.run, line.node.zone
    if not _LETTER_OR_DIGIT.search(run.text):
        return "drop"
    if zone in FURNITURE:
        return zone
    if line_is("drop", run.text):
        return "drop"
    if zone == "byline" and run.words <= SHORT_DATE and parse_date(run.text):
        return "dateline"
    if zone == "embed" and run.words <= LONGEST_NOTICE and line_is("promo", run.text):
        return "promo"
    if zone in ("byline", "dateline"):
        return zone if run.words <= LONGEST_HEAD_PART and not (is_prose(run) and run.words > 25) else ""
    if zone:
        return zone
    return _kind_by_words(line, nodes)


def _kind_by_words(line: Line, nodes: list[Node]) -> str:
    run = line.run
    for kind in ("related", "promo", "footer", "correction"):
        if kind == "related" and is_sentence(run) and not run.link_words:
            continue
        if run.words <= LONGEST_NOTICE and line_is(kind, run.text):
            return kind
    if run.words <= 40 and line_is("caption", run.text):
        return "caption"
    if run.link_share > 0.8 and (run.item or (run.words <= 30 and not run.text.endswith(SENTENCE_END))):
        return "related"
    if _heading(line, nodes):
        return "subhead" if run.words <= LONGEST_SUBHEAD else "body"
    return "body"


def _heading(line: Line, nodes: list[Node]) -> str:
    """Give the heading tag around a run, looking a little outward (<h2><div>...</div></h2>)."""
    node = line.node
    if node.tag in ("p", "li"):
        return ""
    for _ in range(3):
        if node.tag in HEADING_TAGS:
            return node.tag
        if node.parent < 0:
            return ""
        node = nodes[node.parent]
    return ""


def is_sentence(run: Run) -> bool:
    """Tell whether a run ends like a sentence; an ellipsis is rather a teaser's end."""
    return run.text.endswith((".", "!", "?", "”", '"')) and not run.text.endswith("...")


def kind_above(line: Line) -> str:
    """Decide on a run between the headline and the article's element."""
    run, zone = line.run, line.node.zone
    if zone in FURNITURE or not _LETTER_OR_DIGIT.search(run.text) or line_is("drop", run.text):
        return "drop"
    if zone in ("standfirst", "byline", "dateline", "caption") and run.words <= 80:
        return zone
    if run.words <= 15 and not is_sentence(run) and line_is("byline", run.text):
        return "byline"
    if run.words <= 20 and (run.time or line_is("dateline", run.text)):
        return "dateline"
    if is_prose(run) or (run.words >= 6 and line.node.tag in HEADING_TAGS):
        return "standfirst"
    return "drop"
