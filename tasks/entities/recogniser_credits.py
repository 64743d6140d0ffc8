"""Credits of agencies and photographers at the end of captions: they name who made the picture, not who is in it."""

import re
from functools import lru_cache
from pathlib import Path

_WORD = r"[^\W\d_a-z][\w'’-]*\.?"
_NAME = rf"{_WORD}(?:\s+(?:(?:al|bin|da|de|del|der|di|el|la|van|von)\s+)*{_WORD}){{0,4}}"
_MARK = r"(?:Photo|Photos|Photograph|Photographs|Picture|Pictures|Image|Images|Pic|Pics|Credit|Source)"


@lru_cache(maxsize=1)
def _credit() -> re.Pattern[str]:
    """Build the pattern of a credit out of the list of agencies."""
    lines = (Path(__file__).parent / "data" / "entities.agencies.txt").read_text(encoding="utf-8").splitlines()
    agency = "(?:" + "|".join(re.escape(name) for name in sorted(lines, key=len, reverse=True)) + ")"
    makers = rf"(?:{_NAME}\s*[/,]\s*)?{agency}(?:\s*[/,]\s*{_NAME})*"
    forms = (
        rf"\s[-–—―|/]\s*{makers}",  # ' - AFP', ' — Jane Roe/Reuters'
        rf"\s?[(\[]{makers}(?:\s+(?:[Pp]hoto|via)\b[^()\[\]]*)?[)\]]",  # ' (AP Photo/John Doe)'
        rf"(?:^|\s)[(\[]?{_MARK}\s*(?:by|credit|courtesy(?:\s+of)?|:|/|by:)\s*{_NAME}(?:\s*[/,]\s*{_NAME})*[)\]]?",
        rf"(?:^|(?<=[.!?…])\s){_NAME}\s*/\s*{agency}(?:\s*[/,]\s*{_NAME})*",  # 'Jane Roe/Getty Images'
        rf"(?:^|(?<=[.!?…])\s){agency}(?:\s*/\s*{_NAME})*",  # '. Reuters'
    )
    return re.compile(rf"(?:{'|'.join(forms)})\.?\s*$")


def credit_start(caption: str) -> int:
    """Return where the credit at a caption's end begins, or the caption's length where it has none."""
    found = _credit().search(caption)
    return found.start() if found else len(caption)
