"""Whose words an utterance in quotation marks are, where the tagger and the rules may disagree.

Each report that may hold the utterance is described by clues: who found it, how far its cue stands from the marks and
on which side, what joins the two, what names the speaker. `ranking` weighs them.
"""

from collections.abc import Iterator, Sequence

from tasks.quotes.article import ReadSection
from tasks.quotes.cues import cue_lexicon
from tasks.quotes.grammar import Report, reports_around
from tasks.quotes.marks import Region
from tasks.quotes.ranking import Clues, Weights, likeliest
from tasks.quotes.subjects import Subject, is_pronoun, subject_before
from tasks.quotes.tokens import Paragraph

_SAID = frozenset({"said", "says", "told", "according"})
_GAPS = (0, 1, 3, 7, 14)
"""Most tokens between a quotation and its cue for a gap to count as the first, second, ... size."""

Candidate = tuple[str, Report]
"""Who found a report, and the report."""


def candidates_of(
    section: ReadSection, paragraph: Paragraph, number: int, owner: Report, reports: Sequence[Report]
) -> list[Candidate]:
    """Return the reports that may hold an utterance: the tagger's first, then those by rule, then an earlier one."""
    region = section.regions[number]
    found: list[Candidate] = [("tagged", owner)]
    found += [(report.rule, report) for report in reports_around(paragraph, region, section.text)]
    antecedent = _with_antecedent(paragraph, owner)
    if antecedent is not None:
        found.append(("antecedent", antecedent))
    earlier = [r for r in reports if r is not owner and r.quoted and r.pieces and min(r.pieces)[0] < region.start]
    if earlier:
        found.append(("earlier", earlier[-1]))
    return found


def _with_antecedent(paragraph: Paragraph, report: Report) -> Report | None:
    """Return a report by 'who' or 'which' as one by the words before it: 'Ines Duarte, who trains the team, said'."""
    subject = report.subject
    if subject is None or paragraph.lows[subject.first] not in ("who", "which") or subject.first < 2:
        return None
    meant = subject_before(paragraph, subject.first - (paragraph.words[subject.first - 1] == ","))
    return Report(report.rule, report.cue, meant) if meant is not None else None


def chosen(
    weights: Weights, section: ReadSection, paragraph: Paragraph, number: int, found: Sequence[Candidate]
) -> Report:
    """Return the likeliest of the reports that may hold an utterance."""
    return found[likeliest(weights, [clues(section, paragraph, number, c, found) for c in found])][1]


def clues(
    section: ReadSection, paragraph: Paragraph, number: int, candidate: Candidate, found: Sequence[Candidate]
) -> Iterator[Clues]:
    """Yield what speaks for or against a report as that of an utterance."""
    finder, report = candidate
    speaker = speaker_type(section, paragraph, report.subject)
    if report.cue is None:
        yield (_speaker_clues, finder, speaker, "no cue")
        return
    cue = f"cue {cue_type(paragraph, report.cue)}"
    yield cue
    yield (_speaker_clues, finder, speaker, cue)
    for place in _places(section, paragraph, section.regions[number], report.cue):
        yield (_place_clues, finder, place)
    if any(other is not report and shares_cue(report, other) for _, other in found):
        yield f"{finder}, agreed"
    if any(n != number for n in report.quoted):
        yield f"{finder}, reports more"


def _speaker_clues(finder: str, speaker: str, cue: str) -> tuple[str, ...]:
    return finder, f"{finder}, by {speaker}", f"{finder}, {cue}"


def _place_clues(finder: str, place: str) -> tuple[str, ...]:
    return place, f"{finder}, {place}"


def shares_cue(one: Report, other: Report) -> bool:
    """Tell whether two reports have a token of their cues in common."""
    return one.cue is not None and other.cue is not None and one.cue[0] < other.cue[1] and other.cue[0] < one.cue[1]


def speaker_type(section: ReadSection, paragraph: Paragraph, subject: Subject | None) -> str:
    """Return what names the speaker: a pronoun, 'person', 'group', 'role', or 'nobody'."""
    if subject is None:
        return "nobody"
    low = paragraph.lows[subject.first]
    if is_pronoun(paragraph, subject.first) or low in ("which", "that"):
        return {"she": "he", "we": "I", "you": "I", "i": "I"}.get(low, low)
    named = section.mentions_between(*paragraph.span(subject.first, subject.stop))
    if not named:
        return "role"
    return "person" if any(mention.label == "PERSON" for mention in named) else "group"


def cue_type(paragraph: Paragraph, cue: tuple[int, int]) -> str:
    """Return what sort of words a cue is made of: said, say, clause or other."""
    lexicon = cue_lexicon()
    words = paragraph.lows[cue[0] : cue[1]]
    if not _SAID.isdisjoint(words):
        return "said"
    if not lexicon.say.isdisjoint(words):
        return "say"
    return "other" if lexicon.clause.isdisjoint(words) else "clause"


def _places(section: ReadSection, paragraph: Paragraph, region: Region, cue: tuple[int, int]) -> Iterator[str]:
    """Yield where a cue stands from a region: on which side, how near, joined by what, in its sentence or not."""
    first, last = paragraph.index_at(region.outer_start), paragraph.index_at(region.outer_end - 1)
    if cue[0] > last:
        side, between, edge, near = "cue after", range(last + 1, cue[0]), last, cue[0]
        joint = section.text[region.start : region.end].rstrip()[-1:]
    elif cue[1] <= first:
        side, between, edge, near = "cue before", range(cue[1], first), first, cue[0]
        joint = paragraph.words[first - 1]
    else:
        yield "cue inside"
        return
    yield f"{side}, gap {sum(len(between) > most for most in _GAPS)}"
    yield f"{side}, {'same' if paragraph.sentence[edge] == paragraph.sentence[near] else 'other'} sentence"
    yield f"{side}, joined by {joint if joint in (',', ':', '.', '?', '!') else 'a word'}"
    if any(paragraph.inside[i] >= 0 for i in between):
        yield f"{side}, over other marks"
    if first == 0:
        yield f"{side}, opens paragraph"
