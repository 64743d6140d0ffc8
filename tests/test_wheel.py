"""The wheel that `make wheel` compiles does what its source does."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from conftest import Desk

ROOT = Path(__file__).parents[1]
CAN_COMPILE = shutil.which("cc") and Path(sysconfig.get_path("include"), "Python.h").exists()
COMMAND = "from commands import main; main()"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not CAN_COMPILE, reason="no C compiler, or not the headers of this Python"),
]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and return the folder that it was unpacked to."""
    dist = tmp_path_factory.mktemp("dist")
    subprocess.run(["make", "wheel", f"DIST={dist}"], cwd=ROOT, check=True)
    return dist / "compiled"


def in_compiled(compiled: Path, *arguments: str, cwd: Path = ROOT) -> str:
    """Run Python on the compiled code."""
    environment = {**os.environ, "PYTHONPATH": str(compiled), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_is_compiled_and_leaves_the_source_as_it_is(compiled: Path) -> None:
    found = in_compiled(compiled, "-c", "import tasks.quotes.find; print(tasks.quotes.find.__file__)")
    assert Path(found.strip()).suffix in {".so", ".pyd"}
    assert not [path for path in (ROOT / "tasks").rglob("*") if path.suffix in {".so", ".pyd", ".c"}]


def test_compiled_code_fills_the_same_tables(compiled: Path, desk: Desk) -> None:
    shutil.copytree(ROOT / "data" / "raw", desk.raw, dirs_exist_ok=True)
    asked = ("run", str(desk.raw), "--engine", "direct", "--workers", "1", "--data", str(desk.data))
    in_compiled(compiled, "-c", COMMAND, *asked, cwd=desk.root)
    by_compiled = desk.contents()
    assert len(by_compiled["quotes"]) > 100
    assert desk.run().counts["shards_run"] == 0
    desk.run(force=True)
    assert desk.contents() == by_compiled


def test_compiled_code_passes_the_tests_of_its_source(compiled: Path) -> None:
    folders = [f"tests/{name}" for name in ("clean", "corpus_entities", "entities", "quotes", "tagging")]
    in_compiled(compiled, "-m", "pytest", "-q", "-p", "no:cacheprovider", *folders)
