"""Run every benchmark, one after the other: `python -m benchmarks`, after `make wheel`."""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
COMPILED = FOLDER.parent / "dist" / "compiled"
BENCHMARKS = {
    "pages": ["pages.py"],
    "lines": ["lines.py"],
    "lines, speed": ["lines.py", "--speed", "2000"],
    "entities": ["entities.py", "--peers"],
    "resolution": ["resolution.py"],
    "quotes": ["quotes.py", "--peers"],
    "speed of extraction": ["speed.py"],
    "speed of extraction, compiled": ["speed.py"],
    "copies": ["copies.py", "--half", "report"],
    "copies, speed": ["copies.py", "--speed", "37000"],
    "end to end": ["end_to_end.py", "--memory", "1000", "8000", "64000"],
    "end to end, compiled": ["end_to_end.py"],
    "orchestration": ["orchestration.py"],
}


def main() -> int:
    """Run the benchmarks; the exit status is the number of those that failed."""
    if not os.environ.get("ONRECORD_BENCH_DATA"):
        sys.exit("Name the folder of the labelled sets: ONRECORD_BENCH_DATA=... make bench")
    failed = 0
    for name, (script, *options) in BENCHMARKS.items():
        path = {"PYTHONPATH": str(COMPILED)} if name.endswith("compiled") else {}
        shown = "PYTHONPATH=dist/compiled python" if path else "python"
        print(f"\n== {name}: {shown} benchmarks/{' '.join([script, *options])}", flush=True)
        command, environment = [sys.executable, FOLDER / script, *options], {**os.environ, **path}
        failed += subprocess.run(command, env=environment, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
