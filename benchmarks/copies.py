"""How well and how fast copies are found: planted copies and hard negatives among real articles.

    python benchmarks/copies.py --data DUMP [--half dev|report] [--speed 37000] [--natural 30]

DUMP (or ONRECORD_BENCH_DATA) is a packed JSON Lines dump, or a folder that holds corpus/allsides-8000.jsonl.gz, of some
thousand news articles with `content_original` or `text`, and `date`. Its articles are
divided in two halves by a hash of their ids: thresholds are chosen on `dev`, figures are reported on `report`. A fifth
of each half is kept aside as material: it lends sentences, and is not clustered itself.

Recall is over planted pairs (an original and its copy in one cluster; a merger of two stories counts with either of
them). Precision is over all pairs in a cluster with a planted or a negative document in it; pairs of two real articles
are true copies or not as a reader judges (`--natural N` prints N such clusters).
"""

import argparse
import gzip
import json
import os
import random
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import combinations
from pathlib import Path

import dateutil.parser
import polars as pl
import pyarrow.parquet as pq

from tasks.dedupe import cluster, signatures

PER_KIND = 75


@dataclass(frozen=True)
class Document:
    """An article of the trial: its id, text and date, what it was made as, and the articles that it repeats."""

    id: str
    text: str
    published_at: datetime
    kind: str = "real"
    sources: frozenset[str] = field(default_factory=frozenset)


