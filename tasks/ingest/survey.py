"""Which files there are to read, and whether they changed."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.content_hash import content_hash
from tasks.errors import UserError
from tasks.tables.store import Store, read_json, write_json


class InputError(UserError):
    """An input that the user named can't be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where it is, how it is written down in the tables, its size and a hash of its bytes."""

    path: Path
    source_path: str
    size: int
    file_hash: str


def _hidden(path: Path, below: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(below).parts)


def find_files(inputs: Sequence[Path], tables: Path) -> list[Path]:
    """Return the files that inputs name, themselves or by a folder around them, each once however it is linked.

    Hidden files and folders (`.name`) below a named folder are left out, and so is all in the folder of the tables.

    Raises:
        InputError: An input does not exist or can't be read.
    """
    found: set[Path] = set()
    for given in inputs:
        if given.is_file():
            found.add(given.resolve())
        elif given.is_dir():
            folder = given.resolve()
            found.update(p.resolve() for p in folder.rglob("*") if p.is_file() and not _hidden(p, folder))
        else:
            raise InputError(f"{given}: no such file or folder. Name dumps that exist, or put them into data/raw.")
    return sorted(path for path in found if not path.is_relative_to(tables.resolve()))


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def _stamp(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ino]


def survey(store: Store, files: Sequence[Path]) -> Iterator[Source]:
    """Yield each file with a hash of its content.

    The hash is remembered with the file's size, time of change and inode, so that an unchanged file is not read again.
    A file that may not be read has a hash of why.
    """
    memory = store.root / "plans" / "sources.json"
    try:
        known: dict[str, list[object]] = read_json(memory)
    except FileNotFoundError:
        known = {}
    fresh = False
    for path in files:
        source_path = store.source_path(path)
        try:
            stamp = _stamp(path.stat())
            seen = known.get(source_path)
            if seen is None or seen[0] != stamp:
                seen = known[source_path] = [stamp, _hash_file(path)]
                fresh = True
        except OSError as error:  # it gets its record when it is read
            yield Source(path, source_path, 0, content_hash("unreadable", str(error)))
            continue
        yield Source(path, source_path, stamp[0], str(seen[1]))
    if fresh:
        write_json(memory, known)
