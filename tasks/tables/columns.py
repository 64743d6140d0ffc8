"""Every table and column, defined once.

The Parquet schemas, the checks before publishing, the published views and the data dictionary in `docs/` are all made
from what stands here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

from tasks.tables.section_kinds import SECTION_KINDS

DISPOSITIONS = ("article", "duplicate", "rejected")
QUOTE_KINDS = ("direct", "partial", "mixed", "indirect")
ATTRIBUTIONS = ("named", "pronoun", "role", "carried", "none")
ENTITY_LABELS = (
    "PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "MISC",
)  # fmt: skip
ORIGINS = (
    "field", "json-ld", "opengraph", "meta", "microdata", "time element", "title element", "page", "url", "text",
)  # fmt: skip
"""Where a field was found: in the record beside the page or text; in what the page declares (JSON-LD, OpenGraph, other
<meta>, microdata, <time>, <title>); in words on the page; in its address; in a plain text's own lines."""
PRECISIONS = ("second", "minute", "day", "month", "year")
RELATIONS = ("same", "near", "contains", "contained", "rewritten")
FAULT_REASONS = ("extract_failed", "broken_promise")
RUN_STATUSES = ("completed", "failed", "cancelled", "running", "killed")

TEXT = pa.string()
COUNT = pa.int32()
TIME = pa.timestamp("us")  # UTC without a zone, so that DuckDB needs no extension to work with it
DAY = pa.date32()
SPANS = pa.list_(pa.struct([pa.field("start", COUNT, nullable=False), pa.field("end", COUNT, nullable=False)]))
NAMES = pa.list_(TEXT)


@dataclass(frozen=True)
class Column:
    """A column: its type, whether it may be unknown (null), the values it may hold, and what it says."""

    name: str
    type: pa.DataType
    description: str
    required: bool = True
    values: tuple[str, ...] = ()

    @property
    def field(self) -> pa.Field:
        """The column as a field of an Arrow schema."""
        return pa.field(self.name, self.type, nullable=not self.required)


class Level(StrEnum):
    """Where the rows of a table are made."""

    CLEAN = "clean"  # a shard's own, from its raw records
    EXTRACT = "extract"  # a shard's own, from its sections
    CORPUS = "corpus"  # over all shards
    RUN = "run"  # of the run itself


@dataclass(frozen=True)
class Table:
    """A table: what a row is, its key and its columns in order."""

    name: str
    row: str
    level: Level
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        """The schema that every Parquet file of this table has, whole and explicit."""
        return pa.schema([column.field for column in self.columns])

    def __iter__(self) -> Iterator[Column]:
        """Iterate over the columns in order."""
        return iter(self.columns)


def _maybe(name: str, kind: pa.DataType, description: str, values: tuple[str, ...] = ()) -> Column:
    return Column(name, kind, description, required=False, values=values)


SHARD_ID = Column("shard_id", TEXT, "The shard, a restartable unit of work, whose run made the row.")
MADE_BY = Column("made_by", TEXT, "The stage and its version (a hash of code, settings and models) that made the row.")
ARTICLE_ID = Column("article_id", TEXT, "The article: a hash of what the source gave as its address, title and text.")
SECTION_NO = Column("section_no", COUNT, "The section's number in the article, from 0.")
START = Column("start", COUNT, "Where the span begins in the section's text, in characters from 0.")
END = Column("end", COUNT, "Where the span ends in the section's text, exclusive.")
SOURCE_PATH = Column(
    "source_path",
    TEXT,
    "The file that the record came from, relative to the folder around the data folder where it lies inside it.",
)
LOCATOR = Column("locator", TEXT, "The record's place in its file: a line, a row, a member of an archive.")
_SHARD = (SHARD_ID, MADE_BY)

RECORDS = Table(
    "records",
    "raw record met in a dump, readable or not",
    Level.CLEAN,
    ("record_id",),
    (
        Column("record_id", TEXT, "The record: a hash of source_path, locator and payload."),
        SOURCE_PATH,
        LOCATOR,
        Column("position", pa.int64(), "The record's number in its file, from 0."),
        Column("format", TEXT, "The format it was read as: text, html, jsonl, json, csv, tsv, parquet, warc, ..."),
        Column("bytes", pa.int64(), "Size of the record as it came, uncompressed."),
        Column("payload_hash", TEXT, "A hash of the record as it came, to the byte."),
        Column("disposition", TEXT, "What became of it.", values=DISPOSITIONS),
        Column("stage", TEXT, "The stage that decided so: ingest, clean or dedupe."),
        _maybe("reason", TEXT, "Why it is a duplicate or rejected, as a word to count by. Null for an article."),
        _maybe("detail", TEXT, "The same for a reader: an error message, the id of the record that it repeats."),
        _maybe("article_id", TEXT, "The article made of it, or that it repeats. Null when rejected before one was."),
        *_SHARD,
    ),
)

