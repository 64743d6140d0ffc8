"""Reports of speech, found by rules over a paragraph: which cue, whose words, what was said.

The rules look at the shape of a sentence around quotation marks and reporting verbs; they need no training and work in
any field. Each has a name, which ends in the `rule` of the quotations it finds.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from tasks.quotes.cues import CueLexicon, cue_lexicon, word_set
from tasks.quotes.marks import Region
from tasks.quotes.subjects import Subject, is_adjunct, subject_after, subject_before, subject_of_phrase
from tasks.quotes.tagger_features import finite_words, mostly_finite
from tasks.quotes.tokens import QUOTE_MARKS, STOPS_AND_MARKS, Paragraph

_NOUN_FOLLOWS = word_set("noun_follows")

_SUBJECT_PRONOUNS = word_set("subject_pronouns")
_ARTICLES = word_set("articles")
_CONJUNCTIONS = word_set("conjunctions")

_BARE_CLAUSE_VERBS = word_set("bare_clause_verbs")
_NO_CLAUSE = word_set("no_clause")
_JOINTS = frozenset([",", "—", "–", "-", "--", "―"])
_BE = frozenset(["is", "are", "was", "were", "been", "be", "being"])
REACH = 14
"""Tokens between a quotation and the verb that reports it, at most."""


@dataclass(slots=True)
class Report:
    """One act of reporting: the cue's tokens, the speaker's, and the pieces of what is reported, in characters."""

    rule: str
    cue: tuple[int, int] | None = None
    subject: Subject | None = None
    pieces: list[tuple[int, int]] = field(default_factory=list)
    quoted: list[int] = field(default_factory=list)


def verb_at(paragraph: Paragraph, i: int, forms: frozenset[str]) -> bool:
    """Tell whether a reporting verb of the given forms stands at a token, outside quotation marks."""
    lower = paragraph.lows[i]
    if lower not in forms or paragraph.inside[i] >= 0 or (i and paragraph.lows[i - 1] in _NOUN_FOLLOWS):
        return False
    particle = cue_lexicon().particles.get(lower)
    return particle is None or (i + 1 < len(paragraph) and paragraph.lows[i + 1] == particle)


def report_of_region(paragraph: Paragraph, number: int, region: Region, text: str) -> Report | None:
    """Find the report that a quotation region belongs to, by what stands after and before it in its sentence."""
    found = reports_around(paragraph, region, text)
    if not found:
        return None
    found[0].quoted.append(number)
    return found[0]


def reports_around(paragraph: Paragraph, region: Region, text: str) -> list[Report]:
    """Find the reports after and before a quotation region in its sentence, the likelier one first."""
    first = paragraph.index_at(region.outer_start)
    last = region.outer_end if region.outer_end > region.end else region.end
    closes_with = text[region.start : region.end].rstrip()[-1:]
    after = _after(paragraph, paragraph.index_behind(last), closes_with)
    before = _before(paragraph, first, cue_lexicon())
    found = [after, before] if not _introduced(paragraph, first) or closes_with == "," else [before, after]
    return [report for report in found if report is not None]


def _introduced(paragraph: Paragraph, first: int) -> bool:
    """Tell whether a comma, a colon or a verb leads into the quotation that opens at a token."""
    return first > 0 and (paragraph.words[first - 1] in ",:" or verb_at(paragraph, first - 1, cue_lexicon().say))


def _limit(paragraph: Paragraph, i: int) -> int:
    """Return where the reporter's words after a quotation end: the sentence, or the next quotation."""
    stop = paragraph.marked_from(i, paragraph.sentence_stop(i))
    if stop < len(paragraph) and stop > i and paragraph.words[stop - 1] in QUOTE_MARKS:
        stop -= 1
    return stop


def _after(paragraph: Paragraph, i: int, closes_with: str) -> Report | None:
    """Match '..., said X', '..., X said' and '..., according to X' after a quotation that ends before token `i`."""
    n, start = len(paragraph), i
    while i < n and paragraph.words[i] in _JOINTS:
        i += 1
    if i >= n or paragraph.inside[i] >= 0:
        return None
    limit = _limit(paragraph, i)
    joined = i > start or closes_with in ",?!—–-…" or paragraph.lows[i] in cue_lexicon().say
    return (
        _according(paragraph, i, limit)
        or _as_put(paragraph, i, limit)
        or _inverted(paragraph, i, limit)
        or _subject_first(paragraph, i, limit, joined=joined)
    )


