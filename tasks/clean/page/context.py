"""What the lines around a line say of its kind: repetitions, pictures, teasers, the article's beginning and end."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from tasks.clean.dates import parse_date
from tasks.clean.page.kinds import SENTENCE_END, Line, is_sentence
from tasks.clean.page.lines import line_is
from tasks.clean.page.walk import Node, is_prose

LEAST_LABELS: Final = 3
LONGEST_LABEL: Final = 4
"""Words of a button or the label of an entry."""
LONGEST_CAPTION: Final = 50
CREDIT: Final = 12
"""Words of a credit beside a caption."""
LONGEST_CARD: Final = 90
"""Words of the longest teaser with its title."""
SHORTEST_NAME: Final = 4
"""Characters of a name that may also be a common word."""
LONGEST_ROLE: Final = 8
"""Words after a name in a byline: a role, a date."""
LEAST_CARDS: Final = 3
LEAST_TITLE: Final = 4
"""Words of a teaser's title."""
LEAST_LEFT: Final = 50
LEAST_SHARE_LEFT: Final = 0.05
"""Words of prose that an article has beside teasers, and their share of all."""
MOST_CAPTIONS: Final = 0.4
"""The share of the article's prose that may be captions."""
LONGEST_ENDING: Final = 14
"""Words of a heading that ends an article."""
TAIL: Final = 0.15
"""The share of the article's prose that may follow a heading such as 'Related stories' if that heading ends it."""
_ABOUT = re.compile(r"(?:About|ABOUT) ([^\W\d_a-z][^.?!]{1,60}?):?")
_BIOGRAPHY = re.compile(r",? (?:is|was|are|has been|covers|writes|reports|works) ")


def repeated(lines: Sequence[Line]) -> set[str]:
    """Give the short lines that stand three times or more: buttons, labels of entries. Not paragraphs: 'No comment'."""
    counts = Counter(line.run.text for line in lines if _label(line))
    return {text for text, count in counts.items() if count >= LEAST_LABELS}


def _label(line: Line) -> bool:
    run = line.run
    return run.words <= LONGEST_LABEL and not run.item and line.node.tag != "p" and not run.text.endswith(SENTENCE_END)


def mark_pictures(lines: Sequence[Line], nodes: Sequence[Node]) -> None:
    """A line that shares its element with an image and with hardly any other words is the image's caption.

    Unless much of the article would be captions: then its paragraphs just stand beside images.
    """
    found = [line for line in lines if line.kind == "body" and _beside_image(line, nodes)]
    if _prose(found) <= MOST_CAPTIONS * _prose(lines):
        for line in found:
            line.kind = "caption"


def _beside_image(line: Line, nodes: Sequence[Node]) -> bool:
    node = line.node
    if line.run.words > LONGEST_CAPTION or line.run.item:
        return False
    for _ in range(4):
        if node.headings or node.words > line.run.words + CREDIT or node.parent < 0:
            return False
        if node.images:
            return True
        node = nodes[node.parent]
    return False


def mark_teasers(lines: Sequence[Line], nodes: Sequence[Node], container: int) -> None:
    """Mark cards that lead to other articles: three or more elements alike, each with a linked title and few words.

    Unless hardly any prose would be left: then the article is a list of things.
    """
    cards: dict[int, list[Line]] = {}
    for line in lines:
        if (card := _card(line.run.node, nodes, container)) is not None:
            cards.setdefault(card, []).append(line)
    leading = {card: held for card, held in cards.items() if _leads_away(held)}
    alike = Counter(_looks(nodes[card]) for card in leading)
    held_in = [line for card, held in leading.items() if alike[_looks(nodes[card])] >= LEAST_CARDS for line in held]
    found = [line for line in held_in if line.kind in ("body", "subhead", "caption")]
    prose = _prose(lines)
    if prose - _prose(found) >= max(LEAST_LEFT, LEAST_SHARE_LEFT * prose):
        for line in found:
            line.kind = "related"


def _prose(lines: Sequence[Line]) -> int:
    return sum(line.run.words for line in lines if line.kind == "body" and is_prose(line.run))


def _card(index: int, nodes: Sequence[Node], container: int) -> int | None:
    """Give the widest element around a run that is still no longer than a teaser, below the container."""
    card = None
    while index > container >= 0 and nodes[index].words <= LONGEST_CARD:
        card = index
        index = nodes[index].parent
    return card


