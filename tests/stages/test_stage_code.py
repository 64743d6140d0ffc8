"""A stage's version covers all the code that its result comes from, and no more folders than that."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tasks.stages.shard_stages import STAGES, ShardStage

TASKS = Path(__file__).parents[2] / "tasks"
MECHANICS = ("errors.py", "stages/stage.py", "tables")
"""How files are written and found, which decides nothing about their rows; columns and Rows count for every stage."""

DECIDING = TASKS / "tables" / "shard_checks.py"
"""Of the mechanics, the one that decides about rows: whose mentions and quotes are put aside."""


def imported(module: Path) -> Iterator[Path]:
    """Yield the modules of tasks that a module imports by name."""
    for node in ast.walk(ast.parse(module.read_bytes())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tasks."):
            base = TASKS.parent / (node.module or "").replace(".", "/")
            for name in node.names:
                inner = base / f"{name.name}.py"
                yield inner if inner.exists() else base / "__init__.py" if base.is_dir() else base.with_suffix(".py")


def reached(module: Path) -> set[Path]:
    """Return the modules that a module imports, and those that they import, apart from the mechanics."""
    found, waiting = set[Path](), [module]
    while waiting:
        for path in imported(waiting.pop()):
            inside = path.relative_to(TASKS)
            if path not in found and not any(inside.is_relative_to(part) for part in MECHANICS):
                found.add(path)
                waiting.append(path)
    return found


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_version_covers_the_code(stage: ShardStage) -> None:
    covered = [TASKS / place for place in stage.code]
    needed = reached(TASKS / "stages" / f"{stage.name}.py")
    assert not [path for path in needed if not any(path.is_relative_to(place) for place in covered)]
    idle = [place for place in covered if place.suffix == ".py" and place not in needed | {DECIDING}]
    assert idle == [TASKS / "stages" / f"{stage.name}.py"]
