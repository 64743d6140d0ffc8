"""What the words of a line prove about its kind, whatever the classifier takes it for."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from tasks.clean.line_rules import is_bare_scene
from tasks.clean.line_words import Flags
from tasks.clean.text import holds_sentence

FURNITURE = ("promo", "related", "footer")
HEARD = ("correction", "embed", "byline", "dateline", "scene")
VERDICTS = (*HEARD, "caption", *FURNITURE)
"""Verdicts of the rules that are heard here."""

TOP = 6
"""Lines at the top among which a line that reads like a byline or a date is one."""
PULLED = (25, 250)
"""Characters of the shortest and longest passage of the story that is set out again as a pull quote."""
SLIDE_END, FEWEST_SLIDES = "Hide Caption", 2
"""What stands behind each caption of a gallery that was run together, and how often at least."""
POINT_WORDS = 25
"""Words of the shortest paragraph that is one of an article's numbered points."""
TURNS, SPEAKERS = 2, 2
"""How often a name stands before a colon that belongs to a transcript, and how many such names there are at least."""
SUBHEAD_WORDS = 8
"""Words of the longest line that may be a subheading which was said below."""

_PROSE = frozenset({"body", "subhead", "standfirst"})
_HEADS = frozenset({"headline", "caption"})
_FULL_STOPS = (".", "。")
_STOPS = (".", ":", ";", ",", "")
_OWNERSHIP = ("©", "Copyright ©", "(c) ", "Copyright (c)")
_PICTURED = re.compile(
    r"FILE\b|Pictured\b|(?:In this|An? (?:file|undated)) .{0,40}\b(?:photo|picture|image)\b|Enlarge this image"
)
_POINT = re.compile(r"\(?\d{1,2}[.):] [A-Z\"“'‘]")
_TURN = re.compile(r"(?P<speaker>[QA]|[A-Z][A-Z.'’ -]*[A-Z][.)]?): \S")
_MARKS = " \"“”'‘’…—–-"
_COMMENTS_HEAD = re.compile(
    r"(?:(?:\d[\d,.]*|view|show|all|reader|readers['’]?|your|user|top|latest) )?comments?(?: \(?\d[\d,.]*\)?)?:?"
    r"|(?:\d[\d,.]* )?(?:responses|replies|comments?) (?:to|on) .{3,120}"
    r"|(?:add|leave|post|write) (?:a|your) (?:comment|reply).{0,30}",
    re.IGNORECASE,
)


def proven(kinds: Sequence[str], texts: Sequence[str], said: Flags, *, titled: bool = False) -> list[str]:
    """Correct the kinds of a text's lines where words prove another.

    `said` has a column for each of `VERDICTS`; with `titled` the title is known, so that no line need be a headline.
    """
    result = list(kinds)
    heard = np.logical_or.reduce(
        said[:, [VERDICTS.index(verdict) for verdict in (*HEARD, "caption", "footer")]], axis=1
    )
    for i in np.flatnonzero(heard | np.array([kind == "byline" for kind in kinds])).tolist():
        result[i] = _proven(result[i], dict(zip(VERDICTS, said[i].tolist(), strict=True)), i, texts)
    _find_galleries(result, texts)
    if not titled and "headline" not in result and _is_over_byline(result, texts):
        result[0] = "headline"
    called = np.logical_or.reduce(said[:, VERDICTS.index(FURNITURE[0]) :], axis=1).tolist()
    if "body" not in result:
        _find_body(result, texts, called)
    _find_points(result, texts, called)
    _find_turns(result, texts, called)
    _find_pull_quotes(result, texts)
    _find_comments(result, texts, called)
    return result


def _proven(kind: str, said: dict[str, bool], index: int, texts: Sequence[str]) -> str:
    """Return what a line is proven to be, else the kind that it was taken for."""
    text = texts[index]
    if said["correction"] or said["embed"]:
        return "correction" if said["correction"] else "embed"
    if said["footer"] and text.startswith(_OWNERSHIP):
        return "footer"
    if said["caption"] and _PICTURED.match(text):
        return "caption"
    if said["byline"] and index < TOP and kind not in _HEADS:
        return "byline"
    if said["dateline"] and (index < TOP or kind in _PROSE | {"headline"}):
        return "dateline"
    named = kind == "byline" and not said["byline"]
    subject = named and (said["caption"] or _is_of_the_story(text, index, texts))
    scene = said["scene"] and kind in _PROSE and is_bare_scene(text)
    return "caption" if subject or scene else kind


