"""How fast raw text becomes mentions and quotations: words per CPU-second of a cold process, part by part.

    python benchmarks/speed.py --data FOLDER [--articles 3000]

FOLDER (or ONRECORD_BENCH_DATA) holds corpus/allsides-8000.jsonl.gz. Articles are taken in batches as the pipeline takes
them, each as one body section. Words are counted by white space; reading the dump is left out, and importing the
packages, loading the models and learning the corpus's words are told apart or counted in, as the lines say. With
PYTHONPATH=dist/compiled it is the code that `make wheel` compiled.
"""

import argparse
import gzip
import json
import os
import resource
import time
from itertools import islice
from pathlib import Path

BATCH = 64


def read_texts(path: Path, most: int) -> list[str]:
    """Return the texts of the first articles."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["content_original"] for line in islice(lines, most)]


def seconds_by_part(texts: list[str]) -> dict[str, float]:
    """Take texts from nothing to quotations and return the CPU-seconds of each part."""
    began = time.process_time()
    from tasks.entities import load_recogniser, resolve_article
    from tasks.quotes import SectionText, find_quotes_many
    from tasks.quotes.tagger import load_tagger
    from tasks.tagging.collecting import seldom_collecting

    imported = time.process_time()
    recogniser = load_recogniser()
    load_tagger()
    spent = {"importing": imported - began, "loading": time.process_time() - imported}
    with seldom_collecting():
        for first in range(0, len(texts), BATCH):
            articles = [[SectionText(0, "body", text)] for text in texts[first : first + BATCH]]
            times = [time.process_time()]
            spans = recogniser.recognise_many([[section.text for section in sections] for sections in articles])
            times.append(time.process_time())
            mentions = [resolve_article(sections, own) for sections, own in zip(articles, spans, strict=True)]
            times.append(time.process_time())
            find_quotes_many(list(zip(articles, mentions, strict=True)))
            times.append(time.process_time())
            for part, start, end in zip(("recognition", "resolution", "quotes"), times, times[1:], strict=False):
                spent[part] = spent.get(part, 0.0) + end - start
    return spent


def is_compiled() -> bool:
    """Whether what finds quotations is compiled."""
    import tasks.quotes.find

    return Path(tasks.quotes.find.__file__).suffix != ".py"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    folder = os.environ.get("ONRECORD_BENCH_DATA")
    parser.add_argument("--data", type=Path, default=folder, required=folder is None)
    parser.add_argument("--articles", type=int, default=3000)
    options = parser.parse_args()
    texts = read_texts(Path(options.data) / "corpus" / "allsides-8000.jsonl.gz", options.articles)
    words = sum(len(text.split()) for text in texts)
    spent = seconds_by_part(texts)
    print(f"{words} words, by {'compiled code' if is_compiled() else 'Python'}")
    for part, seconds in spent.items():
        print(f"{part:12s} {seconds:6.2f} CPU-seconds, {words / seconds:9,.0f} words/CPU-s")
    whole = sum(spent.values())
    running = whole - spent["importing"] - spent["loading"]
    print(
        f"all together {whole:6.2f} CPU-seconds, {words / whole:9,.0f} words/CPU-s, {words / running:,.0f} once loaded"
    )
    print(f"peak memory  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