def read_half(path: Path, half: str) -> tuple[list[Document], list[Document]]:
    """Read one half of a dump: the articles to cluster, and those that lend sentences."""
    articles, lenders = list[Document](), list[Document]()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text = row.get("content_original") or row.get("text") or ""
            draw = int.from_bytes(blake2b(row["ID"].encode(), digest_size=4).digest(), "big")
            if (draw % 2 == 0) == (half == "dev") and len(text.split()) >= 60:
                document = Document(row["ID"], text, dated(row["date"]))
                (lenders if draw // 2 % 5 == 0 else articles).append(document)
    return articles, lenders


def dated(date: str | None) -> datetime:
    """Read a date such as 2013-05-24 or 5/24/13; the year 2000 where there is none."""
    return dateutil.parser.parse(date) if date else datetime(2000, 1, 1)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text."""
    return [part for part in re.split(r"\n+", text) if part.strip()]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, roughly."""
    return [part for part in re.split(r"(?<=[.!?”\"])\s+", text) if part.strip()]


def join(parts: Sequence[str]) -> str:
    """Set paragraphs below each other."""
    return "\n\n".join(parts)


def new_headline(text: str, other: str, draw: random.Random) -> str:
    """Another headline and dateline, a credit at the end, and the first sentence written anew."""
    rest = sentences(text)[1:]
    return join(
        [
            sentences(other)[0],
            "DENVER (AP) — " + " ".join(rest),
            f"Contributed by staff reporter no. {draw.randrange(99)}.",
        ]
    )


def tail_cut(text: str, _other: str, draw: random.Random) -> str:
    """Only the first 30 to 80 per cent."""
    parts = sentences(text)
    return " ".join(parts[: max(3, round(len(parts) * draw.uniform(0.3, 0.8)))])


def paragraph_added(text: str, other: str, draw: random.Random) -> str:
    """One to three paragraphs of another article put in."""
    parts = paragraphs(text)
    for part in paragraphs(other)[: draw.randint(1, 3)]:
        parts.insert(draw.randint(0, len(parts)), part)
    return join(parts)


def inside(text: str, other: str, _draw: random.Random) -> str:
    """The whole article in the middle of another."""
    host = paragraphs(other)
    return join([*host[: len(host) // 2], text, *host[len(host) // 2 :]])


def reordered(text: str, _other: str, draw: random.Random) -> str:
    """Its paragraphs (or sentences, where there are few) in another order."""
    parts = paragraphs(text)
    if len(parts) < 5:
        parts = sentences(text)
    draw.shuffle(parts)
    return join(parts)


def sentences_replaced(text: str, other: str, draw: random.Random) -> str:
    """30 per cent of its sentences replaced by those of another article."""
    parts, lent = sentences(text), sentences(other)
    for place in draw.sample(range(len(parts)), round(len(parts) * 0.3)):
        parts[place] = draw.choice(lent)
    return " ".join(parts)


def merged(text: str, other: str, _draw: random.Random) -> str:
    """Two whole stories, their paragraphs taken in turn by threes."""
    one, two = paragraphs(text), paragraphs(other)
    parts = []
    for place in range(0, max(len(one), len(two)), 3):
        parts += one[place : place + 3] + two[place : place + 3]
    return join(parts)


def words_substituted(text: str, other: str, draw: random.Random) -> str:
    """Every third word, of those without a capital and of four letters or more, replaced by another word."""
    lent = re.findall(r"\b[a-z]{4,}\b", other)
    return re.sub(r"\b[a-z]{4,}\b", lambda word: draw.choice(lent) if draw.random() < 1 / 3 else word[0], text)


WORD_PAIRS = """
said/stated told/informed says/declares asked/questioned announced/revealed added/continued called/named
people/individuals officials/authorities president/leader government/administration house/home country/nation
state/province city/metropolis police/officers court/tribunal judge/magistrate law/statute lawmakers/legislators
election/vote campaign/drive candidate/contender voters/electors party/faction vote/ballot support/backing
report/account statement/declaration interview/conversation decision/ruling plan/scheme policy/strategy
bill/measure deal/agreement money/cash million/m. billion/bn. percent/per-cent year/twelvemonth years/decades
week/fortnight month/period day/date time/moment today/now before/prior after/following during/amid
while/whereas because/since however/nevertheless also/additionally many/numerous most/the-majority some/certain
other/different first/initial last/final new/fresh big/large small/little good/favorable bad/poor high/elevated
long/lengthy early/premature public/communal private/personal federal/national former/previous recent/latest
make/create made/created take/seize took/seized give/provide gave/provided get/obtain got/obtained go/proceed
went/proceeded come/arrive came/arrived see/observe saw/observed know/realize think/believe want/wish need/require
help/assist show/demonstrate showed/demonstrated found/discovered find/discover keep/retain kept/retained
begin/start began/started end/conclude ended/concluded expected/anticipated likely/probable used/utilized
use/utilize work/labor worked/labored killed/slain died/perished attack/assault war/conflict military/armed
security/safety group/band members/associates family/relatives women/ladies men/gentlemen children/youngsters
school/academy health/wellness workers/employees company/firm business/enterprise market/marketplace
"""
SYNONYMS = {pair.partition("/")[0]: pair.partition("/")[2] for pair in WORD_PAIRS.split()}
PARTICLES = {
    "the": "this", "of": "from", "in": "within", "to": "towards", "and": "as well as", "but": "yet",
    "for": "on behalf of", "with": "alongside", "on": "upon", "that": "which", "is": "remains",
}  # fmt: skip


def spun(text: str, other: str, draw: random.Random) -> str:
    """As by a machine: synonyms, other particles, words lost, neighbouring sentences swapped, names misspelt."""
    lent = re.findall(r"\b[a-z]{4,}\b", other)

    def reword(match: re.Match[str]) -> str:
        word = match[0]
        if word in SYNONYMS:
            return SYNONYMS[word].replace("-", " ")
        if word in PARTICLES:
            return PARTICLES[word] if draw.random() < 0.4 else word
        if word[0].isupper():
            return word[:-1] if len(word) > 5 and draw.random() < 0.08 else word
        return draw.choice(lent) if len(word) > 3 and draw.random() < 0.6 else "" if draw.random() < 0.05 else word

    parts = [re.sub(r"\b[A-Za-z]+\b", reword, part) for part in sentences(text)]
    for place in range(len(parts) - 1):
        if draw.random() < 0.15:
            parts[place], parts[place + 1] = parts[place + 1], parts[place]
    return " ".join(parts)


PLANTS: dict[str, Callable[[str, str, random.Random], str]] = {
    "new headline": new_headline, "tail cut": tail_cut, "paragraph added": paragraph_added, "inside another": inside,
    "reordered": reordered, "sentences replaced": sentences_replaced, "merged": merged,
    "words substituted": words_substituted, "spun": spun,
}  # fmt: skip


def planted(articles: Sequence[Document], lenders: Sequence[Document], seed: int) -> Iterator[Document]:
    """Make PER_KIND copies of each kind, each of another article, dated two days before to three days after it."""
    draw = random.Random(seed)
    originals = iter(draw.sample(articles, len(articles)))
    hosts, lenders = iter(lenders[:PER_KIND]), lenders[PER_KIND : 3 * PER_KIND]
    for kind, make in PLANTS.items():
        for number in range(PER_KIND):
            original = next(originals)
            if kind == "merged":
                other = next(originals)
            else:
                other = next(hosts) if kind == "inside another" else draw.choice(lenders)
            sources = {original.id, other.id} if kind == "merged" else {original.id}
            yield Document(
                f"{kind} {number}",
                make(original.text, other.text, draw),
                original.published_at + timedelta(days=draw.randint(-2, 3), hours=1),
                kind,
                frozenset(sources),
            )


TREES = ["Alder", "Birch", "Cedar", "Dorn", "Elm", "Fir", "Garrick", "Hazel", "Ilex", "Juniper", "Kauri", "Larch"]
BLANKS: dict[str, Callable[[random.Random], str]] = {
    "company": lambda draw: (
        f"{draw.choice(TREES)}{draw.choice(TREES).lower()} {draw.choice(['Foods', 'Bank', 'Media'])}"
    ),
    "town": lambda draw: f"{draw.choice(TREES)}{draw.choice(['ton', 'ville', ' Springs', ' Beach', ' Falls'])}",
    "month": lambda draw: draw.choice(["January", "February", "March", "April", "July", "September", "October"]),
    "weekday": lambda draw: draw.choice(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]),
    "sum": lambda draw: f"{draw.uniform(1, 90):.{draw.randint(1, 2)}f}",
    "number": lambda draw: str(draw.randint(2, 60)),
    "size": lambda draw: f"{draw.uniform(3, 5):.1f}",
}
TEMPLATES = {
    "earnings": """
        {company} Inc. on {month} {number} reported quarterly net income of ${sum} million, after reporting a loss in
        the same period a year earlier. On a per-share basis, the {town}-based company said it had net income of ${sum}.
        Earnings, adjusted for one-time gains and costs, came to ${sum} per share.

        The results beat Wall Street expectations. The average estimate of {number} analysts surveyed by Zacks
        Investment Research was for earnings of ${sum} per share. The company posted revenue of ${sum} billion in the
        period, which also topped Street forecasts. {number} analysts surveyed by Zacks expected ${sum} billion.

        It expects full-year earnings in the range of ${sum} to ${sum} per share, with revenue in the range of ${sum}
        billion to ${sum} billion. Its shares have risen {number} percent since the beginning of the year. The stock has
        climbed {number} percent in the last 12 months.""",
    "quake": """
        A shallow magnitude {size} earthquake was reported {weekday} {number} miles from {town}, according to the U.S.
        Geological Survey. The temblor occurred at {number}:{number} Pacific time at a depth of {sum} miles. According
        to the USGS, the epicenter was {number} miles from {town} and {number} miles from {town}. In the last 10 days,
        there have been {number} earthquakes of magnitude 3.0 or greater centered nearby.

        This information comes from the USGS Earthquake Notification Service and this post was created by an algorithm
        written by the author. Read more about the automated posts in our list of frequently asked questions.""",
}
"""Stories that machines write from figures: the same sentences each time, other names and numbers."""


def filled(template: str, draw: random.Random) -> str:
    """Fill each blank of a template anew."""
    return re.sub(r"\{(\w+)\}", lambda blank: BLANKS[blank[1]](draw), re.sub(r"(?<!\n)\n +", " ", template))


def negatives(lenders: Sequence[Document], seed: int) -> Iterator[Document]:
    """Make documents that look alike without being copies: each pair of them found in one cluster is an error."""
    draw = random.Random(seed)
    day = datetime(2019, 5, 1)
    lenders = lenders[3 * PER_KIND :]
    for number in range(PER_KIND):
        for name, template in TEMPLATES.items():
            yield Document(f"{name} {number}", filled(template, draw), day + timedelta(hours=number), "template")
    notices = [" ".join(sentences(lender.text)[:9]) for lender in lenders[:5]]  # a long notice below all of an outlet
    for number, lender in enumerate(lenders[5 : 5 + 2 * PER_KIND]):
        own = " ".join(sentences(lender.text)[:6])
        yield Document(f"notice {number}", join([own, notices[number % 5]]), lender.published_at, "boilerplate")
    for number, (one, two) in enumerate(zip(lenders[155::2], lenders[156::2], strict=False)):
        quoted = " ".join(sentences(one.text)[2:5])  # reports of one event that carry the same statement
        rest = sentences(two.text)
        yield Document(f"event {number} a", one.text, one.published_at, "event")
        yield Document(f"event {number} b", " ".join([*rest[:4], quoted, *rest[4:]]), one.published_at, "event")


def clusters_of(documents: Sequence[Document], folder: Path, shard_size: int = 1000) -> pl.DataFrame:
    """Sign and cluster documents as a run does, a thousand a shard, and print how long it took."""
    begun = time.perf_counter(), time.process_time()
    files = []
    for first in range(0, len(documents), shard_size):
        shard = documents[first : first + shard_size]
        table = signatures(
            [document.id for document in shard],
            [document.text for document in shard],
            [document.published_at for document in shard],
        )
        files.append(folder / f"{first}.parquet")
        pq.write_table(table, files[-1], use_dictionary=["article_id"])
    signed = time.perf_counter(), time.process_time()
    clusters = cluster(files)
    ended = time.perf_counter(), time.process_time()
    size = sum(file.stat().st_size for file in files)
    characters = sum(len(document.text) for document in documents)
    print(
        f"{len(documents):,} articles of {characters / len(documents):,.0f} characters; "
        f"{size / len(documents):,.0f} bytes of signature each"
    )
    for kind, place in (("wall-clock", 0), ("CPU", 1)):
        print(
            f"  {kind} {signed[place] - begun[place]:.2f} s to sign, {ended[place] - signed[place]:.2f} s to cluster, "
            f"{len(documents) / (ended[place] - begun[place]):,.0f} articles a second in all"
        )
    return clusters


def score(documents: Sequence[Document], clusters: pl.DataFrame) -> None:
    """Print recall by kind of copy, precision, and the errors."""
    by_id = {document.id: document for document in documents}
    cluster_of = dict(clusters.select("article_id", "cluster_id").iter_rows())
    met, missed = Counter[str](), defaultdict[str, list[str]](list)
    for document in documents:
        if document.sources:
            own = cluster_of.get(document.id)
            found = own is not None and any(cluster_of.get(source) == own for source in document.sources)
            met[document.kind] += found
            if not found:
                missed[document.kind].append(f"{document.id} of {sorted(document.sources)}")
    for kind in PLANTS:
        print(f"  {kind:20} {met[kind]:4} of {PER_KIND}   missed: {missed[kind][:4]}")
    groups = defaultdict[str, list[Document]](list)
    for article, own in cluster_of.items():
        groups[own].append(by_id[article])
    right, wrong = 0, []
    for group in groups.values():
        for one, two in combinations(sorted(group, key=lambda document: document.id), 2):
            if one.kind == two.kind == "real":
                continue
            if related(one, two, cluster_of):
                right += 1
            else:
                wrong.append(f"{one.id} / {two.id}")
    total = sum(met.values())
    print(f"  recall {total / (PER_KIND * len(PLANTS)):.4f}   precision {right / (right + len(wrong)):.4f}")
    print(f"  {len(wrong)} wrong pairs: {wrong[:12]}")


def related(one: Document, two: Document, cluster_of: dict[str, str]) -> bool:
    """Tell whether two documents repeat the same article, or real articles that were clustered themselves."""
    if "template" in (one.kind, two.kind) or "boilerplate" in (one.kind, two.kind) or "event" in (one.kind, two.kind):
        return False
    mine, yours = one.sources or {one.id}, two.sources or {two.id}
    return any(a == b or cluster_of.get(a, a) == cluster_of.get(b, b) for a in mine for b in yours)


def print_natural(documents: Sequence[Document], clusters: pl.DataFrame, count: int, seed: int) -> None:
    """Print clusters of real articles for a reader to judge: the beginning, middle and end of each member."""
    by_id = {document.id: document for document in documents}
    groups = [
        group for _, group in clusters.group_by("cluster_id", maintain_order=True)
        if all(by_id[article].kind == "real" for article in group["article_id"])
    ]  # fmt: skip
    print(f"{len(groups)} clusters of real articles only")
    for group in random.Random(seed).sample(groups, min(count, len(groups))):
        print("=" * 100)
        for row in group.sort("representative", descending=True).iter_rows(named=True):
            text = by_id[row["article_id"]].text.replace("\n", " ")
            print(f"{row['article_id']} {row['relation']} {row['similarity']:.2f}  {len(text.split())} words")
            for start in (0, len(text) // 2):
                print("     ", text[start : start + 300])


def grown(articles: Sequence[Document], lenders: Sequence[Document], count: int) -> list[Document]:
    """Make so many articles out of those there are, a tenth of them planted copies.

    The others are the articles themselves, and then again and again with the words of each sentence shuffled: of the
    same length and vocabulary, but without common runs of words.
    """
    made = list(articles)
    seed = 0
    while len(made) < count:
        seed += 1
        draw = random.Random(seed)
        made += planted(articles, lenders, seed)
        for article in articles:
            parts = [" ".join(draw.sample(words, len(words))) for words in map(str.split, sentences(article.text))]
            made.append(Document(f"{article.id} {seed}", " ".join(parts), article.published_at))
    return [replace(document, id=f"{number} {document.id}") for number, document in enumerate(made[:count])]


def main() -> None:
    """Run the trial."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data",
        type=Path,
        default=os.environ.get("ONRECORD_BENCH_DATA"),
        required="ONRECORD_BENCH_DATA" not in os.environ,
    )
    parser.add_argument("--half", choices=("dev", "report"), default="dev")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=int, default=0, help="cluster so many articles instead, and only time it")
    parser.add_argument("--natural", type=int, default=0, help="print so many clusters of real articles")
    options = parser.parse_args()
    dump = options.data / "corpus" / "allsides-8000.jsonl.gz" if options.data.is_dir() else options.data
    articles, lenders = read_half(dump, options.half)
    with tempfile.TemporaryDirectory() as folder:
        if options.speed:
            clusters_of(grown(articles, lenders, options.speed), Path(folder))
            return
        documents = [*articles, *planted(articles, lenders, options.seed), *negatives(lenders, options.seed)]
        clusters = clusters_of(documents, Path(folder))
        score(documents, clusters)
        if options.natural:
            print_natural(documents, clusters, options.natural, options.seed)


if __name__ == "__main__":
    main()
