"""The corpus's mentions counted, in tables that grow with the distinct names only."""

import polars as pl

from tasks.corpus_entities.company import Company

_WRITTEN = """
SELECT entity_id, label, name, text, sum(mentions)::BIGINT AS mentions, count(*) AS articles
FROM (SELECT article_id, entity_id, label, name, text, count(*) AS mentions FROM mentions GROUP BY ALL)
GROUP BY ALL
"""


def written_names(company: Company) -> pl.DataFrame:
    """Return entity_id, label, name, text with the numbers of mentions and articles of each combination, sorted."""
    return company.connection.sql(_WRITTEN).pl().sort("entity_id", "label", "name", "text")


def names_meant(company: Company) -> pl.DataFrame:
    """Return entity_id, label, name, text of the entities meant with the number of mentions of each combination."""
    columns = "entity_id, label, name, text, count(*) AS mentions"
    return company.connection.sql(f"SELECT {columns} FROM meant GROUP BY ALL").pl()


def articles_meant(company: Company) -> pl.DataFrame:
    """Return entity_id and the number of articles that mention the entity."""
    columns = "entity_id, count(DISTINCT article_id) AS articles"
    return company.connection.sql(f"SELECT {columns} FROM meant GROUP BY ALL").pl()


def told_in_articles(company: Company, *columns: str) -> pl.DataFrame:
    """Return entity_id and these columns of mentions with the number of articles; the first of them is never null."""
    told = ", ".join(columns)
    asked = f"SELECT entity_id, {told}, count(DISTINCT article_id) AS articles"
    return company.connection.sql(f"{asked} FROM meant WHERE {columns[0]} IS NOT NULL GROUP BY ALL").pl()


def quotes_of(company: Company) -> pl.DataFrame:
    """Return entity_id and the number of quotations whose speaker it is."""
    return company.connection.sql("SELECT entity_id, count(*) AS quotes FROM quoted GROUP BY ALL").pl()
