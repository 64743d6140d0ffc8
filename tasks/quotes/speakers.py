"""Who a speaker's words mean: names, pronouns, roles, joined to the entities of the article."""

from collections.abc import Sequence
from typing import NamedTuple

from tasks.entities.mention import Mention
from tasks.entities.titles import titles
from tasks.quotes.article import ReadSection
from tasks.quotes.cues import word_set
from tasks.quotes.heads import (
    MODIFYING,
    PERSONS,
    antecedent,
    is_joined_to,
    is_one_member,
    may_have_spokesman,
    unmarked_name,
)
from tasks.quotes.offices import description
from tasks.quotes.roles import role_before, role_in
from tasks.quotes.salience import Salience
from tasks.quotes.subjects import Subject, is_pronoun
from tasks.quotes.tagger_features import finite_words, mostly_finite, primary_tag
from tasks.quotes.tokens import Paragraph

_GENDERED = {"he": "male", "him": "male", "his": "male", "she": "female", "her": "female"}
_IT, _THEY = ("it", "its"), ("they", "their")
_PARTY_MEMBERS = ("democrat", "republican")
_GROUPS = ("ORG", "GPE", "NORP", "FAC", "LOC", "MISC")
_PARTED = word_set("parted")
_SPOKES = word_set("spokes")
_SPEAKS_AS_ONE = word_set("speaks_as_one")
_STAND_INS = word_set("stand_ins")
_AFTER_HEAD = word_set("after_head")
_POSSESSIVE = ("'s", "’s", "'", "’")
_AFTER_NAME = (
    word_set("prepositions") | word_set("breaks") | word_set("days") | {"and", "himself", "herself", "jr", "sr"}
)
_NEAR = 800
"""Characters in which 'it' still means the group that spoke last."""


class Speaker(NamedTuple):
    """A speaker: the words that name it (None when carried over from elsewhere), the role, whom it is, how known."""

    section_no: int | None
    start: int | None
    end: int | None
    text: str | None
    role: str | None
    mention: Mention | None
    attribution: str


NOBODY = Speaker(None, None, None, None, None, None, "none")


def read_sentence(section: ReadSection, paragraph: Paragraph, first: int, stop: int, salience: Salience) -> None:
    """Let a sentence's names and pronouns change what is salient after it."""
    salience.fade()
    begins = paragraph.lows[first : min(stop, first + 10)]
    subject_met = ("he" in begins or "she" in begins) and _meets_pronoun(paragraph, first, begins, salience)
    mentions = section.mentions_between(*paragraph.span(first, stop))
    # a heading, or who took a picture
    verbless = bool(mentions) and finite_words().isdisjoint(paragraph.lows[first:stop])
    for mention in mentions:
        at = paragraph.index_at(mention.start)
        if paragraph.inside[at] >= 0 or verbless:
            weight = 0.15
        elif mention.label in PERSONS and not subject_met and at - first < 12 and not _oblique(paragraph, at, mention):
            weight, subject_met = 1.5, True
        else:
            weight = 0.6
        salience.meet(mention, weight)
        if mention.label in PERSONS:
            salience.offices.meet(section, mention)


def _meets_pronoun(paragraph: Paragraph, first: int, begins: Sequence[str], salience: Salience) -> bool:
    """Let the person meant by 'he' or 'she' at a sentence's beginning be salient; tell whether there is one."""
    for i, low in enumerate(begins, first):
        if low in ("he", "she") and paragraph.inside[i] < 0:
            meant = salience.best(PERSONS, _GENDERED[low])
            if meant is not None:
                salience.meet(meant, 1.0)
            return meant is not None
        if paragraph.words[i][:1].isupper() and i > first:
            break
    return False


def _oblique(paragraph: Paragraph, at: int, mention: Mention) -> bool:
    """Tell whether a name is no subject: after a preposition, or a possessor."""
    stop = paragraph.index_behind(mention.end)
    after = paragraph.lows[stop] if stop < len(paragraph) else ""
    before = paragraph.lows[at - 1] if at else ""
    return after in ("'s", "’s") or before in (
        "of",
        "with",
        "for",
        "to",
        "by",
        "from",
        "against",
        "about",
        "after",
        "over",
    )


def speaker_of(
    section: ReadSection, paragraph: Paragraph, subject: Subject, salience: Salience, last: Speaker | None
) -> Speaker:
    """Say whom a subject's words mean."""
    subject = _without_possessive(section, paragraph, subject)
    role = role_in(section.text[slice(*paragraph.span(*subject.role))]) if subject.role is not None else None
    if subject.stop - subject.first == 1 and _stands_for_another(paragraph, subject.first):
        mention = _pronoun(section, paragraph, subject.first, salience, last)
        return _speaker(section, *paragraph.span(subject.first, subject.stop), role, mention, "pronoun")
    return _named_behind(section, paragraph, subject) or _named(section, paragraph, subject, role, salience)


