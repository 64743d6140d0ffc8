"""What the tables of patterns promise, so that most patterns need not be tried on most lines."""

import re
import tomllib
from importlib.resources import files
from typing import Any

_ONE_CHARACTER = re.compile(r"\\.|\[[^\]]*\]")
_BRACKETS = re.compile(r"\([^()]*\)")


def table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("tasks.clean").joinpath("data", name).read_text("utf-8"))


def branches(expression: str) -> bool:
    """Whether an expression has a branch outside brackets."""
    plain = _ONE_CHARACTER.sub("", expression)
    while (inner := _BRACKETS.sub("", plain)) != plain:
        plain = inner
    return "|" in plain


def test_a_branch_outside_brackets_is_found() -> None:
    assert branches(r"^hide|\b(?:a|b) caption")
    assert not branches(r"^(?:a|(?:b|[|])\|) x")


def test_no_pattern_of_a_page_line_branches_but_inside_brackets() -> None:
    ways = [way for kind in table("page_lines.toml").values() for way in kind.values()]
    assert not [pattern for way in ways for pattern in way if branches(pattern)]


def test_a_pattern_of_a_line_that_begins_with_its_start_has_no_other_branch() -> None:
    rows = [row for kind in table("line_patterns.toml").values() for row in kind.get("patterns", [])]
    assert not [row[1] for row in rows if row[1].startswith("^") and branches(row[1])]
