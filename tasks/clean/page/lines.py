"""What the words of a line on a page say of its kind."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final

LONGEST_WHOLE: Final = 320
"""Characters of the longest line that is tried as a whole."""


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]]:
    table = tomllib.loads((Path(__file__).parents[1] / "data" / "page_lines.toml").read_text("utf-8"))
    return {
        kind: (
            _alternatives(ways.get("whole", []), re.IGNORECASE),
            _alternatives(ways.get("start", []), re.IGNORECASE),
            _alternatives(ways.get("cased", []), re.NOFLAG),
        )
        for kind, ways in table.items()
    }


def _alternatives(patterns: list[str], flags: re.RegexFlag) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)", flags)


def line_is(kind: str, text: str) -> bool:
    """Tell whether a line gives itself away as of `kind` (a table of `data/page_lines.toml`)."""
    whole, start, cased = _patterns()[kind]
    if len(text) <= LONGEST_WHOLE and whole.fullmatch(text.strip(" :\u203a»>→▶►•*-")):
        return True
    return bool(start.match(text) or cased.match(text))