def _without_possessive(section: ReadSection, paragraph: Paragraph, subject: Subject) -> Subject:
    """Leave the mark of a possessor out, as in "the mayor's claim", unless it belongs to the name: "Moody's said"."""
    last = subject.stop - 1
    if last == subject.first or paragraph.lows[last] not in _POSSESSIVE:
        return subject
    if subject.stop < len(paragraph) and paragraph.lows[subject.stop] in mostly_finite():
        return subject
    named = section.mentions_between(*paragraph.span(subject.first, subject.stop))
    return subject if named and named[-1].end == paragraph.ends[last] else subject._replace(stop=last)


def _stands_for_another(paragraph: Paragraph, i: int) -> bool:
    """Tell whether a word by itself means somebody named elsewhere: 'she', 'which', 'his' in 'his claim that'."""
    return is_pronoun(paragraph, i) or (paragraph.lows[i] in _STAND_INS and not paragraph.words[i].isupper())


def _named(
    section: ReadSection, paragraph: Paragraph, subject: Subject, role: str | None, salience: Salience
) -> Speaker:
    """Say whom the words of a noun phrase mean: a name, or somebody by role."""
    start, end = paragraph.span(subject.first, subject.stop)
    mention = _head(section, paragraph, subject.first, subject.stop)
    if mention is not None and mention.label in PERSONS:
        begin = _with_title(paragraph, subject.first, mention)
        others = _joined_with(section, paragraph, subject, mention)
        if others is not None:
            return _speaker(section, begin, others, role, None, "named")
        role = role or role_before(section, mention, start) or role_in(section.text[mention.end : end]) or mention.role
        return _speaker(section, begin, mention.end, role, mention, "named")
    if mention is None and (named := unmarked_name(paragraph, subject.first, subject.stop)):
        mention = salience.bearer(named)
    told = description(paragraph, subject.first, subject.stop)
    if mention is not None and told is not None and told.office in _PARTY_MEMBERS:
        mention = None
    if subject.role is not None:
        inner = _head(section, paragraph, *subject.role)
        if inner is not None and inner.label in PERSONS and mention is None:
            return _speaker(section, start, inner.end, section.text[start:end], inner, "named")
    if mention is not None:
        joint = is_joined_to(section, paragraph, subject.first, mention)
        return _speaker(section, start, end, role, None if joint else mention, "named")
    meant = _speaks_for(section, paragraph, subject) or (told and salience.holder(told))
    words = section.text[start:end]
    return _speaker(section, start, end, words if role is None else f"{words}, {role}", meant, "role")


def _named_behind(section: ReadSection, paragraph: Paragraph, subject: Subject) -> Speaker | None:
    """Return the person whom what looks like an apposition names at its end, without a comma behind.

    'Rail Authority (RA) governor Ann Berg said', 'In a letter, Mayor Ann Berg said'.
    """
    role = subject.role
    if role is None:
        return None
    person = _head(section, paragraph, *role)
    if person is None or person.label not in PERSONS or person.end != paragraph.ends[role[1] - 1]:
        return None
    at = paragraph.index_at(person.start)
    bracketed = paragraph.words[subject.stop] == "(" and ")" in paragraph.words[role[0] : at]
    if paragraph.lows[at - 1] == "and":  # the last of several
        return None
    following = paragraph.lows[role[1]] if role[1] < len(paragraph) else ""
    if not bracketed and (paragraph.words[subject.stop] == "(" or following not in finite_words()):
        return None
    start, end = paragraph.span(subject.first, subject.stop)
    told = role_before(section, person, start if bracketed else paragraph.starts[role[0]])
    begin = _with_title(paragraph, role[0], person)
    if bracketed:
        told = told or role_in(section.text[start:end])
    return _speaker(section, begin, person.end, told, person, "named")


def _speaker(
    section: ReadSection, start: int, end: int, role: str | None, mention: Mention | None, attribution: str
) -> Speaker:
    return Speaker(section.section_no, start, end, section.text[start:end], role, mention, attribution)


def _head_stop(paragraph: Paragraph, first: int, stop: int) -> int:
    """Return where the head of a noun phrase ends: before 'of', 'for', 'who', ..."""
    for i in range(first + 1, stop):
        if paragraph.lows[i] in _AFTER_HEAD and not paragraph.words[i].isupper():
            return i
    return stop


