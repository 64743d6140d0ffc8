import gc

from hypothesis import given
from hypothesis import strategies as st

from tasks.tagging.collecting import seldom_collecting
from tasks.tagging.pieces import Pieces


def numbered(pieces: Pieces, known: list[str], text: str) -> list[str]:
    """Cut a text, take note of new pieces, and read all of them back by their numbers."""
    cut, fresh = pieces.cut(text)
    known += fresh
    return [known[number - 1] for number in cut.numbers]


@given(st.lists(st.text("ab\0 \néß\U0001f600", max_size=40)))
def test_pieces_read_back(texts: list[str]) -> None:
    pieces, known = Pieces(), list[str]()
    for text in texts:
        assert numbered(pieces, known, text) == text.replace("\n", " ").split(" ")
    assert len(set(known)) == len(known)


def test_pieces_know_where_they_stand() -> None:
    cut, _ = Pieces().cut("é bb\n\U0001f600 c")
    assert cut.starts.tolist() == [0, 2, 5, 7]
    assert cut.lines.tolist() == [0, 0, 1, 1]


def test_the_table_grows_and_long_pieces_have_a_place_beside_it() -> None:
    pieces, known = Pieces(), list[str]()
    words = [f"{n}{'x' * (n % 20)}" for n in range(20_000)]
    for text in (" ".join(words), " ".join(reversed(words))):
        assert numbered(pieces, known, text) == text.split(" ")
    assert pieces.count == len(words) + 1


def test_garbage_is_looked_for_as_usual_afterwards() -> None:
    usual = gc.get_threshold()
    with seldom_collecting(), seldom_collecting():
        assert gc.get_threshold()[0] > usual[0]
    assert gc.get_threshold() == usual
