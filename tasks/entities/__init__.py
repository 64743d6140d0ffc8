"""The names in the sections of an article, and whom they mean."""

from tasks.entities.choice import load_recogniser
from tasks.entities.corpus import CorpusEntities, resolve_corpus
from tasks.entities.resolution import resolve_article

__all__ = ["CorpusEntities", "load_recogniser", "resolve_article", "resolve_corpus"]
