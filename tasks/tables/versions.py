"""Versions that change when, and only when, results may: of a stage's code, data files and libraries."""

import ast
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).resolve().parents[1]


_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")
"""Where a statement, or a part of one, holds others."""


def _without_docstrings(tree: ast.Module) -> ast.Module:
    """Drop docstrings, so that rewording one makes no work stale."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:]
        if not isinstance(node, ast.expr):
            waiting += [inner for block in _BLOCKS for inner in getattr(node, block, ())]
    return tree


_PARSING = Lock()
"""Python before 3.13 counts how deep it is in a tree for all threads together: two that parse at once confuse it
(github.com/python/cpython/issues/106905)."""


@cache
def _syntax(code: bytes) -> bytes:
    """Hash Python code by its syntax tree without comments and docstrings."""
    with _PARSING:
        tree = _without_docstrings(ast.parse(code))
    return blake2b(ast.dump(tree, annotate_fields=False).encode(), digest_size=16).digest()


def _meaning(path: Path) -> bytes:
    """Return what of a file matters: of Python its syntax, else every byte."""
    data = path.read_bytes()
    return _syntax(data) if path.suffix == ".py" else data


_MEANINGLESS = frozenset({".md", ".pyc", ".so", ".pyd"})
"""Files that change no result: words about a model, and code compiled from the source beside it."""


def _files(place: Path) -> Iterable[Path]:
    if place.is_file():
        return (place,)
    return (
        path
        for path in sorted(place.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in _MEANINGLESS
    )


@cache
def code_version(places: tuple[str, ...], libraries: tuple[str, ...] = ()) -> str:
    """Hash the meaning of files and folders of `tasks`, and the installed versions of libraries, to 12 digits."""
    digest = blake2b(digest_size=6)
    for place in places:
        for path in _files(ROOT / place):
            digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + _meaning(path) + b"\0")
    for library in libraries:
        digest.update(f"{library}=={version(library)}\0".encode())
    return digest.hexdigest()
