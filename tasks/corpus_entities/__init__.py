"""Whom and what the names of all articles mean, after each article's own resolution: the entities of the corpus.

merging, contexts      which entities are one, and whether the company that they keep says so
namesakes              which persons of one name are two
places                 where places lie
counts, company        mentions counted, and what articles mention beside what
aliases                the user's own table of names
resolution             all of it together

Nothing here is part of what is done for a shard, so that a change runs no extraction again.
"""

from tasks.corpus_entities.aliases import AliasTableError
from tasks.corpus_entities.resolution import CorpusEntities, resolve_corpus

__all__ = ["AliasTableError", "CorpusEntities", "resolve_corpus"]
