"""The names in the sections of an article, and whom they mean.

recogniser*, spacy_recogniser, choice      find the names
spans, titles, roles, names, people, organisations, labels, gender    what a name is made of, and what stands beside it
resolution*                                whom the names of an article mean
places                                     towns, regions and countries by their names
"""

from tasks.entities.choice import load_recogniser
from tasks.entities.resolution import resolve_article

__all__ = ["load_recogniser", "resolve_article"]
