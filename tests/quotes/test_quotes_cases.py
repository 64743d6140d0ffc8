import pytest
from quote_cases import cases, judge

FLOORS = {False: (0.94, 0.95), True: (0.86, 0.93)}
"""Least share of cases right in all, and of expected quotations found; for those open to tuning and those held back."""


@pytest.mark.parametrize("held_back", [False, True])
def test_cases_stay_above_their_floor(held_back: bool) -> None:
    counts = judge(case for case in cases() if case["held_back"] == held_back)
    right, found = FLOORS[held_back]
    assert counts["right"] >= right * counts["cases"], counts
    assert counts["missed"] <= (1 - found) * counts["expected"], counts
