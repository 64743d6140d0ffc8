"""An element tree -> its runs of text in document order, each with the elements around it."""

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from tasks.clean.page.cues import UNREAD, cue_of

BLOCK_TAGS: Final = frozenset({
    "html", "body", "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr",
    "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul", "amp-story", "amp-accordion", "amp-carousel", "noindex", "amp-list", "amp-sidebar",
})  # fmt: skip
HEADING_TAGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
IMAGES: Final = frozenset({"img", "video", "object", "svg"})
PLAIN_INLINE: Final = frozenset(
    {"a", "b", "i", "em", "strong", "u", "sup", "sub", "font", "abbr", "cite", "q", "s", "mark"}
)
"""Inline elements whose names are not asked for cues: they are too many and tell too little."""
BOLD_TAGS: Final = frozenset({"b", "strong", "big"})
GOOD_WORDS: Final = 10
"""Words from which on a run counts as a paragraph of prose, if little of it is links."""
LONGEST_CELL: Final = 120
"""Characters of a cell of a table of figures or facts."""
COUNTED: Final = BOLD_TAGS | {"a", "li", "time"}
"""Elements of which is counted how many are open."""
PASSED: Final = -2
"""Stands for the node inside an element that is not gone into."""
MOST_CELLS: Final = 40
MOST_RUNS: Final = 500_000
"""Runs of text after which the rest of a page is not read."""

_INVISIBLE: Final = ("\u200b", "\ufeff", "\u2060")
_WIDE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_END = (".", "!", "?", "”", '"', "’", ":", "।", "。", "…", ")", "'", "»")


@dataclass(slots=True)
class Node:
    """An element that is a block, or that has a cue: where it lies, and how much prose is in it.

    `good` counts the words of prose inside, `words` all words, `images` and `headings` those elements.
    """

    element: Element
    tag: str
    cue: str
    parent: int
    words: int = 0
    good: int = 0
    images: int = 0
    headings: int = 0
    zone: str = ""


@dataclass(slots=True)
class Run:
    """A run of text between two borders of blocks. `node` is the innermost of the nodes around it."""

    text: str
    node: int
    words: int
    link_words: int
    bold_words: int
    item: bool
    time: bool

    @property
    def link_share(self) -> float:
        """The share of its words that are links, 0 to 1."""
        return self.link_words / self.words if self.words else 0.0


class Mark(NamedTuple):
    """A link, or an inline element marked as a byline: the number of the run and the node that it is in."""

    element: Element
    run: int
    node: int


@dataclass(slots=True)
class Walked:
    """All nodes (a parent before its children), all runs of text, and all marks, in document order."""

    nodes: list[Node] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


def count_words(text: str) -> int:
    """Count words; scripts without blanks count two characters as a word."""
    words = len(text.split())
    if words * 12 < len(text):
        words += len(_WIDE.findall(text)) // 2
    return words


def _visible(text: str) -> str:
    for character in _INVISIBLE:
        if character in text:
            text = text.replace(character, "")
    return text


