"""Spans mended before they are resolved: their ends, and those that are a picture's or a dispatch's credit."""

import re
from functools import lru_cache

from tasks.entities.names import organisation_words, without_article, without_possessive
from tasks.entities.places import is_well_known_place, places_named
from tasks.entities.titles import leading_titles

_OUTER = ' \t\n\u00a0"“”„«»‘`*_,;:|-–—'
_KEEP_ARTICLE = frozenset({"the hague"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_CUT_FROM = _PLACES | {"ORG", "MISC"}
_WITH_DATELINE = frozenset({"body", "dateline", "standfirst", "caption"})
_CUT_TITLE = re.compile(r" (?:Sens?|Reps?|Gov|Lt\.? Gov|Amb|Adm|Maj|Gen|Col|Capt|Sgt)\.?$")
_CUT_VERB = re.compile(r" (?:should|would|could|does|did|is|was|has|had|were|do|are|have)n$")
_CUT_WORDS = re.compile(r"(?:['’]s [a-z]+| (?:in|to|of|that|the|a|an|on|at|for|by|back)| in \d{4}|(?<=Images) Image)+$")
_ON_BOARD = re.compile(r" on (?=[A-Z])")
_MAYBE_DISPATCH = re.compile(r"[)/]\s*[-–—:]")
_CREDIT_WORDS = (
    r"(?:photo(?:graph(?:er|y|s)?|s)?|picture|image|pic|credit|source|courtesy|video|illustration|file)s?"
    r"(?:\s+(?:credit|by|courtesy|of|illustration|source))*"
)


@lru_cache(maxsize=1)
def _credit() -> re.Pattern[str]:
    """Return the pattern of a credit at the end of a line."""
    agency = "|".join(re.escape(name) for name in sorted(organisation_words()["agencies"], key=lambda n: (-len(n), n)))
    someone = r"[^\W\d_][\w.'’-]*(?:\s[\w.'’-]+){0,3}"
    return re.compile(
        rf"(?:(?<!\w)|(?=[-–—|•(\[]))(?:[-–—|•]\s*(?:{someone}\s*[/|,]\s*)?(?:{agency})(?:\s*/\s*[\w .'’-]+)*"
        rf"|[(\[]\s*(?:{_CREDIT_WORDS}:?\s*)?(?:{someone}\s*[/|,]\s*)?(?:{agency})(?:\s*[/,]\s*[\w .'’-]+)*\s*[)\]]"
        rf"|[(\[]?\b{_CREDIT_WORDS}\s*:\s*[^:\n]{{1,80}}"
        rf"|(?:(?<=[.!?]\s)|(?<=[.!?]['\"”’]\s)|^)(?:{someone}\s*[/|]\s*)?(?:{agency})(?:\s*[/|]\s*[\w .'’-]+)*"
        rf"|\b(?:{someone}\s*/\s*)(?:{agency})(?:\s*/\s*[\w .'’-]+)*)[.\s]*$",
        re.IGNORECASE | re.MULTILINE,
    )


@lru_cache(maxsize=1)
def _dispatch() -> re.Pattern[str]:
    """Return the pattern of the agency in a dateline: 'TRIPOLI, June 3 (Reuters) - '."""
    agency = "|".join(re.escape(name) for name in sorted(organisation_words()["agencies"], key=lambda n: (-len(n), n)))
    return re.compile(rf"^[^\n()]{{0,60}}?(?P<agency>[(/]\s*(?:{agency})\b[^)\n/]{{0,30}}[)/])\s*[-–—:]", re.IGNORECASE)


def credits_of(kind: str, text: str) -> list[tuple[int, int]]:
    """Return where a section's text credits an agency or a photographer rather than speaks of one."""
    found = []
    if kind == "caption":
        found = [credit.span() for credit in _credit().finditer(text)]
    if kind in _WITH_DATELINE and _MAYBE_DISPATCH.search(text, 0, 120) and (dispatch := _dispatch().match(text)):
        found.append(dispatch.span("agency"))
    return found


def trimmed(words: str, label: str) -> tuple[int, str, str]:
    """Return what is left of a span's words, how many characters are taken off before it, and its label.

    Taken off are quotation marks, a leading article, titles before a person's name, what is left of a title behind
    another name ('Texas Sen'), a person's name said twice, and a trailing possessive; 'The Hague' keeps its article.
    What is left is empty if it has neither letter nor digit, or is a person's of a single letter ('R.').
    """
    kept = words.lstrip(_OUTER)
    kept = kept[2:] if kept.startswith(". ") else kept
    front = len(words) - len(kept)
    kept = without_possessive(kept.rstrip(_OUTER))
    if kept.isalpha():
        return front, "" if label == "PERSON" and len(kept) == 1 else kept, label
    if " " in kept:
        kept, label = _without_other_words(kept, label)
    bare = without_article(kept)
    if bare is not kept and kept.lower() not in _KEEP_ARTICLE:
        front, kept = front + len(kept) - len(bare), bare
    if label == "PERSON":
        name = leading_titles(kept)[1]
        front, kept = front + name, _once(kept[name:])
    letters = sum(map(str.isalnum, kept))
    return front, kept if letters > (label == "PERSON") else "", label


def _without_other_words(name: str, label: str) -> tuple[str, str]:
    """Return a name without what a recogniser glued to its end, and its label.

    A person that was a place before a title is that place ('Texas Sen', the 'York Sen' of New York), else nobody
    ('Navy Adm').
    """
    cut = _CUT_VERB.sub("", _CUT_TITLE.sub("", name))
    if label == "PERSON" and len(cut) < len(name) and not _CUT_VERB.search(name):
        place = is_well_known_place(cut) or is_well_known_place(f"New {cut}")
        return (cut, "GPE") if place else (cut if " " in cut else "", label)
    if label in _PLACES and (aboard := _ON_BOARD.search(cut)) and places_named(cut[: aboard.start()]):
        cut = cut[: aboard.start()]  # 'Hanoi on Air Force One'
    return (_CUT_WORDS.sub("", cut) if label in _CUT_FROM else cut), label


def _once(name: str) -> str:
    """Return a person's name that stands twice in a row once: a caption and the credit glued to it."""
    half = len(name) // 2
    return name[:half] if " " in name[:half] and name[half] == " " and name[:half] == name[half + 1 :] else name
