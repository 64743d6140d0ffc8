"""Quotations of an article, with their speakers: the face of the stage."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import zip_longest

from tasks.entities.mention import Mention
from tasks.quotes.article import Article, ReadSection, SectionText, read_articles
from tasks.quotes.choosing import chosen
from tasks.quotes.confidence import LEAST_SURE, Told, confidence_of
from tasks.quotes.edges import settle_edges
from tasks.quotes.grammar import Report, indirect_reports
from tasks.quotes.kinds import Spans, kind_of
from tasks.quotes.mixing import settle_marks
from tasks.quotes.naming import settle_speaker
from tasks.quotes.odds import odds_of
from tasks.quotes.quote import Quote
from tasks.quotes.ranking import Rankings, load_rankings
from tasks.quotes.set_forms import is_transcript, name_and_post, signature, turn
from tasks.quotes.snap import merged
from tasks.quotes.speakers import NOBODY, Speaker, read_sentence, speaker_of
from tasks.quotes.speech import is_speech
from tasks.quotes.subjects import Subject
from tasks.quotes.tagged import tagged_reports, with_clauses
from tasks.quotes.tagger import Chunk, QuoteTagger, load_tagger
from tasks.quotes.threads import Thread, hand_on
from tasks.quotes.tidying import once_each, with_marks_in_pairs
from tasks.quotes.tokens import Paragraph
from tasks.tagging.collecting import seldom_collecting

_EDGE = re.compile(r"\w")
_SPACE = re.compile(r"[\W_]+")
_PRONOUNS = frozenset({"he", "she", "it", "they", "him", "her"})
"""Pronouns that mean somebody named in an earlier sentence."""
_ASIDE = frozenset({"headline", "standfirst", "caption", "pullquote"})
"""Kinds of section whose speakers do not carry over into the text around them."""


BATCH = 64
"""Articles tagged at a time: more costs memory, fewer costs time."""


def find_quotes(sections: Sequence[SectionText], mentions: Sequence[Mention]) -> list[Quote]:
    """Return the quotations in an article's own sections, in order, each with its speaker.

    `mentions` are those of the same sections, resolved inside the article. Sections of kinds that are not the
    article's own text must not be passed. For many articles, `find_quotes_many` takes a fraction of the time.
    """
    return find_quotes_many([(sections, mentions)])[0]


def find_quotes_many(articles: Sequence[Article]) -> list[list[Quote]]:
    """Return the quotations of each article. Articles do not influence each other."""
    return find_with(load_tagger(), articles)


@seldom_collecting()
def find_with(
    tagger: QuoteTagger | None, articles: Sequence[Article], rankings: Rankings | None = None
) -> list[list[Quote]]:
    """Return the quotations that a tagger and the rules find, or the rules alone; `rankings` are the shipped ones."""
    rankings = rankings or load_rankings()
    found: list[list[Quote]] = []
    for first in range(0, len(articles), BATCH):
        read = read_articles(articles[first : first + BATCH])
        if tagger is None:
            found.extend(_in_article(article, None, rankings) for article in read)
            continue
        every = [section for article in read for section in article]
        chunks = iter(tagger.tag([s.text for s in every], [s.regions for s in every], [s.mentions for s in every]))
        found.extend(_in_article(article, [next(chunks) for _ in article], rankings) for article in read)
    return found


def _in_article(
    article: Sequence[ReadSection], chunks: Sequence[Sequence[Chunk]] | None, rankings: Rankings
) -> list[Quote]:
    quotes: list[Quote] = []
    body = Thread()
    for n, section in enumerate(article):
        thread = Thread() if section.kind in _ASIDE else body
        transcript = is_transcript(section)
        line_before: Subject | None = None
        for paragraph, after, here in by_paragraph(section, chunks[n] if chunks else None):
            named, line_before = line_before, name_and_post(section, paragraph)
            signer = signature(section, after) if after else None
            if after and signer is None and named is None:  # between two such lines, either may be meant
                signer = name_and_post(section, after)
            if after and signer is not None:
                thread.signed = speaker_of(section, after, signer, thread.salience, thread.last)
            said = turn(section, paragraph) if transcript else None
            reports, orphans = ([said], []) if said else reports_in(section, paragraph, here, rankings)
            quotes.extend(_in_paragraph(section, paragraph, here, thread, reports, orphans, rankings))
    quotes = once_each(with_marks_in_pairs(_with_speaker_to_come(quotes), article))
    return _marked_repeats(quotes, article)


def _with_speaker_to_come(quotes: list[Quote]) -> list[Quote]:
    """Give the earlier paragraphs of a quotation over several the speaker whom a later one names."""
    for n in range(len(quotes) - 2, -1, -1):
        quote, after = quotes[n], quotes[n + 1]
        open_end = quote.rule in ("carried", "unattributed") and "multi_paragraph" in quote.flags
        if open_end and "multi_paragraph" in after.flags and after.section_no == quote.section_no:
            fields = ("speaker", "speaker_section_no", "speaker_start", "speaker_end", "speaker_entity_id")
            known = {f: getattr(after, f) for f in (*fields, "speaker_name", "speaker_label", "speaker_role")}
            if after.attribution != "none":
                quotes[n] = quote._replace(attribution="carried", rule="carried", **known)
    return quotes


def by_paragraph(
    section: ReadSection, chunks: Sequence[Chunk] | None
) -> Iterator[tuple[Paragraph, Paragraph | None, Sequence[Chunk] | None]]:
    """Yield each paragraph with the one after it and with its chunks."""
    first = 0
    for paragraph, after in zip_longest(section.paragraphs, section.paragraphs[1:]):
        if chunks is None:
            yield paragraph, after, None
            continue
        stop = first
        while stop < len(chunks) and chunks[stop].start < paragraph.end:
            stop += 1
        yield paragraph, after, chunks[first:stop]
        first = stop


def _in_paragraph(
    section: ReadSection,
    paragraph: Paragraph,
    chunks: Sequence[Chunk] | None,
    thread: Thread,
    reports: list[Report],
    orphans: list[int],
    rankings: Rankings,
) -> list[Quote]:
    salience = thread.salience
    by_sentence: dict[int, list[tuple[Report, Subject]]] = {}
    for report in reports:
        if report.subject is not None:
            number = paragraph.sentence[report.subject.first]
            by_sentence.setdefault(number, []).append((report, report.subject))
    speakers: dict[int, Speaker] = {}
    for number, (first, stop) in enumerate(paragraph.sentences()):
        own = by_sentence.get(number, ())
        for report, subject in own:
            if paragraph.lows[subject.first] in _PRONOUNS:
                speakers[id(report)] = speaker_of(section, paragraph, subject, salience, thread.last)
        read_sentence(section, paragraph, first, stop, salience)
        for report, subject in own:
            if id(report) not in speakers:
                speaker = speakers[id(report)] = speaker_of(section, paragraph, subject, salience, thread.last)
                if speaker.mention is not None:
                    salience.meet(speaker.mention, 1.0)
    told = [
        _quote(section, paragraph, report, speakers.get(id(report), NOBODY), rankings, chunks) for report in reports
    ]
    told += _carried(section, paragraph, orphans, reports, speakers, thread, rankings)
    quotes = [quote for quote in told if quote is not None]
    hand_on(section, paragraph, chunks, thread, reports, speakers, quotes)
    return sorted(quotes, key=lambda q: q.spans[0]) if len(quotes) > 1 else quotes


def reports_in(
    section: ReadSection, paragraph: Paragraph, chunks: Sequence[Chunk] | None, rankings: Rankings
) -> tuple[list[Report], list[int]]:
    """Find a paragraph's reports, and the regions that nothing reports."""
    choose = partial(chosen, rankings.owner)
    if chunks is None:
        reports, orphans = merged(section, paragraph, [], choose, lambda *_: True)
        taken = [i for r in reports if r.cue for i in range(*r.cue)]
        return [*reports, *indirect_reports(paragraph, taken)], orphans
    tagged = with_clauses(paragraph, tagged_reports(paragraph, chunks), chunks)
    reports, orphans = merged(section, paragraph, tagged, choose, partial(is_speech, rankings.speech))
    for report in reports:
        settle_edges(rankings.edges, paragraph, report)
        settle_marks(rankings.marks, section, paragraph, report)
        settle_speaker(rankings.names, section, paragraph, report, chunks)
    return reports, orphans


