"""A cluster that has lost its scheduler or all workers is waited for a while, and not for ever."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from distributed import Client, LocalCluster

from flows import compute
from flows.compute import Cluster, ClusterLost

WAITS = "has no workers left: the run waits"


@pytest.fixture
def scheduler(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Give a client of a scheduler without workers, soon asked for some and soon given up."""
    monkeypatch.setattr(compute, "ASK_AFTER", 0.1)
    monkeypatch.setattr(compute, "GIVE_UP_AFTER", 0.5)
    with (
        LocalCluster(n_workers=0, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


def late(number: int) -> int:
    """Take longer than the scheduler is asked after, and than is waited for workers."""
    sleep(0.8)
    if number < 0:
        raise TimeoutError("of its own")
    return number


def test_a_run_without_workers_says_so_once_and_ends(scheduler: Client) -> None:
    place, said = Cluster(lambda: scheduler, 1), list[str]()
    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(place.run, late, [1, 2], said.append) for _ in range(2)]
        for call in calls:
            with pytest.raises(ClusterLost, match="lost all its workers: start some and run again"):
                call.result(20)
    assert [WAITS in line for line in said] == [True]


def test_a_run_goes_on_when_a_worker_comes_back(scheduler: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compute, "GIVE_UP_AFTER", 20.0)
    said = list[str]()

    def start_worker(line: str) -> None:
        said.append(line)
        scheduler.cluster.scale(1)

    returned, raised = Cluster(lambda: scheduler, 1).run(late, [1, -1], start_worker)
    assert (returned, repr(raised)) == (1, "TimeoutError('of its own')")
    assert [WAITS in line for line in said] == [True]


def test_a_run_whose_scheduler_is_given_up_ends(scheduler: Client) -> None:
    place = Cluster(lambda: scheduler, 1)
    given_up = place.run(late, [1], lambda _: scheduler.close())
    assert [type(outcome).__name__ for outcome in given_up] == ["FutureCancelledError"]
    with pytest.raises(ClusterLost, match="lost its scheduler"):
        place.run(late, [1], pytest.fail)


def test_long_work_is_waited_for_and_the_scheduler_not_asked_while_results_come(
    scheduler: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduler.cluster.scale(1)
    scheduler.wait_for_workers(1)
    place = Cluster(lambda: scheduler, 1)
    assert place.run(late, [1], pytest.fail) == [1]
    monkeypatch.setattr(compute, "ASK_AFTER", 4.0)
    monkeypatch.setattr(scheduler, "scheduler_info", pytest.fail)
    numbers = range(6)  # the last is waited for longer than that
    with ThreadPoolExecutor(len(numbers)) as pool:
        returned = list(pool.map(lambda number: place.run(late, [number], pytest.fail), numbers))
    assert returned == [[number] for number in numbers]
