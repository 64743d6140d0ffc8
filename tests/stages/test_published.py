"""The published file is exchanged whole or not at all."""

import resource

import duckdb
import pytest
from conftest import FERRY, Desk, article, write_lines

from tasks.stages.published import open_published, write_published
from tasks.tables.manifest import load_manifest
from tasks.tables.store import Store


def test_a_disk_without_room_leaves_the_published_file_as_it_was(desk: Desk) -> None:
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY)])
    desk.run()
    store = Store(desk.data)
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, unlimited[1]))
    try:
        with pytest.raises(duckdb.Error):
            write_published(store, load_manifest(store))
        assert desk.rows("SELECT count(*) FROM articles") == [(1,)]
        store.published.unlink()
        with open_published(store) as connection:
            assert connection.sql("SELECT count(*) FROM articles").fetchall() == [(1,)]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    assert not list(desk.data.glob(".onrecord.*"))
