"""Which shards are current after new ones came."""

from pathlib import Path

from tasks.tables.manifest import Made, Manifest, Part, ShardEntry, load_manifest, save_manifest, with_shards
from tasks.tables.store import Store


def entry(shard_id: str, *parts: Part) -> ShardEntry:
    made = Made("clean", "key", "1", f"shards/{shard_id}/clean-key", "run", ("records.parquet",), {"articles": 1})
    return ShardEntry(shard_id, parts, {"clean": made})


def whole(path: str, content: str) -> Part:
    return Part(path, content, content, 10)


def put(manifest: Manifest, *entries: ShardEntry) -> Manifest:
    """Publish shards; the files have the content that the last of them names."""
    hashes = {part.source_path: part.file_hash for entry in entries for part in entry.parts}
    return with_shards(manifest, entries, hashes)


def test_a_changed_file_replaces_its_rows_in_the_shard_that_held_it() -> None:
    old = entry("old", whole("a.txt", "1"), whole("b.txt", "1"))
    after = put(put(Manifest(), old), old, entry("new", whole("b.txt", "2")))
    assert after.shards["old"].replaced == ("b.txt",)
    assert [part.source_path for part in after.shards["old"].current_parts] == ["a.txt"]


def test_a_file_that_went_back_to_what_it_was_is_held_once() -> None:
    old, new = entry("old", whole("a.txt", "1"), whole("b.txt", "1")), entry("new", whole("b.txt", "2"))
    back = put(put(put(Manifest(), old), old, new), old)
    assert back.shards["old"].replaced == ()
    assert set(back.shards) == {"old"}


def test_a_publisher_that_saw_an_older_file_loses_nothing() -> None:
    old = entry("old", whole("a.txt", "1"), whole("b.txt", "1"))
    meanwhile = put(put(Manifest(), old), old, entry("new", whole("a.txt", "2")))
    late = put(meanwhile, old)
    held = sorted(part.source_path for each in late.shards.values() for part in each.current_parts)
    assert held == ["a.txt", "b.txt"]


def test_a_shard_with_nothing_current_left_is_dropped() -> None:
    before = put(Manifest(), entry("old", whole("a.txt", "1")))
    assert set(put(before, entry("new", whole("a.txt", "2"))).shards) == {"new"}


def test_shards_of_other_files_stay() -> None:
    before = put(Manifest(), entry("one", whole("a.txt", "1")))
    assert set(put(before, entry("two", whole("b.txt", "1"))).shards) == {"one", "two"}


def test_a_file_that_grew_keeps_the_shards_of_its_first_parts() -> None:
    first, last = Part("a.jsonl", "v1", "h1", 10, 0, 5), Part("a.jsonl", "v1", "h2", 10, 5, None)
    before = put(Manifest(), entry("s1", first), entry("s2", last))
    grown = [entry("s1", Part("a.jsonl", "v2", "h1", 10, 0, 5)), entry("s3", Part("a.jsonl", "v2", "h3", 20, 5, None))]
    assert set(put(before, *grown).shards) == {"s1", "s3"}


def test_a_file_of_a_group_that_moved_to_another_shard_is_not_counted_twice() -> None:
    before = put(Manifest(), entry("group", whole("a.txt", "1"), whole("b.txt", "1")))
    after = put(before, entry("alone", whole("a.txt", "1")))
    assert after.shards["group"].replaced == ("a.txt",)


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    store = Store(tmp_path)
    manifest = put(Manifest(number=3, run_id="r"), entry("one", whole("a.txt", "1")))
    save_manifest(store, manifest)
    assert load_manifest(store) == manifest
