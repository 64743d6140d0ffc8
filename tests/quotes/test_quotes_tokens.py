from tasks.quotes.marks import quoted_regions
from tasks.quotes.tokens import Paragraph, tokenise


def paragraphs(text: str) -> list[Paragraph]:
    return tokenise([(0, text, quoted_regions(text))])[0]


def sentences(text: str) -> list[str]:
    return [text[p.starts[a] : p.ends[b - 1]] for p in paragraphs(text) for a, b in p.sentences()]


def test_an_abbreviation_keeps_its_stop_but_at_the_end_of_a_paragraph() -> None:
    found = paragraphs("Mr. Lee of Acme Inc. met Dr.\nMs. Li left the U.S.")
    assert [p.words for p in found] == [
        ["Mr.", "Lee", "of", "Acme", "Inc.", "met", "Dr", "."],
        ["Ms.", "Li", "left", "the", "U.S."],
    ]


def test_tokens_read_back_whatever_the_spaces() -> None:
    text = "  Rain\tfell,\u00a0he  said.\r\n\n \nSnow too.  "
    found = paragraphs(text)
    assert [[text[a:b] for a, b in zip(p.starts, p.ends, strict=True)] for p in found] == [p.words for p in found]
    assert [(text[p.start : p.end], p.words) for p in found][1] == ("Snow too.  ", ["Snow", "too", "."])


def test_what_follows_a_quotation_may_belong_to_its_sentence() -> None:
    assert sentences('"Go!" she said. "Stay." He left. It was over.') == [
        '"Go!" she said.', '"Stay."', "He left.", "It was over.",
    ]  # fmt: skip


def test_sentences_part_where_a_line_break_was_lost() -> None:
    text = "It closed in 2008.In May he left.She wrote to a.b@mill.com."
    assert sentences(text) == ["It closed in 2008.", "In May he left.", "She wrote to a.b@mill.com."]


def test_a_paragraph_knows_its_sentences_its_marks_and_its_cues() -> None:
    (found,) = paragraphs("“Rain,” says Ann, according to Lee. She met Dr.")
    assert found.words[found.sentence_start(12) : found.sentence_stop(12)] == ["She", "met", "Dr", "."]
    assert found.words[found.marked_from(0, 5) : found.behind_marks(0, 5)] == ["Rain", ","]
    assert [found.words[i] for i in found.cues] == ["says", "according"]


def test_sections_share_nothing_but_the_reading() -> None:
    one, two = "“Yes,” said A.", "No. “Never,” said B."
    together = tokenise([(0, one, quoted_regions(one)), (1, "", []), (2, two, quoted_regions(two))])
    assert [len(section) for section in together] == [1, 0, 1]
    assert together[2] == tokenise([(2, two, quoted_regions(two))])[0]
    assert together[2][0].inside == [-1, -1, 0, 0, -1, -1, -1, -1]
    assert together[2][0].regions == [0]
