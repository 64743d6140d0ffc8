"""How well and how fast names are resolved to entities, beside the plain comparison of strings.

    python benchmarks/resolution.py [--data FOLDER] [--set cleanconll.dev] [--articles 3000] [--errors N]

The set is a file FOLDER/entities/SET.jsonl.gz of articles whose names are marked and linked by hand, one JSON object a
line: {"id", "text", "entities": [{"start", "end", "label", "link"}]}. FOLDER is also read from the environment
(ONRECORD_BENCH_DATA). The marked names are given to the resolution as if a recogniser had found them. B3
precision, recall and F (Bagga and Baldwin 1998) are over the persons, organisations and places with a link, inside each
article and across all of them. The plain comparison takes two names for one where label and string are equal but for
capitals.

How many mentions are resolved in a CPU second is measured on that set and on the first articles of
FOLDER/corpus/allsides-8000.jsonl.gz, where that exists, with the names that the shipped recogniser finds, each article
as one body section. It is measured on articles never seen before, with the tables of names loaded and with Python's
look-out for cyclic garbage as seldom as in the pipeline; and once more on the same articles.
"""

import argparse
import gc
import gzip
import json
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from tasks.corpus_entities import resolve_corpus
from tasks.entities import load_recogniser
from tasks.entities.mention import Mention, Span
from tasks.entities.resolution import resolve_article
from tasks.tagging.collecting import seldom_collecting

CORPUS = Path("corpus") / "allsides-8000.jsonl.gz"
BATCH = 64
Work = list[tuple[list[tuple[int, str, str]], list[list[Span]]]]
"""Articles, each as its sections and the names in each of them."""
LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "GPE", "MISC": "MISC"}
SCORED = ("PER", "ORG", "LOC")


@dataclass(frozen=True, slots=True)
class Case:
    """A marked name with a link: its article, its words, its label, its link, and the mention it became."""

    article: str
    text: str
    label: str
    link: str
    mention: Mention | None


def b_cubed(gold: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float, float]:
    """Return B3 precision, recall and F in per cent of two clusterings of the same things."""
    in_gold, in_found = Counter(gold), Counter(found)
    together = Counter(zip(gold, found, strict=True))
    precision = sum(n * n / in_found[cluster] for (_, cluster), n in together.items()) / len(gold)
    recall = sum(n * n / in_gold[cluster] for (cluster, _), n in together.items()) / len(gold)
    return 100 * precision, 100 * recall, 200 * precision * recall / (precision + recall)


def marked_names(articles: list[dict[str, Any]]) -> Work:
    """Return the articles of a set with the names that are marked in them."""
    work: Work = []
    for article in articles:
        spans = [Span(e["start"], e["end"], LABELS[e["label"]], 1.0) for e in article["entities"]]
        work.append(([(0, "body", article["text"])], [spans]))
    return work


def found_names(path: Path, most: int) -> Work:
    """Return the first articles of a corpus with the names that the shipped recogniser finds in them."""
    recogniser = load_recogniser()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["content_original"] for line in islice(lines, most)]
    work: Work = []
    for first in range(0, len(texts), BATCH):
        batch = texts[first : first + BATCH]
        found = recogniser.recognise_many([[text] for text in batch])
        work += [([(0, "body", text)], spans) for text, spans in zip(batch, found, strict=True)]
    return work


def load_tables() -> None:
    """Resolve a made-up article that needs every table."""
    text = "In Paris, Texas, Mr. Bill Lund, a fellow at the Widget Union (WU), told Libyans that WU left Lund Corp."
    names = {"Paris": "GPE", "Texas": "GPE", "Bill Lund": "PERSON", "Widget Union": "ORG", "WU": "ORG"}
    names |= {"Libyans": "NORP", "Lund Corp": "ORG"}
    spans = [Span(text.index(name), text.index(name) + len(name), label, 1.0) for name, label in names.items()]
    resolve_article([(0, "body", text)], [spans])


@seldom_collecting()
def resolve_all(work: Work) -> tuple[list[list[Mention]], float]:
    """Resolve the names of articles; return their mentions and the CPU seconds taken."""
    gc.collect()
    begun = time.process_time()
    mentions = [resolve_article(sections, spans) for sections, spans in work]
    return mentions, time.process_time() - begun


def show_speed(title: str, work: Work) -> list[list[Mention]]:
    """Print how many mentions are resolved in a CPU second; return them."""
    mentions, new = resolve_all(work)
    _, again = resolve_all(work)
    count = sum(map(len, mentions))
    print(f"mentions a CPU second, {title}: {count / new:,.0f} of new articles, {count / again:,.0f} once more")
    return mentions