def is_prose(run: Run) -> bool:
    """Tell whether a run reads as a paragraph: long enough, few links; a shorter one if it ends like a sentence."""
    if run.link_words * 3 > run.words:
        return False
    return run.words >= GOOD_WORDS * 2 or (run.words >= GOOD_WORDS // 2 and run.text.endswith(_END))


class _Walker:
    """The state of one walk: the run that is open, and how deep in links and bold type it stands."""

    def __init__(self) -> None:
        self.walked = Walked()
        self.parts: list[str] = []
        self.link_words = self.bold_words = 0
        self.links = self.bolds = self.items = self.times = self.breaks = 0

    def text(self, text: str) -> None:
        self.parts.append(text)
        if (self.links or self.bolds or self.breaks) and not text.isspace():
            self.breaks = 0
            words = count_words(text)
            self.link_words += words if self.links else 0
            self.bold_words += words if self.bolds else 0

    def flush(self, node: int) -> None:
        text = "".join(self.parts)
        self.parts = []
        if not text.isspace() and node >= 0:
            words = (text if text.isascii() else _visible(text)).split()
            if words:
                self.close(" ".join(words), len(words), node)
        self.link_words = self.bold_words = self.breaks = 0

    def close(self, text: str, words: int, node: int) -> None:
        if words * 12 < len(text):
            words = count_words(text)
        links, bold = min(self.link_words, words), min(self.bold_words, words)
        self.walked.runs.append(Run(text, node, words, links, bold, self.items > 0, self.times > 0))

    def count(self, tag: str, step: int) -> None:
        if tag == "a":
            self.links += step
        elif tag in BOLD_TAGS:
            self.bolds += step
        elif tag == "li":
            self.items += step
        else:
            self.times += step

    def line_break(self, node: int) -> None:
        self.breaks += 1
        if self.breaks >= 2:
            self.flush(node)
            self.breaks = 2
        else:
            self.parts.append(" ")


def walk(tree: Element) -> Walked:
    """Walk a tree once, without recursion, so that no depth of nesting is too deep."""
    walker = _Walker()
    around = [("", -1)]
    steps = etree.iterwalk(tree, events=("start", "end"))
    for event, element in steps:
        if event == "start":
            tag = str(element.tag)
            inner = _enter(walker, element, tag, around[-1][1])
            around.append((tag, inner))
            if inner == PASSED:
                steps.skip_subtree()
            elif text := element.text:
                walker.text(text)
        else:
            tag, inner = around.pop()
            if inner != PASSED:
                _leave(walker, element, tag, inner)
            if text := element.tail:
                walker.text(text)
        if len(walker.walked.runs) >= MOST_RUNS:
            break
    if walker.parts:
        walker.flush(0 if walker.walked.nodes else -1)
    _add_up(walker.walked)
    return walker.walked


def _enter(walker: _Walker, element: Element, tag: str, node: int) -> int:
    """Open an element: the innermost node inside it, or PASSED for one that is not gone into."""
    if tag in PLAIN_INLINE:
        if tag in COUNTED:
            walker.count(tag, 1)
        if tag == "a":
            walker.walked.marks.append(Mark(element, len(walker.walked.runs), node))
        return node
    if tag in BLOCK_TAGS:
        if tag == "hr":
            walker.flush(node)
            return PASSED
        if tag == "tr" and _is_data_row(element):
            _read_row(walker, element, node)
            return PASSED
        return _open_block(walker, element, tag, node)
    if tag in UNREAD:
        if tag in IMAGES and node >= 0:
            walker.walked.nodes[node].images += 1
        return PASSED
    if tag == "br":
        walker.line_break(node)
        return PASSED
    return _open_inline(walker, element, tag, node)


def _open_block(walker: _Walker, element: Element, tag: str, node: int) -> int:
    if walker.parts:
        walker.flush(node)
    if tag in COUNTED:
        walker.count(tag, 1)
    nodes = walker.walked.nodes
    nodes.append(Node(element, tag, cue_of(element, tag), node, headings=int(tag in HEADING_TAGS)))
    return len(nodes) - 1


def _open_inline(walker: _Walker, element: Element, tag: str, node: int) -> int:
    """Open an element within a line: a node if its names say what is in it; a hidden scrap is not gone into."""
    nodes, cue = walker.walked.nodes, cue_of(element, tag)
    if cue in ("drop", "overlay") and not len(element):
        return PASSED
    in_caption = node >= 0 and nodes[node].cue == "caption"
    if cue == "caption" and not in_caption and walker.parts:
        walker.flush(node)
    if tag in COUNTED:
        walker.count(tag, 1)
    if cue and cue != "byline" and not in_caption:
        nodes.append(Node(element, tag, cue, node))
        return len(nodes) - 1
    if cue == "byline":
        walker.walked.marks.append(Mark(element, len(walker.walked.runs), node))
    return node


def _leave(walker: _Walker, element: Element, tag: str, node: int) -> None:
    if walker.parts and (tag in BLOCK_TAGS or (node >= 0 and walker.walked.nodes[node].element is element)):
        walker.flush(node)
    if tag in COUNTED:
        walker.count(tag, -1)


def _is_data_row(row: Element) -> bool:
    """Tell a row of figures from one that lays out a page: several short cells without blocks inside."""
    if len(row) < 2 or len(row) > MOST_CELLS:
        return False
    return all(
        cell.tag in ("td", "th")
        and not any(inner.tag in BLOCK_TAGS or inner.tag in UNREAD for inner in cell.iterdescendants())
        and sum(len(text) for text in cell.itertext()) <= LONGEST_CELL
        for cell in row
    )


def _read_row(walker: _Walker, row: Element, node: int) -> None:
    walker.flush(node)
    for cell in row:
        walker.parts += [str(text) for text in cell.itertext()]
        for link in cell.iter("a"):
            walker.link_words += sum(count_words(str(text)) for text in link.itertext())
        walker.parts.append(" ")
    walker.flush(node)


def _add_up(walked: Walked) -> None:
    """Give every node the words of the runs inside it."""
    nodes = walked.nodes
    for run in walked.runs:
        node = nodes[run.node]
        node.words += run.words
        if is_prose(run):
            node.good += run.words
    for node in reversed(nodes):
        if node.parent >= 0:
            nodes[node.parent].words += node.words
            nodes[node.parent].good += node.good
            nodes[node.parent].images += node.images
            nodes[node.parent].headings += node.headings
