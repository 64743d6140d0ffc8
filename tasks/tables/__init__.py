"""The tables: what their columns are, where their files lie, which belong together, and what must hold of them.

section_kinds  what a section of an article may be
columns      every table and column, defined once
store        the folder of tables; files that come into it whole or not at all
manifest     which shards and files are the current tables
views        the views of the published DuckDB file
spilling     joins over all of them in bounded memory
shard_checks, checks, promises    what must hold of a shard, and of all before they are published
versions     versions of code, data and libraries, by which stale work is told
dictionary   the data dictionary, made from the columns
"""
