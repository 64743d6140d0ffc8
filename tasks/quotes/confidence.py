"""How often quotations of a sort are right, span and speaker: measured, not guessed.

The table is made by `benchmarks/train_quotes.py` on articles that the tagger did not see in training. Its keys go from
special to general; the most special one that was met often enough holds.
"""

import json
from functools import lru_cache

from tasks.quotes.cues import DATA, cue_lexicon


def sorts(kind: str, rule: str, attribution: str, cue: str | None, *, clause: bool) -> tuple[str, ...]:
    """Return the sorts that a quotation belongs to, from special to general.

    `clause` tells whether its words hold a finite verb.
    """
    shape = f"{cue_class(cue)}-{'clause' if clause else 'phrase'}"
    return (
        f"{kind}/{rule}/{attribution}/{shape}",
        f"{kind}/{attribution}/{shape}",
        f"{kind}/{rule}/{attribution}",
        f"{kind}/{attribution}",
        f"any/{attribution}",
        kind,
    )


@lru_cache(maxsize=4096)
def cue_class(cue: str | None) -> str:
    """Return what sort of word reports: none, say, clause or other."""
    if cue is None:
        return "none"
    words, lexicon = cue.lower().rstrip(":,").split(), cue_lexicon()
    if any(w in ("said", "says", "told", "according") for w in words):
        return "said"
    if any(w in lexicon.say for w in words):
        return "say"
    return "clause" if any(w in lexicon.clause for w in words) else "other"


@lru_cache(maxsize=1)
def _table() -> dict[str, float]:
    path = DATA / "confidence.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


@lru_cache(maxsize=4096)
def confidence_of(kind: str, rule: str, attribution: str, cue: str | None, *, clause: bool) -> float:
    """Return the share of right ones among quotations of the most special sort that the table knows."""
    table, keys = _table(), sorts(kind, rule, attribution, cue, clause=clause)
    return next((table[key] for key in keys if key in table), 0.5)
