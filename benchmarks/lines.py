"""Line labels of plain-text articles: scores and speed, beside 'everything is body' and plain rules.

    python benchmarks/lines.py --data FOLDER [--cross-validate]
    python benchmarks/lines.py --data FOLDER --speed 2000

The shipped classifier is trained on these very sets, so its honest scores are the cross-validated ones: with
`--cross-validate` it is trained again for every fold, without the fold's sites (minutes; needs scikit-learn,
catboost and resiliparse). `--speed` cleans so many articles of a dump, from text to sections and metadata, and tells
how many a second of processor time: together, as a shard's are, and one by one. The scorer, `sections.py`, lies in the
folder `score` beside the data folder.
"""

import argparse
import importlib.util
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from line_sets import SETS, Labeller, rows  # noqa: E402

from tasks.clean import clean_record, clean_records  # noqa: E402
from tasks.clean.line_rules import rule_kinds  # noqa: E402
from tasks.clean.lines import kinds_of  # noqa: E402
from tasks.clean.text import paragraphs_of  # noqa: E402
from tasks.ingest.record import RawRecord  # noqa: E402

LABELLERS: dict[str, Labeller] = {
    "everything is body": lambda _, paragraphs: ["body"] * len(paragraphs),
    "plain rules": lambda _, paragraphs: rule_kinds(paragraphs),
    "shipped (has seen these)": lambda _, paragraphs: kinds_of([paragraphs], [None], [None])[0],
}


ALONE = 200
"""Articles to clean one by one."""


def scorer(data: Path) -> Callable[[list[Any], list[Any]], dict[str, float]]:
    """Load the scorer that lies beside the data folder."""
    spec = importlib.util.spec_from_file_location("sections_scorer", data.parent / "score" / "sections.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(data.parent / "score" / "sections.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.score  # type: ignore[no-any-return]


def labelled(row: dict[str, Any], labeller: Labeller) -> dict[str, Any] | None:
    """Label the lines of one text; None where the labeller does not know the text."""
    paragraphs = paragraphs_of(row["text"])
    kinds = labeller(row["text"], paragraphs)
    if kinds is None:
        return None
    lines = [{"label": kind} for kind, p in zip(kinds, paragraphs, strict=True) for _ in range(p.lines)]
    return {"id": row["id"], "lines": lines}


def print_scores(data: Path, name: str, labeller: Labeller) -> None:
    """Score one labeller on every set."""
    score = scorer(data)
    for set_name in SETS:
        texts = rows(data / "sections" / f"{set_name}.dev.jsonl.gz")
        for dump in sorted({row.get("dump", "") for row in texts}):
            begun = time.process_time()
            both = [(row, labelled(row, labeller)) for row in texts if row.get("dump", "") == dump]
            rate = len(both) / (time.process_time() - begun)
            known = [(row, found) for row, found in both if found is not None]
            if known:
                figures = score([row for row, _ in known], [found for _, found in known])
                print(f"{name:24s} {set_name} {dump} ({len(known)} texts, {rate:.0f}/s): {figures}")


def print_speed(data: Path, number: int) -> None:
    """Clean plain-text articles of a dump and print how many a second of processor time."""
    articles = rows(data / "corpus" / "allsides-8000.jsonl.gz")[:number]
    records = [
        RawRecord(str(i), "jsonl", 0, "", text=row["content_original"], url=row["url"], date=row["date"])
        for i, row in enumerate(articles)
    ]
    words = sum(len(row["content_original"].split()) for row in articles) / len(articles)
    clean_records(records[:ALONE])
    for name, clean, chosen in (
        ("together", clean_records, records),
        ("one by one", lambda some: [clean_record(record) for record in some], records[:ALONE]),
    ):
        begun = time.process_time()
        clean(chosen)
        rate = len(chosen) / (time.process_time() - begun)
        print(f"{name}: {rate:.0f} articles a second and core ({len(chosen)} of {words:.0f} words)")


def main() -> None:
    """Read the command line and print the scores."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=os.environ.get("ONRECORD_BENCH_DATA"), help="the data folder")
    options.add_argument("--cross-validate", action="store_true", help="train anew for each fold")
    options.add_argument("--speed", type=int, metavar="ARTICLES", help="measure the speed instead")
    chosen = options.parse_args()
    if chosen.data is None:
        options.error("--data or ONRECORD_BENCH_DATA must name the data folder")
    if chosen.speed:
        print_speed(chosen.data, chosen.speed)
        return
    labellers = dict(LABELLERS)
    if chosen.cross_validate:
        from train_lines import cross_validated_labeller

        labellers["cross-validated"] = cross_validated_labeller(chosen.data)
    for name, labeller in labellers.items():
        print_scores(chosen.data, name, labeller)


if __name__ == "__main__":
    main()
