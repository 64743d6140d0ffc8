import importlib.util
from types import SimpleNamespace

import pytest

from tasks.entities.mention import Span
from tasks.entities.spacy_recogniser import SpacyRecogniser, load_recogniser


def entity(start: int, end: int, label: str) -> SimpleNamespace:
    return SimpleNamespace(start_char=start, end_char=end, label_=label)


class Pipeline:
    """Stands in for a spaCy pipeline."""

    meta = {"version": "1.2", "spacy_version": ">=3.8"}  # noqa: RUF012

    def pipe(self, texts: list[str]) -> list[SimpleNamespace]:
        return [SimpleNamespace(ents=[entity(0, 4, "GPE"), entity(8, 14, "DATE")]) for _ in texts]


def test_labels_of_ours_are_kept_and_numbers_left_out() -> None:
    recogniser = SpacyRecogniser(Pipeline(), "small")
    assert recogniser.recognise(["Peru on Monday"]) == [[Span(0, 4, "GPE", 0.5)]]
    assert recogniser.recognise_many([["a", "b"], []]) == [[[Span(0, 4, "GPE", 0.5)]] * 2, []]
    assert recogniser.version == "small-1.2-spacy->=3.8"


@pytest.mark.skipif(importlib.util.find_spec("spacy") is not None, reason="spaCy is installed")
def test_without_spacy_the_import_error_is_told() -> None:
    with pytest.raises(ImportError):
        load_recogniser()
