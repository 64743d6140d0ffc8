"""Labelled lines to train and measure the line classifier on.

Three sets of plain-text articles in the data folder, `sections/*.dev.jsonl.gz`, are read into one scheme: the classes
of `CLASSES`, where `other` is furniture of no finer gold label and None is unknown and neither trained on nor scored.
"""

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tasks.clean.text import Paragraph

Labeller = Callable[[str, Sequence[Paragraph]], Sequence[str] | None]
"""Gives each paragraph of a text (the text, its paragraphs) a kind; None for a text that it does not know."""

CLASSES = (
    "body", "headline", "standfirst", "byline", "subhead", "caption", "promo", "related", "footer", "other",
)  # fmt: skip
SETS = ("sections_composed", "sections_real", "plaintext_lines")

_SAME = {"summary": "standfirst", "credit": "caption", "related_head": "related"}


@dataclass(frozen=True)
class LabelledText:
    """A plain text with a class (or None) for each of its non-blank lines, and what one of its lines weighs."""

    name: str
    set: str
    site: str
    dump: str
    text: str
    labels: tuple[str | None, ...]
    weight: float


def rows(path: Path) -> list[dict[str, Any]]:
    """Read the JSON lines of a compressed file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def labelled_texts(data: Path) -> list[LabelledText]:
    """Read all three sets, labels in one scheme."""
    gold = {name: rows(data / "sections" / f"{name}.dev.jsonl.gz") for name in SETS}
    finer = {row["id"]: row for row in gold["sections_real"]}
    texts = [*_composed(gold["sections_composed"]), *_plaintext(gold["plaintext_lines"], finer)]
    known = {text.name for text in texts}
    return texts + [text for text in _real(gold["sections_real"]) if text.name not in known]


def _composed(gold: list[dict[str, Any]]) -> Iterator[LabelledText]:
    for row in gold:
        labels = tuple(_SAME.get(line["label"], line["label"]) for line in row["lines"])
        yield LabelledText(row["id"], "sections_composed", row["site"].lower(), "composed", row["text"], labels, 2.5)


def _real(gold: list[dict[str, Any]]) -> Iterator[LabelledText]:
    for row in gold:
        dump = row["id"].rsplit("/", 1)[1]
        labels = tuple(_real_label(line["label"]) for line in row["lines"])
        weight = weight_of(dump, len(labels))
        yield LabelledText(row["id"], "sections_real", row["site"].lower(), dump, row["text"], labels, weight)


def _real_label(label: str) -> str | None:
    return None if label in {"unsure", "other"} else _SAME.get(label, label)


def _plaintext(gold: list[dict[str, Any]], finer: dict[str, dict[str, Any]]) -> Iterator[LabelledText]:
    for row in gold:
        labels = [_plain_label(line) for line in row["lines"]]
        same = finer.get(row["id"])
        if same is not None and [line["text"] for line in same["lines"]] == [line["text"] for line in row["lines"]]:
            real = [_real_label(line["label"]) for line in same["lines"]]
            labels = [fine or coarse for fine, coarse in zip(real, labels, strict=True)]
        weight = weight_of(row["dump"], len(labels))
        yield LabelledText(row["id"], "plaintext_lines", row["site"], row["dump"], row["text"], tuple(labels), weight)


def _plain_label(line: dict[str, Any]) -> str | None:
    """A class for a line that is only known as body, boilerplate or neutral, by the kind of element it was."""
    label, kind, text = line["label"], line["kind"], line["text"]
    if label == "neutral":
        return "headline" if kind == "headline" and len(text.split()) > 2 else None
    if label == "body":
        return {"text": "body", "subhead": "subhead"}.get(kind)
    return "caption" if kind == "caption" and len(text) > 30 and not text.startswith("Advert") else "other"


def weight_of(dump: str, lines: int) -> float:
    """Return what a line weighs in training: less of a whole page, and less of a text of many lines."""
    return (1.0 if dump == "extract" else 0.25) * min(1.0, 60 / max(1, lines))


def fold_of(site: str, folds: int) -> int:
    """Return the fold of a site: every text of a site, in whatever set, is in the same one."""
    return int.from_bytes(blake2b(site.lower().encode(), digest_size=4).digest(), "big") % folds
