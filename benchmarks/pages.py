"""Text and metadata of web pages: how well and how fast, beside the extractors that people use.

    python benchmarks/pages.py [--data FOLDER | --pages FILE.jsonl.gz] [--only NAME ...] [--json] [--predictions FILE]

The data folder (or ONRECORD_BENCH_DATA) holds html/pages.dev.jsonl.gz: a page a line, {"id", "set", "html_base64",
"url", "gold": {"text" | "with"/"without", "title", "author", "date"}}.

text       mean over the pages of F1 over 4-word shingles with multiplicity
segments   F1 over the labelled segments: those that belong to the text kept, those that don't left out
title, author, date   share of pages with exactly the labelled value (case and punctuation aside)
pages/s    pages a second of this process's CPU time, text and metadata, after one page to warm up

Peers run in the same process, one after the other, each with its own defaults for news; one that is not installed (they
come with the dependency group `bench`) is left out and said so. Peers without metadata have none to score.
`onrecord` keeps who is no person out of `authors` by contract, so two more figures stand beside `author`. `people` is
the same measure on the labels without those names that NO_PERSON lists or that hold a word of NO_PERSON_WORDS
(agencies, staff, desks, outlets); pages on which the label names nobody else are left out. `credits` holds to the
labels as they are what `onrecord` gives of people, agencies and desks together.
"""

import argparse
import base64
import gzip
import importlib.util
import json
import os
import re
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tasks.clean.html import TEXT_KINDS, blocks_of_page

SHINGLE = 4
TODAY = date(2026, 11, 22)
"""The day against which dates count as future, so that the figures don't depend on when they are made."""

NO_PERSON = (
    "AFP", "AFP/The Local", "AP", "Associated Press", "Bloomberg", "Dizindaba", "Miami Today", "Reuters",
    "The Associated Press", "The Local", "Wikimedia Foundation", "दैनिक भास्कर",
)  # fmt: skip
"""Agencies and outlets that the labels name as authors."""
NO_PERSON_WORDS = frozenset(("desk", "editors", "newsroom", "reports", "staff", "team"))
"""Words that no label holds but for a desk or for nobody in particular."""


@dataclass(frozen=True)
class Extract:
    """What an extractor gives for a page."""

    text: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    credits: tuple[str, ...] | None = None
    date: str | None = None


Extractor = Callable[[str, str], Extract]


def onrecord(html: str, url: str) -> Extract:
    """Run this project's own extraction."""
    page = blocks_of_page(html, url, today=TODAY)
    known = page.metadata
    day = known.published_day
    return Extract(
        "\n".join(block.text for block in page.blocks if block.kind in TEXT_KINDS),
        known.title,
        known.authors,
        known.credits,
        day.isoformat() if day else None,
    )


def trafilatura(html: str, url: str) -> Extract:
    """Run trafilatura's standard mode with metadata, without comments."""
    from trafilatura import bare_extraction

    document = bare_extraction(html, url=url, with_metadata=True, include_comments=False)
    found = document.as_dict() if document else {}
    authors = tuple(name for name in (found.get("author") or "").split("; ") if name)
    return Extract(found.get("text") or "", found.get("title"), authors, None, found.get("date"))


def resiliparse(html: str, url: str) -> Extract:
    """Run Resiliparse's main-content extraction; it has no metadata."""
    del url
    from resiliparse.extract.html2text import extract_plain_text

    return Extract(extract_plain_text(html, main_content=True, alt_texts=False, preserve_formatting=True))


def readability(html: str, url: str) -> Extract:
    """Run readability-lxml; it has a title and no other metadata."""
    del url
    from lxml.html import fromstring
    from readability import Document

    document = Document(html)
    return Extract(" ".join(map(str, fromstring(document.summary()).itertext())), document.short_title())


def newspaper4k(html: str, url: str) -> Extract:
    """Run newspaper4k on the page as downloaded."""
    from newspaper import Article

    article = Article(url)
    article.download(input_html=html)
    article.parse()
    day = article.publish_date
    return Extract(article.text, article.title, tuple(article.authors), None, day.date().isoformat() if day else None)