def _inverted(paragraph: Paragraph, i: int, limit: int) -> Report | None:
    """Match 'said X', perhaps after an adverb."""
    lexicon = cue_lexicon()
    while i < limit - 1 and paragraph.lows[i].endswith("ly"):
        i += 1
    if not verb_at(paragraph, i, lexicon.say) or paragraph.lows[i].endswith("ing"):
        return None
    start = i + 1 + (paragraph.lows[i] in lexicon.particles)
    return Report("inverted", (i, start), subject_after(paragraph, start, limit))


def _subject_first(paragraph: Paragraph, i: int, limit: int, *, joined: bool) -> Report | None:
    """Match 'X said'. Where nothing joins the quotation to what follows, 'X said' must end its sentence."""
    lexicon = cue_lexicon()
    for verb in range(i + 1, min(limit, i + 2 * REACH)):
        if not verb_at(paragraph, verb, lexicon.say):
            continue
        leads_on = verb + 1 < limit and paragraph.words[verb + 1] == ":"
        if leads_on or not (joined or (verb - i <= 6 and limit - verb <= 4)):
            return None
        subject = subject_before(paragraph, verb, i)
        if subject is not None and subject.first <= i + 4:
            return Report("after", (verb, verb + 1), subject)
    return None


def _according(paragraph: Paragraph, i: int, limit: int) -> Report | None:
    """Match 'according to X'."""
    if i + 2 < limit and paragraph.lows[i] == "according" and paragraph.lows[i + 1] == "to":
        return Report("according", (i, i + 2), subject_after(paragraph, i + 2, limit))
    return None


def _as_put(paragraph: Paragraph, i: int, limit: int) -> Report | None:
    """Match 'as X put it', 'is how X put it' and 'in the words of X'."""
    lows = paragraph.lows
    if lows[i] == "as":
        for k in range(i + 2, min(limit - 1, i + REACH)):
            if lows[k] in ("put", "puts") and lows[k + 1] == "it":
                return Report("as-put", (k, k + 2), subject_before(paragraph, k, i + 1))
    if lows[i : i + 2] == ["is", "how"]:
        for k in range(i + 3, min(limit, i + REACH)):
            if lows[k] in ("put", "puts", "describes", "described"):
                return Report("as-put", (k, k + 1), subject_before(paragraph, k, i + 2))
    if lows[i : i + 4] == ["in", "the", "words", "of"]:
        return Report("as-put", (i, i + 4), subject_after(paragraph, i + 4, limit))
    return None


def agent_after(paragraph: Paragraph, region: Region, cue: tuple[int, int] | None) -> Subject | None:
    """Find the agent of a passive cue behind the marks: 'was accused of "theft" by auditors'."""
    by = paragraph.index_behind(region.outer_end)
    if cue is None or cue[1] > by or by >= len(paragraph) or paragraph.lows[by] != "by":
        return None
    if not any(low in _BE for low in paragraph.lows[max(0, cue[0] - 1) : cue[1]]):
        return None
    return subject_after(paragraph, by + 1, _limit(paragraph, by))


def _before(paragraph: Paragraph, first: int, lexicon: CueLexicon) -> Report | None:
    """Match 'X said: "..."', 'X told Y that ... "..."', 'According to X, "..."' and 'X: "..."' before token `first`."""
    if first == 0:
        return None
    low = paragraph.behind_marks(paragraph.sentence_start(first), first)
    if low and paragraph.words[low] in QUOTE_MARKS:
        low += 1
    for verb in range(first - 1, low - 1, -1):
        if verb_at(paragraph, verb, lexicon.say) or verb_at(paragraph, verb, lexicon.clause):
            subject = subject_of_verb(paragraph, verb, low)
            if subject is not None:
                rule = "before" if first - verb <= REACH and paragraph.words[first - 1] in ",:" else "within"
                return Report(rule, (verb, verb + 1), subject)
            if paragraph.words[first - 1] in ":,":
                behind = subject_after(paragraph, verb + 1, first) if verb == low else None
                inverted = behind is not None and behind.stop == first - 1  # 'Said X: "..."'
                return Report("before", (verb, verb + 1), behind if inverted else None)
    special = _according(paragraph, low, first)
    if special is not None:
        return special
    if paragraph.words[first - 1] == ":" and low < first - 1 and first - low < REACH:
        return Report("colon", None, subject_after(paragraph, low, first - 1))
    return None


