"""Compose labelled plain-text articles: real paragraphs with captions, subheadings and furniture put between.

Bodies with their subheadings, headlines, bylines, captions and promo lines come from a corpus of US news, further
captions and furniture from labelled dumps. Articles are composed in groups of sites that share nothing: a group's
sources of the corpus and sites of the dumps are of one inner fold of training.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from line_lists import PERSON, SENTENCE_END, enumeration, with_lists
from line_parts import Parts, Story, parts_of_dumps, parts_of_stories
from line_sets import LabelledText
from line_tails import AGES, RELATED_HEADS, WIRES, Line, bio, blurbs, comments, gallery, most_like, names_in

_PHOTOGRAPHERS = (
    "Maria Lindqvist", "Tom Okafor/Daily Courier", "Jae Park for the Tribune", "Lena Fischer/AFP/Getty Images",
    "R. Alvarez", "Supplied", "Sky Hill Studio", "Peter Novak | Northern Post",
)  # fmt: skip
_CREDITED = (
    "{}", "{}", "{}", "{}", "{} - {o}", "{} | {o}", "{} Photograph: {o}", "{} (Image: {o})", "{} Credit: {o}",
    "{} ({o})", "{} Photo: {o}", "{} Picture: {o}", "{} — {o}", "{} / {o}",
)  # fmt: skip
_PORTRAITS = (
    "{}", "{}", "{}", "{}", "{}, {age}", "{}, {age}", "{} (left)", "{} in 2019", "File photo of {}",
    "{}, pictured, centre", "{} and {other}",
)  # fmt: skip
_SAID = re.compile(r"[“\"‘][A-Z][^“”\".!?]{10,60}[”\"’](?= )")
_READ_MORE = (
    "Read more: {}", "READ MORE: {}", "Related: {}", "RELATED: {}", "See also: {}", "Also read: {}", "More: {}",
    "Read also: {}", "Don't miss: {}", "READ NEXT: {}", "Recommended: {}",
)  # fmt: skip
_BYLINES = (
    "By {}", "{}", "Written by {}", "{} | Published {date}", "By {}, Staff Writer", "by {}", "By {} | {date}",
    "{}, {outlet}", "By {} and Staff", "Published {date} by {}", "{date} | {}", "By {} for {outlet}",
)  # fmt: skip
_STAMPS = ("{h}:{m:02}", "{h}.{m:02}am", "Update", "{h}:{m:02} {name}", "Posted at {h}:{m:02}", "{name}", "{age}")
WEIGHT = 0.8
"""What a line of a composed article weighs in training."""
LIVE = 0.15
"""Share of composed articles that are live reports: parts of several stories, each under its title."""
STAMPED = 0.6
"""Share of live reports whose parts are stamped with the time or the author."""
COMMENTED = 0.25
"""Share of composed articles that readers comment on."""
GALLERY = 0.08
"""Share of composed articles with a gallery of other news."""
RECOMMENDED = 0.1
"""Share of composed articles with other stories, title and beginning, in between."""
SIGNED_OFF = 0.2
"""Share of composed articles that end with a line about the author."""
LISTED = 0.2
"""Share of composed articles of which some paragraphs are lists."""
ENUMERATED = 0.25
"""Share of composed articles with a list of names: of dates and places, ranks, ingredients."""
REPEATED = 0.1
"""Share of composed articles with a line of furniture that comes again and again."""


def composed_articles(
    stories: Sequence[Story], texts: Sequence[LabelledText], number: int, group_of: Callable[[str], int], groups: int
) -> list[LabelledText]:
    """Compose a number of labelled articles, as many in each group; `group_of` tells the group of a site."""
    rng = random.Random(7)
    articles = list[LabelledText]()
    for group in range(groups):
        own = [story for story in stories if group_of(story.source) == group]
        shared = parts_of_stories(own)
        parts = parts_of_dumps([text for text in texts if group_of(text.site) == group])
        rich = [story for story in own if _is_rich(story)]
        for i in range(number // groups):
            story = rng.choice(rich if rng.random() < 0.7 else own)
            live = [story, *rng.sample(own, 5)] if rng.random() < LIVE else [story]
            lines = _compose(rng, live, own, shared, parts)
            if len(lines) > 5:
                labels, texts_ = zip(*lines, strict=True)
                name = f"made/{group}/{i}"
                articles.append(LabelledText(name, "made", story.source, "made", "\n".join(texts_), labels, WEIGHT))
    return articles


def _is_rich(story: Story) -> bool:
    return len(story.of("caption")) > 0 or len(story.of("subhead")) > 1


def _draw(rng: random.Random, kind: str, one: Parts, other: Parts) -> str:
    pools = [pool for pool in (one.get(kind), other.get(kind)) if pool]
    return rng.choice(rng.choice(pools))


def _compose(
    rng: random.Random, told: Sequence[Story], stories: Sequence[Story], shared: Parts, parts: Parts
) -> list[Line]:
    """Compose an article of one story, or a live report of several."""
    story = told[0]
    lines = story.of("body", "subhead") if len(told) == 1 else list(_live(rng, told))
    body = [text for kind, text in lines if kind == "body"]
    if rng.random() < LISTED:
        lines = list(with_lists(rng, lines))
    _enumerate(rng, lines, stories)
    captions = [text for _, text in story.of("caption")]
    chosen = [_credited(rng, text) for text in rng.sample(captions, min(len(captions), 4))]
    chosen += [_caption(rng, body, shared, parts) for _ in range(rng.randint(0, 4) if rng.random() < 0.6 else 0)]
    for text in chosen:
        lines.insert(rng.randint(0, len(lines)), ("caption", text))
    for kind, most in (("promo", 3), ("read_more", 3)):
        for _ in range(rng.randint(0, most) if rng.random() < 0.7 else 0):
            lines.insert(rng.randint(0, len(lines)), _line(rng, kind, shared, parts))
    if rng.random() < REPEATED:
        again = _line(rng, "promo", shared, parts)
        for _ in range(rng.randint(3, 6)):
            lines.insert(rng.randint(0, len(lines)), again)
    if rng.random() < 0.35 and all(kind != "subhead" for kind, _ in lines):
        lines = _with_subheads(rng, lines, shared, parts)
    _insert_stories(rng, lines, stories)
    head = _head(rng, story, body, shared, parts)
    said = {text.rstrip(".") for kind, text in head if kind == "standfirst"}
    lines = [line for line in lines if not any(text in line[1] for text in said)]
    return head + _without_stray_subheads(lines) + _tail(rng, story, stories, shared, parts)


def _enumerate(rng: random.Random, lines: list[Line], stories: Sequence[Story]) -> None:
    """Put lists of names between the lines of some articles."""
    if rng.random() < ENUMERATED:
        for _ in range(rng.randint(1, 2)):
            place = rng.randint(1, len(lines))
            lines[place:place] = enumeration(rng, rng.choice(stories))


def _insert_stories(rng: random.Random, lines: list[Line], stories: Sequence[Story]) -> None:
    """Put other stories, or a gallery of them, between or behind the lines of some articles."""
    if rng.random() < RECOMMENDED:
        place = rng.randint(1, len(lines))
        lines[place:place] = blurbs(rng, rng.sample(stories, rng.randint(1, 4)))
    if rng.random() < GALLERY:
        place = len(lines) if rng.random() < 0.6 else rng.randint(1, len(lines))
        lines[place:place] = gallery(rng, rng.sample(stories, rng.randint(4, 15)))


def _live(rng: random.Random, told: Sequence[Story]) -> Iterator[Line]:
    """A live report: the beginnings of several stories, each under its title."""
    stamps = rng.sample(_STAMPS, rng.randint(1, 2)) if rng.random() < STAMPED else []
    for number, story in enumerate(told):
        name = rng.choice((*story.authors, "Ada Birch"))
        age = rng.choice(AGES).format(rng.randint(2, 23))
        for stamp in stamps if number else ():
            yield "other", stamp.format(h=rng.randint(7, 23), m=rng.randint(0, 59), name=name, age=age)
        if number:
            yield "subhead", story.title
        yield from story.of("body")[: rng.randint(1, 5)]


def _with_subheads(rng: random.Random, lines: Sequence[Line], shared: Parts, parts: Parts) -> list[Line]:
    """Put subheadings of one style over some paragraphs: those of other articles, or words said below them."""
    style, result = rng.random(), list[Line]()
    for i, line in enumerate(lines):
        if i > 1 and line[0] == "body" and rng.random() < 0.25:
            said = _SAID.search(line[1])
            text = said[0] if said and style < 0.3 else _draw(rng, "subhead", shared, parts)
            result.append(("subhead", text.upper() if style > 0.8 else text))
        result.append(line)
    return result


def _without_stray_subheads(lines: list[Line]) -> list[Line]:
    """A subheading needs a paragraph below: leave out those with another one, or nothing, there."""
    return [
        line
        for i, line in enumerate(lines)
        if line[0] != "subhead" or (i + 1 < len(lines) and lines[i + 1][0] != "subhead")
    ]


def _line(rng: random.Random, kind: str, shared: Parts, parts: Parts) -> Line:
    if kind == "read_more":
        return "related", rng.choice(_READ_MORE).format(_draw(rng, "related", shared, parts))
    return kind, _draw(rng, kind, shared, parts)


def _caption(rng: random.Random, body: Sequence[str], shared: Parts, parts: Parts) -> str:
    """A caption: a name out of the article, or a caption of another article that tells of this one's names."""
    text, style = " ".join(body), rng.random()
    people = [name for name, _ in Counter(PERSON.findall(text)).most_common(8)]
    if style < 0.1 and shared.get("credited"):
        return rng.choice(shared["credited"])
    if style < 0.35 and people:
        age, other = rng.randint(18, 80), rng.choice(people)
        return _credited(rng, rng.choice(_PORTRAITS).format(rng.choice(people), age=age, other=other))
    about = names_in(text)
    drawn = [_draw(rng, "caption", shared, parts) for _ in range(25)]
    caption = max(drawn, key=lambda text: len(names_in(text) & about))
    if style < 0.7 and people:
        caption = PERSON.sub(lambda _: rng.choice(people), rng.choice(drawn))
    return _credited(rng, caption)


