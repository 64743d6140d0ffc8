"""A name in a text, before and after it is known whom it means."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Span(NamedTuple):
    """A name that a recogniser found in one text: where, of which kind (ENTITY_LABELS), how surely (0 to 1)."""

    start: int
    end: int
    label: str
    score: float


class Recogniser(Protocol):
    """Finds the names in texts. Implementations are deterministic and hold no state between calls."""

    version: str
    """Changes whenever the results may: a hash of model and code."""

    def recognise(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return for each text of one article its names in order, none overlapping another."""
        ...

    def recognise_many(self, articles: Sequence[Sequence[str]]) -> list[list[list[Span]]]:
        """Do the same for several articles at once; what is found in one does not depend on the others."""
        ...


class Mention(NamedTuple):
    """A mention in a section of an article, resolved inside the article.

    `name` is the entity's fullest name in the article and `label` the one label it has there; `entity_id` follows
    from both. `gender` is known only from a title or a pronoun ('title', 'pronoun' in `gender_from`). `role` is what
    the text calls a person right here ('interior minister of the GNA'), and where in the section it does.
    """

    section_no: int
    start: int
    end: int
    text: str
    label: str
    name: str
    entity_id: str
    score: float
    gender: str | None = None
    gender_from: str | None = None
    role: str | None = None
    role_start: int | None = None
    role_end: int | None = None
