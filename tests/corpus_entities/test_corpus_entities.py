from pathlib import Path

import polars as pl
import pytest

from tasks.corpus_entities import AliasTableError, CorpusEntities, resolve_corpus
from tasks.entities.names import entity_id_of
from tasks.tables.columns import ENTITIES

Row = tuple[str, str, str, str]  # article, label, name, text


def write_mentions(path: Path, **columns: list[str | None]) -> None:
    """Write mentions of these columns; the others that are read are empty."""
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    ids = [entity_id_of(label, name) for label, name in frame.select("label", "name").iter_rows()]
    empty = {name: pl.lit(None, pl.String) for name in ("gender", "gender_from", "role") if name not in columns}
    frame.with_columns(entity_id=pl.Series(ids, dtype=pl.String), **empty).write_parquet(path)


def corpus(
    folder: Path, *files: list[Row], aliases: str | None = None, speakers: tuple[str, ...] = ()
) -> CorpusEntities:
    """Resolve a corpus of mentions; `speakers` are names of persons quoted once each."""
    paths = []
    for number, rows in enumerate(files):
        paths.append(folder / f"mentions-{number}.parquet")
        articles, labels, names, texts = (list(column) for column in zip(*rows, strict=True))
        write_mentions(paths[-1], article_id=articles, label=labels, name=names, text=texts)
    quotes = folder / "quotes.parquet"
    ids = [entity_id_of("PERSON", name) for name in speakers]
    columns = {"article_id": ["a"] * len(ids) + ["b"], "speaker_entity_id": [*ids, None]}
    pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).write_parquet(quotes)
    table = None
    if aliases is not None:
        table = folder / "aliases.csv"
        table.write_text(aliases, encoding="utf-8")
    return resolve_corpus(paths, [quotes], table)


def reasons(result: CorpusEntities) -> dict[str, str]:
    return dict(result.redirects.select("entity_id", "reason").iter_rows())


TOWNS = ["Sirte", "Benghazi", "Tarhuna", "Derna"]


def around(article: str, *rows: tuple[str, str, str]) -> list[Row]:
    """Rows of an article that also names four towns and nothing else."""
    return [(article, *row) for row in rows] + [(article, "GPE", town, town) for town in TOWNS]


def elsewhere(*articles: str) -> list[Row]:
    """Rows of articles about something else, so that the towns are rare."""
    return [(article, "GPE", name, name) for article in articles for name in ("Lima", "Quito")]


KARIM = ("PERSON", "Karim Haddad", "Karim Haddad")
BARE = ("PERSON", "Haddad", "Haddad")


def test_rows_of_entities(tmp_path: Path) -> None:
    result = corpus(
        tmp_path,
        [("a", *KARIM), ("a", "PERSON", "Karim Haddad", "Haddad"), ("a", "PERSON", "Karim Haddad", "Haddad")],
        [("b", *KARIM)],
        speakers=("Karim Haddad", "Karim Haddad"),
    )
    (row,) = result.entities.to_dicts()
    assert list(row) == [column.name for column in ENTITIES]
    assert (row["name"], row["aliases"]) == ("Karim Haddad", ["Haddad", "Karim Haddad"])
    assert (row["articles"], row["mentions"], row["quotes"]) == (2, 4, 2)
    assert result.redirects.is_empty()


def test_a_bare_surname_joins_a_full_name_of_the_same_context(tmp_path: Path) -> None:
    result = corpus(tmp_path, around("a", KARIM) + around("b", BARE) + elsewhere("c", "d", "e"))
    assert reasons(result) == {entity_id_of("PERSON", "Haddad"): "surname"}
    assert result.entities.filter(pl.col("name") == "Karim Haddad")["articles"].item() == 2


def test_a_bare_surname_alone_joins_nothing(tmp_path: Path) -> None:
    rows = [*around("a", KARIM), ("b", *BARE), ("b", "GPE", "Lima", "Lima"), *elsewhere("c", "d")]
    assert corpus(tmp_path, rows).redirects.is_empty()


def test_a_surname_of_two_joins_neither(tmp_path: Path) -> None:
    saleh = ("PERSON", "Saleh Haddad", "Saleh Haddad")
    rows = around("a", KARIM) + around("b", BARE) + around("c", saleh) + elsewhere("d", "e")
    assert corpus(tmp_path, rows).redirects.is_empty()