def subject_of_verb(paragraph: Paragraph, verb: int, low: int) -> Subject | None:
    """Find the subject of a verb; for 'saying' and 'and said' that of the sentence. 'Was quoted as saying' is one."""
    lows = paragraph.lows
    if verb > low + 1 and lows[verb - 2 : verb] in (["quoted", "as"], ["on", "to"]):
        verb -= 2 + (lows[verb - 1] == "to")
    before = verb - 1
    while before > low and lows[before] in cue_lexicon().modifiers:
        before -= 1
    if verb > low and (lows[before] in ("and", "but") or (lows[verb].endswith("ing") and lows[before] == ",")):
        return main_subject(paragraph, low, verb) or subject_before(paragraph, verb, low)
    return subject_before(paragraph, verb, low)


def main_subject(paragraph: Paragraph, low: int, verb: int) -> Subject | None:
    """Find the subject of the sentence: a pronoun or noun phrase, first or after a comma, before a finite verb."""
    finite = mostly_finite()
    for i in range(low, verb):
        opens = i == low or paragraph.words[i - 1] in ",—–"
        if paragraph.lows[i] in _SUBJECT_PRONOUNS and (opens or paragraph.lows[i + 1] in finite):
            return Subject(i, i + 1)
        if not opens or not (paragraph.words[i][:1].isupper() or paragraph.lows[i] in _ARTICLES):
            continue
        for j in range(i + 1, min(verb + 1, i + REACH)):
            if paragraph.lows[j] in finite or j == verb:
                return subject_of_phrase(paragraph, i, j)
            if not paragraph.words[j][:1].isalnum() or (paragraph.lows[j] in _CONJUNCTIONS):
                break
    return None


def indirect_reports(paragraph: Paragraph, taken: Sequence[int] = (), *, without: Container[int] = ()) -> list[Report]:
    """Find reported speech without marks: 'X said (that) ...', '..., X said.' and 'according to X'.

    `taken` holds the tokens that are already cues of quotations, `without` the numbers of sentences to leave out.
    """
    found: list[Report] = []
    lexicon = cue_lexicon()
    for number in dict.fromkeys([paragraph.sentence[i] for i in paragraph.cues]):
        start, stop = paragraph.bounds[number : number + 2]
        if number in without or paragraph.marked_from(start, stop) < stop:
            continue
        report = _indirect(paragraph, start, stop, lexicon, taken)
        if report is not None:
            found.append(report)
    return found


def _indirect(paragraph: Paragraph, start: int, stop: int, lexicon: CueLexicon, taken: Sequence[int]) -> Report | None:
    end = stop
    while end > start and paragraph.words[end - 1] in STOPS_AND_MARKS:
        end -= 1
    for verb in paragraph.cues:
        if not start < verb < end or verb in taken or not verb_at(paragraph, verb, lexicon.clause):
            continue
        inverted = _inverted_after(paragraph, start, verb, end)
        if inverted is not None:
            return inverted
        subject = subject_before(paragraph, verb, start)
        if subject is None or paragraph.lows[subject.first] in ("that", "which", "it"):
            continue
        if end - verb <= 5 and paragraph.words[subject.first - 1] == "," and _has_verb(paragraph, start, subject.first):
            return Report("indirect-after", (verb, verb + 1), subject, [paragraph.span(start, subject.first - 1)])
        content = _clause_start(paragraph, verb, end)
        if content is not None and end - content >= 3:
            return Report("indirect", (verb, verb + 1), subject, [paragraph.span(content, end)])
    return _indirect_according(paragraph, start, end)