ARTICLES = Table(
    "articles",
    "distinct article",
    Level.CLEAN,
    ("article_id",),
    (
        ARTICLE_ID,
        _maybe("url", TEXT, "Its address, as given."),
        _maybe("outlet", TEXT, "Who published it: a name as given, else the host of its address."),
        _maybe("outlet_from", TEXT, "Where the outlet was found.", ORIGINS),
        _maybe("title", TEXT, "Its title."),
        _maybe("title_from", TEXT, "Where the title was found.", ORIGINS),
        Column("authors", NAMES, "The people who wrote it. Empty when none are named."),
        Column("credits", NAMES, "All whom the byline names: the authors, agencies and desks."),
        _maybe("authors_from", TEXT, "Where authors and credits were found.", ORIGINS),
        _maybe("published_at", TIME, "When it was published, in UTC."),
        _maybe("published_day", DAY, "The calendar day where it was published, as the source writes it."),
        _maybe("published_precision", TEXT, "How exact published_at is.", PRECISIONS),
        _maybe("published_from", TEXT, "Where the date was found.", ORIGINS),
        _maybe("language", TEXT, "ISO 639-1 code of its language. Null when too short to tell."),
        _maybe("language_score", pa.float32(), "How sure that is, 0 to 1."),
        Column("words", COUNT, "Words of its own text (no promo, related, footer and comment)."),
        Column("text_hash", TEXT, "A hash of its own text with case and white space evened out."),
        SOURCE_PATH,
        LOCATOR,
        *_SHARD,
    ),
)

SECTIONS = Table(
    "sections",
    "section of an article",
    Level.CLEAN,
    ("article_id", "section_no"),
    (
        ARTICLE_ID,
        SECTION_NO,
        Column("kind", TEXT, "What the section is.", values=SECTION_KINDS),
        _maybe("heading", TEXT, "The subheading above a body section."),
        Column("text", TEXT, "Its text, paragraphs separated by a line break. All offsets count its characters."),
        Column("words", COUNT, "Words of the text."),
        *_SHARD,
    ),
)

MENTIONS = Table(
    "mentions",
    "entity mention",
    Level.EXTRACT,
    ("article_id", "section_no", "start"),
    (
        ARTICLE_ID,
        SECTION_NO,
        START,
        END,
        Column("text", TEXT, "The words of the mention, to the letter."),
        Column("label", TEXT, "The kind of entity, one for an entity in an article.", values=ENTITY_LABELS),
        Column("name", TEXT, "The entity's fullest name in the article."),
        Column("entity_id", TEXT, "The entity that is meant."),
        Column("score", pa.float32(), "How sure the recogniser is, 0 to 1."),
        _maybe("gender", TEXT, "Of a person, where the article tells: female or male."),
        _maybe("gender_from", TEXT, "What tells it: title or pronoun."),
        _maybe("role", TEXT, "What the text calls a person right here, to the letter: 'interior minister of the GNA'."),
        _maybe("role_start", COUNT, "Where the role begins in the section's text."),
        _maybe("role_end", COUNT, "Where the role ends, exclusive."),
        *_SHARD,
    ),
)

QUOTES = Table(
    "quotes",
    "quotation",
    Level.EXTRACT,
    ("quote_id",),
    (
        Column("quote_id", TEXT, "The quotation: a hash of article, section and span."),
        ARTICLE_ID,
        SECTION_NO,
        Column("start", COUNT, "Where its first span begins in the section's text."),
        Column("end", COUNT, "Where its last span ends, exclusive."),
        Column("spans", SPANS, "Its pieces: one, or more where the reporter's words interrupt it. No quotation marks."),
        Column("text", TEXT, "Its words, to the letter; the pieces joined by a space."),
        Column(
            "kind",
            TEXT,
            "direct; partial: a quoted fragment in the reporter's sentence; mixed; indirect.",
            values=QUOTE_KINDS,
        ),
        _maybe("cue", TEXT, "The word that reports it, such as 'said'."),
        _maybe("cue_start", COUNT, "Where the cue begins in the section's text."),
        _maybe("cue_end", COUNT, "Where the cue ends, exclusive."),
        _maybe("speaker", TEXT, "The words that name the speaker nearby, to the letter: 'she', 'Gen Haftar'."),
        _maybe("speaker_section_no", COUNT, "The section that holds those words."),
        _maybe("speaker_start", COUNT, "Where those words begin in that section's text."),
        _maybe("speaker_end", COUNT, "Where they end, exclusive."),
        _maybe("speaker_entity_id", TEXT, "The entity that speaks."),
        _maybe("speaker_name", TEXT, "That entity's fullest name in the article."),
        _maybe("speaker_label", TEXT, "That entity's label.", ENTITY_LABELS),
        _maybe("speaker_role", TEXT, "What the article calls the speaker: 'a fellow at the institute'."),
        Column("attribution", TEXT, "How the speaker is known.", values=ATTRIBUTIONS),
        Column("rule", TEXT, "The rule or model that found it."),
        Column(
            "confidence",
            pa.float32(),
            "The chance that it is right, span and speaker, 0 to 1. Of those under 0.2 only direct ones are kept.",
        ),
        Column("words", COUNT, "Words of the text."),
        Column("flags", NAMES, "What else to know: unclosed, multi_paragraph, ..."),
        *_SHARD,
    ),
)

