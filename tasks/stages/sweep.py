"""Removing what nobody can need any more: folders of publishes long gone, and what dead runs left behind."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from tasks.tables.manifest import KEPT_PUBLISHES, read_manifest
from tasks.tables.store import PASSING, Store

ABANDONED_AFTER = 7 * 24 * 3600
"""Seconds after which a folder that was never published is given up; until then a restarted run may still use it."""
FOLDERS_OF_FILES = ("", "publishes", "runs", "plans")
"""The folders of a store whose files are written one by one."""


def _lock(store: Store, run_id: str) -> FileLock:
    return FileLock(store.scratch / f"{run_id}.lock")


@contextmanager
def alive(store: Store, run_id: str) -> Iterator[Path]:
    """Mark a run as alive while the context lasts; gives the run's own folder for passing files, removed at the end."""
    folder = store.scratch / run_id
    folder.mkdir(parents=True, exist_ok=True)
    lock = _lock(store, run_id)
    with lock:
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            Path(lock.lock_file).unlink(missing_ok=True)


def is_alive(store: Store, run_id: str) -> bool:
    """Tell whether a run is alive."""
    lock = _lock(store, run_id)
    if not Path(lock.lock_file).exists():
        return False
    try:
        with lock.acquire(blocking=False):
            return False
    except Timeout:
        return True


def _others_alive(store: Store, run_id: str | None) -> bool:
    """Tell whether any other run is alive; what dead ones left in the scratch folder is removed on the way."""
    found = False
    for path in sorted(store.scratch.glob("*.lock")):
        if path.stem == run_id:
            continue
        try:
            with FileLock(path).acquire(blocking=False):
                shutil.rmtree(path.with_suffix(""), ignore_errors=True)
                path.unlink(missing_ok=True)
        except Timeout:
            found = True
    return found


def _stage_folders(store: Store) -> Iterator[Path]:
    for owner in (*(store.root / "shards").glob("*"), store.root / "corpus"):
        yield from (folder for folder in owner.glob("*") if folder.is_dir())


def _abandoned(path: Path, after: float) -> bool:
    try:
        return time.time() - path.stat().st_mtime > after
    except FileNotFoundError:  # a run that has just begun wrote it to the end meanwhile and gave it its name
        return False


def _remove_unfinished(store: Store, abandoned_after: float) -> None:
    """Remove what was being written when a process was killed."""
    for leftover in (*store.root.glob(".onrecord.*"), *store.scratch.glob("tmp*")):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    for folder in FOLDERS_OF_FILES:
        for leftover in (store.root / folder).glob(PASSING):
            if _abandoned(leftover, abandoned_after):
                leftover.unlink()


def sweep(store: Store, run_id: str | None = None, abandoned_after: float = ABANDONED_AFTER) -> int:
    """Remove folders that only publishes before the last KEPT_PUBLISHES name, and abandoned ones; return how many.

    A folder that was never published is abandoned when it is older than `abandoned_after` seconds, and so is a file
    that was never written to its end.

    While another run is alive nothing is removed, as it may be about to publish any folder that it found whole.
    The caller holds the publish lock; `run_id` is its own run.
    """
    if _others_alive(store, run_id):
        return 0
    _remove_unfinished(store, abandoned_after)
    publishes = sorted((store.root / "publishes").glob("*.json"))
    used = {folder for path in publishes[-KEPT_PUBLISHES:] for folder in read_manifest(path).folders()}
    old = {folder for path in publishes[:-KEPT_PUBLISHES] for folder in read_manifest(path).folders()}
    removed = 0
    for folder in list(_stage_folders(store)):
        name = store.relative(folder)
        if name not in used and (name in old or _abandoned(folder, abandoned_after)):
            shutil.rmtree(folder)
            removed += 1
    for path in publishes[:-KEPT_PUBLISHES]:
        path.unlink()
    for owner in (store.root / "shards").glob("*"):
        if not any(owner.iterdir()):
            owner.rmdir()
    return removed
