"""Reports of speech, put together from the tagger's cues, speakers and contents."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.quotes.cues import cue_lexicon, word_set
from tasks.quotes.grammar import Report, indirect_reports, inverted_clause, subject_of_verb, that_clauses, verb_at
from tasks.quotes.subjects import Subject, is_pronoun, subject_after, subject_before
from tasks.quotes.tagger import Chunk
from tasks.quotes.tagger_features import mostly_finite
from tasks.quotes.tokens import QUOTE_MARKS, STOPS, Paragraph

_WRONG_SIDE = 1000
"""Tokens that a cue on the side other than the label says counts as further away."""

_PREPOSITIONS = word_set("prepositions")
_DAYS = word_set("days")
_OPENERS = frozenset(["but", "and", "yet", "so", "while", "though", "although", "because", "meanwhile", "however"])
"""Words before a speaker that join its sentence to the one before."""

_EDGES = frozenset(",;:()[]—–-") | QUOTE_MARKS | {"--"}


_JOINTS = QUOTE_MARKS | {",", "?", "!"}
"""What stands between quoted words and 'said X'."""

_Span = tuple[str, int, int]
"""Side of the cue, '<' or '>', and tokens of a speaker or of content."""


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
    cues: list[_Cue] = []
    speakers: list[_Span] = []
    contents: list[_Span] = []
    for kind, start, end, *_ in chunks:
        first, stop = paragraph.tokens_of(start, end)
        if kind == "Q":
            cues.append(_Cue(first, stop))
        else:
            (speakers if kind[0] == "S" else contents).append((kind[1], first, stop))
    for side, a, b in speakers:
        _link_speaker(paragraph, cues, side, a, b)
    alone: list[Report] = []
    for side, a, b in contents:
        cue = _nearest(cues, a, b, side)
        if cue is None:
            alone.append(Report("tagged", pieces=[paragraph.span(a, b)]))
            continue
        if cue.stop <= a and _is_quoted(paragraph, a, b):
            cue, b = _resumed(paragraph, cues, cue, a), _before_other_sentence(paragraph, a, b)
        if not _is_quoted(paragraph, a, b):
            a, b = _in_sentence_of(paragraph, cue, a, b)
        cue.contents.append((a, b))
    for cue in cues:
        _take_speaker_behind(paragraph, cue)
    _share_speakers(paragraph, cues)
    for cue in cues:
        _turn_round(paragraph, cue)
        _leave_out_speaker(paragraph, cue)
    reports = [
        Report("tagged", (c.first, c.stop), c.subject, [paragraph.span(*piece) for piece in c.contents])
        for c in cues
        if c.contents
    ]
    return reports + alone


def _take_speaker_behind(paragraph: Paragraph, cue: _Cue) -> None:
    """Take content right behind a verb of saying for its speaker, where it has content ahead: '"Yes," said X.'"""
    first = cue.first
    if cue.subject is not None or cue.stop - first > 1 or first == 0 or len(cue.contents) < 2:
        return
    joined = paragraph.words[first - 1] in _JOINTS and verb_at(paragraph, first, cue_lexicon().say)
    behind = [(a, b) for a, b in cue.contents if a == cue.stop and QUOTE_MARKS.isdisjoint(paragraph.words[a:b])]
    if not joined or not behind or all(start >= first for start, _ in cue.contents):
        return
    subject = subject_of(paragraph, *behind[0])
    if subject is not None and mostly_finite().isdisjoint(paragraph.lows[subject.first : subject.stop]):
        cue.subject = subject
        cue.contents = [piece for piece in cue.contents if piece not in behind]


def _turn_round(paragraph: Paragraph, cue: _Cue) -> None:
    """Take words behind a cue for its speaker, and the clause ahead for what is said: 'Rain to last, says X'."""
    if cue.subject is not None or cue.stop - cue.first > 1 or any(a < cue.stop for a, _ in cue.contents):
        return
    turned = inverted_clause(paragraph, cue.first)
    if turned is not None and turned.subject is not None and cue.contents:
        a, b = cue.contents[0]
        if turned.subject.first == a and len(cue.contents) == 1 and b <= turned.subject.stop:
            cue.subject = turned.subject
            cue.contents = [paragraph.tokens_of(start, end) for start, end in turned.pieces]


def _leave_out_speaker(paragraph: Paragraph, cue: _Cue) -> None:
    """Drop content without marks that holds the speaker, where there is other content: 'The leagues announced ...'."""
    subject = cue.subject
    if subject is None or len(cue.contents) < 2:
        return
    held = [(a, b) for a, b in cue.contents if a <= subject.first and subject.stop <= b]
    said = [piece for piece in cue.contents if piece not in held or _is_quoted(paragraph, *piece)]
    cue.contents = said or cue.contents


def with_clauses(paragraph: Paragraph, reports: list[Report], chunks: Sequence[Chunk]) -> list[Report]:
    """Let clauses that 'that' opens run to the end of their sentence where no other cue stands in them.

    The tagger tends to end content at a comma. A clause whose verb it did not see as a cue becomes a report.
    """
    if not paragraph.cues:
        return [report for report in reports if report.pieces]
    result = list(reports)
    for clause in that_clauses(paragraph):
        start, end = clause.pieces[0]
        if clause.cue is None or any(start < chunk.start < end for chunk in chunks if chunk.kind == "Q"):
            continue
        verb = clause.cue[0]
        if any(a <= paragraph.starts[verb] < b for report in result for a, b in report.pieces):
            continue  # reported inside what somebody else reports
        own = next((r for r in result if r.cue and r.cue[0] <= verb < r.cue[1]), None)
        for report in result:
            report.pieces[:] = [p for p in report.pieces if p[1] <= start - 5 or p[0] >= end]
        if own is None:
            if clause.subject is not None and is_name(paragraph, clause.subject):
                result.append(clause)
        else:
            own.pieces.append((start, end))
            own.subject = own.subject or clause.subject
    seen = {paragraph.sentence[r.cue[0]] for r in result if r.cue}
    return [r for r in (*result, *indirect_reports(paragraph, without=seen)) if r.pieces]


def is_name(paragraph: Paragraph, subject: Subject) -> bool:
    """Tell whether a subject is a pronoun or holds a name: a role that the tagger did not see is seldom a speaker."""
    return is_pronoun(paragraph, subject.first) or any(
        paragraph.words[i][:1].isupper()
        for i in range(subject.first + (paragraph.lows[subject.first] in ("a", "the")), subject.stop)
    )


def _nearest(cues: Sequence[_Cue], first: int, stop: int, side: str) -> _Cue | None:
    """Return the cue nearest to a stretch of tokens, before it ('<') or after it ('>')."""
    if len(cues) == 1:
        return cues[0]
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
    own = max(first, paragraph.sentence_start(cue.first)), min(stop, paragraph.sentence_stop(cue.first))
    return own if own[0] < own[1] else (first, stop)


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


def _before_other_sentence(paragraph: Paragraph, first: int, stop: int) -> int:
    """Return where content ends that runs on into a sentence of the reporter's own words with something in marks.

    'X did not say what it had cost. Analysts spoke of "millions"'.
    """
    marked = paragraph.marked_from(first, stop)
    begin = paragraph.sentence_start(marked)
    if not first < begin < marked - 1:
        return stop
    while begin > first and paragraph.words[begin - 1] in STOPS:
        begin -= 1
    return begin


def _is_quoted(paragraph: Paragraph, first: int, stop: int) -> bool:
    return paragraph.marked_from(first, stop) < stop


def announcer(paragraph: Paragraph, chunks: Sequence[Chunk]) -> Subject | None:
    """Return the speaker whom a paragraph announces that ends with a colon: that of its last cue or sentence."""
    last = len(paragraph) - 1
    low = paragraph.sentence_start(last)
    for chunk in reversed(chunks):
        if chunk.kind[0] == "S" and (tokens := paragraph.tokens_of(chunk.start, chunk.end))[0] >= low:
            return subject_of(paragraph, *tokens)
    say = cue_lexicon().say
    verb = next((i for i in range(last, low, -1) if verb_at(paragraph, i, say)), None)
    if verb is not None:
        return subject_of_verb(paragraph, verb, low)
    return _source(paragraph, low, last)


def _source(paragraph: Paragraph, low: int, colon: int) -> Subject | None:
    """Return what stands behind 'from' or 'by' up to a colon: 'This is from the Delta Courier:'."""
    at = next((i for i in range(colon - 1, low - 1, -1) if paragraph.lows[i] in ("from", "by")), None)
    if at is None or not any(word[:1].isupper() for word in paragraph.words[at + 1 : colon]):
        return None
    subject = subject_after(paragraph, at + 1, colon)
    return subject if subject is not None and subject.stop == colon else None


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
    if first < stop - 1 and paragraph.lows[first] in _OPENERS:
        first += 1
    if first < stop - 3 and paragraph.lows[first : first + 3] == ["the", "words", "of"]:
        first += 3
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
    """Tell whether the last of a speaker's tokens tells how or when: 'X then', 'X yesterday', 'X on Monday'."""
    if stop - first < 2:
        return False
    low, day = paragraph.lows[stop - 1], paragraph.lows[stop - 1] in _DAYS
    if paragraph.words[stop - 1].islower():
        return day or low in cue_lexicon().modifiers or low in _PREPOSITIONS or low.endswith("ly")
    return day and paragraph.lows[stop - 2] == "on"


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
    low = paragraph.behind_marks(max(low, paragraph.sentence_start(verb)), verb)
    while low < cue.first and paragraph.words[low] in _EDGES:
        low += 1
    if low == cue.first and verb > cue.first and (within := subject_before(paragraph, verb, low)) is not None:
        return within
    if low == cue.first and not lows[verb].endswith("ing"):
        limit = paragraph.marked_from(cue.stop, paragraph.sentence_stop(verb))
        return subject_after(paragraph, cue.stop, limit)
    return subject_of_verb(paragraph, cue.first, low)