def _trimmed(text: str, pieces: Spans) -> tuple[tuple[int, int], ...]:
    """Return the pieces in order without white space at their ends: what lies in two of them once, no empty ones."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if spans and start < spans[-1][1]:
            spans[-1] = spans[-1][0], max(end, spans[-1][1])
        elif start < end:
            spans.append((start, end))
    return tuple(spans)


def _quote(
    section: ReadSection,
    paragraph: Paragraph,
    report: Report,
    speaker: Speaker,
    rankings: Rankings,
    chunks: Sequence[Chunk] | None = None,
) -> Quote | None:
    """Return the quotation that a report is, unless it is too unsure."""
    kind, pieces = kind_of(section, paragraph, report)
    spans = _trimmed(section.text, pieces)
    if not spans or (kind == "mixed" and speaker is NOBODY):  # nobody's reported speech with something in marks
        return None
    own = dict.fromkeys([flag for number in report.quoted for flag in section.regions[number].flags])
    cue = paragraph.span(*report.cue) if report.cue else None
    cue_words = section.text[cue[0] : cue[1]] if cue else None
    mention = speaker.mention
    label = mention.label if mention else None
    where = (speaker.start, speaker.end) if speaker.start is not None and speaker.end is not None else None
    odds = odds_of(chunks or (), cue, spans, where)
    told = Told(kind, report.rule, speaker.attribution, spans, cue, speaker.text, where, label, odds)
    confidence = confidence_of(rankings.right, paragraph, told)
    if kind != "direct" and confidence < LEAST_SURE:
        return None
    return Quote(
        section_no=section.section_no,
        spans=spans,
        text=" ".join([section.text[start:end] for start, end in spans]),
        kind=kind,
        rule=report.rule,
        confidence=confidence,
        attribution=speaker.attribution,
        cue=cue_words,
        cue_start=cue[0] if cue else None,
        cue_end=cue[1] if cue else None,
        speaker=speaker.text,
        speaker_section_no=speaker.section_no,
        speaker_start=speaker.start,
        speaker_end=speaker.end,
        speaker_entity_id=mention.entity_id if mention else None,
        speaker_name=mention.name if mention else None,
        speaker_label=label,
        speaker_role=speaker.role,
        flags=tuple(own),
    )


def _carried(
    section: ReadSection,
    paragraph: Paragraph,
    orphans: list[int],
    reports: list[Report],
    speakers: dict[int, Speaker],
    thread: Thread,
    rankings: Rankings,
) -> Iterator[Quote | None]:
    """Give regions without a cue the speaker of the paragraph, or the one carried over from the paragraph before."""
    for number in orphans:
        region = section.regions[number]
        here = [r for r in reports if r.pieces and r.pieces[0][0] < region.start and id(r) in speakers]
        source = speakers[id(here[-1])] if here else thread.going_on
        opens = not section.text[paragraph.start : region.outer_start].strip()
        if source is None and not opens:
            continue
        speaker = source._replace(attribution="carried") if source else NOBODY
        rule = "unattributed" if source is None else "announced" if source is thread.announced else "carried"
        report = Report(rule, pieces=[(region.start, region.end)], quoted=[number])
        yield _quote(section, paragraph, report, speaker, rankings)


def _marked_repeats(quotes: list[Quote], article: Sequence[ReadSection]) -> list[Quote]:
    """Flag quotations of headlines and captions whose words stand in the body too."""
    asides = {s.section_no for s in article if s.kind in _ASIDE}
    if not any(q.section_no in asides for q in quotes):
        return quotes
    body = " ".join(_SPACE.sub(" ", s.text.casefold()) for s in article if s.section_no not in asides)
    return [
        q._replace(flags=(*q.flags, "repeated"))
        if q.section_no in asides and f" {_SPACE.sub(' ', q.text.casefold()).strip()} " in f" {body} "
        else q
        for q in quotes
    ]
