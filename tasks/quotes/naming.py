"""Who speaks in a report, where several noun phrases around the cue may: 'The union, in talks with the mill, said'.

The tagger's speaker, the words beside the cue, the subject of the sentence and what 'who' stands for are compared. Each
is described by clues: who finds it, how far it stands from the cue and what lies between, what sort of words it is made
of. `ranking` weighs them.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence

from tasks.quotes.article import ReadSection
from tasks.quotes.choosing import cue_type, speaker_type
from tasks.quotes.grammar import Report, main_subject, subject_of_verb
from tasks.quotes.odds import Chunk, step
from tasks.quotes.ranking import Clues, Weights, likeliest
from tasks.quotes.subjects import Subject, is_pronoun, subject_after, subject_before
from tasks.quotes.tagged import subject_of
from tasks.quotes.tagger_features import finite_words, primary_tag, tag_or_mark
from tasks.quotes.tokens import Paragraph

Named = tuple[str, Subject]
"""Who finds a speaker, and the speaker."""

_DISTANCES = (0, 1, 2, 4, 8, 14, 22)
"""Most tokens between speaker and cue for a distance to count as the first, second, ... one."""

_MOST = 8
"""Words of a speaker from which on they are not counted."""

_SURE = 2.5
"""Odds of a label, as a natural logarithm, from which on a speaker beside the cue is not weighed against others: of 15
such, in 512 articles of US news, whom clues would change, 13 would change for the worse and none for the better."""

_RELATIVE = frozenset(["who", "which", "that"])
_LISTING = frozenset([",", "and", "&"])


def settle_speaker(
    weights: Weights, section: ReadSection, paragraph: Paragraph, report: Report, chunks: Sequence[Chunk]
) -> None:
    """Give a report the likeliest of the speakers that its sentence names."""
    found = speakers_of(section, paragraph, report, chunks)
    if len(found) > 1:
        report.subject = found[likeliest(weights, clues_of(section, paragraph, report, found, chunks))][1]


def speakers_of(section: ReadSection, paragraph: Paragraph, report: Report, chunks: Sequence[Chunk]) -> list[Named]:
    """Return the speakers that a report may have, as found first; the same words stand once.

    Reports that are all in marks have theirs by `choosing`.
    """
    if report.cue is None or report.subject is None or report.rule != "tagged" or _all_in_marks(section, report):
        return []
    first, stop = report.cue
    low, begin = paragraph.sentence_start(first), report.subject.first
    if begin == low and report.subject.stop == first and paragraph.lows[first - 1] not in _RELATIVE:
        return []  # nothing else stands before the cue
    if begin and paragraph.lows[begin - 1] == "by":  # the agent of a passive
        return []
    head = paragraph.behind_marks(low, first)
    beside = subject_of_verb(paragraph, first, head) if first > head else None
    listed = _list_before(paragraph, low, report.subject)
    if listed is None and _is_clear(paragraph, report.subject, beside, chunks):
        return []
    named: list[Named] = [("as found", report.subject)]
    named += _labelled(paragraph, low, first, chunks)
    named += _by_grammar(paragraph, first, stop, head, beside)
    named += [("antecedent", meant) for _, subject in named if (meant := _antecedent(paragraph, low, subject))]
    if listed is not None:
        named.append(("listed", listed))
    different: dict[tuple[int, int], Named] = {}
    for name, subject in named:
        different.setdefault((subject.first, subject.stop), (name, subject))
    return list(different.values())


def _all_in_marks(section: ReadSection, report: Report) -> bool:
    """Tell whether each piece of a report lies inside quotation marks."""
    regions = [section.regions[number] for number in report.quoted]
    return all(any(r.outer_start <= a and b <= r.outer_end for r in regions) for a, b in report.pieces)


def _labelled(paragraph: Paragraph, low: int, cue: int, chunks: Sequence[Chunk]) -> Iterator[Named]:
    """Yield what the tagger labels as a speaker in the sentence of a cue."""
    start, end = paragraph.starts[low], paragraph.ends[paragraph.sentence_stop(cue) - 1]
    for chunk in chunks:
        if chunk.kind[0] == "S" and start <= chunk.start < end:
            labelled = subject_of(paragraph, *paragraph.tokens_of(chunk.start, chunk.end))
            if labelled is not None:
                yield "labelled", labelled


def _antecedent(paragraph: Paragraph, low: int, subject: Subject) -> Subject | None:
    """Return what 'who' or 'which' stands for: the words before it."""
    at = subject.first
    if paragraph.lows[at] not in _RELATIVE or at < 2:
        return None
    return subject_before(paragraph, at - (paragraph.words[at - 1] == ","), low)


def _is_clear(paragraph: Paragraph, subject: Subject, beside: Subject | None, chunks: Sequence[Chunk]) -> bool:
    """Tell whether the tagger is sure of a speaker who stands beside the cue, too, in words of their own."""
    if beside is None or (beside.first, beside.stop) != (subject.first, subject.stop):
        return False
    if paragraph.lows[subject.first] in _RELATIVE or is_pronoun(paragraph, subject.first):
        return False  # clues may find the name that it stands for
    return any(chunk.odds >= _SURE for chunk in _labels_on(paragraph, subject, chunks))


def _labels_on(paragraph: Paragraph, subject: Subject, chunks: Sequence[Chunk]) -> list[Chunk]:
    """Return what the tagger labels as a speaker and a noun phrase holds in part or whole."""
    start, end = paragraph.span(subject.first, subject.stop)
    return [chunk for chunk in chunks if chunk.kind[0] == "S" and chunk.start < end and start < chunk.end]


def _by_grammar(paragraph: Paragraph, first: int, stop: int, low: int, beside: Subject | None) -> Iterator[Named]:
    """Yield the subjects that stand beside a cue, which is given, and at the head of its sentence."""
    if first > low:
        if beside is not None:
            yield "beside", beside
        main = main_subject(paragraph, low, first)
        if main is not None:
            yield "main", main
    behind = subject_after(paragraph, stop, paragraph.marked_from(stop, paragraph.sentence_stop(first)))
    if behind is not None and paragraph.words[first - 1 if first else 0] in (",", "”", '"'):
        yield "behind", behind


def _list_before(paragraph: Paragraph, low: int, subject: Subject) -> Subject | None:
    """Return the whole list that a speaker ends: 'labor unions, farmers and many traders'."""
    first = at = subject.first
    if at - low < 3 or paragraph.lows[at - 1] not in _LISTING:
        return None
    finite = finite_words()
    while first > low and (paragraph.words[first - 1][:1].isalnum() or paragraph.lows[first - 1] in _LISTING):
        if paragraph.lows[first - 1] in finite and paragraph.words[first - 1].islower():
            return None
        first -= 1
    while first < at and paragraph.lows[first] in ("but", "and", ",", "while", "when", "though", "although"):
        first += 1
    return Subject(first, subject.stop) if first < at - 1 else None


def clues_of(
    section: ReadSection, paragraph: Paragraph, report: Report, found: Sequence[Named], chunks: Sequence[Chunk]
) -> list[list[Clues]]:
    """Return for each of the speakers that a report may have what speaks for or against it."""
    if report.cue is None:
        return [[finder] for finder, _ in found]
    finders = " ".join(dict.fromkeys([finder for finder, _ in found]))
    kind = cue_type(paragraph, report.cue)
    return [_clues_of_one(section, paragraph, report, report.cue, kind, named, finders, chunks) for named in found]


def _clues_of_one(
    section: ReadSection,
    paragraph: Paragraph,
    report: Report,
    cue: tuple[int, int],
    cue_kind: str,
    named: Named,
    finders: str,
    chunks: Sequence[Chunk],
) -> list[Clues]:
    """Return what speaks for or against a speaker of a report; `finders` names who finds any speaker of it."""
    lows, (name, subject), (first, stop) = paragraph.lows, named, cue
    kind = speaker_type(section, paragraph, subject)
    start, end = paragraph.span(subject.first, subject.stop)
    own = _labels_on(paragraph, subject, chunks)
    odds, exact = max([chunk.odds for chunk in own], default=None), start in [chunk.start for chunk in own]
    before, opens = lows[subject.first - 1] if subject.first else "", subject.first == paragraph.sentence_start(first)
    ending, verb = primary_tag(lows[subject.stop - 1]), primary_tag(lows[first])
    clues: list[Clues] = [
        (_word_clues, name, kind, cue_kind, min(subject.stop - subject.first, _MOST)),
        (_opening_clues, lows[subject.first]),
        (_ending_clues, name, ending),
        (_agreement_clues, ending, verb),
        (_place_clues, name, *_place(paragraph, subject, first, stop)),
        (_neighbour_clues, name, before, opens),
        (_odds_clues, step(odds), exact),
        (_finder_clues, name, finders),
    ]
    if subject.first >= stop:
        clues.append((_behind_cue_clues, lows[stop - 1]))
    if any(a < end and start < b for a, b in report.pieces):
        clues.append("in what is said")
    return clues


def _word_clues(name: str, kind: str, cue: str, size: int) -> tuple[str, ...]:
    """Return what a speaker is, and how many words it has."""
    return name, f"{name} by {kind}", f"by {kind}", f"{name} cue {cue}", f"size {size}"


def _opening_clues(low: str) -> tuple[str, ...]:
    """Return what a speaker's words begin with."""
    return f"opening {primary_tag(low)}", f"opening {low}"


