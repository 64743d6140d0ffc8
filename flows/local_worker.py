"""Imported by the process from which this machine's workers are forked, and with it by each of them.

It reads an article once, and with it all models, which the workers then share: they take their memory and the time to
load them once.

All of them leave SIGTERM, and the SIGINT of Ctrl-C, to the process that started them. Who stops a run signals the whole
group of its processes. A worker that ended by itself would be started again while the run is being stopped; without
this the run waits for such workers until it is killed.
"""

import signal

for _number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(_number, signal.SIG_IGN)  # first of all, as the imports take seconds

# ruff: noqa: E402
import gc

import distributed  # noqa: F401 - once for all workers, like the next

import tasks.stages.shard_stages  # noqa: F401
from tasks.entities import load_recogniser
from tasks.stages.annotate import annotate
from tasks.tagging.collecting import seldom_collecting

_ARTICLE = """PORTO, Portugal (Delta Courier) — The river rose by two metres on Monday, the harbour authority said.

"We close the lower quay tonight," said Mayor Ines Duarte. She had told reporters that the rain would last.

Share this story. Read more: Boats break loose on the Douro."""


@seldom_collecting()
def _load_models() -> None:
    page = "".join(f"<p>{paragraph}</p>" for paragraph in _ARTICLE.split("\n\n"))
    annotate([{"text": _ARTICLE}, {"html": f"<html><body>{page}</body></html>"}], load_recogniser())


_load_models()
gc.collect()
gc.freeze()  # a collection would write to each object, and so to each worker's own copy of its page
