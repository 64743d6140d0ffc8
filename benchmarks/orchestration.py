"""What Prefect costs: the same run directly and as a flow on a server of its own on this machine, with SQLite.

    python benchmarks/orchestration.py [--articles 400]

The dump is made of short articles and cut so small that the run has as many task runs as a run ever has (a stage of a
group of shards each, at most 80 groups), while next to no work is done in them. What is more under Prefect is its cost,
whatever the size of a run; it is shown beside a run of ten minutes.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from flows.plan import MOST_GROUPS
from flows.prefect_server import answers

BIN = Path(sys.executable).parent
STARTS_WITHIN = 180.0
TEN_MINUTES = 600.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def server(home: Path) -> Iterator[str]:
    """Run a Prefect server; gives its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/api"
    environment = {**os.environ, "PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    process = subprocess.Popen(
        [BIN / "prefect", "server", "start", "--port", str(port)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        give_up = time.monotonic() + STARTS_WITHIN
        while not answers(address):
            if time.monotonic() > give_up:
                sys.exit("the server did not start")
            time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait()


def write_dump(path: Path, articles: int) -> None:
    """Write short articles as JSON lines."""
    text = 'The ferry to Skarholm left late on Monday. "We could not risk it," said Captain Ingrid Solheim.'
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles):
            row = {"url": f"https://courier.example/{number}", "title": f"Story {number}", "text": f"{text} {number}."}
            file.write(json.dumps(row) + "\n")


def seconds_of(command: Sequence[str | Path], environment: dict[str, str]) -> float:
    """Time a command by the clock."""
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    """Time both, in turns, and print the difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root, dump = Path(folder), Path(folder) / "dump.jsonl"
        write_dump(dump, asked.articles)
        small = str(dump.stat().st_size / MOST_GROUPS / 1_000_000)
        with server(root / "home") as address:
            environment = {**os.environ, "PREFECT_HOME": str(root / "home"), "PREFECT_API_URL": address}
            environment["ONRECORD_SHARD_MEGABYTES"] = small
            seconds: dict[str, list[float]] = {"direct": [], "prefect": []}
            for number in range(asked.rounds):
                for engine, taken in seconds.items():
                    command = [BIN / "onrecord", "run", dump, "--engine", engine, "--workers", "1"]
                    taken.append(seconds_of([*command, "--data", root / f"{engine}-{number}"], environment))
    direct, prefect = min(seconds["direct"]), min(seconds["prefect"])
    extra = prefect - direct
    print(f"direct {direct:.1f} s, under Prefect {prefect:.1f} s with up to {3 * MOST_GROUPS + 3} task runs")
    print(f"orchestration costs {extra:.1f} s: {100 * extra / (TEN_MINUTES + extra):.1f}% of a run of ten minutes")


if __name__ == "__main__":
    main()