def justext(html: str, url: str) -> Extract:
    """Run jusText with its English stop words; it has no metadata."""
    del url
    import justext as library

    paragraphs = library.justext(html.encode(), library.get_stoplist("English"), encoding="utf-8")
    return Extract("\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate))


EXTRACTORS: Mapping[str, tuple[Extractor, str]] = {
    "onrecord": (onrecord, "tasks.clean.html"),
    "trafilatura": (trafilatura, "trafilatura"),
    "resiliparse": (resiliparse, "resiliparse"),
    "readability-lxml": (readability, "readability"),
    "newspaper4k": (newspaper4k, "newspaper"),
    "jusText": (justext, "justext"),
}
"""Each extractor with the module that it needs."""


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Count the runs of four words of a text (of all its words, if it has fewer)."""
    words = re.findall(r"\w+", text)
    return (
        Counter(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))) if words else Counter()
    )


def text_f1(gold: str, found: str) -> float:
    """Score a text by its shingles, 0 to 1."""
    one, other = shingles(gold), shingles(found)
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0


def _loose(text: object) -> str:
    return re.sub(r"\W+", " ", str(text or "")).strip().casefold()


def _names(value: str | Iterable[str]) -> set[str]:
    parts = re.split(r";|,| and ", value) if isinstance(value, str) else value
    return {_loose(part) for part in parts} - {""}


def _people(value: str) -> set[str]:
    """The names of an author label that are people's."""
    return {name for name in _names(value) - _names(NO_PERSON) if not NO_PERSON_WORDS & set(name.split())}


def _authors(label: str, extract: Extract) -> Iterator[tuple[str, bool]]:
    """For each figure about authors that the page counts for: whether the extract is right."""
    yield "author", _names(extract.authors) == _names(label)
    if people := _people(label):
        yield "people", _names(extract.authors) == people
    if extract.credits is not None:
        yield "credits", _names(extract.credits) == _names(label)


def _even(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def score(pages: Sequence[Mapping[str, Any]], found: Sequence[Extract]) -> dict[str, dict[str, float]]:
    """Score extracts against the labels, a row a set of pages."""
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    segments: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for page, extract in zip(pages, found, strict=True):
        gold, row = page["gold"], values[page["set"]]
        if gold.get("text"):
            row["text"].append(text_f1(gold["text"], extract.text))
        elif gold.get("with"):
            text = _even(extract.text)
            kept = sum(_even(segment) in text for segment in gold["with"])
            wrong = sum(_even(segment) in text for segment in gold.get("without") or [])
            for place, number in enumerate((kept, wrong, len(gold["with"]) - kept)):
                segments[page["set"]][place] += number
        if gold.get("title"):
            row["title"].append(_loose(extract.title) == _loose(gold["title"]))
        if gold.get("author"):
            for field, right in _authors(gold["author"], extract):
                row[field].append(right)
        if gold.get("date"):
            row["date"].append(str(extract.date)[:10] == str(gold["date"])[:10])
    rows = {name: {field: sum(v) / len(v) for field, v in row.items()} for name, row in values.items()}
    for name, (kept, wrong, missed) in segments.items():
        rows[name]["segments"] = 2 * kept / (2 * kept + wrong + missed) if kept else 0.0
    return rows


def run(extractor: Extractor, pages: Sequence[tuple[str, str]]) -> tuple[list[Extract], float, int]:
    """Run an extractor over (html, url) pages: its extracts, pages a second of CPU time, and how many pages failed."""
    extractor(*pages[0])
    found, failed = [], 0
    begun = time.process_time()
    for html, url in pages:
        try:
            found.append(extractor(html, url))
        except Exception as error:  # noqa: BLE001 a peer's failure on a page is a result of the comparison
            failed += 1
            print(f"{extractor.__name__}: {url}: {error!r:.100}", file=sys.stderr)
            found.append(Extract())
    return found, len(pages) / (time.process_time() - begun), failed


def _table(results: Mapping[str, dict[str, Any]]) -> str:
    columns = [
        (name, field)
        for name in dict.fromkeys(n for r in results.values() for n in r["scores"])
        for field in ("text", "segments", "title", "author", "people", "credits", "date")
        if any(field in r["scores"].get(name, {}) for r in results.values())
    ]
    lines = [f"{'':17}" + "".join(f"{name[:12]:>13}" for name, _ in columns) + f"{'':>10}{'':>8}"]
    lines.append(f"{'':17}" + "".join(f"{field:>13}" for _, field in columns) + f"{'pages/s':>10}{'failed':>8}")
    for extractor, result in results.items():
        cells = (result["scores"].get(name, {}).get(field) for name, field in columns)
        shown = "".join(f"{'-' if cell is None else f'{cell:.3f}':>13}" for cell in cells)
        lines.append(f"{extractor:17}{shown}{result['pages_per_second']:>10.1f}{result['failed']:>8}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the extractors and print their scores."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("ONRECORD_BENCH_DATA"))
    parser.add_argument("--pages", type=Path, help="the file itself, instead of --data")
    parser.add_argument("--only", nargs="*", choices=list(EXTRACTORS), help="run these only")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--predictions", type=Path, help="write onrecord's extracts here, a JSON object a line")
    options = parser.parse_args(arguments)
    if options.pages is None and options.data is None:
        parser.error("give --data, --pages or ONRECORD_BENCH_DATA")
    path = options.pages or Path(options.data) / "html" / "pages.dev.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        pages = [json.loads(line) for line in file]
    sources = [(base64.b64decode(p["html_base64"]).decode("utf-8", "replace"), p["url"]) for p in pages]
    warnings.simplefilter("ignore")
    results = {}
    for name in options.only or EXTRACTORS:
        extractor, module = EXTRACTORS[name]
        if importlib.util.find_spec(module.partition(".")[0]) is None:
            print(f"{name} is not installed: left out", file=sys.stderr)
            continue
        found, speed, failed = run(extractor, sources)
        results[name] = {"scores": score(pages, found), "pages_per_second": speed, "failed": failed}
        if name == "onrecord" and options.predictions:
            _write(options.predictions, pages, found)
    print(json.dumps(results, indent=1) if options.json else _table(results))


def _write(path: Path, pages: Sequence[Mapping[str, Any]], found: Sequence[Extract]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for page, e in zip(pages, found, strict=True):
            row = {"id": page["id"], "text": e.text, "title": e.title, "authors": e.authors, "date": e.date}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
