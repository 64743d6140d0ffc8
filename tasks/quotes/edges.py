"""Where reported speech without marks begins and ends: a ranking of the places where it may.

The tagger decides token by token and ends a clause too late or too soon; here whole stretches are compared. Each is
described by clues: how it comes from the stretch found, what is won or lost, what stands at its edges. `ranking` weighs
them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from tasks.quotes.choosing import cue_type
from tasks.quotes.grammar import Report
from tasks.quotes.ranking import likeliest
from tasks.quotes.tagger_features import FINITE, finite_words, primary_tag
from tasks.quotes.tokens import QUOTE_MARKS, STOPS, Paragraph

Tokens = tuple[int, int]
Stretch = tuple[str, tuple[Tokens, ...]]
"""How a stretch comes from the one that the tagger found, and its tokens."""

_SIZES = (1, 2, 4, 8, 16)
_JOINTS = frozenset([",", ";", "—", "–", "-", "--", ":", "("])
_DASHES = frozenset(["—", "–", "-", "--"])
_CONJUNCTIONS = frozenset(["and", "but", "while", "after", "before", "as", "when", "because", "if"])
_OPENERS = frozenset(["which", "who", "a", "an", "the", "in", "with"])
_MOST_CUTS = 6
_NEAR = 14
"""Tokens of speech in which a 'that' may still belong to its cue."""


def settle_edges(weights: Mapping[str, float], paragraph: Paragraph, report: Report) -> None:
    """Let a report without marks hold the likeliest of its stretches."""
    if report.quoted or report.cue is None or not report.pieces:
        return
    found = stretches_of(paragraph, report, report.cue)
    best = likeliest(weights, clues_of(paragraph, report.cue, found))
    if best:
        report.pieces[:] = [paragraph.span(_behind_joints(paragraph, *piece), piece[1]) for piece in found[best][1]]


def _behind_joints(paragraph: Paragraph, first: int, stop: int) -> int:
    """Return where a stretch begins behind the commas and dashes that open it."""
    return next((i for i in range(first, stop) if paragraph.words[i] not in _JOINTS), first)


def stretches_of(paragraph: Paragraph, report: Report, cue: Tokens) -> list[Stretch]:
    """Return the stretches that a report without marks may hold, the one found first."""
    pieces = tuple((paragraph.index_at(a), paragraph.index_at(b - 1) + 1) for a, b in sorted(report.pieces))
    found: list[Stretch] = [("as found", pieces)]
    ahead = tuple(piece for piece in pieces if piece[1] <= cue[0])
    behind = tuple(piece for piece in pieces if piece[0] >= cue[1])
    two_sided = bool(ahead and behind)
    if two_sided:
        found += [("ahead", ahead), ("behind", behind)]
    if ahead or behind:
        *rest, (first, stop) = behind or ahead
        side = "behind " if two_sided else ""
        begins = _starts_behind(paragraph, cue, first, stop) if behind else _starts_ahead(paragraph, first, stop)
        found += [(side + name, (*(p for p in rest if p[1] <= begin), (begin, stop))) for name, begin in begins]
        found += [(side + name, (*rest, (first, end))) for name, end in _ends(paragraph, cue, first, stop)]
    first_named: dict[tuple[Tokens, ...], str] = {}
    for name, pieces in found:
        first_named.setdefault(pieces, name)
    return [(name, pieces) for pieces, name in first_named.items()]


def _starts_behind(paragraph: Paragraph, cue: Tokens, first: int, stop: int) -> Iterator[tuple[str, int]]:
    """Yield where speech behind its cue may begin instead: after 'that', or at once."""
    for i in range(first + 1, min(stop - 2, first + _NEAR)):
        if paragraph.lows[i] in ("that", "whether"):
            yield "from that", i + 1
            break
        if primary_tag(paragraph.lows[i]) in FINITE or paragraph.words[i] in _JOINTS:
            break
    if first > cue[1] and paragraph.sentence[first] == paragraph.sentence[cue[1]]:
        yield "from cue", cue[1]


def _starts_ahead(paragraph: Paragraph, first: int, stop: int) -> Iterator[tuple[str, int]]:
    """Yield where speech ahead of its cue may begin instead: after the first comma, or with the sentence."""
    comma = next((i for i in range(first + 1, stop - 2) if paragraph.words[i] in _JOINTS), None)
    if comma is not None:
        yield "from comma", comma + 1
    begin = first
    while begin > 0 and paragraph.sentence[begin - 1] == paragraph.sentence[first]:
        begin -= 1
    if begin < first and paragraph.inside[begin] < 0:
        yield "from start", begin


def _ends(paragraph: Paragraph, cue: Tokens, first: int, stop: int) -> Iterator[tuple[str, int]]:
    """Yield where speech may end instead: before a comma, a dash or a conjunction in it, or further on."""
    cuts = [(f"to {joint}", i) for i in range(first + 2, stop - 1) if (joint := _joint(paragraph, i)) is not None]
    yield from cuts[-_MOST_CUTS:]
    end = stop
    while _goes_on(paragraph, stop, end):
        end += 1
        if paragraph.words[end - 1] in _JOINTS and end - 1 > stop:
            if not stop <= cue[0] < end:
                yield "on to comma", end - 1
            break
    while _goes_on(paragraph, stop, end):
        end += 1
    while end > stop and (paragraph.words[end - 1] in STOPS or paragraph.words[end - 1] in QUOTE_MARKS):
        end -= 1
    if end > stop and not stop <= cue[0] < end:
        yield "on to stop", end


def _goes_on(paragraph: Paragraph, stop: int, end: int) -> bool:
    """Tell whether a token belongs to the sentence of the one before `stop`, outside quotation marks."""
    return (
        end < len(paragraph) and paragraph.sentence[end] == paragraph.sentence[stop - 1] and paragraph.inside[end] < 0
    )


def _joint(paragraph: Paragraph, i: int) -> str | None:
    """Return what joins a token's clause to the one before: a conjunction, or a comma and what sort of word follows."""
    word, low, following = paragraph.words[i], paragraph.lows[i], paragraph.lows[i + 1]
    if word not in _JOINTS:
        return low if low in _CONJUNCTIONS and paragraph.words[i - 1] not in _JOINTS else None
    kind = "other"
    if following in _CONJUNCTIONS or following in _OPENERS:
        kind = following
    elif following.endswith("ing"):
        kind = "-ing"
    elif primary_tag(following) in FINITE:
        kind = "verb"
    return f"{'dash' if word in _DASHES else word} {kind}"


