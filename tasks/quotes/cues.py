"""Words that report speech, read from data/cues.toml."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True)
class CueLexicon:
    """Reporting verbs in all their forms.

    `say` stand beside a quotation, `tell` take the person spoken to as object, `clause` take a clause. `particles`
    holds for the first word of a two-word verb the word that must follow. `modifiers` may stand before a verb.
    """

    say: frozenset[str]
    tell: frozenset[str]
    clause: frozenset[str]
    modifiers: frozenset[str]
    particles: dict[str, str]


@lru_cache(maxsize=1)
def _word_sets() -> dict[str, frozenset[str]]:
    data = tomllib.loads((DATA / "grammar.toml").read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) for name, words in data.items()}


def word_set(name: str) -> frozenset[str]:
    """Return a set of words of data/grammar.toml. Raises KeyError for a name that it does not hold."""
    return _word_sets()[name]


@lru_cache(maxsize=1)
def cue_lexicon() -> CueLexicon:
    """Return the lexicon."""
    data = tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8"))
    irregular: dict[str, list[str]] = data["irregular"]
    particles: dict[str, str] = {}

    def forms(words: str) -> frozenset[str]:
        found: set[str] = set()
        for lemma in words.split():
            for form in (lemma.replace("_", " "), *irregular.get(lemma, _regular(lemma))):
                first, _, rest = form.partition(" ")
                if rest:
                    particles[first] = rest
                found.add(first)
        return frozenset(found)

    return CueLexicon(
        forms(data["say"]),
        forms(data["tell"]),
        forms(data["clause"]),
        frozenset(data["modifiers"]["words"].split()),
        particles,
    )


def _regular(lemma: str) -> Iterator[str]:
    """Yield the regular inflected forms of a verb."""
    if lemma.endswith("y") and lemma[-2] not in "aeou":
        yield from (lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing")
    elif lemma.endswith("e"):
        yield from (lemma + "s", lemma + "d", lemma[:-1] + "ing")
    else:
        yield lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
        yield from (lemma + "ed", lemma + "ing")
