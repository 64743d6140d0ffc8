"""Whether two names may be one organisation's: acronyms with their long forms, names cut short."""

from functools import lru_cache

from tasks.entities.names import fold, is_known, organisation_words

_LEAST_WORDS = 2
_MOST_LETTERS = 6


@lru_cache(maxsize=16_384)
def acronyms_of(name: str) -> frozenset[str]:
    """Return the acronyms, folded, that a name of two words or more may have.

    The initials of its words, with and without the small ones ('of', 'and') and a legal form: 'Bank of China' gives
    boc and bc. An acronym inside the name counts with all its letters: 'U.N. Interim Force in Lebanon' gives unifil.
    """
    pieces = [(fold(piece), looks_like_acronym(piece)) for piece in name.replace("-", " ").split()]
    pieces = [(word, whole) for word, whole in pieces if word]
    if len(pieces) < 2:
        return frozenset()
    small, forms = organisation_words()["small_words"], organisation_words()["legal_forms"]
    if pieces[0][0] == "the":
        pieces = pieces[1:]
    found = set()
    for kept in (pieces, [piece for piece in pieces if piece[0] not in forms]):
        for chosen in (kept, [piece for piece in kept if piece[0] not in small]):
            found.add("".join(word[0] for word, _ in chosen))
            found.add("".join(word if whole else word[0] for word, whole in chosen))
    return frozenset(acronym for acronym in found if len(acronym) > 1)


@lru_cache(maxsize=16_384)
def looks_like_acronym(text: str) -> bool:
    """Whether a name is written as an acronym: two to eight letters, most of them capitals, perhaps with stops."""
    letters = text.replace(".", "").replace("&", "")
    capitals = sum(map(str.isupper, letters))
    return 2 <= len(letters) <= 8 and letters.isalnum() and capitals >= 2 and 2 * capitals > len(letters)


@lru_cache(maxsize=16_384)
def may_be_cut_short(short: str, long: str) -> bool:
    """Whether one evened-out name may be another cut short: its first or last words, and not only generic ones.

    'amnesty' of 'amnesty international', 'deportivo' of 'deportivo coruna', 'bulls' of 'chicago bulls'.
    """
    some, more = short.split(), long.split()
    if not some or len(some) >= len(more):
        return False
    words = organisation_words()
    if all(word in words["generic"] or word in words["small_words"] or len(word) < 3 for word in some):
        return False
    if more[: len(some)] == some:
        return more[-1] not in words["parts"] and not is_known(short)
    left_out = more[: -len(some)]
    return more[-len(some) :] == some and not all(word in words["directions"] for word in left_out)


def is_short_for(short: str, long: str) -> bool:
    """Whether a name in brackets behind another abbreviates it, both evened out.

    Any single word of two to six letters may, as the abbreviation may be of another language ('Party of Democratic
    Action (SDA)'), except one that abbreviates the other's last words only: 'Interior Ministry of the Government of
    National Accord (GNA)'.
    """
    words = long.split()
    if " " in short or len(words) < _LEAST_WORDS or not _LEAST_WORDS <= len(short) <= _MOST_LETTERS:
        return False
    return short in acronyms_of(long) or not any(
        short in acronyms_of(" ".join(words[first:])) for first in range(1, len(words) - 1)
    )


def is_company(even: str) -> bool:
    """Whether a word of an evened-out name is one that organisations' names are made of."""
    return not _words_of_companies().isdisjoint(even.split())


@lru_cache(maxsize=1)
def _words_of_companies() -> frozenset[str]:
    words = organisation_words()
    return words["legal_forms"] | words["generic"] | words["parts"]
