"""Run every benchmark, one after the other: `python -m benchmarks`."""

import os
import subprocess
import sys

BENCHMARKS = {
    "pages": ["-m", "benchmarks.pages"],
    "lines": ["-m", "benchmarks.lines"],
    "entities": ["-m", "benchmarks.entities", "--peers"],
    "resolution": ["-m", "benchmarks.resolution"],
    "quotes": ["-m", "benchmarks.quotes", "--peers"],
    "copies": ["-m", "benchmarks.copies", "--half", "report"],
    "copies, speed": ["-m", "benchmarks.copies", "--speed", "37000"],
}


def main() -> int:
    """Run the benchmarks; the exit status is the number of those that failed."""
    if not os.environ.get("ONRECORD_BENCH_DATA"):
        sys.exit("Name the folder of the labelled sets: ONRECORD_BENCH_DATA=... make bench")
    failed = 0
    for name, arguments in BENCHMARKS.items():
        print(f"\n== {name}: python {' '.join(arguments)}", flush=True)
        failed += subprocess.run([sys.executable, *arguments], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
