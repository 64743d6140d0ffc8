"""What cleaning makes of a raw record: an article in labelled sections, or a rejection with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tasks.clean.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or line of an article, as it lay in the source, with its kind.

    `kind` is one of SECTION_KINDS, or `subhead` for a subheading. `start` is where `text` begins in the source text;
    None for text out of HTML. Where the text had to be mended, `origin` gives for each of its characters the
    character of the source that it came from; else the text stands in the source to the letter.
    """

    kind: str
    text: str
    start: int | None = None
    origin: Sequence[int] | None = None

    def source_offset(self, position: int, *, end: bool = False) -> int | None:
        """Return where a position of this text (or, with `end`, the end of a span there) lies in the source text."""
        if self.start is None:
            return None
        if self.origin is None:
            return self.start + position
        return self.origin[position - 1] + 1 if end and position else self.origin[position]


@dataclass(frozen=True, slots=True)
class Section:
    """A section: its kind, the subheading above it, its text, and the blocks that it is made of.

    `blocks` holds (offset in `text`, block) in order; between two blocks stands one line break.
    """

    kind: str
    text: str
    heading: str | None = None
    blocks: tuple[tuple[int, Block], ...] = ()


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """An article in labelled sections and its metadata; `language` is that of its text, whatever its source says."""

    sections: tuple[Section, ...]
    metadata: Metadata
    language: str | None = None
    language_score: float | None = None
    blocks: tuple[Block, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a record did not become an article: a word to count by, and a detail for a reader."""

    reason: str
    detail: str | None = None
