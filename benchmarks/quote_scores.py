"""Scores of quotations against annotated ones: spans and speakers, of direct fragments and of content of every kind.

A *direct fragment* is a piece of content inside quotation marks, cut at paragraphs, trimmed of marks and stops. Pieces
match at an overlap of 0.8 of their union, one to one. A speaker is right when the heads of the noun phrases agree; a
quotation that has no speaker in the gold counts when none is given.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")
Span = tuple[int, int]

_EDGES = " \t\r\n\"“”„«»‘’'`,.;:—–-…"
_MARK = re.compile(r"[“”„«»\"]|``|''|\n\s*")
_ENOUGH = 0.8


@dataclass
class Said:
    """A quotation, annotated or found: pieces of text and the words that name the speaker."""

    spans: Sequence[Span]
    speaker: str | None
    speaker_span: Span | None = None
    resolved: str | None = None


@dataclass
class Tally:
    """Matches, gold and found; `speakers` are matches with the right speaker too."""

    matched: int = 0
    gold: int = 0
    found: int = 0
    speakers: int = 0

    @property
    def f(self) -> float:
        """F1 of spans, in per cent."""
        return 200 * self.matched / (self.gold + self.found) if self.matched else 0.0

    @property
    def speaker_f(self) -> float:
        """F1 of spans with the right speaker, in per cent."""
        return 200 * self.speakers / (self.gold + self.found) if self.speakers else 0.0


@dataclass
class Scores:
    """Tallies of direct fragments and of content."""

    direct: Tally = field(default_factory=Tally)
    content: Tally = field(default_factory=Tally)

    def add(self, text: str, gold: Sequence[Said], found: Sequence[Said]) -> None:
        """Count one text."""
        marks = quoted(text)
        wanted, unsure = fragments(text, gold, marks)
        given, _ = fragments(text, found, marks)
        pairs = match(wanted, given, lambda a, b: overlap(set(range(*a[0])), set(range(*b[0]))))
        left = [piece for n, piece in enumerate(given) if n not in {b for _, b in pairs}]
        ignored = len(
            match([(s, None) for s in unsure], left, lambda a, b: overlap(set(range(*a[0])), set(range(*b[0]))))
        )
        _count(self.direct, len(wanted), len(given) - ignored, [(wanted[a][1], given[b][1]) for a, b in pairs])
        golds = [(characters(text, q), q) for q in gold if characters(text, q)]
        founds = list(
            {frozenset(characters(text, q)): (characters(text, q), q) for q in found if characters(text, q)}.values()
        )
        pairs = match(golds, founds, lambda a, b: overlap(a[0], b[0]))
        _count(self.content, len(golds), len(founds), [(golds[a][1], founds[b][1]) for a, b in pairs])


def _count(tally: Tally, gold: int, found: int, pairs: Sequence[tuple[Said, Said]]) -> None:
    tally.gold += gold
    tally.found += found
    tally.matched += len(pairs)
    tally.speakers += sum(same_speaker(a, b) for a, b in pairs)


def quoted(text: str) -> bytearray:
    """Mark the characters inside quotation marks; a region ends with its paragraph."""
    inside, start = bytearray(len(text)), None
    for match_ in (*_MARK.finditer(text), None):
        mark = match_.group() if match_ else "\n"
        at, end = match_.span() if match_ else (len(text), len(text))
        if start is None:
            start = at if mark in ("“", "„", "«", "``", '"') else None
        elif "\n" in mark or mark in ("”", "»", "''", '"'):
            stop = at if "\n" in mark else end
            inside[start:stop] = b"\x01" * (stop - start)
            start = None
    return inside


def trimmed(text: str, start: int, end: int) -> Span:
    """Cut marks, stops and white space off both ends."""
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def pieces(text: str, quote: Said) -> list[Span]:
    """Return a quotation's pieces, cut at paragraphs and trimmed."""
    found = set()
    for start, end in quote.spans:
        for line in re.finditer(r"[^\n]+", text[start:end]):
            a, b = trimmed(text, start + line.start(), start + line.end())
            if any(c.isalnum() for c in text[a:b]):
                found.add((a, b))
    return sorted(found)


def characters(text: str, quote: Said) -> set[int]:
    """Return the numbers of all characters of a quotation."""
    return {i for start, end in pieces(text, quote) for i in range(start, end)}


def fragments(text: str, quotes: Sequence[Said], inside: bytearray) -> tuple[list[tuple[Span, Said]], list[Span]]:
    """Return the direct fragments of quotations, and the quoted parts of pieces that are only partly quoted."""
    direct: dict[Span, Said] = {}
    unsure: set[Span] = set()
    for quote in quotes:
        for start, end in pieces(text, quote):
            letters = [i for i in range(start, end) if text[i].isalnum()]
            share = sum(inside[i] for i in letters) / len(letters)
            if share >= 0.98:
                direct.setdefault((start, end), quote)
            elif share > 0.02:
                unsure.update(_quoted_parts(text, start, end, inside))
    return list(direct.items()), sorted(unsure)


def _quoted_parts(text: str, start: int, end: int, inside: bytearray) -> list[Span]:
    runs = re.finditer(b"\x01+", bytes(inside[start:end]))
    parts = (trimmed(text, start + run.start(), start + run.end()) for run in runs)
    return [(a, b) for a, b in parts if any(c.isalnum() for c in text[a:b])]


def overlap(a: set[int], b: set[int]) -> float:
    """Return the share of the union of two sets of characters that is in both."""
    both = len(a & b)
    return both / (len(a) + len(b) - both) if both else 0.0


def match(gold: Sequence[A], found: Sequence[B], alike: Callable[[A, B], float]) -> list[tuple[int, int]]:
    """Pair items one to one, the most alike first."""
    candidates = sorted(
        ((alike(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), key=lambda c: -c[0]
    )
    pairs: list[tuple[int, int]] = []
    for value, i, j in candidates:
        if value < _ENOUGH:
            break
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs


_LEADING = re.compile(r"^(the|a|an|this|that|his|her|their|its|mr\.?|mrs\.?|ms\.?|dr\.?)\s+")
_AFTER_HEAD = re.compile(r",| \(| (?:of|who|whose|for|in|from|with|at|on|and|that|which|by|to)\b")
_PRONOUNS = frozenset(
    [
        "he",
        "she",
        "they",
        "it",
        "we",
        "i",
        "you",
        "him",
        "her",
        "them",
        "his",
        "their",
        "who",
        "that",
        "which",
        "those",
        "these",
        "this",
        "someone",
    ]
)


def head(words: str | None) -> str:
    """Return the last word of the head of a noun phrase, without case and possessive."""
    plain = re.sub(r"[’']s$", "", (words or "").strip().strip(_EDGES)).casefold()
    plain = _AFTER_HEAD.split(_LEADING.sub("", plain).strip(_EDGES))[0].split()
    return re.sub(r"[’']s$", "", plain[-1]).strip(_EDGES) if plain else ""


def same_speaker(gold: Said, found: Said) -> bool:
    """Tell whether the speaker found is the one annotated; for a pronoun its annotated name will do too."""
    if not gold.speaker:
        return not found.speaker
    if not found.speaker:
        return False
    if head(found.speaker) == head(gold.speaker):
        return True
    return (
        gold.speaker.strip().lower() in _PRONOUNS and bool(gold.resolved) and head(gold.resolved) == head(found.speaker)
    )