def _looks(node: Node) -> tuple[str, str, int]:
    return node.tag, node.element.get("class") or "", node.parent


def _leads_away(held: Sequence[Line]) -> bool:
    """Tell whether a card has a title that is a link: the first of its lines that is no mere label."""
    title = next((line for line in held if line.run.words >= LEAST_TITLE), None)
    return title is not None and title.run.link_share > 0.8


def mark_names(lines: Sequence[Line], names: Sequence[str]) -> None:
    """A line that is only an author's name is a byline; one that says who the author is, a footer."""
    begun = False
    for line in lines:
        begun = begun or (line.kind == "body" and is_prose(line.run))
        if line.kind in ("body", "subhead") or (line.kind == "footer" and not begun):
            line.kind = _kind_by_name(line, names) or line.kind


def _kind_by_name(line: Line, names: Sequence[str]) -> str:
    text = line.run.text.removeprefix("By ")
    for name in names:
        if len(name) > SHORTEST_NAME and text.startswith(name):
            rest = text.removeprefix(name)
            if _BIOGRAPHY.match(rest):
                return "footer"
            if line.run.words <= len(name.split()) + LONGEST_ROLE and not rest.endswith((".", "!", "?")):
                return "byline"
    return ""


def mark_start(lines: Sequence[Line], headline: Line | None) -> None:
    """Sort out what stands before the first paragraph: bylines, dates, the standfirst; drop what precedes it all."""
    begun = headline is None or headline not in lines
    for line in lines:
        if line is headline:
            begun = True
            continue
        if line.kind == "body" and is_prose(line.run) and begun:
            return
        if not begun:
            line.kind = line.kind if line.kind in ("caption", "byline", "dateline") else "drop"
        elif line.kind in ("body", "subhead"):
            line.kind = _opening_kind(line)


def _opening_kind(line: Line) -> str:
    run = line.run
    if run.words <= 15 and not is_sentence(run) and line_is("byline", run.text):
        return "byline"
    if run.words <= 20 and (run.time or line_is("dateline", run.text)):
        return "dateline"
    if line.kind == "subhead":
        return "standfirst" if run.words >= 6 else "subhead"
    if run.words <= 12 and any(c.isdigit() for c in run.text) and parse_date(run.text):
        return "dateline"
    return "drop" if run.words <= 3 and not run.text.endswith(SENTENCE_END) else "body"


def mark_subheads(lines: Sequence[Line]) -> None:
    """A short paragraph wholly in bold is a subheading."""
    body = [line for line in lines if line.kind in ("body", "subhead")]
    for line, following in zip(body, [*body[1:], None][: len(body)], strict=True):
        if (
            line.kind == "body"
            and following is not None
            and not line.run.item
            and line.run.words <= 12
            and line.run.bold_words == line.run.words
            and not line.run.text.endswith((".", "!", ",", ";", "”", '"'))
        ):
            line.kind = "subhead"


def mark_end(lines: Sequence[Line]) -> None:
    """Turn all that follows a heading such as 'Related stories' into furniture, if little prose follows it."""
    prose = [line.run.words if line.kind == "body" and is_prose(line.run) else 0 for line in lines]
    total = left = sum(prose)
    for index, line in enumerate(lines):
        left -= prose[index]
        ends = _ends_article(line) or (index + 1 < len(lines) and _tells_of_company(line, lines[index + 1]))
        if left < total and left <= TAIL * total and ends:
            _end(lines[index:])
            break
    for line in reversed(lines):
        if line.kind == "subhead":
            line.kind = "related"
        elif line.kind == "body":
            break


def _ends_article(line: Line) -> bool:
    if line.run.words > LONGEST_ENDING or (line.kind == "body" and is_sentence(line.run)):
        return False
    return line_is("ending", line.run.text)


def _tells_of_company(line: Line, following: Line) -> bool:
    """'About Acme', and then 'Acme is a provider of ...': the end of a press release."""
    about = _ABOUT.fullmatch(line.run.text)
    return about is not None and following.run.text.startswith(about[1])


def _end(lines: Sequence[Line]) -> None:
    about = _ABOUT.fullmatch(lines[0].run.text)
    kind = "footer" if about else next((k for k in ("footer", "promo") if line_is(k, lines[0].run.text)), "related")
    for line in lines:
        if line.kind in ("body", "subhead", "standfirst", "pullquote"):
            line.kind = kind
