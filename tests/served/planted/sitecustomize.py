"""A disk that is full or slow, for the Python processes that find this module on their path.

It goes by two files beside the folder of tables: `disk-is-full` says how many shards' mentions fit, `disk-is-slow` how
many seconds it takes to write a shard's.
"""

import errno
import sys
import time
from pathlib import Path


def _fail_or_wait(event: str, given: tuple[object, ...]) -> None:
    if event != "open" or given[1] != "w" or not str(given[0]).endswith("/mentions.parquet"):
        return
    shards = Path(str(given[0])).parents[2]
    full, slow = (shards.parents[1] / name for name in ("disk-is-full", "disk-is-slow"))
    if full.exists() and len(list(shards.glob("*/extract-*"))) >= int(full.read_text()):
        raise OSError(errno.ENOSPC, "No space left on device", str(given[0]))
    if slow.exists():
        time.sleep(float(slow.read_text()))


sys.addaudithook(_fail_or_wait)