def _is_over_byline(kinds: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether the first line is no sentence and the byline or date line stands right below."""
    below = kinds[1:3]
    fitting = kinds[0] in _PROSE or kinds[0] == "related"
    return fitting and texts[0][-1:] not in _STOPS and ("byline" in below or "dateline" in below)


def _is_of_the_story(text: str, index: int, texts: Sequence[str]) -> bool:
    """Whether a line that is no more than a name names somebody whom the story is about, and not its author."""
    name = text.rsplit(None, 1)[-1]
    return name.isalpha() and name != text and any(name in other for other in texts[index + 1 :])


def _find_body(kinds: list[str], texts: Sequence[str], called: Sequence[bool]) -> None:
    """Where nothing was taken for body, take whole sentences for it that no rule has called furniture."""
    for i, text in enumerate(texts):
        sentence = kinds[i] in FURNITURE or (kinds[i] == "headline" and text.endswith(_FULL_STOPS))
        if sentence and not called[i] and holds_sentence(text):
            kinds[i] = "body"


def _find_galleries(kinds: list[str], texts: Sequence[str]) -> None:
    """The captions of a gallery, run together to one line, are no paragraph, however long."""
    for i, text in enumerate(texts):
        if kinds[i] in _PROSE and text.count(SLIDE_END) >= FEWEST_SLIDES:
            kinds[i] = "caption"


def _find_points(kinds: list[str], texts: Sequence[str], called: Sequence[bool]) -> None:
    """A long numbered paragraph between those of the story is one of its points."""
    body = [i for i, kind in enumerate(kinds) if kind == "body"]
    for i in range(body[0] + 1 if body else 0, body[-1] if body else 0):
        unsure = kinds[i] in FURNITURE and not called[i]
        if unsure and texts[i].count(" ") >= POINT_WORDS and _POINT.match(texts[i]) and holds_sentence(texts[i]):
            kinds[i] = "body"


def _find_turns(kinds: list[str], texts: Sequence[str], called: Sequence[bool]) -> None:
    """What a transcript has its speakers say, however short, is the story: 'MAYOR LIMA: No.'."""
    turns = {i: turn["speaker"] for i, text in enumerate(texts) if not called[i] and (turn := _TURN.match(text))}
    times = Counter(turns.values())
    if sum(number >= TURNS for number in times.values()) >= SPEAKERS:
        for i in turns:
            if kinds[i] != "headline":
                kinds[i] = "body"


def _find_pull_quotes(kinds: list[str], texts: Sequence[str]) -> None:
    """A line inside the story that a longer paragraph holds word for word is set out from it."""
    body = [i for i, kind in enumerate(kinds) if kind == "body"]
    paragraphs = [texts[i] for i in body]
    story = "\n".join(paragraphs)
    shortest, longest = PULLED
    for i in range(body[0] + 1 if body else len(kinds), body[-1] + 1 if body else 0):
        subhead = kinds[i] == "subhead" and len(texts[i].split()) <= SUBHEAD_WORDS
        if kinds[i] not in ("body", "subhead") or subhead or not shortest <= len(texts[i]) <= longest:
            continue
        passage = texts[i].strip(_MARKS).rstrip(".")
        if len(passage) >= shortest and story.count(passage) > (kinds[i] == "body"):
            longer = len(texts[i]) + shortest // 2
            if any(passage in paragraph and len(paragraph) > longer for paragraph in paragraphs):
                kinds[i] = "pullquote"


def _find_comments(kinds: list[str], texts: Sequence[str], called: Sequence[bool]) -> None:
    """What readers wrote stands under a line that heads it, after the story, and most of it is taken for furniture."""
    heads = [i for i, text in enumerate(texts) if kinds[i] in FURNITURE and _COMMENTS_HEAD.fullmatch(text)]
    for head in heads:
        below = [i for i in range(head + 1, len(texts)) if not called[i] and holds_sentence(texts[i])]
        if below and "body" in kinds[:head] and sum(kinds[i] in FURNITURE for i in below) > len(below) / 2:
            for i in below:
                kinds[i] = "comment"
            return
