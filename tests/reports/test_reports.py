"""Reports count what a person would count in a few articles."""

import pytest
from conftest import BRIDGE, FERRY, Desk, article, write_lines


@pytest.fixture
def tables(desk: Desk) -> Desk:
    """Two outlets, one of which printed the other's story with a paragraph more, and a line that can't be read."""
    longer = FERRY + "\n\nThe crossing takes forty minutes in calm weather and twice as long in a storm from the west."
    write_lines(
        desk.raw / "news.jsonl",
        [article(1, FERRY), article(2, BRIDGE), article(3, longer, source="Skarholm Post"), "{broken"],
    )
    desk.run()
    return desk


def test_top_speakers(tables: Desk) -> None:
    speakers = tables.rows("SELECT outlet, week::VARCHAR, speaker, quotes FROM top_speakers WHERE label = 'PERSON'")
    assert ("Fjord Courier", "2024-02-26", "Ingrid Solheim", 3) in speakers
    assert not any(outlet == "Skarholm Post" for outlet, *_ in speakers)


def test_two_people_of_one_name_are_counted_apart(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    table = desk.root / "aliases.csv"
    lines = ["alias,name,label,entity_id", "Ingrid Solheim,Ann Berg,PERSON,one", "Duarte Falcao,Ann Berg,PERSON,two"]
    table.write_text("\n".join(lines))
    monkeypatch.setenv("ONRECORD_ALIASES", str(table))
    write_lines(desk.raw / "news.jsonl", [article(1, FERRY), article(2, BRIDGE)])
    desk.run()
    for report, name in (("top_speakers", "speaker"), ("attention", "entity")):
        found = desk.rows(f"SELECT entity_id FROM {report} WHERE {name} = 'Ann Berg' ORDER BY ALL")
        assert found == [("one",), ("two",)]


def test_the_week_is_that_of_the_day_where_the_article_came_out(desk: Desk) -> None:
    dates = ["2024-05-06T00:30:00+02:00", "2024"]
    texts = (FERRY, BRIDGE)
    write_lines(desk.raw / "news.jsonl", [article(n, texts[n], date=date) for n, date in enumerate(dates)])
    desk.run()
    weeks = desk.rows("SELECT speaker, week::VARCHAR FROM top_speakers WHERE label = 'PERSON' ORDER BY ALL")
    assert weeks == [("Duarte Falcao", None), ("Ingrid Solheim", "2024-05-06")]


def test_attention_counts_copies_when_asked(tables: Desk) -> None:
    articles = "SELECT sum(articles)::INTEGER FROM {} WHERE entity = 'Ingrid Solheim'"
    assert tables.rows(articles.format("attention")) == [(1,)]
    assert tables.rows(articles.format("attention_as_published")) == [(2,)]


def test_kinds_add_up(tables: Desk) -> None:
    ((quotes, kinds),) = tables.rows("SELECT sum(quotes), sum(direct + partial + mixed + indirect) FROM quote_kinds")
    assert quotes == kinds > 0


def test_attribution_health_is_in_percent_of_each_kind(tables: Desk) -> None:
    totals = tables.rows("SELECT kind, round(sum(percent_of_kind)) FROM attribution_health GROUP BY kind")
    assert {total for _, total in totals} == {100.0}


def test_the_funnel_balances(tables: Desk) -> None:
    funnel = "SELECT records, articles, duplicates, rejected, copies FROM funnel WHERE format = 'all'"
    assert tables.rows(funnel) == [(4, 3, 0, 1, 1)]


def test_who_speaks_about_whom_counts_names_inside_the_quotation(desk: Desk) -> None:
    text = (
        "The council of Leith met on Monday.\n\n"
        '"Fiona Drummond has lost the trust of this town," said Alasdair Munro, who leads the opposition.\n\n'
        "Drummond did not attend."
    )
    write_lines(desk.raw / "news.jsonl", [article(1, text)])
    desk.run()
    assert desk.rows("SELECT speaker, about, quotes FROM who_about_whom WHERE about_label = 'PERSON'") == [
        ("Alasdair Munro", "Fiona Drummond", 1)
    ]
