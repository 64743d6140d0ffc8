from tasks.entities.recogniser_features import NameFeatures
from tasks.entities.recogniser_lexicon import NOTHING, lexicon_of

LEXICON = lexicon_of(
    [
        "#\t0\t3\t1\t0",
        "#\t1\t3\t1\t0",
        "Lima\t\t\t\t\tL4 m59c",
        "lima\t1\t0123456789\tA\t90\t",
        "torres\t\t\tM\t\t",
    ]
)


def test_the_lexicon_keeps_what_each_form_tells() -> None:
    assert LEXICON.entry("Lima").habits == "L4 m59c"
    assert LEXICON.entry("lima") == ("1", "0123456789", "A", "90", "")
    assert LEXICON.entry("quito") == NOTHING
    assert LEXICON.clusters["1"] == ("1", "3", "1", "0")


def test_features_tell_clusters_codes_lists_capitals_and_habits() -> None:
    features, classes = NameFeatures(LEXICON).describe("Lima")
    assert {"wlima", "WLima", "sXxx", "k0=1", "kx1Xx=3", "q0=0", "q9=9", "GA", "b90", "hL4", "plim", "fima"} <= set(
        features
    )
    assert len(classes) == len(NameFeatures.CLASSES)


def test_words_in_capitals_have_the_habits_of_the_name() -> None:
    assert "hL4" in NameFeatures(LEXICON).describe("LIMA")[0]


def test_unknown_words_still_have_features() -> None:
    assert {"k_", "k_Xx", "bn", "h_", "G-Xx"} <= set(NameFeatures(LEXICON).describe("Quito")[0])
