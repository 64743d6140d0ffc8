"""The title of a page's article."""

import re

from tasks.clean.page.declared import Declared, Found, text_of
from tasks.clean.page.outlet_name import without_outlet

_WORDS = re.compile(r"\w+")
LONGEST_HEADING = 300


def choose_title(declared: Declared, headline: str | None, outlet: str | None, url: str | None) -> Found | None:
    """Choose the headline on the page where what the page declares agrees with it, else what it declares.

    The outlet's name is cut off ('Old bridge to close | The Ledger').
    """
    claims = [(v, o) for v, o in ((declared.told.headline, "json-ld"), *declared.values("title")) if v]
    element = next((text for e in declared.tree.iter("title") if (text := text_of(e))), None)
    if element:
        claims.append((element, "title element"))
    headings = [headline] if headline else _headings(declared)
    for heading in headings:
        if not claims or any(_agree(_bag(heading), _bag(claim)) for claim, _ in claims):
            return without_outlet(heading, outlet, url), "page"
    for claim, origin in claims:
        return without_outlet(claim, outlet, url), origin
    return None


def _headings(declared: Declared) -> list[str]:
    return [text for h in declared.tree.iter("h1") if (text := text_of(h)) and len(text) <= LONGEST_HEADING]


def _bag(text: str) -> frozenset[str]:
    return frozenset(_WORDS.findall(text.casefold()))


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return bool(one) and shared >= 0.5 * min(len(one), len(other)) and shared >= min(2, len(one))
