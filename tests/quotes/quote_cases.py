"""Short cases of who said what, written for this project, and how the finder's answers to them are judged.

`cases.jsonl` holds a case a line: `sections` (kind, text), `names` (a name and its label, with a gender where the
article shows one), the `quotes` that must come out, and whether the case is `held_back` from tuning.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tasks.entities.mention import Mention
from tasks.quotes import Quote, SectionText, find_quotes

CASES = Path(__file__).with_name("cases.jsonl")
_EDGES = " \t\"“”„«»‘’'`,.;:—–-…"
_ARTICLE = re.compile(r"^(?:the|a|an) ")


def cases() -> list[dict[str, Any]]:
    """Return all cases."""
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def sections_of(case: dict[str, Any]) -> list[SectionText]:
    """Return a case's sections."""
    return [SectionText(n, kind, text) for n, (kind, text) in enumerate(case["sections"])]


def mentions_of(case: dict[str, Any]) -> list[Mention]:
    """Find a case's names in its text: the whole name, or a person's last name alone."""
    found: dict[tuple[int, int], Mention] = {}
    for name, kind in case["names"].items():
        label, _, gender = kind.partition("/")
        forms = [name, name.split()[-1]] if label == "PERSON" else [name]
        for section_no, _, text in sections_of(case):
            for form in forms:
                for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text):
                    if not any(no == section_no and m.start <= match.start() < m.end for (no, _), m in found.items()):
                        found[section_no, match.start()] = Mention(
                            section_no, *match.span(), form, label, name, f"{label}:{name}", 1.0, gender or None
                        )
    return [found[key] for key in sorted(found)]


def answers(case: dict[str, Any]) -> list[Quote]:
    """Return what the finder makes of a case."""
    return find_quotes(sections_of(case), mentions_of(case))


def same_speaker(expected: dict[str, Any], quote: Quote) -> bool:
    """Tell whether a quotation has the expected speaker: the name where there is one, else the words."""
    if expected["name"] is not None:
        return quote.speaker_name == expected["name"]
    return _plain(quote.speaker) == _plain(expected["speaker"]) and quote.speaker_name is None


def _plain(words: str | None) -> str:
    return _ARTICLE.sub("", " ".join((words or "").casefold().split()).strip(_EDGES))


def judge(chosen: Iterable[dict[str, Any]]) -> Counter[str]:
    """Count expected and found quotations, those with the right words, kind and speaker, and cases right in all."""
    counts: Counter[str] = Counter()
    for case in chosen:
        quotes = answers(case)
        counts["cases"] += 1
        counts["expected"] += len(case["quotes"])
        counts["found"] += len(quotes)
        faults = list(faults_of(case, quotes))
        for fault in faults:
            counts[fault.split(":")[0]] += 1
        counts["right"] += not faults
    return counts


def faults_of(case: dict[str, Any], quotes: list[Quote]) -> Iterator[str]:
    """Name what is wrong in the answers to a case."""
    left = list(quotes)
    for expected in case["quotes"]:
        match = next((q for q in left if _plain(q.text) == _plain(expected["text"])), None)
        if match is None:
            yield f"missed: {expected['kind']} {expected['text']!r}"
            continue
        left.remove(match)
        if not same_speaker(expected, match):
            yield f"speaker: {expected['text']!r} by {match.speaker!r}, {match.speaker_name!r}"
        if match.kind != expected["kind"]:
            yield f"kind: {expected['text']!r} is {match.kind}"
    for quote in left:
        yield f"extra: {quote.kind} {quote.text!r} by {quote.speaker!r} ({quote.rule})"