def linked_cases(articles: list[dict[str, Any]], mentions: list[list[Mention]]) -> list[Case]:
    """Return the marked names that have a link and a scored label."""
    cases = []
    for article, found in zip(articles, mentions, strict=True):
        by_end = {mention.end: mention for mention in found}
        for e in article["entities"]:
            if e["link"] and e["label"] in SCORED:
                words = article["text"][e["start"] : e["end"]]
                mention = by_end.get(e["end"]) or next((m for m in found if e["start"] <= m.start < e["end"]), None)
                cases.append(Case(article["id"], words, e["label"], e["link"], mention))
    return cases


def resolved_across(articles: list[dict[str, Any]], mentions: list[list[Mention]]) -> tuple[dict[str, str], float]:
    """Resolve the mentions of all articles to entities of the corpus; return the redirects and the CPU seconds."""
    rows = [
        {"article_id": article["id"], **mention._asdict()}
        for article, found in zip(articles, mentions, strict=True)
        for mention in found
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mentions.parquet"
        pl.DataFrame(rows, infer_schema_length=None).write_parquet(file)
        begun = time.process_time()
        corpus = resolve_corpus([file], [], None)
        taken = time.process_time() - begun
    return dict(corpus.redirects.select("entity_id", "to_entity_id").iter_rows()), taken


def show(title: str, gold: Sequence[Hashable], found: Sequence[Hashable]) -> None:
    """Print one line of figures."""
    precision, recall, f = b_cubed(gold, found)
    print(f"{title:40s} P {precision:6.2f}  R {recall:6.2f}  F {f:6.2f}")


def show_errors(cases: list[Case], redirects: dict[str, str], most: int, *, across: bool) -> None:
    """Print links whose names became several entities, and entities whose names have several links."""
    by_link: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    by_entity: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for case in cases:
        article = "" if across else case.article
        entity = "missed"
        if case.mention:
            entity_id = case.mention.entity_id
            entity_id = redirects.get(entity_id, entity_id) if across else entity_id
            entity = f"{case.label} {case.mention.name} {entity_id[:4]}"
        by_link[article, case.link][case.text, entity] += 1
        by_entity[article, entity[-4:]][case.text, case.link] += 1
    for title, table in (("split", by_link), ("mixed", by_entity)):
        wrong = [
            (key, names)
            for key, names in table.items()
            if len({other[-4:] if title == "split" else other for _, other in names}) > 1
        ]
        wrong.sort(key=lambda item: -sum(item[1].values()))
        print(f"\n{title}: {len(wrong)}")
        for key, names in wrong[:most]:
            print("  ", *key, "|", *(f"{n}x {words} [{other}]" for (words, other), n in names.items()))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("ONRECORD_BENCH_DATA"))
    parser.add_argument("--set", default="cleanconll.dev")
    parser.add_argument("--articles", type=int, default=3000, help="how many of the corpus to take for the speed")
    parser.add_argument("--errors", type=int, default=0, help="how many wrongly split and wrongly joined to print")
    parser.add_argument("--across", action="store_true", help="print those across articles")
    options = parser.parse_args()
    if options.data is None:
        parser.error("--data FOLDER, or ONRECORD_BENCH_DATA, is needed")
    with gzip.open(options.data / "entities" / f"{options.set}.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    load_tables()
    mentions = show_speed(f"{options.set}, {len(articles)} articles", marked_names(articles))
    if (options.data / CORPUS).exists():
        show_speed(f"corpus, first {options.articles} articles", found_names(options.data / CORPUS, options.articles))
    cases = linked_cases(articles, mentions)
    inside = [(case.article, case.link) for case in cases]
    across = [case.link for case in cases]
    strings = [(case.label, case.text.lower()) for case in cases]
    ids = [case.mention.entity_id if case.mention else f"missed {i}" for i, case in enumerate(cases)]
    count = sum(map(len, mentions))
    print(f"{len(articles)} articles, {count} mentions, {len(cases)} of them scored")
    show("inside an article: plain strings", inside, [(c.article, s) for c, s in zip(cases, strings, strict=True)])
    show("inside an article: resolved", inside, [(c.article, i) for c, i in zip(cases, ids, strict=True)])
    show("across articles: plain strings", across, strings)
    show("across articles: ids alone", across, ids)
    redirects, taken = resolved_across(articles, mentions)
    ids = [redirects.get(entity_id, entity_id) for entity_id in ids]
    show("across articles: corpus resolved", across, ids)
    print(f"across articles: {taken:.2f} CPU seconds for {count:,} mentions")
    if options.errors:
        show_errors(cases, redirects, options.errors, across=options.across)


if __name__ == "__main__":
    main()
