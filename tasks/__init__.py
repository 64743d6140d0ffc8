"""The work itself, a folder a stage, in the order in which the data flows.

    ingest            read dumps of every format into raw records
    clean             raw records -> articles in labelled sections
    tagging           the engine beneath both taggers: names and quotations
    entities          the names in the sections, and whom they mean in their article
    quotes            the quotations in the sections, and who said them
    dedupe            which articles are copies of which
    corpus_entities   whom and what the names of all articles mean
    tables            the columns, the Parquet store, the manifest and the published DuckDB file
    reports           SQL that answers the usual questions
    content_hash      by which what is the same is known again
    errors            what a user is told in one line
    stages            all of these put to work, from files to files: shards, the corpus, publishing, single texts

Everything here is a plain function on plain values: what runs when, and under what, is said in `flows`.
Every stage may use `tables`; none imports a later stage.
"""
