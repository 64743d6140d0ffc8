"""The signatures of a shard."""

from datetime import datetime

import pyarrow as pa
import pytest

from tasks.dedupe import SIGNATURES, signatures
from tasks.stages import sign


def test_articles_signed_in_portions_are_signed_as_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign, "ARTICLES_AT_ONCE", 2)
    ids, moments = ["c", "a", "b"], [datetime(2024, 1, day) for day in (1, 2, 3)]
    texts = ["Porto rose by 2 metres.", "Faro fell.", "Braga stayed as it was on Monday."]
    articles = pa.table({"article_id": ids, "published_at": pa.array(moments, pa.timestamp("us"))})
    sections = pa.table({"article_id": ids, "section_no": [0, 0, 0], "kind": ["body"] * 3, "text": texts})
    assert sign.signed(articles, sections).equals(signatures(ids, texts, moments))


def test_a_shard_without_articles_has_no_signatures() -> None:
    texts = ("article_id", "kind", "text")
    articles = pa.table({"article_id": pa.array([], pa.string()), "published_at": pa.array([], pa.timestamp("us"))})
    sections = pa.table({name: pa.array([], pa.string()) for name in texts} | {"section_no": pa.array([], pa.int32())})
    assert sign.signed(articles, sections).equals(SIGNATURES.schema.empty_table())
