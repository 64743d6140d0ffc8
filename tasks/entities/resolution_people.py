"""Persons resolved inside one article: full names first, then surnames and misspelt ones, each to a full name."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from tasks.entities.people import PersonName, may_be_one_person, one_typo_apart, person_name
from tasks.entities.resolution_names import Name
from tasks.entities.titles import Title

_TYPO_LENGTH = 5
_TYPO_SHARE = 3
_RELATIVES = frozenset({"kin", "consort"})
_POSTS = frozenset({"office", "rank"})
_MAIN = 3
"""Bare surnames behind a full name, before another of that surname is named, that make it their usual bearer."""

Run = tuple[Name, Sequence[int], tuple[Title, ...]]
"""Mentions of one name, by their positions, with the titles before each: one mention, or several without titles."""


@dataclass(eq=False, slots=True)
class Person:
    """A person of the article: the mentions by name, the positions of full names, the full names and the titles."""

    mentions: list[tuple[Name, Sequence[int]]] = field(default_factory=list)
    full: list[int] = field(default_factory=list)
    names: list[PersonName] = field(default_factory=list)
    titles: set[tuple[str, ...]] = field(default_factory=set)
    gender: str | None = None
    relative: bool = False
    """Introduced as somebody's relative ('his wife Mary Smith'): a bare surname rather means that somebody."""

    def add(self, name: Name, positions: Sequence[int], titles: Iterable[Title]) -> None:
        """Add mentions and what their titles say."""
        self.mentions.append((name, positions))
        for title in titles:
            self.titles.add(title.words)
            self.gender = self.gender or title.gender

    def count(self) -> int:
        """Return the number of mentions."""
        return sum(len(positions) for _, positions in self.mentions)


@dataclass(eq=False, slots=True)
class _Register:
    """The persons of full names so far, by each word of their names."""

    people: list[Person] = field(default_factory=list)
    by_words: dict[tuple[str, ...], Person] = field(default_factory=dict)
    by_word: dict[str, list[Person]] = field(default_factory=dict)

    def add(self, person: Person, name: PersonName) -> None:
        """Enter a person's further name."""
        self.by_words[name.words] = person
        person.names.append(name)
        for word in name.words:
            holders = self.by_word.setdefault(word, [])
            if person not in holders:
                holders.append(person)

    def same(self, name: PersonName, gender: str | None) -> Person | None:
        """Return the one person whose full names this name may be, too; None where there are several."""
        near = dict.fromkeys([*self.by_word.get(name.surname, ()), *self.by_word.get(name.words[0], ())])
        candidates = [
            person
            for person in near
            if _genders_agree(gender, person.gender) and all(may_be_one_person(name, other) for other in person.names)
        ]
        return candidates[0] if len(candidates) == 1 else None


def _genders_agree(left: str | None, right: str | None) -> bool:
    return not left or not right or left == right


def _gender(titles: Sequence[Title]) -> str | None:
    for title in reversed(titles):
        if title.gender:
            return title.gender
    return None


def _of_a_relative(titles: Sequence[Title]) -> bool:
    return bool(titles) and any(title.kind in _RELATIVES for title in titles)


def _regnal(titles: Sequence[Title]) -> Title | None:
    return titles[-1] if titles and titles[-1].kind == "regnal" else None


def resolve_people(runs: Iterable[Run]) -> list[Person]:
    """Return the persons that runs of mentions, in order of the first of each, mean.

    A full name is the person's whose other full names it agrees with. A bare surname is the person's of that surname
    whose full name stands last before it, unless a title says otherwise, or that one is only a relative of another or
    named in passing where another is mostly meant.
    """
    register = _Register()
    short = []
    for run in runs:
        words, positions, titles = run
        name = person_name(words.text)
        if not name.is_full:
            short.append((name.surname, run))
            continue
        person = register.by_words.get(name.words)
        if person is None or (titles and not _genders_agree(_gender(titles), person.gender)):
            person = register.same(name, _gender(titles))
            if person is None:
                person = Person(relative=_of_a_relative(titles))
                register.people.append(person)
            register.add(person, name)
        person.add(words, positions, titles)
        person.full.extend(positions)
    alone = _assign_short(short, register)
    _mend_typos(alone, register)
    return [person for person in [*register.people, *alone.values()] if person.mentions]


