"""Entities of the whole corpus: one row each, and redirects from ids that turned out to mean another's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tasks.corpus_entities.aliases import Alias, read_aliases
from tasks.corpus_entities.company import Company, company_of
from tasks.corpus_entities.contexts import compare_contexts
from tasks.corpus_entities.counts import articles_meant, names_meant, quotes_of, told_in_articles, written_names
from tasks.corpus_entities.merging import Known, Written, is_supported, proposals
from tasks.corpus_entities.namesakes import find_namesakes, tell_walks
from tasks.corpus_entities.places import Named, locate_entities
from tasks.entities.names import coarse_label, even_name, fold, is_known
from tasks.entities.organisations import looks_like_acronym
from tasks.entities.people import person_name
from tasks.tables.columns import ENTITIES
from tasks.tagging.collecting import seldom_collecting

_GENDER_SHARE = 0.8
_MOST_ROLES = 10
_A_LABEL_A_KIND = ("PERSON", "ORG", "GPE", "NORP", "MISC")
_PLACES_SCHEMA = {
    "entity_id": pl.String, "country": pl.String, "latitude": pl.Float32, "longitude": pl.Float32,
}  # fmt: skip
_IDS = {"entity_id": pl.String}
REDIRECTS_SCHEMA = {"entity_id": pl.String, "to_entity_id": pl.String, "reason": pl.String}


@dataclass(frozen=True, slots=True)
class CorpusEntities:
    """`entities`: a row an entity, the columns of ENTITIES; `redirects`: entity_id, to_entity_id, reason. All sorted.

    An id that redirects has no row of its own. No redirect leads to an id that redirects again. `namesakes` holds
    article_id, entity_id, to_entity_id of articles in which an id, after redirects, means another person of its name.
    """

    entities: pl.DataFrame
    redirects: pl.DataFrame
    namesakes: pl.DataFrame


@seldom_collecting()
def resolve_corpus(mention_files: Sequence[Path], quote_files: Sequence[Path], aliases: Path | None) -> CorpusEntities:
    """Resolve the mentions of all articles to entities of the corpus.

    `mention_files` and `quote_files` are Parquet files with the columns of `mentions` and `quotes`. `aliases` is the
    user's own table of names (see read_aliases), which wins over everything else. Two persons of one name become two
    entities where roles and company say so. Memory grows with the distinct names, not with the mentions. The result
    depends on the files' rows only, not on their order.

    Raises AliasTableError for a table of names that cannot be used.
    """
    table = read_aliases(aliases)
    with company_of(mention_files, quote_files) as company:
        written = written_names(company)
        known = _known_entities(written)
        told = _told(written, known, table)
        redirects = _redirects(company, written, known, told)
        company.move(redirects)
        namesakes = _namesakes(company, _redirected(written, redirects), told)
        company.set_apart(namesakes)
        entities = _entities(company, table)
        entities = entities.join(_places(company, entities), on="entity_id", how="left")
    columns = [column.name for column in ENTITIES]
    return CorpusEntities(entities.select(columns).sort("entity_id"), redirects, namesakes)


def _known_entities(written: pl.DataFrame) -> list[Known]:
    """Return the entities that the articles' own resolution made, by id."""
    named = (
        written.group_by("entity_id", "label", "name")
        .agg(pl.col("mentions", "articles").sum())
        .sort(["entity_id", "mentions", "label", "name"], descending=[False, True, False, False])
        .group_by("entity_id", maintain_order=True)
        .agg(pl.col("label", "name").first(), pl.col("articles").sum())
    )
    return [
        Known(entity_id, coarse_label(label), name, even_name(coarse_label(label), name), articles)
        for entity_id, label, name, articles in named.iter_rows()
    ]


