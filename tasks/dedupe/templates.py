"""What many texts share without being copies: a form that is filled anew each time, a notice below every story.

Two texts alone cannot tell it from a copy of which a part was written anew. Others can. What is met in many more texts
of the corpus than there are in the heap of supposed copies is no story. And where the heap itself is large: beside the
common core of copies, what one of them has is found in others too or is little; with a template, each has much.
"""

from dataclasses import dataclass

import numpy as np

from tasks.dedupe.resemblance import Shares, Texts
from tasks.dedupe.sketch import ceiling
from tasks.dedupe.words import Flags, Hashes, Positions, among

LEAST_TEXTS = 3
"""Of fewer texts no template is learnt."""

SPREAD = 0.6
"""The share of a heap's texts that have what makes up its core."""

OWN = 0.2
"""Of its own, a text has much from this share of it on."""

OWN_OF_FEW = 0.3
"""The same of no more than LEAST_TEXTS, which may as well be one story with something added by each."""

OWN_ONCE_KNOWN = 0.1
"""The same where the corpus shows a template, or a larger heap has shown one of which this one is left."""

OWN_OF_OTHERS = 0.35
"""The same where the first text has little but the core: a bare notice, or a story that the others carry on from."""

BEYOND = 1.3
"""Shingles are met far beyond a heap if so many times as many texts have them, and LEAST_TEXTS more."""

OWN_ALIKE = 0.3
"""Two texts are alike in what is their own if they share this much of the smaller of the two."""


@dataclass(frozen=True, slots=True)
class Template:
    """The shingles of a template, rising, known up to the highest hash that its texts' samples reach."""

    shingles: Hashes
    top: int = ceiling(0)


@dataclass(frozen=True, slots=True)
class Recurrent:
    """Shingles that are met in many texts of the corpus, rising, and in how many."""

    shingles: Hashes
    met: Positions

    def beyond(self, texts: Texts, heap: list[int]) -> Template:
        """Return those of a heap's shingles that are met in far more texts than the heap has."""
        used = np.unique(np.concatenate(_samples(texts, heap, ceiling(0))))
        found = used[among(used, self.shingles)]
        met = self.met[np.searchsorted(self.shingles, found)]
        return Template(found[met >= BEYOND * len(heap) + LEAST_TEXTS])


@dataclass(frozen=True, slots=True)
class _OwnParts:
    """What some texts have beside a template: which shingles, and what share of each text these are."""

    shingles: list[Hashes]
    shares: Shares

    def unlike_first(self) -> Flags:
        """Tell which of the texts but the first have something of their own that is not the first one's."""
        first = self.shingles[0]
        common = [len(np.intersect1d(first, own, assume_unique=True)) for own in self.shingles[1:]]
        sizes = [min(len(first), len(own)) for own in self.shingles[1:]]
        return np.array(common) <= OWN_ALIKE * np.array(sizes)


def share_only_template(texts: Texts, heap: list[int], known: Template) -> tuple[Template, Flags]:
    """Tell which of a heap's texts but the first share with the first no more than a template.

    `heap` holds places in `texts`, and `known` is a template that the corpus or a larger heap shows. Returns the
    template, for smaller heaps out of this one, and a flag for each text but the first.
    """
    none = np.zeros(len(heap) - 1, dtype=np.bool_)
    if len(heap) < LEAST_TEXTS and not len(known.shingles):
        return known, none
    template = _with_core(known, texts, heap) if len(heap) >= LEAST_TEXTS else known
    own = _own_parts(texts, heap, template)
    first, others = own.shares[0], own.shares[1:]
    much = OWN if len(heap) > LEAST_TEXTS else OWN_OF_FEW
    much = OWN_ONCE_KNOWN if len(known.shingles) else much
    if first >= much:
        templated = (others >= much) & own.unlike_first()
    elif np.median(others) >= OWN_OF_OTHERS:
        templated = (others >= OWN_OF_OTHERS) & own.unlike_first()
    else:
        templated = none
    return template if templated.any() else known, templated


def _with_core(known: Template, texts: Texts, heap: list[int]) -> Template:
    """Add to a template the shingles that most of a heap's texts have, as far as all of them are sampled."""
    top = min(known.top, ceiling(int(texts.levels[heap].max())))
    shingles, met = np.unique(np.concatenate(_samples(texts, heap, top)), return_counts=True)
    return Template(np.union1d(known.shingles, shingles[met >= SPREAD * len(heap)]), top)


def _own_parts(texts: Texts, heap: list[int], template: Template) -> _OwnParts:
    top = min(template.top, ceiling(int(texts.levels[heap].max())))
    samples = _samples(texts, heap, top)
    own = [sample[~among(sample, template.shingles)] for sample in samples]
    shares = [len(part) / max(len(sample), 1) for part, sample in zip(own, samples, strict=True)]
    return _OwnParts(own, np.array(shares))


def _samples(texts: Texts, heap: list[int], top: int) -> list[Hashes]:
    """Return the shingles of a heap's texts up to a hash."""
    bounds, values = texts.shingles.bounds, texts.shingles.values
    samples = (values[bounds[place] : bounds[place + 1]] for place in heap)
    return [sample[: np.searchsorted(sample, top, side="right")] for sample in samples]