def _assign_short(short: Sequence[tuple[str, Run]], register: _Register) -> dict[tuple[str, str], Person]:
    """Give each name of one word to its person. Return the persons without a full name, by word and gender."""
    _mark_relatives(short, register)
    posts = {word for word, (_, _, titles) in short if _has_post(titles)}
    alone: dict[tuple[str, str], Person] = {}
    untitled: dict[str, list[Person]] = {}
    for word, (name, positions, titles) in short:
        if titles:
            holders = _meant(word, titles, posts, register)
        elif word in untitled:
            holders = untitled[word]
        else:
            holders = untitled[word] = _meant(word, titles, posts, register)
        if not holders:
            gender = _gender(titles) or ""
            known = next((key for key in ((word, gender), (word, "")) if key in alone), (word, gender))
            holders = [alone.setdefault(known, Person())]
        if len(holders) == 1:
            holders[0].add(name, positions, titles)
        else:
            for position in positions:
                _bearer(position, holders, positions).add(name, [position], titles)
    return alone


def _mark_relatives(short: Iterable[tuple[str, Run]], register: _Register) -> None:
    """Take note of persons whom a given name alone introduces as relatives: 'his wife Mary'."""
    for word, (_, _, titles) in short:
        if _of_a_relative(titles):
            for person in register.by_word.get(word, ()):
                person.relative = person.relative or all(other.surname != word for other in person.names)


def _meant(word: str, titles: Sequence[Title], posts: Container[str], register: _Register) -> list[Person]:
    """Return the persons whom a name of one word may mean: none where it tells of a president who has only relatives.

    `posts` are the surnames that the article gives an office or a rank.
    """
    holders = _holders(word, titles, register)
    posted = word in posts and (not titles or _has_post(titles))
    return [] if posted and all(person.relative for person in holders) else holders


def _holders(word: str, titles: Sequence[Title], register: _Register) -> list[Person]:
    """Return the persons whom a name of one word may mean: of that surname, else of that given name."""
    known = register.by_word.get(word, [])
    if not titles and len(known) < 2:
        return known
    gender, regnal = _gender(titles), _regnal(titles)
    holders = [
        person
        for person in known
        if _genders_agree(gender, person.gender) and (regnal is None or _may_bear(regnal, word, person))
    ]
    holders = [person for person in holders if any(name.surname == word for name in person.names)] or holders
    told = {title.words for title in titles}
    return (
        [person for person in holders if told & person.titles]
        or [person for person in holders if not person.relative]
        or holders
    )


def _may_bear(regnal: Title, word: str, person: Person) -> bool:
    """Whether a person may be the 'King Hussein' of a text: called king elsewhere, or Hussein by given name."""
    return regnal.words in person.titles or any(name.words[0] == word for name in person.names)


def _has_post(titles: Sequence[Title]) -> bool:
    """Whether titles tell an office or a rank: 'President Berg' is none of the president's relatives."""
    return bool(titles) and any(title.kind in _POSTS for title in titles)


def _bearer(position: int, candidates: Sequence[Person], bare: Sequence[int]) -> Person:
    """Return the candidate whose full name stands last before this position, unless it only passes by.

    It does if it is named in full once, after the first candidate had been meant by most of the `bare` surnames.
    """
    latest = _latest(position, candidates)
    first = min(candidates, key=lambda person: min(person.full))
    if first is latest or len(latest.full) > 1:
        return latest
    begin, end = min(first.full), min(min(other.full) for other in candidates if other is not first)
    return first if sum(begin < at < end for at in bare) >= _MAIN else latest


def _latest(position: int, candidates: Sequence[Person]) -> Person:
    """Return the candidate whose full name stands last before this position, else first after it."""
    last = max(candidates, key=lambda person: max((full for full in person.full if full < position), default=-1))
    return last if min(last.full) < position else min(candidates, key=lambda person: min(person.full))


def _mend_typos(alone: dict[tuple[str, str], Person], register: _Register) -> None:
    """Join a misspelt surname to the person of a three times commoner surname one typing error away."""
    for (word, gender), person in alone.items():
        if len(word) < _TYPO_LENGTH:
            continue
        misspelt = (holders for known, holders in register.by_word.items() if one_typo_apart(word, known))
        near = [holder for holders in misspelt for holder in holders]
        near += [other for (known, _), other in alone.items() if one_typo_apart(word, known)]
        near = [
            other
            for other in dict.fromkeys(near)
            if other.count() >= _TYPO_SHARE * person.count() and _genders_agree(gender, other.gender)
        ]
        if len(near) == 1:
            near[0].mentions += person.mentions
            person.mentions = []
