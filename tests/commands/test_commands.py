"""The commands, as a user calls them."""

import io
import json
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import duckdb
import orjson
import psutil
import pyarrow.parquet as pq
import pytest
from conftest import BRIDGE, FERRY, Desk, article, write_lines

from commands import main
from tasks.reports import REPORTS

AT_WORK = 6.0
"""Seconds of processor time after which a command has long been loaded."""


def call(*arguments: str) -> int:
    """Call the command line; return its exit status."""
    try:
        main(list(arguments))
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def tables(desk: Desk) -> str:
    """Two articles, one of them in English, as published tables."""
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY), article(2, BRIDGE), "{broken"])
    desk.run()
    return str(desk.data)


def test_run_says_what_was_done_and_ends_with_the_funnel(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY), "{broken"])
    assert call("run", str(desk.raw), "--engine", "direct", "--data", str(desk.data)) == 0
    told = capsys.readouterr()
    assert "Files: 1. Shards: 1 run. The tables hold 1 articles" in told.err
    assert "What became of every record" in told.out
    assert "bad_json" in told.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "nowhere"], "nowhere: no such file or folder"),
        (["run", ""], "inputs: name a file or folder"),
        (["run", "--data", " "], "--data: name a file or folder"),
        (["run", "--workers", "-1"], "workers"),
        (["run", "--scheduler", "10.0.0.5"], "begins with tcp://"),
        (["run", "--engine", "magic"], "magic"),
        (["query", "SELECT 1", "--data", "nowhere"], "holds no tables yet"),
        (["query", "SELECT 1", "--data", "file"], "is a file"),
        (["run", "file", "--data", "."], "file lies in ., which is to hold the tables alone"),
        (["run", "--data", "file"], "is a file"),
        (["report", "weather"], "no report is called weather"),
        (["report", "--format", "parquet"], "several reports"),
        (["rnu"], "rnu"),
        (["query"], "sql"),
    ],
)
def test_wrong_use_gets_one_clear_line(
    arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "file").touch()
    status = call(*arguments)
    lines = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("No Prefect server")]
    assert status != 0
    assert len(lines) == 1
    assert told.lower() in lines[0].lower()


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("shard_megabyte = 3", "shard_megabyte"),
        ("shard_megabytes = inf", "shard_megabytes"),
        ('data = ""', "data: Value error, name a folder"),
        ("workers = 10000", "workers"),
        ('fields = { nix = ["body"] }', "No such field: nix"),
        ('aliases = "utf-16.csv"', "utf-16.csv is no CSV file in UTF-8"),
    ],
)
def test_a_wrong_setting_gets_one_clear_line(
    setting: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "onrecord.toml").write_text(f"{setting}\n")
    (tmp_path / "utf-16.csv").write_text("alias,name\n", "utf-16")
    assert call("run", "--engine", "direct") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line


