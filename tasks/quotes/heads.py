"""What the words around a name make of it in a speaker's phrase: one of several, of a party, of a press office."""

from tasks.entities.mention import Mention
from tasks.entities.names import demonyms, fold
from tasks.entities.titles import titles
from tasks.quotes.article import ReadSection
from tasks.quotes.cues import word_set
from tasks.quotes.tokens import Paragraph

PERSONS = ("PERSON",)
MODIFYING = ("GPE", "LOC", "NORP")
"""Labels of names that only describe the noun behind them: 'the Syrian government', 'Paris police'."""
_DETERMINERS = word_set("determiners")
_SPOKES = word_set("spokes")
_LINKS = frozenset({"for", "from", "by"})
_COLLECTIVE = ("ese", "ish", "ch", "ss")
"""How the names of peoples end that have no plural: 'the Chinese', 'the Dutch'."""
_MOST_NAME_WORDS = 3


def is_joined_to(section: ReadSection, paragraph: Paragraph, first: int, mention: Mention) -> bool:
    """Tell whether a name at a phrase's end has others before it: 'Nissan and Hitachi', 'unions and the UN'."""
    at = paragraph.index_at(mention.start)
    if at - 1 > first and paragraph.lows[at - 1] in _DETERMINERS:
        at -= 1
    if at - 1 <= first or paragraph.lows[at - 1] not in ("and", "&"):
        return False
    before = paragraph.words[at - 2]
    named = section.mentions_between(paragraph.starts[first], paragraph.starts[at - 1])
    return (before.islower() and before.endswith("s")) or any(m.end >= paragraph.ends[at - 2] for m in named)


def is_one_member(paragraph: Paragraph, first: int, mention: Mention) -> bool:
    """Tell whether a people's or a party's name means one of its members: 'one top Republican'."""
    if mention.label != "NORP" or mention.text.endswith("s") or fold(mention.text) not in demonyms():
        return False
    describing = paragraph.lows[first : paragraph.index_at(mention.start)]
    return bool(describing) and (describing != ["the"] or not mention.text.endswith(_COLLECTIVE))


def unmarked_name(paragraph: Paragraph, first: int, stop: int) -> str | None:
    """Return the name that a phrase is, perhaps behind a title, where no name was recognised: 'King', 'Mr. King'."""
    words = paragraph.words[first:stop]
    if len(words) > 1 and (paragraph.lows[first].rstrip("."),) in titles():
        words = words[1:]
    written = 1 <= len(words) <= _MOST_NAME_WORDS and all(word[:1].isupper() or "-" in word for word in words)
    return " ".join(words) if written else None


def may_have_spokesman(paragraph: Paragraph, mention: Mention) -> bool:
    """Tell whether a spokesperson speaks for a name: not for a people, nor for what only describes ('a Paris one')."""
    if mention.label not in PERSONS and mention.label not in MODIFYING:
        return True
    at, after = paragraph.index_at(mention.start), paragraph.index_behind(mention.end)
    linked = not _LINKS.isdisjoint(paragraph.lows[max(0, at - 3) : at])
    beside = mention.label == "GPE" and after < len(paragraph) and paragraph.lows[after] in _SPOKES
    return mention.label != "NORP" and (linked or beside)


def antecedent(section: ReadSection, paragraph: Paragraph, i: int) -> Mention | None:
    """Return whom 'who' means, or what 'which' means: the name right before, or a person in front of an apposition."""
    before = section.mentions_between(paragraph.starts[paragraph.sentence_start(i)], paragraph.starts[i])
    persons = paragraph.lows[i] == "who"
    mention = next((m for m in reversed(before) if (m.label in PERSONS) == persons), None)
    if mention is None:
        return None
    between = section.text[mention.end : paragraph.starts[i]].strip()
    return mention if between in ("", ",") or (persons and between[0] in ",(") else None
