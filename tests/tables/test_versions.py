"""A version changes when, and only when, the meaning of the code does."""

from pathlib import Path

import pytest

from tasks.tables import versions


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(versions, "ROOT", tmp_path)
    (tmp_path / "clean").mkdir()
    return tmp_path / "clean" / "rules.py"


def version_of(stage: Path, code: str) -> str:
    stage.write_text(code)
    versions.code_version.cache_clear()
    return versions.code_version(("clean",))


def test_comments_docstrings_and_layout_do_not_matter(stage: Path) -> None:
    plain = version_of(stage, "def f(x):\n    return x + 1\n")
    assert plain == version_of(stage, '# why\ndef f(x):\n    """Say what."""\n    return (x\n        + 1)\n')


def test_code_and_data_matter(stage: Path) -> None:
    plain = version_of(stage, "def f(x):\n    return x + 1\n")
    assert plain != version_of(stage, "def f(x):\n    return x + 2\n")
    (stage.parent / "words.txt").write_text("said\n")
    assert plain != version_of(stage, "def f(x):\n    return x + 1\n")
