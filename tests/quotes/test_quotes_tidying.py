"""No span stands twice, and no mark inside one lacks its partner."""

import pytest

from tasks.quotes.article import ReadSection, SectionText, read_article
from tasks.quotes.quote import Quote
from tasks.quotes.tidying import once_each, with_marks_in_pairs


def section(text: str) -> ReadSection:
    return read_article([SectionText(0, "body", text)], [])[0]


def quote(text: str, *words: str, kind: str = "mixed", confidence: float = 0.5) -> Quote:
    spans = tuple((text.index(w), text.index(w) + len(w)) for w in words)
    return Quote(0, spans, " ".join(words), kind, "tagged", confidence)


@pytest.mark.parametrize(
    ("text", "found", "mended"),
    [
        ('He said the fee was "the lowest." Then he left.', 'the fee was "the lowest', 'the fee was "the lowest."'),
        ("He said the fee was “the lowest” here.", "the fee was “the lowest", "the fee was “the lowest”"),
        ('The "lowest" fee, he said.', 'lowest" fee', '"lowest" fee'),
        ("He said the fee was “the lowest” here.", "the fee was", "the fee was"),
        ("He said the fee was “the lowest of all” here.", "the fee was “the lowest", "the fee was “the lowest"),
    ],
)
def test_a_mark_gets_its_partner(text: str, found: str, mended: str) -> None:
    (paired,) = with_marks_in_pairs([quote(text, found)], [section(text)])
    assert paired.text == mended
    assert [text[start:end] for start, end in paired.spans] == [mended]


def test_spans_of_one_quotation_never_overlap() -> None:
    text = 'He said the fee was "the lowest", which "suited him".'
    (paired,) = with_marks_in_pairs([quote(text, 'the fee was "the lowest', '", which')], [section(text)])
    assert all(one[1] <= other[0] for one, other in zip(paired.spans, paired.spans[1:], strict=False))


def test_of_quotations_with_the_same_spans_the_surest_stays() -> None:
    text = "Cruz plans to go, Fox reports."
    weak, sure = (quote(text, "Cruz plans to go", kind="indirect", confidence=c) for c in (0.3, 0.6))
    assert once_each([weak, sure, weak]) == [sure]