def test_initials_need_the_context(tmp_path: Path) -> None:
    short = ("PERSON", "K. Haddad", "K. Haddad")
    near = corpus(tmp_path, around("a", KARIM) + around("b", short) + elsewhere("c", "d"))
    assert reasons(near) == {entity_id_of("PERSON", "K. Haddad"): "initials"}
    far = corpus(tmp_path, [*around("a", KARIM), ("b", *short), *elsewhere("b", "c", "d")])
    assert far.redirects.is_empty()


def test_an_acronym_joins_the_long_form_that_articles_give_it(tmp_path: Path) -> None:
    long, short = ("ORG", "Libyan national army", "Libyan national army"), ("ORG", "Libyan national army", "LNA")
    rows = (
        around("a", long, short) + around("b", long, short) + around("c", ("ORG", "LNA", "LNA")) + elsewhere("d", "e")
    )
    result = corpus(tmp_path, rows)
    assert reasons(result) == {entity_id_of("ORG", "LNA"): "acronym"}
    assert "Libyan national army" in result.entities["name"].to_list()


def test_a_short_name_of_many_articles_joins_no_long_one_for_one_articles_sake(tmp_path: Path) -> None:
    long, short = ("ORG", "Tidewater Harbour", "Tidewater Harbour"), ("ORG", "Tidewater Harbour", "Tidewater")
    alone = ("ORG", "Tidewater", "Tidewater")
    named = around("a", long, short) + [row for n in range(3) for row in around(f"l{n}", long)]
    few, many = (
        corpus(tmp_path, named + rows + elsewhere(*(f"c{n}" for n in range(200))))
        for rows in (around("b", alone), [row for n in range(17) for row in around(f"b{n}", alone)])
    )
    assert reasons(few) == {entity_id_of("ORG", "Tidewater"): "short name"}
    assert reasons(many) == {}


def test_the_users_table_wins(tmp_path: Path) -> None:
    rows = around("a", KARIM) + around("b", BARE) + elsewhere("c", "d")
    table = "alias,name,label,entity_id,gender\nHaddad,Saleh Haddad,PERSON,,male\n"
    result = corpus(tmp_path, rows, aliases=table)
    assert result.redirects.rows() == [
        (entity_id_of("PERSON", "Haddad"), entity_id_of("PERSON", "Saleh Haddad"), "table")
    ]
    row = result.entities.filter(pl.col("name") == "Saleh Haddad").to_dicts()[0]
    assert (row["gender"], row["gender_from"]) == ("male", "table")


def test_the_users_table_keeps_names_apart_and_gives_ids(tmp_path: Path) -> None:
    rows = around("a", KARIM) + around("b", BARE) + elsewhere("c", "d")
    apart = corpus(tmp_path, rows, aliases="alias,name\nHaddad,Haddad\n")
    assert apart.redirects.is_empty()
    own = corpus(
        tmp_path, rows, aliases="alias,name,entity_id\nKarim Haddad,General Haddad,Q1\nHaddad,General Haddad,Q1\n"
    )
    assert set(own.redirects["to_entity_id"]) == {"Q1"}
    assert own.entities.filter(pl.col("entity_id") == "Q1")["name"].item() == "General Haddad"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("alias\nx\n", "no column name"),
        ("alias,name\n,y\n", "line 2"),
        ("alias,name,label\nx,y,HERO\n", "'HERO'"),
    ],
)
def test_a_bad_table_says_why(tmp_path: Path, table: str, said: str) -> None:
    with pytest.raises(AliasTableError, match=said):
        corpus(tmp_path, [("a", *KARIM)], aliases=table)


def test_places_are_located_by_what_is_beside_them(tmp_path: Path) -> None:
    rows = [
        ("a", "GPE", "Birmingham", "Birmingham"),
        ("a", "GPE", "Alabama", "Alabama"),
        ("b", "GPE", "Paris", "Paris"),
    ]
    found = {row["name"]: row for row in corpus(tmp_path, rows).entities.to_dicts()}
    assert (found["Birmingham"]["country"], found["Paris"]["country"]) == ("US", "FR")
    assert found["Birmingham"]["latitude"] == pytest.approx(33.5, abs=0.2)


