"""Which recogniser finds the names: our own, or spaCy where a user prefers it."""

from collections.abc import Callable

from tasks.entities.mention import Recogniser


def _loader_and_version(name: str) -> tuple[Callable[[], Recogniser], Callable[[], str]]:
    if name == "onrecord":
        from tasks.entities import recogniser

        return recogniser.load_recogniser, recogniser.shipped_version
    if name == "spacy":
        from tasks.entities import spacy_recogniser

        return spacy_recogniser.load_recogniser, spacy_recogniser.installed_version
    raise ValueError(f"there is no recogniser called {name}: there are onrecord and spacy")


def load_recogniser(name: str = "onrecord") -> Recogniser:
    """Return the recogniser of a name: `onrecord`, or `spacy` (needs the extra `onrecord[spacy]`).

    Raises:
        ModuleNotFoundError: spaCy or its model is not installed.
        ValueError: There is no recogniser of that name.
    """
    return _loader_and_version(name)[0]()


def recogniser_version(name: str = "onrecord") -> str:
    """Return the `version` of a recogniser without loading its model: it changes whenever its results may.

    Raises:
        ModuleNotFoundError: spaCy or its model is not installed.
        ValueError: There is no recogniser of that name.
    """
    return _loader_and_version(name)[1]()