def _redirects(
    company: Company, written: pl.DataFrame, known: Sequence[Known], told: Mapping[str, tuple[str, str]]
) -> pl.DataFrame:
    by_id = {entity.entity_id: entity for entity in known}
    ways = Written()
    for entity_id, label, text, articles in written.select("entity_id", "label", "text", "articles").iter_rows():
        coarse, entity = coarse_label(label), by_id[entity_id]
        is_its_name = text == entity.name and coarse == entity.coarse
        ways.add(coarse, entity.even if is_its_name else even_name(coarse, text), entity_id, articles)
    free = [entity for entity in known if entity.entity_id not in told]
    likely = list(proposals(free, ways))
    compared = compare_contexts(company, [(one.entity_id, one.to_entity_id) for one in likely])
    kept: dict[str, tuple[str, str]] = {}
    for one in likely:
        likeness, shared = compared.get((one.entity_id, one.to_entity_id), (0.0, 0))
        if one.entity_id not in kept and is_supported(one, likeness, shared):
            kept[one.entity_id] = (one.to_entity_id, one.reason)
    merged = {**kept, **told}
    rows = []
    for entity_id, (_, reason) in merged.items():
        last = _last(entity_id, merged)
        if last != entity_id:
            rows.append((entity_id, last, reason))
    return pl.DataFrame(rows, schema=REDIRECTS_SCHEMA, orient="row").sort("entity_id")


def _last(entity_id: str, merged: Mapping[str, tuple[str, str]]) -> str:
    """Follow redirects to the end. In a ring, which only a user's table can make, the smallest id is the end."""
    seen = [entity_id]
    while seen[-1] in merged:
        following = merged[seen[-1]][0]
        if following in seen:
            return min(seen[seen.index(following) :])
        seen.append(following)
    return seen[-1]


def _told(written: pl.DataFrame, known: Sequence[Known], table: Sequence[Alias]) -> dict[str, tuple[str, str]]:
    """Return the redirects that the user's table makes; an entity that it keeps as it is redirects to itself."""
    if not table:
        return {}
    by_even: dict[str, list[Alias]] = {}
    for alias in table:
        for coarse in ("PERSON", "ORG", "PLACE", "GROUP", "OTHER"):
            by_even.setdefault(f"{coarse} {even_name(coarse, alias.alias)}", []).append(alias)
    labels = dict(
        written.select("entity_id", "label")
        .sort("entity_id", "label")
        .unique("entity_id", keep="first", maintain_order=True)
        .iter_rows()
    )
    told = {}
    for entity in known:
        for alias in by_even.get(f"{entity.coarse} {entity.even}", ()):
            if alias.label is None or coarse_label(alias.label) == entity.coarse:
                told[entity.entity_id] = (alias.target(labels[entity.entity_id]), "table")
                break
    return told


def _redirected(rows: pl.DataFrame, redirects: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("entity_id").replace(redirects["entity_id"], redirects["to_entity_id"]))


def _namesakes(company: Company, redirected: pl.DataFrame, told: Mapping[str, tuple[str, str]]) -> pl.DataFrame:
    """Return the articles that mean a namesake (see find_namesakes); whom the user's table names is left alone."""
    by_hand = {*told, *(to for to, _ in told.values())}
    walked = redirected.join(pl.DataFrame({"entity_id": tell_walks(company)}, _IDS), on="entity_id", how="semi")
    labels = _commonest(walked, "label").filter(pl.col("label") == "PERSON")
    people = {
        entity_id: name
        for entity_id, name in _names(walked, labels, ()).iter_rows()
        if entity_id not in by_hand and person_name(name).is_full
    }
    return find_namesakes(company, people)


def _entities(company: Company, table: Sequence[Alias]) -> pl.DataFrame:
    """Return a row an entity, all columns but where it lies."""
    names = names_meant(company)
    labels = _commonest(names, "label")
    aliases = (
        names.group_by("entity_id", "text")
        .agg(pl.col("mentions").sum())
        .sort(["entity_id", "mentions", "text"], descending=[False, True, False])
        .group_by("entity_id", maintain_order=True)
        .agg(pl.col("text").alias("aliases"), pl.col("mentions").sum())
    )
    return (
        aliases.join(labels, on="entity_id")
        .join(_names(names, labels, table), on="entity_id")
        .join(articles_meant(company), on="entity_id")
        .join(quotes_of(company), on="entity_id", how="left")
        .join(_genders(company, labels, table), on="entity_id", how="left")
        .join(_roles(company), on="entity_id", how="left")
        .with_columns(pl.col("quotes").fill_null(0), pl.col("roles").fill_null([]))
    )