def _head(section: ReadSection, paragraph: Paragraph, first: int, stop: int) -> Mention | None:
    """Find the name that heads a phrase: a person in its head, or an organisation, place or people that ends it."""
    cut = _head_stop(paragraph, first, stop)
    start, end = paragraph.span(first, cut)
    named = section.mentions_between(start, end)
    last = section.mentions_between(start, paragraph.ends[stop - 1])[-1:]
    if cut < stop and last and last[0].label in PERSONS and last[0].end >= paragraph.ends[stop - 1]:
        before = paragraph.index_at(last[0].start) - 1
        # 'aide to President X'
        heads = paragraph.words[cut - 1].islower() and primary_tag(paragraph.lows[cut - 1]) == "NN"
        if not heads and before > cut and paragraph.words[before][:1].isupper():
            return last[0]  # 'UN High Commissioner for Human Rights Michelle Bachelet'
    persons = [m for m in named if m.label in PERSONS and _may_head(paragraph, m, cut)]
    if persons:
        return persons[0] if "and" in paragraph.lows[first:cut] else persons[-1]
    for mention in reversed(named):
        if mention.label not in PERSONS and _may_head(paragraph, mention, cut):
            return None if is_one_member(paragraph, first, mention) else mention
    if cut < stop and named == [] and paragraph.lows[cut] == "of":  # an organisation with 'of' in its name
        whole = section.mentions_between(start, paragraph.ends[stop - 1])
        if whole and whole[0].start <= start + 4 and whole[0].end > end:
            return whole[0]
    return None


def _joined_with(section: ReadSection, paragraph: Paragraph, subject: Subject, mention: Mention) -> int | None:
    """Return where the last of several speakers joined by 'and' ends, if a person is the first of several."""
    after = paragraph.index_behind(mention.end)
    if after + 1 >= subject.stop or paragraph.lows[after] not in ("and", "&"):
        return None
    end = paragraph.ends[_head_stop(paragraph, subject.first, subject.stop) - 1]
    others = section.mentions_between(mention.end, end)
    return others[-1].end if others else end


def _may_head(paragraph: Paragraph, mention: Mention, stop: int) -> bool:
    """Tell whether a name is no possessor and no mere modifier of the noun after it."""
    after = paragraph.index_behind(mention.end)
    if after >= stop:
        return True
    following = paragraph.lows[after]
    if following in _POSSESSIVE:
        return False
    if mention.label in PERSONS:
        small = paragraph.words[after][:1].islower()
        return not small or following in _AFTER_NAME or following.endswith("ing")
    if mention.label in MODIFYING or not _PARTED.isdisjoint(paragraph.lows[after:stop]):
        return False
    return any(paragraph.lows[i] in _SPEAKS_AS_ONE for i in range(after, stop))


def _with_title(paragraph: Paragraph, first: int, mention: Mention) -> int:
    """Return where a person's name begins with the titles before it: 'Colonel', 'Dr.'."""
    at = paragraph.index_at(mention.start)
    begin = at
    while (
        begin > first
        and (paragraph.lows[begin - 1].rstrip("."),) in titles()
        and paragraph.words[begin - 1][:1].isupper()
    ):
        begin -= 1
    return paragraph.starts[begin] if begin < at else mention.start


def _speaks_for(section: ReadSection, paragraph: Paragraph, subject: Subject) -> Mention | None:
    """Find whom a spokesperson or a statement speaks for: the organisation or person in the phrase."""
    if not any(paragraph.lows[i] in _SPOKES for i in range(subject.first, subject.stop)):
        return None
    start, end = paragraph.span(subject.first, subject.stop)
    named = [m for m in section.mentions_between(start, end) if may_have_spokesman(paragraph, m)]
    return next((m for m in named if m.label == "ORG"), named[0] if named else None)


def _just_named(section: ReadSection, paragraph: Paragraph, i: int, gender: str) -> Mention | None:
    """Return the person named first in a pronoun's own sentence before it, outside marks."""
    first = paragraph.sentence_start(i)
    for mention in section.mentions_between(paragraph.starts[first], paragraph.starts[i]):
        fits = mention.label in PERSONS and mention.gender in (None, gender)
        if fits and paragraph.inside[paragraph.index_at(mention.start)] < 0:
            return mention
    return None


def _may_be_it(last: Speaker | None, at: int) -> bool:
    """Tell whether 'it' means who spoke last: a group, or something without a name ('the report'), just before."""
    if last is None or last.end is None or not 0 <= at - last.end < _NEAR:
        return False
    return last.attribution == "role" if last.mention is None else last.mention.label in ("ORG", "GPE")


def _pronoun(
    section: ReadSection, paragraph: Paragraph, i: int, salience: Salience, last: Speaker | None
) -> Mention | None:
    lower = paragraph.lows[i]
    if lower in ("who", "which", "that"):
        return antecedent(section, paragraph, i)
    if lower in _GENDERED:
        gender = _GENDERED[lower]
        if last is not None and last.mention is not None and last.mention.label in PERSONS:
            salience.meet(last.mention, 0.0)
        return salience.best(PERSONS, gender) or _just_named(section, paragraph, i, gender)
    if lower in _IT and _may_be_it(last, paragraph.starts[i]):
        return last.mention if last else None
    if lower in _IT:
        return salience.best(("ORG",)) or salience.best(("GPE",))
    if lower in _THEY and last is not None and last.mention is not None and last.mention.label in _GROUPS:
        return last.mention
    return None