FAULTS = Table(
    "faults",
    "article on which a stage failed, which is put aside there: it has no mentions and no quotes",
    Level.EXTRACT,
    ("article_id",),
    (
        ARTICLE_ID,
        Column("stage", TEXT, "The stage that failed on it.", values=("extract",)),
        Column(
            "reason",
            TEXT,
            "Why, as a word to count by: an error, or mentions or quotations that don't read back from its sections or "
            "repeat others.",
            values=FAULT_REASONS,
        ),
        Column(
            "detail",
            TEXT,
            "The same for a reader: the error and its message, or what is promised and how many rows break it.",
        ),
        *_SHARD,
    ),
)

ENTITIES = Table(
    "entities",
    "entity of the corpus",
    Level.CORPUS,
    ("entity_id",),
    (
        Column("entity_id", TEXT, "The entity: a hash of its label and evened-out name."),
        Column("name", TEXT, "Its commonest full name."),
        Column("label", TEXT, "The kind of entity.", values=ENTITY_LABELS),
        Column("aliases", NAMES, "The ways in which it is written, the commonest first."),
        Column("articles", pa.int64(), "Articles that mention it."),
        Column("mentions", pa.int64(), "Mentions of it."),
        Column("quotes", pa.int64(), "Quotations of it."),
        _maybe("country", TEXT, "ISO 3166-1 code of the country that a place is or lies in."),
        _maybe("latitude", pa.float32(), "Of a place, in degrees."),
        _maybe("longitude", pa.float32(), "Of a place, in degrees."),
        _maybe("gender", TEXT, "female, male or another word of the user's; never guessed from a name."),
        _maybe("gender_from", TEXT, "What says so: title, pronoun or table."),
        Column(
            "roles", NAMES, "What texts call a person, in the most articles first, ten at most. Empty when unknown."
        ),
    ),
)

CLUSTERS = Table(
    "clusters",
    "article in a cluster of copies",
    Level.CORPUS,
    ("article_id",),
    (
        ARTICLE_ID,
        Column("cluster_id", TEXT, "The cluster: the id of its representative."),
        Column("representative", pa.bool_(), "Whether it stands for the cluster: the earliest, then the longest."),
        Column(
            "similarity",
            pa.float32(),
            "The share that both have of the shorter one's words (rewritten: of the names), 0 to 1.",
        ),
        Column(
            "relation",
            TEXT,
            "What it is to the representative: the same words, most of them, more, or a part of them; or other words "
            "around the same names and numbers, as spinning and translating there and back leave them.",
            values=RELATIONS,
        ),
    ),
)

RUNS = Table(
    "runs",
    "pipeline run",
    Level.RUN,
    ("run_id",),
    (
        Column("run_id", TEXT, "The run."),
        _maybe("flow_run_id", TEXT, "Prefect's id of it, when it ran under Prefect."),
        Column("started_at", TIME, "When it began, in UTC."),
        _maybe("finished_at", TIME, "When it ended, in UTC."),
        Column("status", TEXT, "How it ended.", values=RUN_STATUSES),
        Column("parameters", TEXT, "What it was asked to do, as JSON."),
        Column("versions", TEXT, "The versions of onrecord and of each stage, as JSON."),
        Column("counts", TEXT, "Files, shards and rows, as JSON."),
        _maybe("error", TEXT, "Why it failed."),
    ),
)

RUN_ID = Column("run_id", TEXT, "The run that made the row.")
"""Added to each row of a shard's tables by the published views, so that the files depend on nothing but their input."""

TABLES = (RECORDS, ARTICLES, SECTIONS, MENTIONS, QUOTES, FAULTS, ENTITIES, CLUSTERS, RUNS)
BY_NAME = {table.name: table for table in TABLES}
