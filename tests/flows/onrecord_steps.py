"""`onrecord` as a command that is told of each change it is about to make to a folder once it publishes into it.

python onrecord_steps.py kill:7 FOLDER run ...   dies before the seventh change
python onrecord_steps.py keep:INTO FOLDER run ...  copies the folder before each change, as a kill would leave it
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Lock

CHANGES = ("os.rename", "os.remove", "os.rmdir", "shutil.rmtree")


def _before_each_change(folder: str, act: Callable[[int], None]) -> None:
    """Have `act` called with 1, 2, 3, ... before each change to the folder, from the first in its `corpus` on."""
    count, lock = 0, Lock()

    def hook(event: str, given: tuple[object, ...]) -> None:
        nonlocal count
        writes = event in CHANGES or (event == "open" and isinstance(given[1], str) and "w" in given[1])
        if not writes or not str(given[0]).startswith(folder):
            return
        if count or str(given[0]).startswith(f"{folder}/corpus/"):
            with lock:
                count += 1
                act(count)

    sys.addaudithook(hook)


def main() -> None:
    """Run `onrecord` so."""
    what, _, argument = sys.argv.pop(1).partition(":")
    folder = sys.argv.pop(1)

    def act(step: int) -> None:
        if what == "keep":
            shutil.copytree(folder, Path(argument) / f"{step:03}")
        elif step == int(argument):
            os.kill(os.getpid(), signal.SIGKILL)

    from commands import main as onrecord

    _before_each_change(folder, act)
    onrecord()


if __name__ == "__main__":
    main()
