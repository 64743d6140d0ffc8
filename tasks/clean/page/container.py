"""Where the article lies on a page: the element that holds its paragraphs."""

import re
from collections.abc import Collection
from typing import Final

from tasks.clean.page.walk import Node, Run, Walked, is_prose

FURNITURE: Final = frozenset({"drop", "related", "promo", "footer", "comment"})
APART: Final = frozenset({"comment", "overlay"})
"""What may well be longer than the article."""
LISTS: Final = frozenset({"table", "figure", "ul", "ol", "dl", "tbody", "tr"})
PARAGRAPHS: Final = frozenset(
    {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th", "dd", "dt", "pre"}
)

MOST_IN_FURNITURE: Final = 0.4
MOST_IN_PART: Final = 0.3
NEARLY_ALL: Final = 0.9
ALL_BUT_CRUMBS: Final = 0.97
MOST_OF_IT: Final = 0.55
LONGEST_PART: Final = 150
"""Words of the longest caption, tweet or standfirst."""
LEAST_ARTICLE: Final = 30
"""Words of prose from which on an element marked as article can be the article."""
LEAST_ALONE: Final = 100
"""The same of an element that is taken for the article though there is more prose elsewhere."""
LEAST_FOUND: Final = 15
"""Weight of the prose (about a sentence) below which a page's cues are taken to be wrong."""
LEAST_TOLD: Final = 200
"""Characters from which on the article's body in JSON-LD is a witness."""
MOST_TOLD: Final = 100_000
"""Characters of that body that are looked at."""
LONG_PARAGRAPH: Final = 80
"""Words of a paragraph that no teaser has."""

_LOOSE = re.compile(r"[\W_]+")


def locate_article(walked: Walked, told_body: str = "") -> int:
    """Set the zones and find the article's element: its index in `walked.nodes`, -1 on a page without any prose.

    `told_body` is the article's text where JSON-LD gives it. Where hardly any prose lies outside what the names of
    elements call furniture, the names are wrong and are not believed.
    """
    set_zones(walked)
    weights = article_weights(walked, told_body)
    if weights and weights[0] < LEAST_FOUND and walked.nodes[0].good >= LEAST_ARTICLE:
        set_zones(walked, trusting=False)
        weights = article_weights(walked, told_body)
    return find_container(walked, weights)


def set_zones(walked: Walked, *, trusting: bool = True) -> None:
    """Give each node the zone that it lies in, by its own cue or that of an element around it.

    Without trust only comments and what lies over the page are furniture.

    A cue is not believed of an element that holds much of the page's prose: 'has-sidebar' on a wrapper hides no
    article, unless there is an article elsewhere. Furniture around a part of an article wins over the part.
    """
    nodes = walked.nodes
    if not nodes:
        return
    apart = sum(n.good for n in nodes if n.cue in APART and not _within(nodes, n.parent, APART))
    rest = max(nodes[0].good - apart, 1)
    captions = sum(n.good for n in nodes if n.cue == "caption" and not _within(nodes, n.parent, {"caption"}))
    ignored = frozenset({"caption"}) if captions > MOST_OF_IT * rest else frozenset()
    ends = _ends(nodes)
    marked = [i for i, n in enumerate(nodes) if (n.tag == "article" or n.cue == "article") and n.good >= LEAST_ARTICLE]
    for index, node in enumerate(nodes):
        around = nodes[node.parent].zone if node.parent >= 0 else ""
        if around in FURNITURE:
            node.zone = around
            continue
        believed = bool(node.cue) and node.cue not in ignored and _believed(node, rest)
        if not believed and node.cue in FURNITURE | APART and node.good < nodes[0].good:
            believed = any(
                not (index <= m < ends[index] or m <= index < ends[m])
                and nodes[m].good >= MOST_IN_FURNITURE * node.good
                for m in marked
            )
        believed = believed and (trusting or node.cue not in FURNITURE - {"comment"} or node.good == 0)
        zone = "drop" if node.cue == "overlay" else node.cue
        node.zone = zone if believed else around


def _within(nodes: list[Node], index: int, cues: Collection[str]) -> bool:
    while index >= 0:
        if nodes[index].cue in cues:
            return True
        index = nodes[index].parent
    return False


def _ends(nodes: list[Node]) -> list[int]:
    """Give for each node the index after its last descendant."""
    ends = list(range(1, len(nodes) + 1))
    for index in range(len(nodes) - 1, 0, -1):
        parent = nodes[index].parent
        ends[parent] = max(ends[parent], ends[index])
    return ends


def _believed(node: Node, rest: int) -> bool:
    if node.cue == "article":
        return False
    if node.cue in APART:
        return node.good < max(4 * rest, LEAST_ARTICLE)
    if node.cue in FURNITURE:
        return node.good <= MOST_IN_FURNITURE * rest
    return node.good <= MOST_IN_PART * rest and node.good <= LONGEST_PART


def article_weights(walked: Walked, told_body: str = "") -> list[int]:
    """Weigh the prose of each node outside furniture.

    Prose that JSON-LD gives as the article's counts fourfold; a paragraph alone in its element, like a teaser, a third.
    """
    told = _LOOSE.sub("", told_body[:MOST_TOLD].casefold())
    weights = [0] * len(walked.nodes)
    groups: dict[int, int] = {}
    prose: list[tuple[Run, int]] = []
    for run in walked.runs:
        node = walked.nodes[run.node]
        if node.zone in FURNITURE or node.zone == "caption" or not is_prose(run):
            continue
        group = node.parent if node.tag in PARAGRAPHS else run.node
        groups[group] = groups.get(group, 0) + 1
        prose.append((run, group))
    for run, group in prose:
        known = len(told) > LEAST_TOLD and _LOOSE.sub("", run.text.casefold())[:60] in told
        lonely = groups[group] == 1 and run.words < LONG_PARAGRAPH
        weights[run.node] += run.words * 12 if known else run.words if lonely else run.words * 3
    for index in range(len(weights) - 1, 0, -1):
        weights[walked.nodes[index].parent] += weights[index]
    return weights


def find_container(walked: Walked, weights: list[int]) -> int:
    """Descend from the root to the article's element: its index in `walked.nodes`, -1 without any prose."""
    if not weights or not weights[0]:
        return -1
    children: list[list[int]] = [[] for _ in weights]
    for index, node in enumerate(walked.nodes):
        if node.parent >= 0 and weights[index]:
            children[node.parent].append(index)
    current, marked = 0, False
    while (inner := _step(walked, weights, children, current, marked=marked)) is not None:
        current = inner
        marked = marked or walked.nodes[current].tag == "article" or walked.nodes[current].cue == "article"
    return current


def article_of_headline(walked: Walked, container: int, headline: int) -> int:
    """Narrow the container down to the <article> around the headline, if nearly all other prose is in others.

    Such others are what the site sets below its article: the next ones, or the front page.
    """
    nodes, home = walked.nodes, walked.runs[headline].node
    while home > container >= 0 and nodes[home].tag != "article":
        home = nodes[home].parent
    if home <= container or container < 0 or nodes[home].good < LEAST_ALONE:
        return container
    ends = _ends(nodes)
    others, index = 0, container + 1
    while index < ends[container]:
        if nodes[index].tag == "article" and not index <= home < ends[index]:
            others += nodes[index].good
            index = ends[index]
        else:
            index += 1
    rest = nodes[container].good - nodes[home].good
    return home if others >= NEARLY_ALL * rest > 0 else container


def _step(walked: Walked, weights: list[int], children: list[list[int]], current: int, *, marked: bool) -> int | None:
    inside = children[current]
    if not inside:
        return None
    best = max(inside, key=lambda index: weights[index])
    if walked.nodes[best].tag in PARAGRAPHS:
        return None
    share = weights[best] / weights[current]
    if marked and walked.nodes[best].tag in LISTS:
        return None
    if share >= (ALL_BUT_CRUMBS if marked else NEARLY_ALL):
        return best
    twins = [i for i in inside if _alike(walked.nodes[i], walked.nodes[best]) and weights[i] > 0.1 * weights[current]]
    if len(twins) > 1 and walked.nodes[best].tag == "article":
        return twins[0]
    is_article = walked.nodes[best].tag in ("article", "main") or walked.nodes[best].cue == "article"
    if len(twins) == 1 and not marked and share >= MOST_OF_IT and (is_article or _holds_article(walked, best)):
        return best
    return None


def _alike(one: Node, other: Node) -> bool:
    return one.tag == other.tag and one.element.get("class") == other.element.get("class")


def _holds_article(walked: Walked, index: int) -> bool:
    """Look for an element marked as article not far below."""
    for below in range(index + 1, min(index + 12, len(walked.nodes))):
        node = walked.nodes[below]
        if (node.tag == "article" or node.cue == "article") and node.good >= 0.5 * walked.nodes[index].good:
            return True
    return False
