"""What the words of a line on a page say of its kind."""

import re
import tomllib
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import Final

LONGEST_WHOLE: Final = 320
"""Characters of the longest line that is tried as a whole."""


_AROUND = " :\u203a»>→▶►•*-"
"""What may stand around a line's words."""
_FIRST_LETTER = re.compile(r"[a-z](?![?*+{])|")


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None]]:
    table = tomllib.loads((Path(__file__).parents[1] / "data" / "page_lines.toml").read_text("utf-8"))
    return {
        kind: (
            _alternatives(ways.get("whole", []), re.IGNORECASE),
            _alternatives(ways.get("start", []), re.IGNORECASE),
            _alternatives(ways.get("cased", []), re.NOFLAG),
        )
        for kind, ways in table.items()
    }


def _alternatives(patterns: list[str], flags: re.RegexFlag) -> re.Pattern[str] | None:
    """Join patterns to one. Those that begin with the same letter share it, so that few are tried on a line."""
    by_letter = defaultdict[str, list[str]](list)
    for pattern in patterns:
        letter = _FIRST_LETTER.match(pattern)[0]  # type: ignore[index]  # it matches nothing, too
        by_letter[letter].append(pattern.removeprefix(letter))
    joined = "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in by_letter.items())
    return re.compile(joined, flags) if joined else None


def line_is(kind: str, text: str) -> bool:
    """Tell whether a line gives itself away as of `kind` (a table of `data/page_lines.toml`)."""
    whole, start, cased = _patterns()[kind]
    return bool(
        (whole and len(text) <= LONGEST_WHOLE and whole.fullmatch(text.strip(_AROUND)))
        or (start and start.match(text))
        or (cased and cased.match(text))
    )