def test_query_prints_a_table(tables: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("query", "SELECT 'a [bold] b' AS words, 7 AS n", "--data", tables) == 0
    assert capsys.readouterr().out.split() == ["words", "n", *capsys_rule(), "a", "[bold]", "b", "7"]


def capsys_rule() -> list[str]:
    """Return the line under a table's head."""
    return ["─" * (len("a [bold] b") + len("   ") + 1)]


def test_numbers_of_single_precision_are_shown_as_they_are_written(
    tables: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("query", "SELECT 0.98::FLOAT AS sure, NULL::FLOAT AS unknown", "--data", tables) == 0
    assert capsys.readouterr().out.split()[-1] == "0.98"


def test_ctrl_c_ends_a_query_that_takes_for_ever(tables: str) -> None:
    sql = "SELECT count(*) FROM quotes a, quotes b, quotes c, quotes d, range(1000000000) e WHERE a.words + e.range < 0"
    code = "import sys; from commands import main; main(sys.argv[1:])"
    asked = [sys.executable, "-c", code, "query", sql, "--data", tables]
    with psutil.Popen(asked, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and process.cpu_times().user < AT_WORK:
            sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[1] == "onrecord: stopped.\n"
    assert process.returncode == 130


def test_a_fault_in_the_sql_is_told_without_a_traceback(tables: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("query", "SELECT nothing FROM quotes", "--data", tables) != 0
    told = capsys.readouterr().err
    assert "nothing" in told
    assert "Traceback" not in told


def test_the_published_file_cannot_be_changed_by_a_query(tables: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("query", "CREATE TABLE mine AS SELECT 1", "--data", tables) != 0
    assert "read-only" in capsys.readouterr().err


def test_query_writes_csv_json_and_parquet(tables: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    sql = "SELECT quote_id, spans, flags FROM quotes ORDER BY quote_id"
    found = {}
    for form in ("csv", "json", "parquet"):
        assert call("query", sql, "--format", form, "--data", tables) == 0
        found[form] = capfdbinary.readouterr().out
    as_json = [orjson.loads(line) for line in found["json"].splitlines()]
    assert pq.read_table(io.BytesIO(found["parquet"])).to_pylist() == as_json
    as_csv = duckdb.from_csv_auto(io.StringIO(found["csv"].decode())).fetchall()  # type: ignore[arg-type]
    assert [(row[0], json.loads(row[1])) for row in as_csv] == [(row["quote_id"], row["spans"]) for row in as_json]


def test_every_report_is_printed_and_written(tables: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("report", "--data", tables) == 0
    titles = (
        "Top speakers",
        "Attention to entities",
        "Who speaks about whom",
        "Kinds of quotation",
        "Attribution",
        "Funnel",
    )
    told = capsys.readouterr().out
    assert all(title in told for title in titles)
    assert (
        call("report", "--format", "csv", "--out", str(tmp_path / "out"), "--mode", "as-published", "--data", tables)
        == 0
    )
    assert sorted(path.stem for path in (tmp_path / "out").glob("*.csv")) == sorted(report.name for report in REPORTS)


def test_a_report_that_can_t_be_written_gets_one_clear_line(
    tables: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert call("report", "funnel", "--out", str(tmp_path / "file"), "--data", tables) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "can't be written to: File exists." in line


def annotate(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], *requests: object
) -> list[dict]:
    """Send requests through `onrecord annotate`."""
    lines = [r if isinstance(r, bytes) else orjson.dumps(r) for r in requests]
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines)), encoding="utf-8"))
    assert call("annotate") == 0
    return [orjson.loads(line) for line in capfdbinary.readouterr().out.splitlines()]


def test_annotate_gives_text_back_unchanged_with_offsets_into_it(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    text = (
        "Net stops the ferry\n\n  " + FERRY.replace("an hour", "an&nbsp;hour") + "\n\nRead more: Ferry fares to rise\n"
    )
    (answer,) = annotate(monkeypatch, capfdbinary, {"id": "x", "text": text})
    assert answer["text"] == text
    assert [line["text"] for line in answer["lines"]] == [line.strip() for line in text.splitlines() if line.strip()]
    assert answer["lines"][-1]["label"] in ("related", "promo")
    assert answer["quotes"]
    for found in (*answer["entities"], *answer["quotes"]):
        assert text[found["start"] : found["start"] + 3] == found["text"][:3]
    quote = next(q for q in answer["quotes"] if q["text"].startswith("We could not"))
    assert quote["speaker_resolved"] == "Ingrid Solheim"
    assert text[quote["speaker_start"] : quote["speaker_end"]] == quote["speaker"]
    assert text[quote["cue_start"] : quote["cue_end"]] == "said"


def test_annotate_leaves_a_list_of_other_stories_out_of_a_quotation(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    said = "“The mill was sold by Ann Berg Ann Maria BergMills reopen Fires spread MORE on Monday,” Tom Orr said."
    text = "\n\n".join([said, "The council of the town met on Tuesday to talk about the mill and its new owner."] * 2)
    (answer,) = annotate(monkeypatch, capfdbinary, {"id": "x", "text": text})
    quote = answer["quotes"][0]
    assert quote["text"] == "The mill was sold by Ann Berg on Monday,"
    assert [text[start:end] for start, end in quote["spans"]] == ["The mill was sold by Ann Berg", "on Monday,"]


def test_annotate_takes_a_whole_text_as_body_when_told(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (answer,) = annotate(monkeypatch, capfdbinary, {"id": 1, "text": "Short line\n\nRead more: x", "as": "body"})
    assert [line["label"] for line in answer["lines"]] == ["body", "body"]


def test_annotate_extracts_the_body_of_a_page(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    paragraphs = "".join(f"<p>{p}</p>" for p in FERRY.split("\n\n"))
    article_html = f"<article><h1>Net stops ferry</h1>{paragraphs}</article>"
    page = f"<html><head><title>Net stops ferry</title></head><body><nav>Home</nav>{article_html}</body></html>"
    (answer,) = annotate(monkeypatch, capfdbinary, {"id": 1, "html": page, "url": "https://courier.example/1"})
    assert answer["text"].split("\n")[0].startswith("The last ferry")
    assert answer["title"] == "Net stops ferry"
    quote = next(q for q in answer["quotes"] if q["text"].startswith("We could not"))
    assert answer["text"][quote["start"] : quote["end"]] == quote["text"]


def test_annotate_answers_a_bad_request_with_its_line_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    deep = b'{"id": ' + b"[" * 300 + b"]" * 300 + b', "text": "Hi"}'
    answers = annotate(
        monkeypatch, capfdbinary, deep, b"{broken", {"id": 7}, {"id": 8, "html_base64": "?"}, {"id": 9, "html": 5},
        b"[1]", {"id": 10, "text": ""},
    )  # fmt: skip
    told = [(None, True), (None, True), (7, True), (8, True), (9, True), (None, True), (10, False)]
    assert [(answer["id"], "error" in answer) for answer in answers] == told
    assert [answer["error"][:8] for answer in answers[:2]] == ["line 1: ", "line 2: "]


@pytest.mark.parametrize("arguments", [["query", "SELECT 1"], ["report", "funnel"], ["run", "--engine", "direct"]])
def test_commands_without_prefect_never_import_it(desk: Desk, arguments: list[str]) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    desk.run()
    inputs = [str(desk.raw)] if arguments[0] == "run" else []
    code = "import sys; from commands import main; main(sys.argv[1:]); sys.exit('prefect' in sys.modules)"
    command = [sys.executable, "-c", code, *arguments, *inputs, "--data", str(desk.data)]
    assert subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode == 0