def _credited(rng: random.Random, text: str) -> str:
    """Give a caption one of the usual credits, or none."""
    owner = rng.choice(WIRES) if rng.random() < 0.5 else rng.choice(_PHOTOGRAPHERS)
    return rng.choice(_CREDITED).format(text, o=owner)


def _head(rng: random.Random, story: Story, body: Sequence[str], shared: Parts, parts: Parts) -> list[Line]:
    lines = [("headline", story.title)] if rng.random() < 0.93 else []
    if rng.random() < 0.5:
        lines.append(("standfirst", _standfirst(rng, body, parts)))
    if story.authors and rng.random() < 0.7:
        date = rng.choice((story.date, f"{rng.randint(1, 28)} May 2018", "Nov. 3, 2020 at 4:12 pm"))
        style = rng.choice(_BYLINES)
        place = rng.randint(1, 2) if len(lines) > 1 and rng.random() < 0.3 else len(lines)
        lines.insert(place, ("byline", style.format(", ".join(story.authors), date=date, outlet=story.source)))
    if rng.random() < 0.4:
        lines.append(("caption", _caption(rng, body, shared, parts)))
    return lines


def _standfirst(rng: random.Random, body: Sequence[str], parts: Parts) -> str:
    if parts.get("standfirst") and rng.random() < 0.3:
        return rng.choice(parts["standfirst"])
    short = [text for text in body[1:14] if len(text) < 260]
    sentences = [s for text in short for s in SENTENCE_END.split(text) if 8 <= s.count(" ") <= 32]
    plain = [s for s in sentences if not re.search(r"[\"“”]|\bsaid\b|\bI\b", s) and s[0].isupper()]
    chosen = rng.choice(plain) if plain else rng.choice(sentences or ["What is known so far"])
    return chosen.rstrip(".") if rng.random() < 0.6 else chosen


def _tail(rng: random.Random, story: Story, stories: Sequence[Story], shared: Parts, parts: Parts) -> list[Line]:
    lines = [("promo", _draw(rng, "promo", shared, parts))] if rng.random() < 0.4 else []
    if rng.random() < SIGNED_OFF:
        lines.append(("other", bio(rng, story)))
    if rng.random() < 0.7:
        if rng.random() < 0.85:
            lines.append(("related", rng.choice(RELATED_HEADS).format(outlet=story.source)))
        if rng.random() < 0.25:
            lines += blurbs(rng, rng.sample(stories, rng.randint(2, 8)))
        else:
            lines += [("related", _draw(rng, "related", shared, parts)) for _ in range(rng.randint(2, 9))]
    if rng.random() < COMMENTED:
        lines += comments(rng, story, most_like(rng, story, stories)[: rng.randint(2, 16)])
    if rng.random() < 0.5:
        lines += [("footer", _draw(rng, "footer", shared, parts)) for _ in range(rng.randint(1, 2))]
    return lines
