import pytest
from conftest import BRIDGE, FERRY, Desk, article, write_lines

from flows import head_start
from flows.parameters import PipelineParameters


def test_workers_begin_to_start_for_the_bytes_of_new_files_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(head_start, "prepare", lambda size, workers, scheduler: asked.append(size))
    parameters = PipelineParameters(inputs=[desk.raw], data=desk.data)
    one = write_lines(desk.raw / "one.jsonl", [article(1, FERRY)])
    head_start.begin_workers(parameters)
    desk.run()
    two = write_lines(desk.raw / "two.jsonl", [article(2, BRIDGE)])
    head_start.begin_workers(parameters)
    assert asked == [one.stat().st_size, two.stat().st_size]


@pytest.mark.parametrize("asked", [{"stages": ["extract"]}, {"only_failed": True}])
def test_runs_that_may_have_nothing_to_read_start_no_worker_ahead(
    asked: dict[str, object], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head_start, "prepare", pytest.fail)
    write_lines(desk.raw / "one.jsonl", [article(1, FERRY)])
    head_start.begin_workers(PipelineParameters.model_validate({"inputs": [desk.raw], "data": desk.data, **asked}))
