"""Which person or group the text speaks of at a point, for pronouns and roles to mean."""

from tasks.entities.mention import Mention
from tasks.quotes.heads import PERSONS
from tasks.quotes.offices import Description, Offices

_MEMORY = 0.5
"""How much of a name's salience is left after a sentence."""
_NEARLY = 0.4
"""How salient beside the most salient person one must be whom an office of several means."""
_UNMET = 0.0, 0


class Salience:
    """Which person or group the text speaks of at a point: names count more as subjects, and fade by the sentence."""

    def __init__(self) -> None:
        self._sentence = 0
        self._weights: dict[str, tuple[float, int]] = {}  # and the sentence for which it holds
        self._mentions: dict[str, Mention] = {}
        self.offices = Offices()

    def meet(self, mention: Mention, weight: float) -> None:
        """Take note of a mention."""
        entity = mention.entity_id
        known = self._mentions.get(entity)
        self._weights[entity] = self._faded(entity) + weight, self._sentence
        if known is None or mention.gender or (known.label == mention.label and not known.gender):
            self._mentions[entity] = mention

    def holder(self, asked: Description) -> Mention | None:
        """Return the person whom an office or a party means: the only one of it, or one who is salient as well."""
        holders = self.offices.holders(asked)
        best = max(holders, key=self._faded, default=None)
        if best is None:
            return None
        mention, most = self._mentions[best], self.best(PERSONS)
        near = most is None or self._faded(best) >= _NEARLY * self._faded(most.entity_id)
        return mention if near or (asked.bare and len(holders) == 1) else None

    def bearer(self, name: str) -> Mention | None:
        """Return the most salient person of this surname or full name, whatever its capitals."""
        low = name.casefold()
        called = [
            entity
            for entity, mention in self._mentions.items()
            if mention.label in PERSONS and f" {mention.name.casefold()}".endswith(f" {low}")
        ]
        return self._mentions[max(called, key=self._faded)] if called else None

    def fade(self) -> None:
        """End a sentence."""
        self._sentence += 1

    def _faded(self, entity: str) -> float:
        """Return what an entity weighs now."""
        weight, sentence = self._weights.get(entity, _UNMET)
        return weight * _MEMORY ** (self._sentence - sentence)

    def best(
        self, labels: tuple[str, ...], gender: str | None = None, without: frozenset[str] = frozenset()
    ) -> Mention | None:
        """Return the most salient entity of some kinds whose gender does not contradict."""
        best, best_weight = None, 0.02
        for entity in self._weights:
            mention = self._mentions[entity]
            if mention.label not in labels or entity in without:
                continue
            if gender and mention.gender and mention.gender != gender:
                continue
            weight = self._faded(entity)
            if weight > best_weight:
                known = 1.5 if gender and mention.gender == gender else 1.0
                if weight * known > best_weight:
                    best, best_weight = mention, weight * known
        return best
