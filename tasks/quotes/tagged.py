"""Reports of speech, put together from the tagger's cues, speakers and contents."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.quotes.cues import cue_lexicon, word_set
from tasks.quotes.grammar import Report, indirect_reports, inverted_clause, subject_of_verb, that_clauses, verb_at
from tasks.quotes.subjects import Subject, is_pronoun, subject_after, subject_before
from tasks.quotes.tagger import Chunk
from tasks.quotes.tokens import QUOTE_MARKS, Paragraph

_WRONG_SIDE = 1000
"""Tokens that a cue on the side other than the label says counts as further away."""

_PREPOSITIONS = word_set("prepositions")
_EDGES = frozenset(",;:()[]—–-") | QUOTE_MARKS | {"--"}


@dataclass(slots=True)
class _Cue:
    first: int
    stop: int
    subject: Subject | None = None
    distance: int = 0
    contents: list[tuple[int, int]] = field(default_factory=list)


def tagged_reports(paragraph: Paragraph, chunks: Sequence[Chunk]) -> list[Report]:
    """Link a paragraph's chunks to reports, in the order of their cues. A report without content is left out.

    Content that no cue of the paragraph reports stands in a report of its own, without cue and subject.
    """
    spans = [(c.kind, paragraph.index_at(c.start), paragraph.index_at(c.end - 1) + 1) for c in chunks]
    cues = [_Cue(a, b) for kind, a, b in spans if kind == "Q" and a < b]
    for kind, a, b in spans:
        if kind[0] == "S" and a < b:
            _link_speaker(paragraph, cues, kind[1], a, b)
    alone: list[Report] = []
    for kind, a, b in spans:
        if kind[0] != "C" or a >= b:
            continue
        cue = _nearest(cues, a, b, kind[1])
        if cue is not None and cue.stop <= a and _is_quoted(paragraph, a, b):
            cue = _resumed(paragraph, cues, cue, a)
        if cue is not None and all(number < 0 for number in paragraph.inside[a:b]):
            a, b = _in_sentence_of(paragraph, cue, a, b)
        if cue is None:
            alone.append(Report("tagged", pieces=[paragraph.span(a, b)]))
        else:
            cue.contents.append((a, b))
    _share_speakers(paragraph, cues)
    for cue in cues:
        _turn_round(paragraph, cue)
    reports = [
        Report("tagged", (c.first, c.stop), c.subject, [paragraph.span(*piece) for piece in c.contents])
        for c in cues
        if c.contents
    ]
    return reports + alone


def _turn_round(paragraph: Paragraph, cue: _Cue) -> None:
    """Take words behind a cue for its speaker, and the clause ahead for what is said: 'Rain to last, says X'."""
    if cue.subject is not None or cue.stop - cue.first > 1 or any(a < cue.stop for a, _ in cue.contents):
        return
    turned = inverted_clause(paragraph, cue.first)
    if turned is not None and turned.subject is not None and cue.contents:
        a, b = cue.contents[0]
        if turned.subject.first == a and len(cue.contents) == 1 and b <= turned.subject.stop:
            cue.subject = turned.subject
            cue.contents = [
                (paragraph.index_at(start), paragraph.index_at(end - 1) + 1) for start, end in turned.pieces
            ]


def with_clauses(paragraph: Paragraph, reports: list[Report], chunks: Sequence[Chunk]) -> list[Report]:
    """Let clauses that 'that' opens run to the end of their sentence where no other cue stands in them.

    The tagger tends to end content at a comma. A clause whose verb it did not see as a cue becomes a report.
    """
    cue_starts = [c.start for c in chunks if c.kind == "Q"]
    result = list(reports)
    for clause in that_clauses(paragraph):
        start, end = clause.pieces[0]
        if clause.cue is None or any(start < cue < end for cue in cue_starts):
            continue
        verb = clause.cue[0]
        if any(a <= paragraph.starts[verb] < b for report in result for a, b in report.pieces):
            continue  # reported inside what somebody else reports
        own = next((r for r in result if r.cue and r.cue[0] <= verb < r.cue[1]), None)
        for report in result:
            report.pieces[:] = [p for p in report.pieces if p[1] <= start - 5 or p[0] >= end]
        if own is None:
            if clause.subject is not None and _is_name(paragraph, clause.subject):
                result.append(clause)
        else:
            own.pieces.append((start, end))
            own.subject = own.subject or clause.subject
    seen = {paragraph.sentence[r.cue[0]] for r in result if r.cue}
    return [r for r in (*result, *indirect_reports(paragraph, without=seen)) if r.pieces]


def _is_name(paragraph: Paragraph, subject: Subject) -> bool:
    """Tell whether a subject is a pronoun or holds a name: a role that the tagger did not see is seldom a speaker."""
    return is_pronoun(paragraph, subject.first) or any(
        paragraph.words[i][:1].isupper()
        for i in range(subject.first + (paragraph.lows[subject.first] in ("a", "the")), subject.stop)
    )


def _nearest(cues: Sequence[_Cue], first: int, stop: int, side: str) -> _Cue | None:
    """Return the cue nearest to a stretch of tokens, before it ('<') or after it ('>')."""
    best, best_distance = None, 0
    for cue in cues:
        behind = cue.first >= stop
        distance = max(0, cue.first - stop if behind else first - cue.stop)
        distance += _WRONG_SIDE * ((">" if behind else "<") != side)
        if best is None or distance < best_distance:
            best, best_distance = cue, distance
    return best


def _in_sentence_of(paragraph: Paragraph, cue: _Cue, first: int, stop: int) -> tuple[int, int]:
    """Cut content without marks to the sentence of its cue, where it reaches into that sentence at all."""
    number = paragraph.sentence[cue.first]
    own = [i for i in range(first, stop) if paragraph.sentence[i] == number]
    return (own[0], own[-1] + 1) if own else (first, stop)


def _resumed(paragraph: Paragraph, cues: Sequence[_Cue], cue: _Cue, first: int) -> _Cue:
    """Return whose words a quotation goes on with that begins a sentence: '"...," said X, who says so often. "..."'.

    They are those of the last cue with quoted content, rather than of one in between.
    """
    words, opening = paragraph.words, first - (paragraph.words[first] not in QUOTE_MARKS)
    if opening < 1 or words[opening - 1] in (",", ":") or words[opening - 1][:1].isalnum():
        return cue
    if any(_is_quoted(paragraph, *piece) for piece in cue.contents):
        return cue
    quoted = [c for c in cues if c.stop <= cue.first and any(_is_quoted(paragraph, *piece) for piece in c.contents)]
    return quoted[-1] if quoted else cue


def _is_quoted(paragraph: Paragraph, first: int, stop: int) -> bool:
    return any(number >= 0 for number in paragraph.inside[first:stop])


def announcer(paragraph: Paragraph, chunks: Sequence[Chunk]) -> Subject | None:
    """Return the speaker whom a paragraph announces that ends with a colon: that of its last cue or sentence."""
    if paragraph.words[-1] != ":":
        return None
    n = len(paragraph)
    low = next(i for i in range(n) if paragraph.sentence[i] == paragraph.sentence[-1])
    spans = [(c.kind[0], paragraph.index_at(c.start), paragraph.index_at(c.end - 1) + 1) for c in chunks]
    for kind, a, b in reversed(spans):
        if kind == "S" and a >= low:
            return subject_of(paragraph, a, b)
    say = cue_lexicon().say
    verb = next((i for i in range(n - 1, low, -1) if verb_at(paragraph, i, say)), None)
    if verb is not None:
        return subject_of_verb(paragraph, verb, low)
    return None


def _link_speaker(paragraph: Paragraph, cues: Sequence[_Cue], side: str, first: int, stop: int) -> None:
    cue = _nearest(cues, first, stop, side)
    if cue is None:
        return
    distance = min(abs(cue.first - stop), abs(first - cue.stop))
    if cue.subject is None or distance < cue.distance:
        cue.subject, cue.distance = subject_of(paragraph, first, stop), distance


def subject_of(paragraph: Paragraph, first: int, stop: int) -> Subject | None:
    """Make a subject of tokens: marks at the edges cut off, an apposition after the first comma split off as role."""
    while first < stop and paragraph.words[first] in _EDGES:
        first += 1
    while stop > first and (paragraph.words[stop - 1] in _EDGES or _is_adverb(paragraph, first, stop)):
        stop -= 1
    if first >= stop:
        return None
    if paragraph.lows[stop - 1] in ("he", "she") and stop - first > 1:
        first = stop - 1
    if is_pronoun(paragraph, first) and (stop - first == 1 or paragraph.lows[first] not in ("her", "him", "them")):
        return Subject(first, first + 1)
    for i in range(first + 1, stop - 1):
        if paragraph.words[i] in (",", "("):
            return Subject(first, i, (i + 1, stop))
    return Subject(first, stop)


def _is_adverb(paragraph: Paragraph, first: int, stop: int) -> bool:
    lower = paragraph.lows[stop - 1]
    return (
        stop - first > 1
        and (lower in cue_lexicon().modifiers or lower in _PREPOSITIONS or lower.endswith("ly"))
        and paragraph.words[stop - 1].islower()
    )


def _share_speakers(paragraph: Paragraph, cues: Sequence[_Cue]) -> None:
    """Give cues without a speaker one by rule, else that of the cue before: 'X said ... and added ...'."""
    before: Subject | None = None
    for n, cue in enumerate(cues):
        if cue.subject is None and cue.contents:
            if before is not None and _coordinated(paragraph, cue, cues[n - 1]):
                cue.subject = before
            else:
                cue.subject = _by_rule(paragraph, cue, cues[n - 1].stop if n else 0) or before
        if cue.subject is not None:
            before = cue.subject


def _coordinated(paragraph: Paragraph, cue: _Cue, before: _Cue) -> bool:
    """Tell whether a cue shares the subject of the one before it: '... and promised', '..., adding'."""
    if paragraph.sentence[cue.first] != paragraph.sentence[before.first] or cue.first == 0:
        return False
    word = paragraph.lows[cue.first - 1]
    return word in ("and", "but", "then") or (word == "," and paragraph.lows[cue.first].endswith("ing"))


def _by_rule(paragraph: Paragraph, cue: _Cue, low: int) -> Subject | None:
    """Find the speaker beside a cue that holds a verb of saying."""
    lows, say = paragraph.lows, cue_lexicon().say
    if paragraph.inside[cue.first] >= 0:
        return None
    verb = next((i for i in range(cue.stop - 1, cue.first - 1, -1) if lows[i] in say), None)
    if verb is None:
        return None
    low = next(
        (
            i + 1
            for i in range(verb - 1, low - 1, -1)
            if paragraph.inside[i] >= 0 or paragraph.sentence[i] != paragraph.sentence[verb]
        ),
        low,
    )
    while low < cue.first and paragraph.words[low] in _EDGES:
        low += 1
    if low == cue.first and verb > cue.first and (within := subject_before(paragraph, verb, low)) is not None:
        return within
    if low == cue.first and not lows[verb].endswith("ing"):
        limit = cue.stop
        while (
            limit < len(paragraph)
            and paragraph.inside[limit] < 0
            and paragraph.sentence[limit] == paragraph.sentence[verb]
        ):
            limit += 1
        return subject_after(paragraph, cue.stop, limit)
    return subject_of_verb(paragraph, cue.first, low)
