"""Spans mended before they are resolved: their ends, and those that are a picture's or a dispatch's credit."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tasks.entities.mention import Span
from tasks.entities.names import organisation_words, without_article, without_possessive
from tasks.entities.titles import leading_titles
from tasks.tables.columns import FURNITURE_KINDS

_OUTER = ' \t\n\u00a0"“”„«»‘`*_,;:|-–—'
_KEEP_ARTICLE = frozenset({"the hague"})
_WITH_DATELINE = frozenset({"body", "dateline", "standfirst", "caption"})
_CUT_TITLE = re.compile(r" (?:Sens?|Reps?|Gov|Lt\.? Gov|Amb)\.?$")
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


@lru_cache(maxsize=65_536)
def trimmed(words: str, label: str) -> tuple[int, str]:
    """Return what is left of a span's words, and how many characters are taken off before it.

    Taken off are quotation marks, a leading article, titles before a person's name, what is left of a title behind
    another name ('Texas Sen') and a trailing possessive; 'The Hague' keeps its article. What is left is empty if it has
    neither letter nor digit.
    """
    kept = without_possessive(words.strip(_OUTER))
    if label != "PERSON" and " " in kept:
        kept = _CUT_TITLE.sub("", kept)
    front = len(words) - len(words.lstrip(_OUTER))
    if kept.lower() not in _KEEP_ARTICLE:
        bare = without_article(kept)
        front, kept = front + len(kept) - len(bare), bare
    if label == "PERSON":
        name = leading_titles(kept)[1]
        front, kept = front + name, kept[name:]
    return front, kept if any(map(str.isalnum, kept)) else ""


def own_spans(
    sections: Sequence[tuple[int, str, str]], spans: Sequence[Sequence[Span]]
) -> Iterator[tuple[int, int, str, str, float]]:
    """Yield (index of the section, start, words, label, score) of the article's own names, trimmed.

    Left out: names in furniture (promo, related, footer, comment), in credits, and spans without a letter or digit.
    """
    for index, ((_, kind, text), found) in enumerate(zip(sections, spans, strict=True)):
        if kind in FURNITURE_KINDS or not found:
            continue
        credited = credits_of(kind, text)
        for start, end, label, score in found:
            front, words = trimmed(text[start:end], label)
            start += front
            if words and not (credited and any(left <= start < right for left, right in credited)):
                yield index, start, words, label, score
