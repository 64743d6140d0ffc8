import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_model import LABELS, TinyFeatures, crossed, tiny_model

from tasks.tagging import vocabulary
from tasks.tagging.decoding import best_labels
from tasks.tagging.hashing import UNKNOWN
from tasks.tagging.model import Cross, Model, load, save
from tasks.tagging.reading import read
from tasks.tagging.scores import add_crosses, type_scores
from tasks.tagging.spans import bio_spans
from tasks.tagging.tokens import split
from tasks.tagging.types import TypeTable
from tasks.tagging.votes import ALONE, NOT_COUNTED, votes


def labels_of(model: Model, texts: list[str]) -> list[str]:
    table = TypeTable(model, TinyFeatures())
    reading = read(texts, table)
    return [LABELS[label] for label in best_labels(type_scores(model, table, reading), model, reading)]


def test_features_count_at_their_offsets() -> None:
    assert labels_of(tiny_model(), ["met Mr smith of ACME CORP"]) == ["O", "O", "B-X", "O", "B-X", "I-X"]


def test_neighbours_do_not_reach_over_sentences_or_texts() -> None:
    assert labels_of(tiny_model(), ["call Mr\nsmith", "Mr", "smith"]) == ["O"] * 5


def test_offsets_read_back() -> None:
    texts = ["", "  Mr  smith\u00a0left.", "\n\nACME"]
    reading = read(texts, TypeTable(tiny_model(), TinyFeatures()))
    found = [texts[t][s:e] for t, s, e in zip(reading.texts, reading.starts, reading.ends, strict=True)]
    assert found == ["Mr", "smith", "left", ".", "ACME"]


@given(st.lists(st.text(), max_size=4))
def test_every_character_that_is_not_space_is_in_a_token(texts: list[str]) -> None:
    reading = read(texts, TypeTable(tiny_model(), TinyFeatures()))
    for number, text in enumerate(texts):
        mine = reading.texts == number
        inside = {i for s, e in zip(reading.starts[mine], reading.ends[mine], strict=True) for i in range(s, e)}
        assert {i for i, character in enumerate(text) if not character.isspace()} <= inside <= set(range(len(text)))


@given(st.lists(st.text("aU.S' -\u2019\n\r\t\u00a0\"3&k"), max_size=4))
def test_texts_cut_piece_by_piece_have_the_tokens_of_the_whole(texts: list[str]) -> None:
    table = TypeTable(tiny_model(), TinyFeatures())
    read(texts, table)  # the second time, all pieces are known
    for reading in (read(texts, table), read(texts, TypeTable(tiny_model(), TinyFeatures()))):
        found = [(t, texts[t][s:e]) for t, s, e in zip(reading.texts, reading.starts, reading.ends, strict=True)]
        assert found == [(n, token) for n, text in enumerate(texts) for token in split(text) if not token.isspace()]


def test_pieces_forgotten_are_learned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "MOST_PIECES", 1)
    table = TypeTable(tiny_model(), TinyFeatures())
    types = [read([text], table).types.tolist() for text in ("a b", "c b.", "a b")]
    assert types[0] == types[2]
    assert types[1][1] == types[0][1]


def test_tables_of_one_vocabulary_learn_words_again_that_it_forgot() -> None:
    model, shared = tiny_model(), vocabulary.Vocabulary(most_words=2)
    tables = [TypeTable(model, TinyFeatures(), shared) for _ in range(2)]
    for text in ("a b", "c b.", "b a"):
        alone = TypeTable(model, TinyFeatures())
        expected = type_scores(model, alone, read([text], alone))
        for table in tables:
            assert np.array_equal(type_scores(model, table, read([text], table)), expected)
    assert shared.age == 2


def test_words_met_first_keep_their_numbers_when_later_ones_are_forgotten() -> None:
    model, shared = tiny_model(), vocabulary.Vocabulary(most_words=8)
    steady, seldom = (TypeTable(model, TinyFeatures(), shared) for _ in range(2))
    read(["a Mr b"], steady)
    read(["c D e f g"], seldom)
    for text in ("a g", "H i", "Mr H a"):
        found = read([text], steady)
    assert shared.age == 1
    assert shared.words == ["", "a", "Mr", "b", "g", "H", "i"]
    assert found.types.tolist() == [2, 5, 1]
    alone = TypeTable(model, TinyFeatures())
    expected = type_scores(model, alone, read(["Mr H a g i"], alone))
    for table in (steady, seldom):
        assert np.array_equal(type_scores(model, table, read(["Mr H a g i"], table)), expected)


