"""The plan as a Prefect flow, against a real Prefect server of the test's own."""

from itertools import pairwise

import pytest
from conftest import FERRY, Desk, article, write_lines

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.usefixtures("prefect_server")
def test_a_flow_run_names_its_steps_keeps_artifacts_and_notes_its_id(desk: Desk) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    from flows.parameters import PipelineParameters
    from flows.pipeline import pipeline

    write_lines(desk.raw / "news.jsonl", [article(1, FERRY), "{broken"])
    parameters = PipelineParameters(inputs=[desk.raw], data=desk.data)
    states = [pipeline(**dict(parameters), return_state=True) for _ in range(2)]
    counts = [state.result() for state in states]
    assert [(count["shards_run"], count.get("shards_kept", 0)) for count in counts] == [(1, 0), (0, 1)]
    flow_run_ids = [str(state.state_details.flow_run_id) for state in states]
    assert desk.rows("SELECT flow_run_id, run_id FROM runs ORDER BY started_at") == [(i, i) for i in flow_run_ids]
    with get_client(sync_client=True) as client:
        first = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_ids[0]]))
        assert client.read_flow_runs(flow_run_filter=first)[0].name == "raw"
        runs = sorted(client.read_task_runs(flow_run_filter=first), key=lambda run: run.start_time)
        assert [run.name for run in runs] == [
            "survey: 1 files", "clean: news.jsonl", "extract: news.jsonl", "sign: news.jsonl", "combine: all shards",
            "publish: number 1",
        ]  # fmt: skip
        assert all(one.end_time <= other.start_time for one, other in pairwise(runs))
        artifacts = {artifact.key: artifact.data for artifact in client.read_artifacts(flow_run_filter=first)}
        told = " ".join(log.message for log in client.read_logs())
    assert "clean: news.jsonl: 2 records" in told
    assert {"funnel", "top-rejects", "faults", "row-changes", "failed-shards", "progress"} == artifacts.keys()
    assert artifacts["progress"] == 100
    assert "bad_json" in artifacts["top-rejects"]
    assert '"articles": 1' in artifacts["funnel"]


@pytest.mark.usefixtures("prefect_server")
def test_the_parameters_make_a_form_with_descriptions() -> None:
    from flows.parameters import PipelineParameters
    from flows.pipeline import pipeline

    form = pipeline.parameters.model_dump()["properties"]
    assert list(form) == list(PipelineParameters.model_fields)
    assert all(field.get("description") for field in form.values())
    assert form["workers"]["minimum"] == 0
    assert form["stages"]["items"]["enum"] == ["clean", "extract", "sign"]
    assert form["stages"]["uniqueItems"]
    assert form["inputs"]["items"]["pattern"] == form["data"]["pattern"] == r"\S"
