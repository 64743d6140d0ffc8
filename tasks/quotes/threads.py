"""What one paragraph hands on to the next: who spoke last, who is announced, who is salient."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.quotes.article import ReadSection
from tasks.quotes.grammar import Report
from tasks.quotes.odds import Chunk
from tasks.quotes.quote import Quote
from tasks.quotes.salience import Salience
from tasks.quotes.speakers import Speaker, speaker_of
from tasks.quotes.tagged import announcer
from tasks.quotes.tokens import Paragraph

_FARTHEST = 2
"""Paragraphs back to the last quotation for its speaker to go on."""


@dataclass(slots=True)
class Thread:
    """What one paragraph hands on to the next: who spoke last, who is announced by a colon, what is salient.

    `signed` is who signs the paragraph at hand.
    """

    salience: Salience = field(default_factory=Salience)
    last: Speaker | None = None
    announced: Speaker | None = None
    signed: Speaker | None = None
    distance: int = 99

    @property
    def going_on(self) -> Speaker | None:
        """Whose words in marks are that nobody here reports."""
        return self.signed or self.announced or (self.last if self.distance <= _FARTHEST else None)


def hand_on(
    section: ReadSection,
    paragraph: Paragraph,
    chunks: Sequence[Chunk] | None,
    thread: Thread,
    reports: list[Report],
    speakers: dict[int, Speaker],
    quotes: list[Quote],
) -> None:
    """Keep for the next paragraph who spoke here. Who is announced speaks through all paragraphs of a quotation."""
    thread.distance = 0 if speakers or quotes else thread.distance + 1
    announced = thread.announced if any(quote.rule == "announced" for quote in quotes) else None
    thread.announced = announced if quotes and "multi_paragraph" in quotes[-1].flags else None
    thread.last, thread.signed = announced or thread.last, None
    if speakers:
        thread.last = _likeliest_to_go_on(reports, speakers)
    if paragraph.words[-1] == ":":
        subject = announcer(paragraph, chunks or ())
        if subject is not None:
            thread.announced = speaker_of(section, paragraph, subject, thread.salience, thread.last)
        elif speakers:
            thread.announced = thread.last


def _likeliest_to_go_on(reports: Sequence[Report], speakers: dict[int, Speaker]) -> Speaker:
    """Return whose words the next paragraph may go on with: the last speaker in marks, else the last with a name."""
    told = [(report, speakers[id(report)]) for report in reversed(reports) if id(report) in speakers]
    in_marks = (speaker for report, speaker in told if report.quoted)
    named = (speaker for _, speaker in told if speaker.mention is not None)
    return next(in_marks, None) or next(named, None) or told[0][1]
