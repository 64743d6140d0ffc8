"""A run on a Dask cluster that loses a worker makes the files of a run alone, to the byte; one that loses all ends."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from conftest import BRIDGE, FERRY, HARVEST, Desk, article, write_lines
from distributed import Client
from served.serving import free_port, until

from flows import compute
from flows.compute import ClusterLost

pytestmark = pytest.mark.slow

DASK = str(Path(sys.executable).with_name("dask"))
SHARDS = 24
ARTICLES = 12  # of each shard
TABLES = 6  # of each shard


@contextmanager
def running(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command as long as the context lasts."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[Client, dict[str, subprocess.Popen[bytes]]]]:
    """Start a scheduler and two workers of one thread; gives a client and the workers' processes by name."""
    address = f"tcp://127.0.0.1:{free_port()}"
    with ExitStack() as stack:
        stack.enter_context(running(DASK, "scheduler", "--host", address, "--no-dashboard"))
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0")
        options += ("--local-directory", str(folder))
        workers = {
            name: stack.enter_context(running(DASK, "worker", address, "--name", name, *options))
            for name in ("stays", "dies")
        }
        client = stack.enter_context(Client(address, timeout=120, set_as_default=False))
        client.wait_for_workers(len(workers), timeout=120)
        yield client, workers


def busy(client: Client, name: str) -> bool:
    """Tell whether a worker has something to do."""
    workers = client.scheduler_info(n_workers=-1)["workers"]
    return any(client.processing()[address] for address, about in workers.items() if about["id"] == name)


def dumps(desk: Desk) -> None:
    """Write dumps of a shard each."""
    texts = (FERRY, BRIDGE, HARVEST)
    for shard in range(SHARDS):
        numbers = range(shard * ARTICLES, (shard + 1) * ARTICLES)
        records = [article(n, f"{texts[n % 3]}\n\nThis was story {n} of the year {1900 + n}.") for n in numbers]
        write_lines(desk.raw / f"{shard:02}.jsonl", records)


def onrecord_run(desk: Desk, *options: str) -> subprocess.Popen[bytes]:
    """Start `onrecord run` over raw/ with a shard a file."""
    command = [sys.executable, "-c", "from commands import main; main()", "run", str(desk.raw)]
    command += ["--engine", "direct", "--data", str(desk.data), *options]
    return subprocess.Popen(command, env={**os.environ, "ONRECORD_SHARD_MEGABYTES": "0.04"})


def shard_files(desk: Desk) -> dict[str, str]:
    """Hash the Parquet files of all shards but what the lost worker left unfinished, under a hidden name.

    They name no run: the published views add it to their rows.
    """
    shards = desk.data / "shards"
    return {
        str(path.relative_to(shards)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in shards.glob("*/[!.]*/*.parquet")
    }


def test_a_lost_worker_s_shards_run_again_elsewhere(desk: Desk, tmp_path: Path) -> None:
    dumps(desk)
    with cluster(tmp_path / "workers") as (client, workers):
        run = onrecord_run(desk, "--scheduler", client.scheduler.address)
        while not (list((desk.data / "shards").glob("*/*/done.json")) and busy(client, "dies")):
            assert run.poll() is None, "the run ended before a worker could be killed"
            time.sleep(0.005)
        workers["dies"].send_signal(signal.SIGKILL)
        assert run.wait(240) == 0
        assert len(client.scheduler_info(n_workers=-1)["workers"]) == 1
    assert desk.rows("SELECT count(*) FROM articles") == [(SHARDS * ARTICLES,)]
    assert len(list((desk.data / "shards").iterdir())) == SHARDS
    there, files = desk.contents(), shard_files(desk)
    assert len(files) == SHARDS * TABLES
    (alone := Desk(tmp_path / "alone")).root.mkdir()
    desk.raw.rename(alone.raw)
    assert onrecord_run(alone, "--workers", "1").wait(240) == 0
    assert there == alone.contents()
    assert files == shard_files(alone)


def test_a_run_that_loses_all_workers_ends_and_the_next_goes_on(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_SHARD_MEGABYTES", "0.04")
    monkeypatch.setattr(compute, "ASK_AFTER", 0.5)
    monkeypatch.setattr(compute, "GIVE_UP_AFTER", 2.0)
    dumps(desk)
    with cluster(tmp_path / "workers") as (client, workers), ThreadPoolExecutor(1) as beside:
        run = beside.submit(desk.run, scheduler=client.scheduler.address)
        until(lambda: list((desk.data / "shards").glob("*/*/done.json")), "a stage is done")
        for worker in workers.values():
            worker.kill()
        with pytest.raises(ClusterLost, match="lost all its workers"):
            run.result(60)
    assert len([line for line in desk.said if "has no workers left" in line]) == 1
    assert desk.rows("SELECT status, left(error, 11) FROM runs") == [("failed", "ClusterLost")]
    assert desk.run().counts["articles"] == SHARDS * ARTICLES
