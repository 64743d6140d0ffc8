"""The whole pipeline on small real dumps, its tables read back with DuckDB."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import BRIDGE, FERRY, HARVEST, Desk, article, write_lines

from flows.engine import DirectEngine
from flows.plan import RunFailed
from tasks.ingest.survey import InputError
from tasks.stages import shard_stages
from tasks.stages.stage import Job
from tasks.tables.manifest import Made, Part
from tasks.tables.views import quoted


def test_every_table_is_filled_and_every_record_accounted_for(desk: Desk) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY), article(2, BRIDGE), "{broken", {"url": "u", "title": "t"}])
    desk.run()
    assert desk.rows("SELECT disposition, reason FROM records ORDER BY position") == [
        ("article", None), ("article", None), ("rejected", "bad_json"), ("rejected", "no_text"),
    ]  # fmt: skip
    assert ("Ingrid Solheim", "direct") in desk.rows("SELECT speaker_name, kind FROM quotes")
    counts = desk.rows(
        "SELECT (SELECT count(*) FROM sections), (SELECT count(*) FROM mentions), (SELECT count(*) FROM entities)"
    )
    assert all(count > 0 for count in counts[0])


def test_files_of_any_name_are_read_and_a_link_to_nowhere_is_told(desk: Desk) -> None:
    write_lines(desk.raw / os.fsdecode(b"caf\xe9.jsonl"), [article(1, FERRY)])
    (desk.raw / "gone.jsonl").symlink_to(desk.raw / "nowhere.jsonl")
    desk.run()
    assert desk.rows("SELECT source_path, reason FROM records ORDER BY 1") == [
        ("raw/caf%E9.jsonl", None), ("raw/gone.jsonl", "unreadable"),
    ]  # fmt: skip
    assert desk.run().counts["shards_run"] == 0


def test_a_second_run_on_unchanged_input_runs_no_shard(desk: Desk) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    assert desk.run().counts["shards_run"] == 1
    before = desk.contents()
    again = desk.run()
    assert (again.counts["shards_run"], again.counts["shards_kept"]) == (0, 1)
    assert desk.contents() == before
    assert desk.rows("SELECT count(*), count(DISTINCT run_id) FROM runs") == [(2, 2)]


def test_a_new_file_runs_only_its_own_shard(desk: Desk) -> None:
    write_lines(desk.raw / "one.jsonl", [article(1, FERRY)])
    first = desk.run().run_id
    write_lines(desk.raw / "two.jsonl", [article(2, BRIDGE)])
    second = desk.run()
    assert (second.counts["shards_run"], second.counts["shards_kept"]) == (1, 1)
    made_by = dict(desk.rows("SELECT source_path, run_id FROM articles"))
    assert made_by == {"raw/one.jsonl": first, "raw/two.jsonl": second.run_id}


def test_force_replaces_every_row_and_changes_none(desk: Desk) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY), article(2, BRIDGE)])
    desk.run()
    before = desk.contents()
    forced = desk.run(force=True)
    assert desk.contents() == before
    assert desk.rows("SELECT DISTINCT run_id FROM quotes") == [(forced.run_id,)]
    assert desk.run().counts["shards_run"] == 0


def test_a_changed_file_replaces_its_rows(desk: Desk) -> None:
    for name, text in (("a", FERRY), ("b", BRIDGE)):
        (desk.raw / f"{name}.txt").write_text(text)
    desk.run()
    (desk.raw / "b.txt").write_text(HARVEST)
    desk.run()
    speakers = {
        name for (name,) in desk.rows("SELECT DISTINCT speaker_name FROM quotes WHERE speaker_label = 'PERSON'")
    }
    assert speakers == {"Ingrid Solheim", "Wanjiru Kamau"}
    assert desk.rows("SELECT count(*) FROM records") == [(2,)]
    assert desk.rows("SELECT count(*) FROM entities WHERE name LIKE '%Falcao%'") == [(0,)]


def test_an_article_in_two_dumps_is_one_article_and_a_duplicate(desk: Desk) -> None:
    write_lines(desk.raw / "b.jsonl", [article(1, FERRY)])
    desk.run()
    write_lines(desk.raw / "a.jsonl", [article(1, FERRY)])
    desk.run()
    dispositions = "SELECT source_path, disposition, reason, stage FROM records ORDER BY source_path"
    assert desk.rows(dispositions) == [
        ("raw/a.jsonl", "article", None, "clean"), ("raw/b.jsonl", "duplicate", "same_article", "dedupe"),
    ]  # fmt: skip
    assert desk.rows("SELECT source_path FROM articles") == [("raw/a.jsonl",)]
    assert desk.rows("SELECT count(*) FROM quotes q JOIN articles a USING (article_id, shard_id)") == desk.rows(
        "SELECT count(*) FROM quotes"
    )


@pytest.mark.parametrize("twin", ["not named", "gone"])
def test_an_article_whose_dump_was_corrected_is_told_by_its_twin(desk: Desk, twin: str) -> None:
    for name in ("a", "b"):
        write_lines(desk.raw / f"{name}.jsonl", [article(1, FERRY)])
    desk.run()
    corrected = write_lines(desk.raw / "a.jsonl", [article(2, BRIDGE)])
    if twin == "gone":
        (desk.raw / "b.jsonl").unlink()
    desk.run(desk.raw if twin == "gone" else corrected)
    told = desk.rows("SELECT url, source_path FROM articles ORDER BY url")
    assert told == [(f"https://courier.example/news/{n}", f"raw/{name}.jsonl") for n, name in ((1, "b"), (2, "a"))]
    assert desk.rows("SELECT source_path, disposition, reason FROM records ORDER BY source_path") == [
        ("raw/a.jsonl", "article", None), ("raw/b.jsonl", "article", None),
    ]  # fmt: skip


def test_the_tables_do_not_depend_on_the_order_in_which_dumps_came(desk: Desk, tmp_path: Path) -> None:
    dumps = {"a": [article(1, FERRY), article(2, BRIDGE)], "b": [article(2, BRIDGE), article(3, HARVEST)]}
    tables = []
    for order in (("a", "b"), ("b", "a")):
        other = Desk(tmp_path / "".join(order))
        for name in order:
            write_lines(other.raw / f"{name}.jsonl", dumps[name])
            other.run(other.raw / f"{name}.jsonl")
        tables.append(other.contents())
    assert tables[0] == tables[1]


def test_a_near_copy_is_counted_once_in_unique_reports(desk: Desk) -> None:
    longer = FERRY + "\n\nThe crossing takes forty minutes in calm weather and twice as long in a storm."
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY), article(2, longer, source="Skarholm Post")])
    desk.run()
    assert desk.rows("SELECT count(DISTINCT cluster_id), count(*) FROM clusters") == [(1, 2)]
    count = "SELECT sum(quotes) FROM {} WHERE speaker = 'Ingrid Solheim'"
    ((unique,),), ((published,),) = (desk.rows(count.format(v)) for v in ("top_speakers", "top_speakers_as_published"))
    assert published == 2 * unique


def test_a_grown_dump_runs_only_what_is_new(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_SHARD_MEGABYTES", "0.0036")
    articles = [article(n, f"{text} Note {n}.") for n, text in enumerate((FERRY, BRIDGE, HARVEST, FERRY, BRIDGE))]
    write_lines(desk.raw / "news.jsonl", articles)
    first = desk.run()
    assert first.counts["shards"] >= 3
    write_lines(desk.raw / "news.jsonl", [*articles, article(9, HARVEST)])
    grown = desk.run()
    assert grown.counts["shards_kept"] == first.counts["shards"] - 1
    assert desk.rows("SELECT count(*) FROM articles") == [(6,)]


def with_extract(function: Callable[[Job], Made]) -> tuple[shard_stages.ShardStage, ...]:
    """Return the stages with another function for `extract`."""
    return tuple(replace(s, function=function) if s.name == "extract" else s for s in shard_stages.STAGES)


def failing_on(condition: Callable[[Part], bool]) -> Callable[[Job], Made]:
    """Return `extract` as it is, but out of memory on a shard whose first part meets a condition."""

    def failing(job: Job) -> Made:
        if condition(job.parts[0]):
            raise MemoryError("no more")
        return shard_stages.EXTRACT.function(job)

    return failing


@pytest.fixture
def two_shards(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a desk with two dumps that are too large for one shard."""
    monkeypatch.setenv("ONRECORD_SHARD_MEGABYTES", "0.0006")
    for name, text in (("a", FERRY), ("b", BRIDGE)):
        (desk.raw / f"{name}.txt").write_text(text)
    return desk