def _places(company: Company, entities: pl.DataFrame) -> pl.DataFrame:
    """Return entity_id, country, latitude and longitude of the places that could be told."""
    telling = entities.filter(~pl.col("label").is_in(["PERSON", "ORG"]))
    named = {
        entity_id: Named(label, name, articles)
        for entity_id, label, name, articles in telling.select("entity_id", "label", "name", "articles").iter_rows()
    }
    found = locate_entities(company, named)
    rows = [(entity_id, place.country, place.latitude, place.longitude) for entity_id, place in found.items()]
    return pl.DataFrame(rows, schema=_PLACES_SCHEMA, orient="row")


def _genders(company: Company, labels: pl.DataFrame, table: Sequence[Alias]) -> pl.DataFrame:
    """Return entity_id, gender, gender_from: the table's, else what most articles say by a title, else by a pronoun.

    Where titles disagree, or pronouns without a title, nothing is known.
    """
    counted = (
        told_in_articles(company, "gender", "gender_from")
        .with_columns((pl.col("articles") / pl.col("articles").sum().over("entity_id", "gender_from")).alias("share"))
        .filter(pl.col("share") >= _GENDER_SHARE)
        .sort("entity_id", "gender_from", descending=[False, True])  # 'title' before 'pronoun'
        .unique("entity_id", keep="first", maintain_order=True)
        .select("entity_id", "gender", "gender_from")
    )
    told = {}
    for alias in table:
        if alias.gender:
            for label in [alias.label] if alias.label else ["PERSON"]:
                told[alias.target(label)] = alias.gender
    rows = [(entity_id, gender, "table") for entity_id, gender in told.items()]
    by_hand = pl.DataFrame(rows, schema=counted.schema, orient="row")
    people = labels.filter(pl.col("label") == "PERSON").select("entity_id")
    return pl.concat([by_hand, counted.join(by_hand, on="entity_id", how="anti")]).join(people, on="entity_id")


def _roles(company: Company) -> pl.DataFrame:
    """Return entity_id and roles: those that the most articles give; of one role the commonest way of writing it."""
    return (
        told_in_articles(company, "role")
        .with_columns(even=pl.col("role").map_elements(fold, return_dtype=pl.String))
        .sort(["entity_id", "even", "articles", "role"], descending=[False, False, True, False])
        .group_by("entity_id", "even", maintain_order=True)
        .agg(pl.col("role").first(), pl.col("articles").sum())
        .sort(["entity_id", "articles", "role"], descending=[False, True, False])
        .group_by("entity_id", maintain_order=True)
        .agg(pl.col("role").head(_MOST_ROLES).alias("roles"))
    )


def _commonest(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return entity_id and the value of a column that most mentions have."""
    return (
        rows.group_by("entity_id", column)
        .agg(pl.col("mentions").sum())
        .sort(["entity_id", "mentions", column], descending=[False, True, False])
        .unique("entity_id", keep="first", maintain_order=True)
        .select("entity_id", column)
    )


def _names(rows: pl.DataFrame, labels: pl.DataFrame, table: Sequence[Alias]) -> pl.DataFrame:
    """Return entity_id and its name, of those with a label: the user's, else the commonest full name."""
    told: dict[str, str] = {}
    for alias in table:
        for label in (alias.label,) if alias.label else _A_LABEL_A_KIND:
            told.setdefault(alias.target(label), alias.name)
    counted = rows.group_by("entity_id", "name").agg(pl.col("mentions").sum()).join(labels, on="entity_id")
    alone = pl.len().over("entity_id") == 1
    several = counted.filter(~alone)
    full = [_fullness(coarse_label(label), name) for label, name in several.select("label", "name").iter_rows()]
    best = (
        several.with_columns(full=pl.Series(full, dtype=pl.Int64))
        .sort(["entity_id", "full", "mentions", "name"], descending=[False, True, True, False])
        .unique("entity_id", keep="first", maintain_order=True)
    )
    chosen = pl.concat([counted.filter(alone).select("entity_id", "name"), best.select("entity_id", "name")])
    return chosen.with_columns(name=pl.col("entity_id").replace_strict(told, default=pl.col("name")))


def _fullness(coarse: str, name: str) -> int:
    """Return 2 for a full name, 1 for a shorter one, 0 for an acronym."""
    if coarse == "PERSON":
        words = even_name(coarse, name).split()
        return 2 if len(words) > 1 and len(words[0]) > 1 else 1
    if fold(name) == even_name(coarse, name):
        return 1 if looks_like_acronym(name) and not is_known(fold(name)) else 2
    return 0 if looks_like_acronym(name) else 1
