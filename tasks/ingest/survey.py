"""Which files there are to read, and whether they changed."""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.content_hash import content_hash
from tasks.errors import UserError
from tasks.tables.store import Store, read_json, real_path, write_json


class InputError(UserError):
    """An input that the user named can't be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where it is, how it is written down in the tables, its size and a hash of its bytes."""

    path: Path
    source_path: str
    size: int
    file_hash: str


def _is_file(path: Path) -> bool:
    """Whether it is a file or stands for one that can't be reached, like a link that leads nowhere."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return path.is_symlink()
    except OSError:
        return True


def _files_below(top: Path) -> Iterator[Path]:
    """Yield the files in a folder and the folders in it, also linked ones, and the folders that can't be listed."""
    entered, closed = {real_path(top)}, list[Path]()
    for place, folders, names in os.walk(
        top, followlinks=True, onerror=lambda error: closed.append(Path(error.filename))
    ):
        shown = [name for name in folders if not name.startswith(".")]
        inner = {real_path(Path(place, name)): name for name in shown}
        folders[:] = [name for path, name in inner.items() if path not in entered]
        entered.update(inner)
        yield from filter(_is_file, (Path(place, name) for name in names if not name.startswith(".")))
    yield from closed


def find_files(inputs: Sequence[Path], tables: Path) -> list[Path]:
    """Return the files that inputs name, themselves or by a folder around them, each once however it is linked.

    Hidden files and folders (`.name`) below a named folder are left out, and so is all in the folder of the tables.
    Folders that can't be listed and links that lead nowhere are among the files, so that their record tells of them.

    Raises:
        InputError: An input does not exist, or lies in the folder of the tables.
    """
    found: set[Path] = set()
    for given in inputs:
        if real_path(given).is_relative_to(tables.resolve()):
            raise InputError(f"{given} lies in {tables}, which is to hold the tables alone: name another by --data.")
        if given.is_file():
            found.add(real_path(given))
        elif given.is_dir():
            found.update(map(real_path, _files_below(given)))
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