def _ending_clues(name: str, tag: str) -> tuple[str, ...]:
    """Return the part of speech that a speaker's words end with."""
    return (f"{name} ending {tag}",)


def _agreement_clues(ending: str, verb: str) -> tuple[str, ...]:
    """Return the parts of speech that a speaker ends and a cue begins with: 'farmers say' agree."""
    return (f"ending {ending} cue {verb}",)


def _neighbour_clues(name: str, before: str, opens: bool) -> tuple[str, ...]:
    """Return what stands before a speaker."""
    sort = tag_or_mark(before)
    clues = f"behind {sort}", f"{name} behind {sort}"
    return (*clues, "opens sentence") if opens else clues


def _odds_clues(odds: int, exact: bool) -> tuple[str, ...]:
    """Return how sure the tagger is, in steps, and whether it lets the speaker begin at the same place."""
    return (f"odds {odds} {'at its start' if exact else ''}",)


def _finder_clues(name: str, finders: str) -> tuple[str, ...]:
    """Return who finds a speaker, of all who find one."""
    return (f"{name} of {finders}",)


def _behind_cue_clues(low: str) -> tuple[str, ...]:
    """Return the last word of a cue that a speaker stands behind."""
    return (f"behind cue {low}",)


def _place(
    paragraph: Paragraph, subject: Subject, first: int, stop: int
) -> tuple[str, int, int, int, str | None, str | None]:
    """Return on which side of the cue a speaker stands, how far, how many commas and verbs lie between, and what
    stands first and last there.
    """
    if subject.stop <= first:
        side, lows = "ahead", paragraph.lows[subject.stop : first]
    elif subject.first >= stop:
        side, lows = "behind", paragraph.lows[stop : subject.first]
    else:
        return "in the cue", 0, 0, 0, None, None
    if not lows:
        return side, bisect(_DISTANCES, -1), 0, 0, None, None
    finite = finite_words()
    verbs = min(sum([low in finite for low in lows]), 2)
    distance = bisect(_DISTANCES, len(lows) - 1)
    return side, distance, min(lows.count(","), 3), verbs, tag_or_mark(lows[0]), tag_or_mark(lows[-1])


def _place_clues(
    name: str, side: str, distance: int, commas: int, verbs: int, following: str | None, last: str | None
) -> tuple[str, ...]:
    """Return how a speaker lies to the cue."""
    if side == "in the cue":
        return (side,)
    near = f"{side} {distance}", f"{name} {side} {distance}", f"{side} commas {commas} verbs {verbs}"
    return near if following is None else (*near, f"{side} next {following}", f"{side} last {last}")
