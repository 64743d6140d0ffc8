"""The sample dumps: what the first article must yield, and that every format is there."""

from pathlib import Path

import pytest
from conftest import Desk

RAW = Path(__file__).parents[2] / "data" / "raw"
RETREAT = "raw/000_dac8c4a9cf6fae6e.txt"
SPOKEN = [
    ("It is now clear that he will not be the king", "Jalel Harchaoui", "named"),
    ("Strategically and militarily, he won't be able", "Jalel Harchaoui", "carried"),
    ("We have seen violations of the rules of war", "Donatella Rovera", "named"),
    ("International law requires the authorities", "UNSMIL", "named"),
    ("The Egyptians have clearly left him.", "Peter Millet", "named"),
    ("The arrogance of Turkey", "Jalel Harchaoui", "named"),
    ("The question now is how much blood", "Jalel Harchaoui", "carried"),
    ("Our armed forces are now in the Buirat Lahsoun area", "Hussain Alshiltat", "named"),
    ("There is no specific time frame", "Hussain Alshiltat", "pronoun"),
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Run the pipeline over the sample dumps."""
    desk = Desk(tmp_path_factory.mktemp("sample"))
    desk.raw.symlink_to(RAW)
    desk.run()
    return desk


def of_retreat(sample: Desk, select: str) -> list[tuple[object, ...]]:
    """Ask for rows of the first article."""
    article = f"(SELECT article_id FROM articles WHERE source_path LIKE '%{Path(RETREAT).name}')"
    return sample.rows(select.replace("THIS", f"article_id = {article}"))


def test_captions_promo_and_the_list_of_other_stories_are_sections_of_their_own(sample: Desk) -> None:
    found = of_retreat(sample, "SELECT kind, text FROM sections WHERE THIS ORDER BY section_no")
    assert [kind for kind, _ in found] == ["headline", "caption", "body", *["caption"] * 4, "promo", "related"]
    assert "Kanye" in str(found[-1][1])


def test_direct_quotes_have_the_right_speaker(sample: Desk) -> None:
    found = of_retreat(sample, "SELECT text, speaker_name, attribution FROM quotes WHERE THIS AND kind = 'direct'")
    assert [
        (begin, *row[1:]) for begin, _, _ in SPOKEN for row in found if str(row[0]).startswith(begin)
    ] == SPOKEN  # fmt: skip


def test_scare_quotes_and_other_stories_are_no_quotes(sample: Desk) -> None:
    texts = " ".join(str(text) for (text,) in of_retreat(sample, "SELECT text FROM quotes WHERE THIS"))
    assert not any(words in texts for words in ("oil crescent,", "ready to work", "human pinball"))


def test_credits_and_furniture_name_no_entity(sample: Desk) -> None:
    names = {name for (name,) in of_retreat(sample, "SELECT text FROM mentions WHERE THIS")}
    assert {"Khalifa Haftar", "Mohsen al-Kania", "GNA"} <= names
    assert not names & {"EPA", "AFP", "Kanye", "Ray J", "Pasha Petkuns", "Biden", "Kim", "WSJ", "Last News"}


def test_one_entity_has_one_label_and_all_its_names(sample: Desk) -> None:
    assert of_retreat(
        sample, "SELECT name FROM mentions WHERE THIS GROUP BY name HAVING count(DISTINCT label) > 1"
    ) == []  # fmt: skip
    ((aliases,),) = sample.rows("SELECT aliases FROM entities WHERE name = 'Khalifa Haftar'")
    assert {"Haftar", "Hafar", "Khalifa Haftar"} <= set(aliases)


def test_every_format_is_there(sample: Desk) -> None:
    assert {name for (name,) in sample.rows("SELECT DISTINCT format FROM records")} >= {
        "text", "html", "jsonl", "json", "csv", "tsv", "parquet", "warc", "newsml", "nitf", "ninjs", "rss", "atom",
    }  # fmt: skip


def test_what_is_no_article_has_its_reason(sample: Desk) -> None:
    assert {reason for (reason,) in sample.rows("SELECT reason FROM records WHERE disposition = 'rejected'")} == {
        "bad_json", "http_status", "not_html", "package_item", "summary_only",
    }  # fmt: skip


def test_other_languages_keep_their_sections_and_yield_no_quotes(sample: Desk) -> None:
    found = sample.rows("""
        SELECT a.language, count(DISTINCT s.section_no) > 0, count(q.quote_id) FROM articles a
        JOIN sections s USING (article_id) LEFT JOIN quotes q USING (article_id) WHERE a.language <> 'en' GROUP BY 1""")
    assert found
    assert all(has_sections and not quotes for _, has_sections, quotes in found)
