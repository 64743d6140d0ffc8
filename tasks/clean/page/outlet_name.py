"""The outlet's name at the end or the front of a title."""

import re
from collections.abc import Iterable

from tasks.clean.page.address import host_of

_SEPARATOR = re.compile(r"\s+[|–—·•»:/\\-]{1,2}\s+|\s*\|\s*|\s+::\s+|:\s+")
_ARTICLE_AND_MARKS = re.compile(r"^the(?=\w{3})|[\W_]+")


def without_outlet(title: str, outlet: str | None, url: str | None) -> str:
    """Cut the outlet's name off the end of a title, or off its front, with what stands between."""
    names = {_squeezed(outlet or ""), *(_squeezed(part) for part in host_of(url).split(".")[:-1])} - {"", "com", "co"}
    while cuts := list(_SEPARATOR.finditer(title)):
        first, last = cuts[0], cuts[-1]
        if _names_outlet(title[last.end() :], names) and last.start() > (len(title) - last.end()) / 3:
            title = title[: last.start()]
        elif _names_outlet(title[: first.start()], names) and len(title) - first.end() >= 15:
            title = title[first.end() :]
        else:
            break
    return title


def _squeezed(text: str) -> str:
    return _ARTICLE_AND_MARKS.sub("", text.casefold())


def _names_outlet(text: str, names: Iterable[str]) -> bool:
    """Tell whether a piece of a title is the outlet: its name, a part of it, or its name with a section beside it."""
    plain = _squeezed(text)
    if not plain:
        return False
    for name in names:
        part = len(plain) >= 4 and (name.startswith(plain) or name.endswith(plain))
        longer = len(name) >= 4 and len(plain) <= 3 * len(name) and (plain.startswith(name) or plain.endswith(name))
        if plain == name or part or longer:
            return True
    return False