def test_genders_are_what_articles_say(tmp_path: Path) -> None:
    file = tmp_path / "mentions.parquet"
    write_mentions(
        file, article_id=["a", "b", "c"], label=["PERSON"] * 3, name=["Ann Berg"] * 3, text=["Berg"] * 3,
        gender=["female", "male", None], gender_from=["title", "pronoun", None],
    )  # fmt: skip
    (row,) = resolve_corpus([file], [], None).entities.to_dicts()
    assert (row["gender"], row["gender_from"]) == ("female", "title")


def test_roles_are_counted_by_article(tmp_path: Path) -> None:
    file = tmp_path / "mentions.parquet"
    write_mentions(
        file, article_id=["a", "a", "b", "c", "c"], label=["PERSON"] * 5, name=["Ann Berg"] * 5, text=["Berg"] * 5,
        role=["mayor", "mayor", "Judge", "judge", None],
    )  # fmt: skip
    (row,) = resolve_corpus([file], [], None).entities.to_dicts()
    assert row["roles"] == ["Judge", "mayor"]


SENATE = ("Ohio", "Senate", "Capitol", "Acme")
PITCH = ("Milan", "Serie A", "San Siro", "Ajax")


def namesakes(folder: Path, *articles: tuple[str, str | None, tuple[str, ...]], table: str = "") -> CorpusEntities:
    """Resolve articles, given as (id, role, names beside), that all mention a Tom Berg."""
    rows = []
    for article, role, beside in articles:
        rows.append((article, "PERSON", "Tom Berg", role))
        rows += [(article, "ORG", name, None) for name in beside]
    of_article, labels, names, roles = (list(column) for column in zip(*rows, strict=True))
    write_mentions(folder / "mentions.parquet", article_id=of_article, label=labels, name=names, text=names, role=roles)
    (folder / "aliases.csv").write_text(f"alias,name\n{table}")
    return resolve_corpus([folder / "mentions.parquet"], [], folder / "aliases.csv")


TWO = (
    ("a", "Ohio senator", SENATE), ("b", "Sen.", SENATE[:3]), ("c", "striker for Ajax", PITCH), ("d", None, PITCH),
    ("e", None, ("Lima", "Quito")),
)  # fmt: skip


def test_two_of_one_name_stay_two(tmp_path: Path) -> None:
    result = namesakes(tmp_path, *TWO)
    tom = entity_id_of("PERSON", "Tom Berg")
    assert result.namesakes.select("article_id", "entity_id").rows() == [("c", tom), ("d", tom)]
    people = result.entities.filter(pl.col("name") == "Tom Berg").sort("articles")
    assert people.select("articles", "roles").rows() == [(2, ["striker for Ajax"]), (3, ["Ohio senator", "Sen."])]
    assert tom == people["entity_id"][1]
    assert set(people["entity_id"]) == {tom, *result.namesakes["to_entity_id"]}


def test_one_person_of_two_walks_of_life_stays_one(tmp_path: Path) -> None:
    beside = (("f", "striker", PITCH), ("f", "senator", PITCH))
    assert namesakes(tmp_path, *TWO, *beside).namesakes.is_empty()
    alike = ("a", "senator", SENATE), ("b", "striker", SENATE), ("e", None, ("Lima", "Quito"))
    assert namesakes(tmp_path, *alike).namesakes.is_empty()


def test_whom_the_users_table_names_is_one(tmp_path: Path) -> None:
    assert namesakes(tmp_path, *TWO, table="Tom Berg,Tom Berg\n").namesakes.is_empty()


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    rows = [around("a", KARIM), around("b", BARE), elsewhere("c", "d", "e")]
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    left, right = corpus(one, *rows), corpus(two, *reversed(rows))
    assert left.entities.equals(right.entities)
    assert left.redirects.equals(right.redirects)


def test_an_empty_corpus(tmp_path: Path) -> None:
    result = resolve_corpus([], [], None)
    assert result.entities.columns == [column.name for column in ENTITIES]
    assert result.entities.is_empty()
    assert result.redirects.is_empty()
