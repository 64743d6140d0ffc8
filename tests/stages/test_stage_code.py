"""A stage's version covers all the code and the libraries that its result comes from, and no more than that."""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tasks.stages.shard_stages import STAGES, ShardStage

TASKS = Path(__file__).parents[2] / "tasks"
MECHANICS = {TASKS / place for place in ("errors.py", "tables/manifest.py", "tables/store.py", "tagging/collecting.py")}
"""How files are written and found and memory is cleared, which decides nothing about rows."""

CHECKS = {TASKS / "tables" / "promises.py", TASKS / "tables" / "shard_checks.py"}
"""They turn a whole shard away, but of what is extracted single articles, so that they decide about rows."""

IN_SETTINGS = frozenset({"spacy"})
"""Its version is in the setting `recogniser_version`, as it is not always installed."""

NO_LIBRARIES = frozenset({"tasks", "_typeshed", *sys.stdlib_module_names})


def imports(module: Path) -> Iterator[tuple[str, str | None]]:
    """Yield the modules that a module imports, each with the name that it takes from there, if it takes one."""
    for node in ast.walk(ast.parse(module.read_bytes())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by a relative name"
            yield from ((str(node.module), name.name) for name in node.names)
        elif isinstance(node, ast.Import):
            yield from ((name.name, None) for name in node.names)


def imported(module: Path) -> Iterator[Path]:
    """Yield the modules of tasks that a module imports by name."""
    for place, name in imports(module):
        if place.partition(".")[0] == "tasks":
            base = TASKS.parent / place.replace(".", "/")
            inner = base / f"{name}.py"
            yield inner if inner.exists() else base / "__init__.py" if base.is_dir() else base.with_suffix(".py")


def reached(module: Path) -> set[Path]:
    """Return a module and those that it imports, and those that they import, apart from the mechanics."""
    found, waiting = {module}, [module]
    while waiting:
        for path in set(imported(waiting.pop())) - found - MECHANICS:
            found.add(path)
            waiting.append(path)
    return found


def libraries(modules: set[Path]) -> set[str]:
    """Return the distributions that hold what modules import from elsewhere."""
    names = {place.partition(".")[0] for module in modules for place, _ in imports(module)} - NO_LIBRARIES - IN_SETTINGS
    holders = packages_distributions()
    return {holders[name][0].lower().replace("_", "-") for name in names}


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_version_covers_the_code(stage: ShardStage) -> None:
    covered = [TASKS / place for place in stage.covered]
    needed = reached(TASKS / "stages" / f"{stage.name}.py")
    decisive = needed if stage.name == "extract" else needed - CHECKS
    assert not [path for path in decisive if not any(path.is_relative_to(place) for place in covered)]
    assert not [place for place in covered if place.suffix == ".py" and place not in needed]


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_version_covers_the_libraries(stage: ShardStage) -> None:
    assert libraries(reached(TASKS / "stages" / f"{stage.name}.py")) == set(stage.libraries)
