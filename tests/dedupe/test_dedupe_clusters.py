"""Copies become clusters: which, with what relation, and what stays apart."""

import random
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tasks.dedupe import SIGNATURES, cluster, signatures, signatures_of
from tasks.tables.columns import CLUSTERS

Row = tuple[str, str, str]


def story(seed: int, words: int = 240) -> str:
    """Write a text of invented words, with names and numbers, in sentences of twelve words."""
    draw = random.Random(seed)
    plain = ["".join(draw.choice(["ka", "lo", "mi", "ren", "to", "vas"]) for _ in range(3)) for _ in range(words)]
    for place in range(0, words, 4):
        plain[place] = plain[place].capitalize() if place % 8 else str(draw.randrange(10_000))
    return " ".join(word + "." * (number % 12 == 11) for number, word in enumerate(plain))


def sentences(text: str) -> list[str]:
    return [part + "." for part in text.split(".") if part.strip()]


def clustered(folder: Path, texts: dict[str, str], days: dict[str, int] | None = None, shards: int = 1) -> list[Row]:
    """Sign texts in so many shards and cluster them: (article, cluster, relation) of each row."""
    files = []
    for number in range(shards):
        ids = sorted(texts)[number::shards]
        published = [datetime(2024, 1, (days or {}).get(article, 1)) for article in ids]
        files.append(folder / f"{shards}-{number}.parquet")
        pq.write_table(signatures(ids, [texts[article] for article in ids], published), files[-1])
    return rows(files)


def rows(files: Sequence[Path]) -> list[Row]:
    return list(cluster(files).select("article_id", "cluster_id", "relation").iter_rows())


def test_same_words_are_the_same_text_whatever_case_quotes_and_spaces(tmp_path: Path) -> None:
    texts = {"a": "He’s “late”,  Ana Été said.", "b": 'HE\'S "late" - Ana\nété said', "c": "Late, said Ana."}
    assert clustered(tmp_path, texts) == [("a", "a", "same"), ("b", "a", "same")]


def test_relations_to_the_representative(tmp_path: Path) -> None:
    whole = story(1)
    parts = sentences(whole)
    changed = [*sentences(story(2))[:3], *parts[3:]]
    texts = {
        "whole": whole,
        "cut": " ".join(parts[:9]),
        "changed": " ".join(changed),
        "hosted": story(3) + " " + whole,
        "other": story(4),
    }
    assert clustered(tmp_path, texts, {"cut": 2, "changed": 3, "hosted": 4}) == [
        ("whole", "whole", "same"),
        ("cut", "whole", "contained"),
        ("changed", "whole", "near"),
        ("hosted", "whole", "contains"),
    ]


def test_the_earliest_then_the_longest_then_the_smallest_id_stands_for_the_cluster(tmp_path: Path) -> None:
    text = story(1)
    longer = text + " " + story(2, 24)
    assert clustered(tmp_path, {"a": text, "b": text, "c": longer}, {"a": 2})[0] == ("c", "c", "same")
    assert clustered(tmp_path, {"a": text, "b": text, "c": longer}, {"c": 2})[0] == ("a", "a", "same")


def test_an_undated_article_comes_after_dated_ones(tmp_path: Path) -> None:
    file = tmp_path / "signed.parquet"
    pq.write_table(signatures(["a", "b"], [story(1)] * 2, [None, datetime(2024, 1, 1)]), file)
    assert rows([file]) == [("b", "b", "same"), ("a", "b", "same")]


def respelt(text: str, share: float) -> str:
    draw = random.Random(7)
    return " ".join("else" if word.islower() and draw.random() < share else word for word in text.split())


@pytest.mark.parametrize("change", ["reordered", "replaced", "substituted"])
def test_a_worked_over_copy_is_near(tmp_path: Path, change: str) -> None:
    draw = random.Random(7)
    parts = sentences(story(1))
    if change == "reordered":
        draw.shuffle(parts)
    elif change == "replaced":
        for place in draw.sample(range(len(parts)), 6):
            parts[place] = sentences(story(2))[place]
    else:
        parts = [respelt(story(1), 0.2)]
    assert clustered(tmp_path, {"a": story(1), "b": " ".join(parts)}) == [("a", "a", "same"), ("b", "a", "near")]


@pytest.mark.parametrize("share", [0.5, 1])
def test_a_copy_in_other_words_around_the_same_names_is_rewritten(tmp_path: Path, share: float) -> None:
    texts = {"a": story(1), "b": respelt(story(1), share), "c": story(2)}
    assert clustered(tmp_path, texts) == [("a", "a", "same"), ("b", "a", "rewritten")]