def test_paragraphs_are_units_on_demand() -> None:
    table = TypeTable(tiny_model(), TinyFeatures())
    assert read(["One. Two.\nThree."], table, "sentence").unit_starts.sum() == 3
    assert read(["One. Two.\nThree."], table, "paragraph").unit_starts.sum() == 2


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_the_best_sequence_is_found(seed: int, length: int) -> None:
    rng = np.random.default_rng(seed)
    model = tiny_model(transitions=rng.integers(-20, 20, (4, 3)).astype(np.int16))
    table = TypeTable(model, TinyFeatures())
    reading = read([" ".join("w" * length), "w"], table)
    scores = rng.integers(-30, 30, (reading.size, 3)).astype(np.float32)
    mine, t = scores[reading.slots[:length]], model.transitions

    def total(path: tuple[int, ...]) -> float:
        return sum(mine[i, y] + t[path[i - 1] if i else 3, y] for i, y in enumerate(path))

    found = tuple(best_labels(scores, model, reading)[:length].tolist())
    assert total(found) == max(map(total, itertools.product(range(3), repeat=length)))


def test_tokens_that_are_surely_outside_change_nothing() -> None:
    model = tiny_model()
    table = TypeTable(model, TinyFeatures())
    reading = read(["He met Mr smith of ACME CORP and left. Then BP fell."], table)
    scores = type_scores(model, table, reading)
    assert (best_labels(scores, model, reading, sure=1.5) == best_labels(scores, model, reading)).all()


@pytest.mark.parametrize("targets", [(0,), (0, 1), (-1,)])
def test_a_cross_scores_its_targets(targets: tuple[int, ...]) -> None:
    model = crossed(Cross(((0, "length"), (1, "length")), targets), (1, 2, 3))
    table = TypeTable(model, TinyFeatures())
    reading = read(["a b c"], table)
    before = type_scores(model, table, reading)
    difference = (add_crosses(before, model, table, reading, {}) - before)[reading.slots]
    assert difference.tolist() == [[len(targets), 2 * len(targets), 3 * len(targets)]] * 3


def test_an_unknown_mark_adds_nothing() -> None:
    model = crossed(Cross(((0, "quoted"), (0, "length"))), (5, 0, 0))
    table = TypeTable(model, TinyFeatures())
    reading = read(["a b"], table)
    before = type_scores(model, table, reading)
    assert (add_crosses(before, model, table, reading, {}) == before).all()
    marked = add_crosses(before, model, table, reading, {"quoted": np.array([1, UNKNOWN], np.uint8)})
    assert (marked - before)[reading.slots, 0].tolist() == [5, 0]


def test_hidden_units_add_what_is_above_zero() -> None:
    hidden = np.zeros((2, 5), np.int8)
    hidden[1, 2] = 4  # one hidden unit, fed by the capital at offset 0
    changes = {"hidden_weights": hidden, "hidden_bias": np.array([-1], np.int16), "hidden_scale": 2}
    model = tiny_model(**changes, hidden_output=np.array([[2, 0, 0]], np.int8))
    table, plain = TypeTable(model, TinyFeatures()), TypeTable(tiny_model(), TinyFeatures())
    scores = type_scores(model, table, read(["A b"], table))
    difference = scores - type_scores(tiny_model(), plain, read(["A b"], plain))
    assert difference[read(["A b"], table).slots, 0].tolist() == [3, 0]


def test_a_model_reads_back_and_its_file_is_always_the_same(tmp_path: Path) -> None:
    model = crossed(Cross(((0, "quoted"), (1, "length")), (0, 1)), (1, 2, 3))
    save(model, tmp_path / "a.zip")
    save(load(tmp_path / "a.zip"), tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert load(tmp_path / "a.zip").crosses == model.crosses


def test_spans_of_labels() -> None:
    table = TypeTable(tiny_model(), TinyFeatures())
    reading = read(["a b c d", "e"], table)
    found = bio_spans(np.array([1, 2, 1, 0, 2], np.int8), reading)  # an I-X that continues nothing begins a span
    assert list(zip(found.first.tolist(), found.last.tolist(), strict=True)) == [(0, 1), (2, 2), (4, 4)]


def test_votes_are_of_the_others_in_the_same_document() -> None:
    labels = np.array([1, 1, 2, 1, 2, 0], np.int8)
    types = np.array([7, 7, 7, 8, 7, 7], np.int32)
    documents = np.array([0, 0, 0, 0, 1, 1])
    counted = np.array([True, True, True, True, True, False])
    unclear = 3
    expected = [1 + unclear, 1 + unclear, 1, ALONE, ALONE, NOT_COUNTED]
    assert votes(labels, types, documents, counted, 3).tolist() == expected
