"""Runs that are cancelled or whose processes are killed: the tables stay whole, and the run can be taken up again."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Literal

import psutil
import pytest
from conftest import BRIDGE, FERRY, Contents, Desk, article, write_lines
from playwright.sync_api import Page

from served.pages import choose, confirm, see_run
from served.serving import SMALL_SHARDS, WIDE, Serving, processes_of, stages_done, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

ARTICLES = 14
VERY_WIDE = WIDE * 8
"""More than a megabyte, so that two workers are two processes, and two articles to a shard."""
STAGES = 3 * ARTICLES // 2
"""Stages of shards that a run over them carries out."""
ROUNDS = 20
DIFFERENT = 6
"""At least at so many different numbers of finished stages flows are killed in these rounds."""
TAKEN_UP_WITHIN = timedelta(minutes=2)
"""Time in which a worker that has just found a run which is to be retried says that it takes it up."""
BY_THE_AUTOMATION, BY_SERVE = "The run has not been heard of", "The run's process is gone"
"""Who finds a run dead of which the server has heard a heartbeat, and one of which it had not yet."""
PUBLISH = "SELECT number FROM publish"


def large(desk: Desk) -> None:
    """Write a dump of more than a megabyte, of several shards."""
    write_lines(
        desk.raw / "large.jsonl", [article(n, f"{FERRY}\n\nStory {n}.", layout=VERY_WIDE) for n in range(ARTICLES)]
    )


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Contents:
    """Return the contents of an undisturbed run over the large dump."""
    desk = Desk(tmp_path_factory.mktemp("undisturbed"))
    large(desk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(*SMALL_SHARDS)
        desk.run()
    assert len(stages_done(desk)) == STAGES
    return desk.contents()


def start_slow_run(served: Serving, desk: Desk, workers: int) -> tuple[str, list[psutil.Process]]:
    """Start a run of the pipeline that takes its time, and wait until it extracts; returns it and its processes."""
    before = stages_done(desk)
    (desk.root / "disk-is-slow").write_text("2")
    run_id = served.start("pipeline", inputs=[str(desk.raw)], data=str(desk.data), workers=workers)
    until(
        lambda: [note for note in stages_done(desk).keys() - before.keys() if "/extract-" in str(note)], "a shard done"
    )
    (flow,) = served.processes("prefect.engine")
    return run_id, [flow, *flow.children(recursive=True)]


def retry(served: Serving, page: Page, run_id: str) -> None:
    """Retry a crashed run from its page, and wait until it is completed.

    A process's death is reported twice, by what watches it and some time later by the worker: a retry in between is
    undone, and asked for again, unless the worker took it up: then it goes on from the state Crashed.
    """
    for _ in range(2):
        see_run(page, run_id, "Crashed")
        crashed = datetime.fromisoformat(served.run(run_id)["state"]["timestamp"])
        choose(page, "Retry")
        confirm(page, "Retry")

        def look(before: datetime = crashed) -> dict[str, Any] | None:
            run = served.run(run_id)
            name, since = run["state"]["name"], datetime.fromisoformat(run["state"]["timestamp"])
            if name == "Crashed" and since > before:
                ended = datetime.now(UTC) - since > TAKEN_UP_WITHIN and not served.taken_up(run_id, since=before)
            else:
                ended = name in ("Completed", "Failed")
            return run if ended else None

        if until(look, "the end of the retried run", within=600)["state"]["name"] != "Crashed":
            break
    see_run(page, run_id, "Completed")


@pytest.mark.parametrize("outlived", [False, True], ids=["its worker lives", "its worker died"])
def test_cancel_stops_the_processes_and_leaves_the_tables(
    outlived: bool, served: Serving, page: Page, desk: Desk, keep: Callable[[str], None]
) -> None:
    write_lines(desk.raw / "small.jsonl", [article(1_000, BRIDGE)])
    first = served.start("pipeline", inputs=[str(desk.raw)], data=str(desk.data), workers=1)
    served.wait(first, "Completed")
    before, number = desk.contents(), desk.rows(PUBLISH)
    large(desk)
    run_id, processes = start_slow_run(served, desk, workers=2)
    assert len(processes) > 2
    (desk.root / "disk-is-slow").write_text("60")  # so that it still extracts, whenever the page gets to cancel it
    if outlived:
        (worker,) = served.processes("worker", "start")
        worker.kill()
        until(lambda: set(served.processes("worker", "start")) - {worker}, "another worker")
    see_run(page, run_id, "Running")
    keep("running")
    choose(page, "Cancel")
    keep("asked")
    confirm(page, "Cancel Flow Run")
    served.wait(run_id, "Cancelled")
    see_run(page, run_id, "Cancelled")
    keep("cancelled")
    until(lambda: not processes_of(run_id), "the end of the run's processes")
    assert (desk.contents(), desk.rows(PUBLISH)) == (before, number)


def test_a_killed_flow_is_crashed_and_retry_resumes_it(
    served: Serving, page: Page, desk: Desk, undisturbed: Contents, keep: Callable[[str], None]
) -> None:
    large(desk)
    run_id, (flow, *_) = start_slow_run(served, desk, workers=1)
    flow.kill()
    served.wait(run_id, "Crashed")
    see_run(page, run_id, "Crashed")
    keep("crashed")
    assert not (desk.data / "onrecord.duckdb").exists()
    before = stages_done(desk)
    (desk.root / "disk-is-slow").unlink()
    retry(served, page, run_id)
    keep("completed")
    assert before.items() <= stages_done(desk).items()
    assert desk.contents() == undisturbed


def test_a_run_killed_with_its_worker_is_found_dead_and_retry_resumes_it(
    served: Serving, page: Page, desk: Desk, undisturbed: Contents, keep: Callable[[str], None]
) -> None:
    large(desk)
    run_id, (flow, *_) = start_slow_run(served, desk, workers=1)
    (worker,) = served.processes("worker", "start")
    worker.kill()
    flow.kill()
    message = served.wait(run_id, "Crashed", within=900)["state"]["message"]
    assert message.startswith((BY_THE_AUTOMATION, BY_SERVE))
    see_run(page, run_id, "Crashed")
    keep("crashed")
    before = stages_done(desk)
    (desk.root / "disk-is-slow").unlink()
    until(lambda: served.processes("worker", "start"), "another worker")
    retry(served, page, run_id)
    keep("completed")
    assert before.items() <= stages_done(desk).items()
    assert desk.contents() == undisturbed


@dataclass(frozen=True)
class Kill:
    """Which processes are killed, when, and in a run of how many workers."""

    victims: Literal["flow", "worker", "both"]
    stages: int
    seconds: float
    """So long after that many stages of shards are finished."""
    workers: int


def drawn(seed: int) -> Kill:
    """Draw a kill at any moment from the first work to the publishing."""
    draw = random.Random(seed)
    victims = draw.choice(("flow", "worker", "both"))
    return Kill(victims, draw.randrange(STAGES + 1), draw.uniform(0, 0.3), draw.choice((1, 2)))


def carry_out(kill: Kill, served: Serving, desk: Desk, run_id: str) -> int:
    """Wait for the moment and kill; returns how many stages were finished then.

    The worker goes first, so that nobody can report the death of the flow.
    """
    until(desk.data.exists, "the run at work")
    (flow,) = served.processes("prefect.engine")
    (worker,) = served.processes("worker", "start")
    while len(stages_done(desk)) < kill.stages:
        assert flow.is_running(), "the run ended before it could be killed"
        time.sleep(0.005)
    time.sleep(kill.seconds)
    finished = len(stages_done(desk))
    victims = {"flow": [flow], "worker": [worker], "both": [worker, flow]}[kill.victims]
    assert served.run(run_id)["state"]["name"] == "Running"
    for process in (flow, worker):
        assert process.status() != psutil.STATUS_ZOMBIE
    for process in victims:
        process.kill()
    assert psutil.wait_procs(victims, timeout=60)[1] == []
    return finished


def take_up(kill: Kill, served: Serving, run_id: str) -> None:
    """See to it that a killed run's work is done, as a person would: wait, start it anew, or call it dead and retry."""
    if kill.victims == "worker":
        served.wait(run_id, "Completed")
        return
    until(lambda: not processes_of(run_id), "the end of the killed run's processes")
    if kill.victims == "flow":
        parameters = served.wait(run_id, "Crashed")["parameters"]
        run_id = served.start("pipeline", **parameters)
    else:
        served.set_state(run_id, "CRASHED", "Crashed")
        served.set_state(run_id, "SCHEDULED", "AwaitingRetry")
    served.wait(run_id, "Completed")