def clues_of(paragraph: Paragraph, cue: Tokens, found: Sequence[Stretch]) -> list[list[str]]:
    """Return for each stretch what speaks for or against it; the first is the one found."""
    verbs = list(accumulate(map(finite_words().__contains__, paragraph.lows), initial=0))
    kind, word = cue_type(paragraph, cue), paragraph.lows[cue[1] - 1]
    (_, old), *others = found
    old_size, old_verbs = _size_and_verbs(old, verbs)
    clues = [[found[0][0]]]
    for name, new in others:
        way = name.partition(" ")[0]
        size, held = _size_and_verbs(new, verbs)
        here = [
            name,
            f"{name}, cue {kind}",
            f"{way}, cue {word}",
            f"{name}, keeps {bisect_left(_SIZES, size)}",
            f"{name}, {'adds' if size > old_size else 'drops'} {bisect_left(_SIZES, abs(size - old_size))}",
            f"{name}, {'verb' if held != old_verbs else 'no verb'} changes",
            f"{name}, {'verb' if held else 'no verb'} left",
        ]
        here.extend(_edge_clues(paragraph, cue, name, way, old, new))
        clues.append(here)
    return clues


def _size_and_verbs(pieces: Sequence[Tokens], verbs: Sequence[int]) -> Tokens:
    """Count the tokens of pieces, and their verbs, given the numbers of verbs before each token."""
    return sum(b - a for a, b in pieces), sum(verbs[b] - verbs[a] for a, b in pieces)


def _edge_clues(
    paragraph: Paragraph, cue: Tokens, name: str, way: str, old: Sequence[Tokens], new: Sequence[Tokens]
) -> Iterator[str]:
    """Yield what stands at the edges that differ from those found."""
    lows, first, stop = paragraph.lows, new[0][0], new[-1][1]
    if stop < len(lows) and stop != old[-1][1]:
        yield f"{way}, before {primary_tag(lows[stop]) or lows[stop][:1]}"
        if stop + 1 < len(lows):
            yield f"{way}, then {primary_tag(lows[stop + 1])}"
    if first != old[0][0]:
        yield f"{way}, first {primary_tag(lows[first])}"
        yield f"{way}, was {primary_tag(lows[old[0][0]])}"
        if first == cue[1]:
            yield f"{name}, at the cue"
