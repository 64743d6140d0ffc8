"""Run every benchmark, one after the other: `python -m benchmarks`."""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
BENCHMARKS = {
    "pages": ["pages.py"],
    "lines": ["lines.py"],
    "entities": ["entities.py", "--peers"],
    "resolution": ["resolution.py"],
    "quotes": ["quotes.py", "--peers"],
    "speed": ["speed.py"],
    "copies": ["copies.py", "--half", "report"],
    "copies, speed": ["copies.py", "--speed", "37000"],
}


def main() -> int:
    """Run the benchmarks; the exit status is the number of those that failed."""
    if not os.environ.get("ONRECORD_BENCH_DATA"):
        sys.exit("Name the folder of the labelled sets: ONRECORD_BENCH_DATA=... make bench")
    failed = 0
    for name, (script, *options) in BENCHMARKS.items():
        print(f"\n== {name}: python benchmarks/{' '.join([script, *options])}", flush=True)
        failed += subprocess.run([sys.executable, FOLDER / script, *options], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