def play(kill: Kill, served: Serving, desk: Desk, undisturbed: Contents) -> int:
    """Play a round, from a run over the large dump to its tables; returns how many stages were finished at the kill."""
    large(desk)
    run_id = served.start("pipeline", inputs=[str(desk.raw)], data=str(desk.data), workers=kill.workers)
    finished = carry_out(kill, served, desk, run_id)
    before = stages_done(desk)
    take_up(kill, served, run_id)
    assert before.items() <= stages_done(desk).items()
    assert desk.contents() == undisturbed
    until(lambda: not processes_of(run_id), "the end of the killed run's processes")
    until(lambda: served.processes("worker", "start"), "another worker")
    return finished


def test_runs_killed_at_any_moment_are_taken_up_where_they_were(
    served: Serving, desk: Desk, undisturbed: Contents
) -> None:
    kills = [drawn(seed) for seed in range(ROUNDS)]
    assert {(kill.victims, kill.workers) for kill in kills} == set(product(("flow", "worker", "both"), (1, 2)))
    moments = set()
    for seed, kill in enumerate(kills):
        try:
            finished = play(kill, served, Desk(desk.root / str(seed)), undisturbed)
        except BaseException as error:
            error.add_note(f"seed {seed}: {kill}")
            raise
        if kill.victims != "worker":
            moments.add(finished)
    assert len(moments) >= DIFFERENT
