"""Learn to choose: what in marks is speech, whose words it is, where reported speech begins and ends, what is right.

A choice is a set of candidates with their clues and whether each is right by the annotations. The weights of the clues
are those of a conditional logit: those under which the right candidates are likeliest, together, with a penalty for
large weights. Only choices with right and wrong candidates teach anything. Whether words are speech, and whether a
quotation is right, is a choice between clues and none at all, which makes it a logistic regression.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from quote_scores import Said, Span, characters, fragments, overlap, quoted, same_speaker, trimmed

from tasks.quotes import naming, speech
from tasks.quotes.article import ReadSection, read_article
from tasks.quotes.choosing import Candidate, clues
from tasks.quotes.confidence import Told, quote_clues
from tasks.quotes.edges import clues_of, stretches_of
from tasks.quotes.find import Article, by_paragraph
from tasks.quotes.grammar import Report
from tasks.quotes.kinds import kind_of, without_that
from tasks.quotes.mixing import part_clues, parts_of
from tasks.quotes.odds import Chunk, odds_of
from tasks.quotes.quote import Quote
from tasks.quotes.ranking import Rankings, Weights, each_clue
from tasks.quotes.snap import merged
from tasks.quotes.tagged import tagged_reports, with_clauses
from tasks.quotes.tagger import QuoteTagger
from tasks.quotes.tokens import Paragraph

ENOUGH = 0.8
"""Share of the union of two spans that must be in both for them to be the same."""

HALF = 0.5
"""Share of the union of a report and an annotation that must be in both for the report to mean the annotation."""

UNANNOTATED = frozenset({"transcript", "signed", "headline"})
"""Rules for forms that the annotators left out."""

Choice = tuple[list[bool], list[list[str]]]
"""For each candidate whether it is right, and its clues."""


@dataclass(frozen=True)
class Choices:
    """Choices met in articles: what in marks is speech, whose, where reported speech begins and ends, what is right."""

    speech: list[Choice] = field(default_factory=list)
    owner: list[Choice] = field(default_factory=list)
    edges: list[Choice] = field(default_factory=list)
    marks: list[Choice] = field(default_factory=list)
    names: list[Choice] = field(default_factory=list)
    right: list[Choice] = field(default_factory=list)


@dataclass(frozen=True)
class _Gold:
    """What is annotated in an article: direct fragments and the characters of every content, each with its speaker."""

    fragments: Sequence[tuple[Span, Said]]
    contents: Sequence[set[int]]
    quotes: Sequence[Said]


def choices_in(tagger: QuoteTagger, articles: Sequence[Article], golds: Sequence[Sequence[Said]]) -> Choices:
    """Collect the choices that a tagger leaves open in annotated articles, each one section of text."""
    choices = Choices()
    for article, gold in zip(articles, golds, strict=True):
        (section,) = read_article(*article)
        text = section.text
        here = _Gold(fragments(text, gold, quoted(text))[0], [characters(text, q) for q in gold], gold)
        (chunks,) = tagger.tag([text], [section.regions], [section.mentions])
        for paragraph, _, own in by_paragraph(section, chunks):
            reports = with_clauses(paragraph, tagged_reports(paragraph, own or ()), own or ())
            for report in _merged(section, paragraph, reports, here, choices):
                _collect_edges(text, paragraph, report, here, choices.edges)
                _collect_parts(section, paragraph, report, here, choices.marks)
                _collect_names(section, paragraph, report, own or (), here, choices.names)
    return choices


def _merged(
    section: ReadSection, paragraph: Paragraph, reports: Sequence[Report], gold: _Gold, choices: Choices
) -> list[Report]:
    """Bring reports and marks together as the tagger has them, and note the choices on the way."""

    def note(section: ReadSection, paragraph: Paragraph, number: int, found: Sequence[Candidate]) -> Report:
        region = section.regions[number]
        speaker = _annotated(gold, trimmed(section.text, region.start, region.end))
        if speaker is not None:
            right = [same_speaker(speaker, Said([], _speaker(section, paragraph, report))) for _, report in found]
            choices.owner.append((right, [list(each_clue(clues(section, paragraph, number, c, found))) for c in found]))
        return found[0][1]

    said = set().union(*gold.contents)

    def note_speech(section: ReadSection, paragraph: Paragraph, number: int, found: Sequence[Report]) -> bool:
        inner = trimmed(section.text, section.regions[number].start, section.regions[number].end)
        good = sum(i in said for i in range(*inner)) >= HALF * (inner[1] - inner[0])
        if speech.is_open(section, paragraph, number):
            about = list(each_clue(speech.clues(section, paragraph, number, found)))
            choices.speech.append(([good, not good], [about, []]))
        return True

    return merged(section, paragraph, reports, note, note_speech)[0]


def _annotated(gold: _Gold, span: Span) -> Said | None:
    """Return the annotation of a quotation, or of its first part where annotators cut it, if it has a speaker."""
    same = (q for (a, b), q in gold.fragments if overlap(set(range(a, b)), set(range(*span))) >= ENOUGH)
    part = (q for (a, b), q in gold.fragments if span[0] <= a and b <= span[1])
    found = next(same, None) or next(part, None)
    return found if found is not None and found.speaker else None


def _speaker(section: ReadSection, paragraph: Paragraph, report: Report) -> str | None:
    if report.subject is None:
        return None
    return section.text[slice(*paragraph.span(report.subject.first, report.subject.stop))]


def _collect_edges(text: str, paragraph: Paragraph, report: Report, gold: _Gold, choices: list[Choice]) -> None:
    if report.quoted or report.cue is None:
        return
    found = stretches_of(paragraph, report, report.cue)
    right = []
    for _, pieces in found:
        spans = [paragraph.span(*piece) for piece in pieces]
        held = characters(text, Said([(without_that(text, a, b), b) for a, b in spans], None))
        right.append(any(overlap(held, content) >= ENOUGH for content in gold.contents))
    choices.append((right, [list(each_clue(clues)) for clues in clues_of(paragraph, report.cue, found)]))


def _collect_parts(
    section: ReadSection, paragraph: Paragraph, report: Report, gold: _Gold, choices: list[Choice]
) -> None:
    found = parts_of(section, paragraph, report)
    right = []
    for _, pieces in found:
        spans = kind_of(section, paragraph, replace(report, pieces=pieces))[1]
        held = characters(section.text, Said(spans, None))
        right.append(any(overlap(held, content) >= ENOUGH for content in gold.contents))
    choices.append((right, [list(each_clue(part_clues(section, paragraph, report, part))) for part in found]))


def _collect_names(
    section: ReadSection,
    paragraph: Paragraph,
    report: Report,
    chunks: Sequence[Chunk],
    gold: _Gold,
    choices: list[Choice],
) -> None:
    """Note who may speak in a report half of which is annotated, and whom the annotators name."""
    found = naming.speakers_of(section, paragraph, report, chunks)
    held = characters(section.text, Said(report.pieces, None))
    shares = [overlap(held, content) for content in gold.contents]
    if len(found) < 2 or max(shares, default=0.0) < HALF:
        return
    annotated = gold.quotes[max(range(len(shares)), key=shares.__getitem__)]
    if annotated.speaker:
        spans = [paragraph.span(subject.first, subject.stop) for _, subject in found]
        right = [same_speaker(annotated, Said([], section.text[start:end])) for start, end in spans]
        clues = [list(each_clue(own)) for own in naming.clues_of(section, paragraph, report, found, chunks)]
        choices.append((right, clues))


def right_or_not(
    tagger: QuoteTagger, article: Article, quotes: Sequence[Quote], right: Collection[int]
) -> Iterator[Choice]:
    """Yield for each quotation found in an article, one section of text, whether it is among the right ones."""
    (section,) = read_article(*article)
    (chunks,) = tagger.tag([section.text], [section.regions], [section.mentions])
    starts = [paragraph.start for paragraph in section.paragraphs]
    around = {paragraph.start: own or () for paragraph, _, own in by_paragraph(section, chunks)}
    for number, quote in enumerate(quotes):
        if quote.rule not in UNANNOTATED:
            paragraph = section.paragraphs[bisect_right(starts, quote.spans[0][0]) - 1]
            told = _told(quote)
            odds = odds_of(around[paragraph.start], told.cue, told.spans, told.speaker_span)
            clues = each_clue(quote_clues(paragraph, told._replace(odds=odds)))
            yield [number in right, number not in right], [list(clues), []]


def _told(quote: Quote) -> Told:
    cue, speaker = (quote.cue_start, quote.cue_end), (quote.speaker_start, quote.speaker_end)
    return Told(
        quote.kind,
        quote.rule,
        quote.attribution,
        quote.spans,
        None if None in cue else cue,
        quote.speaker,
        None if None in speaker else speaker,
        quote.speaker_label,
    )


def learned(met: Iterable[Choices]) -> Rankings:
    """Learn the weights of clues from the choices met."""
    every = list(met)
    owner = weights_of([c for choices in every for c in choices.owner], penalty=1.0, least=1)
    edges = weights_of([c for choices in every for c in choices.edges], penalty=3.0, least=4)
    marks = weights_of([c for choices in every for c in choices.marks], penalty=3.0, least=4)
    names = weights_of([c for choices in every for c in choices.names], penalty=3.0, least=3)
    right = weights_of([c for choices in every for c in choices.right], penalty=5.0, least=4)
    speech = weights_of([c for choices in every for c in choices.speech], penalty=3.0, least=3)
    return Rankings(speech, owner, edges, marks, names, right)


def weights_of(choices: Sequence[Choice], penalty: float, least: int, steps: int = 300) -> Weights:
    """Return the weights of all clues met at least so often, by AdaGrad on all choices at once."""
    choices = [choice for choice in choices if len(set(choice[0])) > 1]
    if not choices:
        return Weights()
    counts = Counter(clue for _, candidates in choices for clues in candidates for clue in clues)
    names = sorted(clue for clue, count in counts.items() if count >= least)
    number = {clue: n for n, clue in enumerate(names)}
    of = np.array([n for n, (right, _) in enumerate(choices) for _ in right])
    right = np.array([good for flags, _ in choices for good in flags], float)
    every = [clues for _, candidates in choices for clues in candidates]
    held = [(row, number[clue]) for row, clues in enumerate(every) for clue in clues if clue in number]
    rows, columns = np.array(held).T
    weights, seen = np.zeros(len(names)), np.full(len(names), 1e-6)

    def shares(odds: NDArray[np.float64]) -> NDArray[np.float64]:
        share: NDArray[np.float64] = odds / np.bincount(of, odds)[of]
        return share

    for _ in range(steps):
        scores = np.bincount(rows, weights[columns], len(every))
        likely = shares(np.exp(scores - scores.max()))
        surplus = shares(likely * right) - likely
        slope = np.bincount(columns, surplus[rows], len(names)) - penalty * weights
        seen += slope**2
        weights += 0.3 * slope / np.sqrt(seen)
    told = ((name, float(weight)) for name, weight in zip(names, weights, strict=True) if abs(weight) >= 0.01)
    return Weights((name, round(weight, 3)) for name, weight in told)
