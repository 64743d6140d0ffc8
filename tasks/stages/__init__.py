"""The stages of a shard and of the corpus, from files to files.

    stage      what a stage is: its name, its version, its key
    clean      a shard's sources -> records, articles, sections
    extract    a shard's sections -> mentions, quotes
    sign       a shard's sections -> signatures, by which copies are found
    shard_work which of these must be carried out for a shard
    corpus     all shards -> which record holds an article, clusters of copies, entities
    publish    manifest and DuckDB file, checked and exchanged in one go

Each takes a job, a plain value that can be sent to another process, and puts what it makes into a folder of the store
that is named by its key. A folder that is there already is not made again.
"""
