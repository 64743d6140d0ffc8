"""A run publishes while another is under way: what the other did not make itself stays as the first left it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from conftest import BRIDGE, FERRY, HARVEST, Desk, article, write_lines

from flows.engine import DirectEngine
from flows.parameters import PipelineParameters
from flows.plan import Outcome, RunFailed, execute
from flows.progress import Silence
from tasks.ingest.survey import survey
from tasks.reports.funnel import row_changes
from tasks.stages import shard_stages
from tasks.stages.merge import overtaken_files
from tasks.stages.stage import Job
from tasks.tables.manifest import Made, Manifest, load_manifest
from tasks.tables.store import Store

STAGES = shard_stages.STAGES


class Interrupted(DirectEngine):
    """Does something else at the first step of a kind, before it carries out that step."""

    def __init__(self, desk: Desk, name: str, other: Callable[[], object]) -> None:
        super().__init__(desk.said.append)
        self._name, self._others = name, [other]

    def step(self, name: str, label: str, function: Callable[[], Any]) -> Any:
        """Call the function, and before it the other where its step has come."""
        if name == self._name and self._others:
            self._others.pop()()
        return super().step(name, label, function)


def run_around(desk: Desk, name: str, other: Callable[[], object], **parameters: Any) -> Outcome:
    """Run the pipeline, and something else at the first step of a kind."""
    given = PipelineParameters(inputs=[desk.raw], data=desk.data, workers=1, **parameters)
    return execute(given, Interrupted(desk, name, other), Silence())


def makers(desk: Desk) -> tuple[str, str]:
    """Return which runs made the articles and the quotations."""
    return desk.rows("SELECT (SELECT max(run_id) FROM articles), (SELECT max(run_id) FROM quotes)")[0]


@pytest.mark.parametrize("stage", ["extract", "clean"])
def test_a_stage_that_another_run_made_again_stays_so(desk: Desk, stage: str) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    first, others = desk.run().run_id, []
    run_around(desk, "sign", lambda: others.append(desk.run(stages=[stage], force=True)), stages=["sign"], force=True)
    made = {"clean": first, "extract": first, stage: others[0].run_id}
    assert makers(desk) == (made["clean"], made["extract"])
    assert desk.run().counts["shards_run"] == 0


def test_what_was_made_of_articles_that_were_cleaned_anew_meanwhile_gives_way(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    desk.run()
    others = []

    def clean_otherwise() -> None:
        other_code = replace(shard_stages.CLEAN, libraries=())
        with monkeypatch.context() as patch:
            patch.setattr("flows.shards.STAGES", (other_code, *STAGES[1:]))
            others.append(desk.run())

    run_around(desk, "extract", clean_otherwise, stages=["extract"], force=True)
    assert makers(desk) == (others[0].run_id, others[0].run_id)


def test_a_file_that_grew_meanwhile_keeps_its_new_rows(desk: Desk) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    write_lines(desk.raw / "other.jsonl", [article(9, HARVEST)])

    def grow() -> None:
        write_lines(desk.raw / "news.jsonl", [article(1, FERRY), article(2, BRIDGE)])
        desk.run()

    run_around(desk, "sign", grow)
    assert desk.rows("SELECT count(*) FROM articles") == [(3,)]
    assert [line for line in desk.said if "raw/news.jsonl changed and was read again" in line]
    assert desk.run().counts["shards_run"] == 0


def test_of_two_contents_that_were_read_the_file_s_own_is_the_present_one(desk: Desk) -> None:
    store, path = Store(desk.data), write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    (early,) = survey(store, [path])
    desk.run()
    published = load_manifest(store)
    write_lines(path, [article(1, FERRY), article(2, BRIDGE)])
    (late,) = survey(store, [path])
    assert overtaken_files(store, Manifest(), published, [late]) == set()
    desk.run()
    assert overtaken_files(store, Manifest(), load_manifest(store), [early]) == {"raw/news.jsonl"}
    assert overtaken_files(store, published, load_manifest(store), [early]) == {"raw/news.jsonl"}


def test_runs_whose_ids_begin_alike_make_all_again_each(desk: Desk) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    for run_id in ("0198f3a2-5c10-7000-8000-000000000001", "0198f3a2-9d77-7000-8000-000000000002"):
        engine = DirectEngine(desk.said.append)
        engine.flow_run_id = run_id
        given = PipelineParameters(inputs=[desk.raw], data=desk.data, workers=1, force=True)
        assert execute(given, engine, Silence()).counts["shards_run"] == 1
        assert makers(desk) == (run_id, run_id)


def test_a_shard_that_fails_gives_way_to_a_run_that_did_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    others = []

    def failing(job: Job) -> Made:
        if not others:
            with monkeypatch.context() as patch:
                patch.setattr("flows.shards.STAGES", STAGES)
                others.append(desk.run())
        raise MemoryError("no more")

    broken = tuple(replace(stage, function=failing) if stage.name == "extract" else stage for stage in STAGES)
    with monkeypatch.context() as patch:
        patch.setattr("flows.shards.STAGES", broken)
        with pytest.raises(RunFailed, match="1 of 1 shards failed"):
            desk.run()
    assert desk.rows("SELECT DISTINCT run_id FROM quotes") == [(others[0].run_id,)]
    assert desk.rows("SELECT error FROM shards") == [(None,)]


def test_the_changes_are_told_from_publish_to_publish(desk: Desk) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    desk.run()
    write_lines(desk.raw / "more.jsonl", [article(2, BRIDGE)])
    run_around(desk, "extract", lambda: desk.run(stages=["sign"], force=True))
    assert [row for row in row_changes(Store(desk.data)) if row["kind"] == "articles"] == [
        {"kind": "articles", "before": 1, "now": 2, "change": 1}
    ]
