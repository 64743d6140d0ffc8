"""One label for one name in an article: the same string is not a town here and a company there without good cause."""

from collections.abc import Mapping

from tasks.entities.names import coarse_label

SURE = 0.98
LIKELY = 0.85
_USUAL = {"PERSON": "PERSON", "ORG": "ORG", "PLACE": "GPE", "GROUP": "NORP", "OTHER": "MISC"}
_SHARE = 1 / 5
_FAIR_SHARE = 1 / 3


def standing_labels(
    scores: Mapping[str, tuple[int, float]], *, one_word: bool, surname: bool, firm: bool
) -> dict[str, str]:
    """Return for each coarse label that one string has in an article the coarse label that it shall have.

    `scores` maps a coarse label to (number of mentions, sum of their scores). A label stands beside the strongest when
    its mentions are a share of all and sure, or a fair share and likely; then the string names two things, as a town
    and its football club. Else its mentions take the strongest label. Something OTHER never stands beside another
    kind; a name of several words does not name both a person and something else, and a likely one of one word only if
    it is part of a firm's longer name in the article; one that is the `surname` of somebody there names that person.
    """
    if surname:
        return dict.fromkeys(scores, "PERSON")
    if len(scores) > 1:
        scores = {label: score for label, score in scores.items() if label != "OTHER"}
    strongest = max(scores, key=lambda label: (scores[label][1], label))
    total = sum(score for _, score in scores.values())
    standing = dict.fromkeys(("PERSON", "ORG", "PLACE", "GROUP", "OTHER"), strongest)
    for label, (count, score) in scores.items():
        sure = score >= SURE * count and score >= _SHARE * total
        likely = score >= LIKELY * count and score >= _FAIR_SHARE * total
        if "PERSON" in (label, strongest):
            sure, likely = sure and one_word, likely and one_word and firm
        if sure or likely:
            standing[label] = label
    return standing


def commonest_label(coarse: str, weights: Mapping[str, float]) -> str:
    """Return the label of an entity of a coarse kind: of its mentions' labels of that kind the weightiest."""
    if len(weights) == 1 and coarse_label(only := next(iter(weights))) == coarse:
        return only
    fitting = [label for label in weights if coarse_label(label) == coarse] or [_USUAL[coarse]]
    return max(fitting, key=lambda label: (weights.get(label, 0.0), label))