def _inverted_after(paragraph: Paragraph, start: int, verb: int, end: int) -> Report | None:
    """Match 'Looms stand idle, said X, who owns a mill.'"""
    if (
        paragraph.words[verb - 1] != ","
        or paragraph.lows[verb].endswith("ing")
        or not _has_verb(paragraph, start, verb - 1)
    ):
        return None
    subject = subject_after(paragraph, verb + 1, end)
    if subject is None or (subject.stop < end and paragraph.lows[subject.stop] in mostly_finite()):
        return None
    return Report("indirect-after", (verb, verb + 1), subject, [paragraph.span(start, verb - 1)])


def inverted_clause(paragraph: Paragraph, verb: int) -> Report | None:
    """Match 'Looms stand idle, said X' around a verb of saying, in its sentence."""
    start, end = paragraph.sentence_start(verb), paragraph.sentence_stop(verb)
    if verb - start < 2 or not verb_at(paragraph, verb, cue_lexicon().clause) or max(paragraph.inside[start:end]) >= 0:
        return None
    return _inverted_after(paragraph, start, verb, end)


def _has_verb(paragraph: Paragraph, first: int, stop: int) -> bool:
    """Tell whether tokens hold a finite verb."""
    return not finite_words().isdisjoint(paragraph.lows[first:stop])


def _clause_start(paragraph: Paragraph, verb: int, end: int) -> int | None:
    """Find where the reported clause begins: after 'that', or at once after a verb like 'said'."""
    lows = paragraph.lows
    for k in range(verb + 1, min(end, verb + 8)):
        if lows[k] in ("that", "whether"):
            return k + 1
        if paragraph.words[k] in ".;:":
            break
    following = lows[verb + 1] if verb + 1 < end else ""
    if lows[verb] in _BARE_CLAUSE_VERBS and following.isalpha() and following not in _NO_CLAUSE:
        return verb + 1
    return None


def that_clauses(paragraph: Paragraph) -> list[Report]:
    """Find reported clauses that 'that' opens and that run to the end of their sentence: 'X said that ...'."""
    found: list[Report] = []
    if not paragraph.cues:
        return found
    lexicon, n = cue_lexicon(), len(paragraph)
    for i in paragraph.thats:
        if not 2 <= i < n - 3 or paragraph.inside[i] >= 0 or paragraph.lows[i + 1] in mostly_finite():
            continue
        verb = next((k for k in range(i - 1, max(-1, i - 7), -1) if verb_at(paragraph, k, lexicon.clause)), None)
        if verb is None or any(w in ".;:" for w in paragraph.words[verb:i]):
            continue
        if verb + 1 < i and paragraph.lows[verb] not in lexicon.tell and not is_adjunct(paragraph.lows[verb + 1]):
            continue
        end = paragraph.sentence_stop(i)
        if paragraph.marked_from(i, end) < end:
            continue
        while end > i and paragraph.words[end - 1] in STOPS_AND_MARKS:
            end -= 1
        if end - i > 3:
            subject = subject_of_verb(paragraph, verb, paragraph.sentence_start(verb))
            if subject is not None:
                found.append(Report("that-clause", (verb, verb + 1), subject, [paragraph.span(i + 1, end)]))
    return found


def _indirect_according(paragraph: Paragraph, start: int, end: int) -> Report | None:
    """Match 'According to X, ...' and '..., according to X'."""
    if "according" not in paragraph.lows[start:end]:
        return None
    for i in range(start, end - 2):
        if paragraph.lows[i] != "according" or paragraph.lows[i + 1] != "to":
            continue
        subject = subject_after(paragraph, i + 2, end)
        if subject is None:
            return None
        if i == start:
            rest = subject.role[1] if subject.role and subject.role[1] < end else subject.stop
            while rest < end and paragraph.words[rest] != ",":
                rest += 1
            if end - rest > 3:
                return Report("according", (i, i + 2), subject, [paragraph.span(rest + 1, end)])
        elif i - start > 3:
            last = i - (paragraph.words[i - 1] == ",")
            return Report("according", (i, i + 2), subject, [paragraph.span(start, last)])
    return None