def test_a_shard_that_fails_is_set_aside_and_the_others_published(
    two_shards: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = two_shards
    with monkeypatch.context() as patch:
        patch.setattr("flows.shards.STAGES", with_extract(failing_on(lambda part: part.source_path.endswith("b.txt"))))
        with pytest.raises(RunFailed, match="1 of 2 shards failed"):
            desk.run()
    assert desk.rows("SELECT source_path, reason FROM records WHERE disposition = 'rejected'") == [
        ("raw/b.txt", "shard_failed")
    ]
    assert desk.rows("SELECT source_path FROM articles") == [("raw/a.txt",)]
    assert desk.rows("SELECT status FROM runs") == [("failed",)]
    assert desk.run().counts["shards_run"] == 1
    assert desk.rows("SELECT count(*) FROM articles") == [(2,)]


def test_only_what_failed_runs_again_when_asked_for(two_shards: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = two_shards
    with monkeypatch.context() as patch:
        patch.setattr("flows.shards.STAGES", with_extract(failing_on(lambda part: part.source_path.endswith("b.txt"))))
        with pytest.raises(RunFailed):
            desk.run()
    assert desk.rows("SELECT source_paths, error FROM shards WHERE error IS NOT NULL") == [
        (["raw/b.txt"], "extract: MemoryError: no more")
    ]
    again = desk.run(only_failed=True, force=True)
    assert (again.counts["shards"], again.counts["shards_run"]) == (1, 1)
    assert desk.rows(f"SELECT source_path, run_id = '{again.run_id}' FROM articles ORDER BY ALL") == [
        ("raw/a.txt", False), ("raw/b.txt", True),
    ]  # fmt: skip


def test_names_and_quotations_are_found_again_without_the_dumps(two_shards: Desk) -> None:
    desk = two_shards
    first = desk.run()
    before = desk.contents()
    for dump in desk.raw.iterdir():
        dump.unlink()
    again = desk.run(stages=["extract"], force=True)
    assert again.counts["shards_run"] == 2
    assert desk.contents() == before
    assert desk.rows(
        "SELECT (SELECT list(DISTINCT run_id) FROM quotes), (SELECT list(DISTINCT run_id) FROM articles)"
    ) == [([again.run_id], [first.run_id])]


def test_a_shard_set_aside_stays_so_when_no_dump_is_read(two_shards: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = two_shards

    def failing(job: Job) -> Made:
        if job.parts[0].source_path.endswith("b.txt"):
            raise MemoryError("no more")
        return shard_stages.CLEAN.function(job)

    with monkeypatch.context() as patch:
        broken = tuple(replace(s, function=failing) if s.name == "clean" else s for s in shard_stages.STAGES)
        patch.setattr("flows.shards.STAGES", broken)
        with pytest.raises(RunFailed):
            desk.run()
    desk.run(stages=["extract"], force=True)
    assert desk.rows("SELECT source_path, reason FROM records ORDER BY source_path") == [
        ("raw/a.txt", None), ("raw/b.txt", "shard_failed"),
    ]  # fmt: skip
    assert desk.run(only_failed=True).counts["shards_run"] == 1
    assert desk.rows("SELECT count(*) FROM articles") == [(2,)]


def test_what_is_not_chosen_stays_though_its_code_has_changed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    desk.run()
    newer = tuple(replace(stage, libraries=()) for stage in shard_stages.STAGES)
    monkeypatch.setattr("flows.shards.STAGES", newer)
    assert desk.run(stages=["sign"]).counts["shards_run"] == 1
    stages = (
        "SELECT key, count(*) FROM (SELECT unnest(json_keys(versions)) AS key FROM shards) GROUP BY ALL ORDER BY ALL"
    )
    assert desk.rows(stages) == [("clean", 1), ("extract", 1), ("sign", 1)]
    assert desk.run().counts["shards_run"] == 1


def test_a_run_without_clean_on_what_was_never_read_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="read it first"):
        desk.run(stages=["extract"])


def test_a_run_of_many_shards_has_few_steps(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_SHARD_MEGABYTES", "0.0009")
    monkeypatch.setattr("flows.plan.MOST_GROUPS", 2)
    texts = (FERRY, BRIDGE, HARVEST)
    write_lines(desk.raw / "news.jsonl", [article(n, f"{texts[n % 3]} Note {n}.") for n in range(9)])
    steps: list[str] = []

    def noting(engine: DirectEngine, name: str, label: str, function: Callable[[], object]) -> object:
        steps.append(name)
        return function()

    monkeypatch.setattr(DirectEngine, "step", noting)
    assert desk.run().counts["shards"] >= 5
    assert max(steps.count(stage) for stage in ("clean", "extract", "sign")) <= 3


def test_a_shard_that_fails_when_made_again_keeps_its_rows(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_SHARD_MEGABYTES", "0.0009")
    articles = [article(n, f"{text} Note {n}.") for n, text in enumerate((FERRY, BRIDGE, HARVEST, FERRY, BRIDGE))]
    write_lines(desk.raw / "news.jsonl", articles)
    desk.run()
    write_lines(desk.raw / "news.jsonl", [*articles, article(9, HARVEST)])
    with monkeypatch.context() as patch:
        patch.setattr("flows.shards.STAGES", with_extract(failing_on(lambda part: part.start == 0)))
        with pytest.raises(RunFailed):
            desk.run(force=True)
    assert desk.rows("SELECT list(position ORDER BY position) FROM records") == [([0, 1, 2, 3, 4, 5],)]
    assert desk.rows("SELECT count(*) FROM articles") == [(6,)]


def test_a_file_put_back_as_it_was_loses_no_other(desk: Desk) -> None:
    for name, text in (("a", FERRY), ("b", BRIDGE)):
        (desk.raw / f"{name}.txt").write_text(text)
    desk.run()
    before = desk.contents()
    (desk.raw / "a.txt").write_text(HARVEST)
    desk.run()
    (desk.raw / "a.txt").write_text(FERRY)
    desk.run(force=True)
    assert desk.contents() == before


def test_counts_are_those_of_the_tables(desk: Desk) -> None:
    write_lines(desk.raw / "a.jsonl", [article(1, FERRY)])
    desk.run()
    write_lines(desk.raw / "b.jsonl", [article(1, FERRY), article(2, BRIDGE)])
    counts = desk.run().counts
    assert (counts["articles"], counts["duplicates"]) == (2, 1)
    assert [(counts["quotes"],)] == desk.rows("SELECT count(*) FROM quotes")


def test_a_row_names_the_run_of_the_stage_that_made_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    first = desk.run().run_id
    newer = tuple(replace(s, libraries=()) if s.name == "extract" else s for s in shard_stages.STAGES)
    monkeypatch.setattr("flows.shards.STAGES", newer)
    second = desk.run().run_id
    assert desk.rows("SELECT DISTINCT run_id FROM articles") == [(first,)]
    assert desk.rows("SELECT DISTINCT run_id FROM quotes") == [(second,)]


def test_the_tables_survive_moving_their_folder(desk: Desk, tmp_path: Path) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    desk.run()
    moved = Desk(tmp_path / "elsewhere")
    moved.root.mkdir()
    desk.data.rename(moved.data)
    desk.raw.rename(moved.raw)
    assert moved.run().counts["shards_run"] == 0
    assert moved.rows("SELECT count(*) FROM articles") == [(1,)]


def test_the_sql_file_gives_the_same_views_to_any_client(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    desk.run()
    monkeypatch.chdir(desk.data)
    with duckdb.connect() as connection:
        connection.execute((desk.data / "onrecord.sql").read_text("utf-8"))
        assert connection.execute("SELECT count(*) FROM quotes_in_context").fetchall() == desk.rows(
            "SELECT count(*) FROM quotes_in_context"
        )


def test_a_library_s_own_error_of_a_ctrl_c_stops_the_run_and_publishes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    desk.run()

    def interrupted(*_: object) -> None:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as stop:  # as DuckDB does while it is at a query
            raise RuntimeError("Query interrupted") from stop

    with monkeypatch.context() as patch:
        patch.setattr("flows.plan.combine", interrupted)
        with pytest.raises(KeyboardInterrupt):
            desk.run(force=True)
    assert desk.rows("SELECT number FROM publish") == [(1,)]
    desk.run()
    assert desk.rows("SELECT status, error FROM runs ORDER BY started_at") == [
        ("completed", None), ("cancelled", "KeyboardInterrupt"), ("completed", None),
    ]  # fmt: skip


def test_an_empty_folder_of_dumps_makes_empty_tables(desk: Desk) -> None:
    desk.run()
    assert desk.rows("SELECT count(*) FROM quotes") == [(0,)]
    assert desk.rows("SELECT count(*) FROM top_speakers") == [(0,)]


def test_a_path_with_a_quotation_mark_can_be_published(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "editor's desk")
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    desk.run()
    assert desk.rows(f"SELECT count(*) FROM articles WHERE source_path = {quoted('raw/news.jsonl')}") == [(1,)]
