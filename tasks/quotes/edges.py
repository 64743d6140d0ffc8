"""Where reported speech without marks begins and ends: a ranking of the places where it may.

The tagger decides token by token and ends a clause too late or too soon; here whole stretches are compared. Each is
described by clues: how it comes from the stretch found, what is won or lost, what stands at its edges. `ranking` weighs
them.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from tasks.quotes.choosing import cue_type
from tasks.quotes.grammar import Report
from tasks.quotes.ranking import Clues, Weights, likeliest
from tasks.quotes.tagger_features import finite_words, mostly_finite, primary_tag
from tasks.quotes.tokens import STOPS_AND_MARKS, Paragraph

Tokens = tuple[int, int]
Stretch = tuple[str, tuple[Tokens, ...]]
"""How a stretch comes from the one that the tagger found, and its tokens."""

_SIZES = (1, 2, 4, 8, 16)
_JOINTS = frozenset([",", ";", "—", "–", "-", "--", ":", "("])
_DASHES = frozenset(["—", "–", "-", "--"])
_CONJUNCTIONS = frozenset(["and", "but", "while", "after", "before", "as", "when", "because", "if"])
_OPENERS = frozenset(["which", "who", "a", "an", "the", "in", "with"]) | _CONJUNCTIONS
_JOINERS = _JOINTS | _CONJUNCTIONS
_THAT = frozenset(["that", "whether"])
_MOST_CUTS = 6
_NEAR = 14
"""Tokens of speech in which a 'that' may still belong to its cue."""


def settle_edges(weights: Weights, paragraph: Paragraph, report: Report) -> None:
    """Let a report without marks hold the likeliest of its stretches."""
    if report.quoted or report.cue is None or not report.pieces:
        return
    found = stretches_of(paragraph, report, report.cue)
    best = likeliest(weights, clues_of(paragraph, report.cue, found)) if len(found) > 1 else 0
    if best:
        report.pieces[:] = [paragraph.span(_behind_joints(paragraph, *piece), piece[1]) for piece in found[best][1]]


def _behind_joints(paragraph: Paragraph, first: int, stop: int) -> int:
    """Return where a stretch begins behind the commas and dashes that open it."""
    return next((i for i in range(first, stop) if paragraph.words[i] not in _JOINTS), first)


def stretches_of(paragraph: Paragraph, report: Report, cue: Tokens) -> list[Stretch]:
    """Return the stretches that a report without marks may hold, the one found first."""
    pieces = tuple([paragraph.tokens_of(start, end) for start, end in sorted(report.pieces)])
    found: list[Stretch] = [("as found", pieces)]
    ahead = tuple([piece for piece in pieces if piece[1] <= cue[0]])
    behind = tuple([piece for piece in pieces if piece[0] >= cue[1]])
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
    finite = mostly_finite()
    for i, low in enumerate(paragraph.lows[first + 1 : min(stop - 2, first + _NEAR)], first + 1):
        if low in _THAT:
            yield "from that", i + 1
            break
        if low in finite or low in _JOINTS:
            break
    if first > cue[1] and paragraph.sentence[first] == paragraph.sentence[cue[1]]:
        yield "from cue", cue[1]


def _starts_ahead(paragraph: Paragraph, first: int, stop: int) -> Iterator[tuple[str, int]]:
    """Yield where speech ahead of its cue may begin instead: after the first comma, or with the sentence."""
    comma = next((i for i in range(first + 1, stop - 2) if paragraph.words[i] in _JOINTS), None)
    if comma is not None:
        yield "from comma", comma + 1
    begin = paragraph.sentence_start(first)
    if begin < first and paragraph.inside[begin] < 0:
        yield "from start", begin


def _ends(paragraph: Paragraph, cue: Tokens, first: int, stop: int) -> Iterator[tuple[str, int]]:
    """Yield where speech may end instead: before a comma, a dash or a conjunction in it, or further on."""
    words, lows = paragraph.words, paragraph.lows
    joiners = [i for i, low in enumerate(lows[first + 2 : stop - 1], first + 2) if low in _JOINERS]
    cuts = [i for i in joiners if words[i] in _JOINTS or (lows[i] in _CONJUNCTIONS and words[i - 1] not in _JOINTS)]
    for i in cuts[-_MOST_CUTS:]:
        yield _joint(lows[i], lows[i + 1]), i
    limit = paragraph.marked_from(stop, paragraph.sentence_stop(stop - 1))
    comma = next((i for i in range(stop + 1, limit) if words[i] in _JOINTS), None)
    if comma is not None and not stop <= cue[0] <= comma:
        yield "on to comma", comma
    end = limit
    while end > stop and words[end - 1] in STOPS_AND_MARKS:
        end -= 1
    if end > stop and not stop <= cue[0] < end:
        yield "on to stop", end


def _joint(low: str, following: str) -> str:
    """Say what joins a clause to the one before: a conjunction, or a comma and what sort of word follows."""
    if low not in _JOINTS:
        return f"to {low}"
    kind = "other"
    if following in _OPENERS:
        kind = following
    elif following.endswith("ing"):
        kind = "-ing"
    elif following in mostly_finite():
        kind = "verb"
    return f"to {'dash' if low in _DASHES else low} {kind}"


def clues_of(paragraph: Paragraph, cue: Tokens, found: Sequence[Stretch]) -> list[list[Clues]]:
    """Return for each stretch what speaks for or against it; the first is the one found."""
    low, high = min(pieces[0][0] for _, pieces in found), max(pieces[-1][1] for _, pieces in found)
    verbs = [0] * low + list(accumulate(map(finite_words().__contains__, paragraph.lows[low:high]), initial=0))
    kind, word = cue_type(paragraph, cue), paragraph.lows[cue[1] - 1]
    (_, old), *others = found
    old_size, old_verbs = _size_and_verbs(old, verbs)
    clues: list[list[Clues]] = [[found[0][0]]]
    for name, new in others:
        way = name.partition(" ")[0]
        size, held = _size_and_verbs(new, verbs)
        clues.append(
            [
                (_cue_clues, name, kind),
                (_word_clues, way, word),
                (_size_clues, name, _step(size), _step(abs(size - old_size)), size > old_size),
                (_verb_clues, name, held != old_verbs, held > 0),
                *_edge_clues(paragraph, way, old, new),
            ]
        )
        if new[0][0] == cue[1] != old[0][0]:
            clues[-1].append((_at_cue_clues, name))
    return clues


def _step(tokens: int) -> int:
    return bisect_left(_SIZES, tokens)


def _size_and_verbs(pieces: Sequence[Tokens], verbs: Sequence[int]) -> Tokens:
    """Count the tokens of pieces, and their verbs, given the numbers of verbs before each token."""
    size = held = 0
    for first, stop in pieces:
        size += stop - first
        held += verbs[stop] - verbs[first]
    return size, held


def _cue_clues(name: str, kind: str) -> tuple[str, ...]:
    return name, f"{name}, cue {kind}"


def _word_clues(way: str, word: str) -> tuple[str, ...]:
    return (f"{way}, cue {word}",)


def _size_clues(name: str, size: int, difference: int, adds: bool) -> tuple[str, ...]:
    return f"{name}, keeps {size}", f"{name}, {'adds' if adds else 'drops'} {difference}"


def _verb_clues(name: str, changes: bool, left: bool) -> tuple[str, ...]:
    return f"{name}, {'verb' if changes else 'no verb'} changes", f"{name}, {'verb' if left else 'no verb'} left"


def _edge_clues(paragraph: Paragraph, way: str, old: Sequence[Tokens], new: Sequence[Tokens]) -> Iterator[Clues]:
    """Yield what stands at the edges that differ from those found."""
    lows, first, stop = paragraph.lows, new[0][0], new[-1][1]
    if stop < len(lows) and stop != old[-1][1]:
        yield _behind_clues, way, lows[stop]
        if stop + 1 < len(lows):
            yield _then_clues, way, primary_tag(lows[stop + 1])
    if first != old[0][0]:
        yield _first_clues, way, primary_tag(lows[first])
        yield _was_clues, way, primary_tag(lows[old[0][0]])


def _behind_clues(way: str, low: str) -> tuple[str, ...]:
    return (f"{way}, before {primary_tag(low) or low[:1]}",)


def _then_clues(way: str, tag: str) -> tuple[str, ...]:
    return (f"{way}, then {tag}",)


def _first_clues(way: str, tag: str) -> tuple[str, ...]:
    return (f"{way}, first {tag}",)


def _was_clues(way: str, tag: str) -> tuple[str, ...]:
    return (f"{way}, was {tag}",)


def _at_cue_clues(name: str) -> tuple[str, ...]:
    return (f"{name}, at the cue",)