def test_a_list_of_names_that_two_articles_share_makes_no_copy(tmp_path: Path) -> None:
    countries = " ".join(f"{name}land" for name in story(9).title().split() if name.isalpha())
    texts = {name: f"{story(seed)} Please select your country. {countries}" for seed, name in enumerate("abcdef")}
    assert clustered(tmp_path, texts) == []


def test_a_merger_joins_one_story_and_does_not_chain_the_other_to_it(tmp_path: Path) -> None:
    texts = {"a": story(1), "b": story(2), "both": story(1) + " " + story(2)}
    assert clustered(tmp_path, texts, {"both": 2}) == [("a", "a", "same"), ("both", "a", "contains")]


def test_machine_written_stories_of_one_template_stay_apart(tmp_path: Path) -> None:
    def report(town: str, other: str, size: str, hour: int) -> str:
        return (
            f"A shallow earthquake of magnitude {size} was reported not far from {town} on Monday, a survey said. The "
            f"tremor was felt at {hour}:15 in the morning at a depth of {hour} miles, and in {other} as well, where no "
            f"damage was seen by {hour + 2}. This post was made by an algorithm that reads the notices of the survey."
        )

    texts = {"a": report("Arden", "Melby", "3.1", 4), "b": report("Bilford", "Norwick", "4.7", 9)}
    assert clustered(tmp_path, texts) == []


def test_a_notice_below_every_story_of_an_outlet_makes_no_cluster(tmp_path: Path) -> None:
    notice = story(99, 120)
    texts = {f"s{number}": story(number, 60) + " " + notice for number in range(6)}
    texts["copy"] = texts["s3"].replace(".", " indeed.", 2)
    assert clustered(tmp_path, texts, {"copy": 2}) == [("s3", "s3", "same"), ("copy", "s3", "near")]


def test_very_short_texts_are_only_compared_for_sameness(tmp_path: Path) -> None:
    texts = {"a": "Rain is expected in Arden on 5 May.", "b": "Rain is expected in Arden on 5 May, again.", "c": ""}
    assert clustered(tmp_path, {**texts, "d": ""}) == []
    assert clustered(tmp_path, {**texts, "e": texts["a"]}) == [("a", "a", "same"), ("e", "a", "same")]


def test_shards_and_their_order_do_not_matter(tmp_path: Path) -> None:
    texts = {f"{kind}{seed}": story(seed) + " " + story(seed + 50, extra) for seed in range(9) for kind, extra in
             (("a", 0), ("b", 36), ("c", 72))}  # fmt: skip
    expected = clustered(tmp_path, texts)
    assert len(expected) == 27
    assert clustered(tmp_path, texts, shards=4) == expected
    assert rows(sorted(tmp_path.glob("4-*.parquet"), reverse=True)) == expected


def test_a_new_shard_leaves_clusters_whose_representative_stays(tmp_path: Path) -> None:
    first, second = tmp_path / "first.parquet", tmp_path / "second.parquet"
    pq.write_table(signatures(["b", "c"], [story(1)] * 2, [datetime(2024, 1, 2)] * 2), first)
    pq.write_table(signatures(["a", "z"], [story(1), story(2)], [datetime(2024, 1, 3)] * 2), second)
    assert rows([first]) == [("b", "b", "same"), ("c", "b", "same")]
    assert rows([first, second]) == [("b", "b", "same"), ("c", "b", "same"), ("a", "b", "same")]


def test_rows_have_the_schema_of_the_table(tmp_path: Path) -> None:
    empty = cluster([])
    file = tmp_path / "signed.parquet"
    pq.write_table(signatures([], []), file)
    assert empty.equals(cluster([file]))
    assert empty.columns == CLUSTERS.schema.names


def test_bodies_are_compared_and_furniture_never(tmp_path: Path) -> None:
    articles = pa.table({"article_id": ["a", "b", "c"], "published_at": pa.array([None] * 3, pa.timestamp("us"))})
    sections = [
        ("a", 1, "body", "One two."), ("a", 0, "headline", "Seven"), ("a", 2, "body", "Three."), ("a", 3, "promo", "X"),
        ("b", 0, "headline", "Eight"), ("b", 1, "body", "One two three"), ("c", 0, "caption", "Nine"),
    ]  # fmt: skip
    names = ("article_id", "section_no", "kind", "text")
    signed = signatures_of(articles, pa.table(dict(zip(names, map(list, zip(*sections, strict=True)), strict=True))))
    assert signed.schema == SIGNATURES.schema
    assert signed["words"].to_pylist() == [3, 3, 1]
    assert signed["text_hash"][0] == signed["text_hash"][1]
