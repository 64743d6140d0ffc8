"""Language: known, unknown, and the same every time."""

import pytest

from tasks.clean.language import detect_language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The council voted late on Tuesday to close the old bridge for repairs.", "en"),
        ("Der Rat beschloss am späten Dienstag, die alte Brücke wegen Reparaturen zu schließen.", "de"),
        ("市议会周二晚间投票决定关闭旧桥进行维修。", "zh"),
        ("THE COUNCIL VOTED TO CLOSE THE BRIDGE", "en"),
    ],
)
def test_the_language_of_a_sentence_is_known(text: str, code: str) -> None:
    found, score = detect_language(text)
    assert found == code
    assert score is not None
    assert 0 < score <= 1


@pytest.mark.parametrize("text", ["", "OK", "https://example.org/a/long/address/that/says/nothing", "12:30 – 14:45"])
def test_too_little_to_tell_is_unknown(text: str) -> None:
    assert detect_language(text) == (None, None)
