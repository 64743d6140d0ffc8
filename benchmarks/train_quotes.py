"""Retrain what finds quotations: word lists, the tagger's model, rankings; figures by cross-validation.

    python benchmarks/train_quotes.py --data FOLDER [--tags TAGS.json]

Each third of the articles is left out of training once: there the rankings are learned and the scores by
cross-validation are printed. FOLDER holds quotes/polnear.train.jsonl.gz. TAGS.json (word to counts of
Penn tags), from any tagger over news, is only needed to make word_tags.tsv.gz anew.
"""

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from crf_training import Corpus, Course, Design, corpus_of, mean_of, train
from quote_choices import UNANNOTATED, Choices, choices_in, learned, right_or_not
from quote_scores import Said, Scores, characters, overlap, same_speaker

from tasks.entities.mention import Mention
from tasks.entities.recogniser import load_recogniser
from tasks.entities.resolution import resolve_article
from tasks.quotes import Quote, SectionText
from tasks.quotes.cues import DATA, word_set
from tasks.quotes.find import Article, find_with
from tasks.quotes.marks import quoted_regions
from tasks.quotes.tagger import CROSSES, LABELS, QuoteTagger
from tasks.quotes.tagger_features import CLASSES, LEXICAL, QuoteFeatures, WordLists, word_lists
from tasks.quotes.tagger_marks import MARKS, Properties, marks_of
from tasks.tagging.model import Model, save

NOT_CUES = word_set("not_cues")
WORD = re.compile(r"\w+")


def read_set(folder: Path, name: str) -> list[dict[str, Any]]:
    """Read a set of annotated articles."""
    with gzip.open(folder / "quotes" / f"polnear.{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def cue_strength(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Count how often a word is part of a cue: 3 from 55 per cent, 2 from 30, 1 from 12; the commonest cues first."""
    cues: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row in rows:
        total.update(w.lower() for w in WORD.findall(row["text"]))
        for quote in row["quotes"]:
            for start, end in quote.get("cue_spans") or []:
                cues.update(w.lower() for w in WORD.findall(row["text"][start:end]))
    strength = {}
    for word, count in sorted(cues.items(), key=lambda item: (-item[1], item[0])):
        if word in NOT_CUES or not word[0].isalpha():
            continue
        share = (count - 1) / (total[word] + 1)
        if count >= 3 and share >= 0.3:
            strength[word] = 3 if share >= 0.55 else 2
        elif count >= 2 and share >= 0.12:
            strength[word] = 1
    strength["according"] = 3
    return strength


def word_tags(counts: dict[str, dict[str, int]]) -> dict[str, str]:
    """Keep for each word the tags that it has in a sixth of its uses, and for endings of three letters likewise."""
    found, endings = {}, {}
    for word, tags in counts.items():
        total = sum(tags.values())
        if total < 3 or not word.strip():
            continue
        frequent = sorted((t for t, c in tags.items() if c >= total / 6), key=lambda t: (-tags[t], t))
        found[word] = " ".join(frequent[:3])
        if word[:1].isalpha() and len(word) > 4 and not frequent[0].startswith("NNP"):
            endings.setdefault("-" + word[-3:], Counter())[found[word]] += 1
    for ending, seen in endings.items():
        if sum(seen.values()) >= 5:
            found[ending] = seen.most_common(1)[0][0]
    return found


def mentions_of(texts: Sequence[str]) -> list[list[Mention]]:
    """Find and resolve the names of texts, each an article by itself."""
    spans = load_recogniser().recognise_many([[text] for text in texts])

    return [resolve_article([(0, "body", text)], found) for text, found in zip(texts, spans, strict=True)]


Paint = list[tuple[str, int] | None]


def labelled_spans(row: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Paint content, then speakers, then cues over the text; what is reported inside reported content is left out."""
    paint: Paint = [None] * (len(row["text"]) + 1)
    kept = [q for q in row["quotes"] if q["cue_start"] is not None and not is_nested(q, row["quotes"])]
    for n, q in enumerate(sorted(kept, key=lambda q: q["start"] - q["end"])):
        for span in q["spans"]:
            put(paint, span, ("C<" if q["cue_start"] < span[0] else "C>", n), over=False)
    for n, q in enumerate(kept):
        for span in q.get("speaker_spans") or []:
            put(paint, span, ("S<" if q["cue_start"] < span[0] else "S>", n), over=True)
    for n, q in enumerate(kept):
        for span in q.get("cue_spans") or []:
            put(paint, span, ("Q", n), over=True)
    return runs(paint)


def put(paint: Paint, span: Sequence[int], colour: tuple[str, int], *, over: bool) -> None:
    """Paint a span, over what is there or only where nothing is."""
    for i in range(*span):
        if over or paint[i] is None:
            paint[i] = colour


def is_nested(quote: dict[str, Any], quotes: Sequence[dict[str, Any]]) -> bool:
    """Tell whether a quotation's cue stands in the content of another."""
    cue = quote["cue_start"]
    return any(o is not quote and any(a <= cue < b for a, b in o["spans"]) for o in quotes)


def runs(paint: Paint) -> list[tuple[int, int, str]]:
    """Return the stretches of one colour."""
    found, start = [], 0
    for i in range(1, len(paint)):
        if paint[i] != paint[start]:
            colour = paint[start]
            if colour is not None:
                found.append((start, i, colour[0]))
            start = i
    return found


def forbidden(before: str | None, after: str) -> bool:
    """Tell whether a label may not follow another."""
    return after[0] == "I" and (before is None or before[1:] != after[1:])


DESIGN = Design(
    labels=LABELS,
    forbidden=forbidden,
    lexical=lambda name: name[0] in LEXICAL,
    hidden_fed=lambda name: name[0] in "scTtkf",
    classes=CLASSES,
    marks=MARKS,
    crosses=CROSSES,
    hash_bits=16,
)
COURSE = Course(epochs=8, rate=0.15, lexical_drop=0.3, cross_drop=0.3, marks_hidden=0.0, decay=5e-4, scale=30)


def corpus(
    rows: Sequence[dict[str, Any]], lists: WordLists, mentions: Sequence[Sequence[Mention]], design: Design
) -> Corpus:
    """Turn annotated articles into labelled tokens with their marks."""
    texts = [row["text"] for row in rows]
    features = QuoteFeatures(lists)
    read = corpus_of(texts, [labelled_spans(row) for row in rows], design, features, "paragraph")
    properties = Properties.empty(features)
    properties.grow(read.table)
    marks = marks_of(read.reading, properties, [quoted_regions(text) for text in texts], mentions)
    return replace(read, marks=marks)


def trained(
    rows: Sequence[dict[str, Any]],
    mentions: Sequence[Sequence[Mention]],
    lists: WordLists,
    design: Design = DESIGN,
    course: Course = COURSE,
    chosen: np.ndarray | None = None,
) -> Model:
    """Train on the chosen rows, cue strengths counted on them alone."""
    kept = [row for n, row in enumerate(rows) if chosen is None or chosen[n]]
    own = [m for n, m in enumerate(mentions) if chosen is None or chosen[n]]
    labelled = corpus(kept, replace(lists, strength=cue_strength(kept)), own, design)
    return mean_of([train(labelled, design, replace(course, seed=seed)) for seed in range(SEEDS)])


THIRDS = 3
BINS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
"""Least confidence of the quotations that are counted together."""

SEEDS = 3
"""Taggers whose mean is taken: they differ in what they drop at random and in the order of the paragraphs."""


@dataclass(frozen=True)
class LeftOut:
    """A third of the articles, a tagger of the other two thirds, and the choices that it leaves open in this third."""

    rows: Sequence[dict[str, Any]]
    articles: Sequence[Article]
    tagger: QuoteTagger
    choices: Choices


def left_out(rows: Sequence[dict[str, Any]], mentions: Sequence[Sequence[Mention]], fold: int) -> LeftOut:
    """Train a tagger without a third of the articles and collect the choices in them."""
    chosen = np.arange(len(rows)) % THIRDS != fold
    model = trained(rows, mentions, word_lists(), chosen=chosen)
    strength = cue_strength([row for n, row in enumerate(rows) if chosen[n]])
    tagger = QuoteTagger(model, QuoteFeatures(replace(word_lists(), strength=strength)))
    own = [n for n in range(len(rows)) if not chosen[n]]
    articles = [([SectionText(0, "body", rows[n]["text"])], mentions[n]) for n in own]
    kept = [rows[n] for n in own]
    return LeftOut(kept, articles, tagger, choices_in(tagger, articles, [gold_of(row) for row in kept]))


def gold_of(row: dict[str, Any]) -> list[Said]:
    """Return an article's annotated quotations."""
    return [said(quote) for quote in row["quotes"]]


def found_in(thirds: Sequence[LeftOut]) -> Iterator[tuple[dict[str, Any], list[Quote]]]:
    """Yield each article with what is found in it by a tagger and rankings that were learned without its third."""
    for third in thirds:
        rankings = learned(other.choices for other in thirds if other is not third)
        yield from zip(third.rows, find_with(third.tagger, third.articles, rankings), strict=True)


def learn_what_is_right(thirds: Sequence[LeftOut]) -> None:
    """Add to the choices of each third which of the quotations found there are right."""
    found = iter(list(found_in(thirds)))
    for third in thirds:
        for article, (row, quotes) in zip(third.articles, found, strict=False):
            third.choices.right.extend(right_or_not(third.tagger, article, quotes, right_ones(row, quotes)))


def print_scores(found: Sequence[tuple[dict[str, Any], list[Quote]]]) -> None:
    """Print the scores of what was found in articles."""
    scores = Scores()
    for row, quotes in found:
        scores.add(row["text"], gold_of(row), [Said(quote.spans, quote.speaker) for quote in quotes])
    print(
        f"{len(found)} articles left out: direct {scores.direct.f:.1f}, with speaker {scores.direct.speaker_f:.1f}, "
        f"content {scores.content.f:.1f}, with speaker {scores.content.speaker_f:.1f}"
    )


def print_confidence(found: Sequence[tuple[dict[str, Any], Sequence[Quote]]]) -> None:
    """Print how many quotations are right among those of a confidence."""
    met: Counter[float] = Counter()
    right: Counter[float] = Counter()
    for row, quotes in found:
        good = right_ones(row, quotes)
        for number, quote in enumerate(quotes):
            if quote.rule not in UNANNOTATED:
                low = max(b for b in BINS if b <= quote.confidence)
                met[low] += 1
                right[low] += number in good
    for low in sorted(met):
        print(f"confidence from {low:.2f}: {met[low]:5d} quotations, {100 * right[low] / met[low]:5.1f} % right")


def right_ones(row: dict[str, Any], quotes: Sequence[Quote]) -> set[int]:
    """Return the numbers of the quotations that are right.

    One in marks is right when four fifths of it are words of that speaker, however the annotators cut them into
    sentences; one without marks when its span agrees as well.
    """
    text, gold = row["text"], [said(quote) for quote in row["quotes"]]
    whole = [(characters(text, g), g) for g in gold]
    good = set()
    for number, quote in enumerate(quotes):
        own = Said(quote.spans, quote.speaker)
        mine = characters(text, own)
        same = [p for p, g in whole if same_speaker(g, own)]
        if quote.kind in ("direct", "partial"):
            right = len(mine & set().union(*same)) >= 0.8 * len(mine) > 0
        else:
            right = any(overlap(mine, p) >= 0.8 for p in same)
        if right:
            good.add(number)
    return good


def said(quote: dict[str, Any]) -> Said:
    """Turn an annotation into what the scores compare."""
    return Said([tuple(s) for s in quote["spans"]], quote["speaker"], None, quote.get("speaker_resolved"))


def write(path: Path, table: dict[str, Any]) -> None:
    """Write a table as JSON."""
    path.write_text(json.dumps(table, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    """Make word lists, rankings and model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--tags", type=Path)
    parser.add_argument("--out", type=Path, default=DATA)
    options = parser.parse_args()
    started = time.time()
    rows = read_set(options.data, "train")
    if options.tags:
        tags = word_tags(json.loads(options.tags.read_text()))
        with (options.out / "word_tags.tsv.gz").open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
            packed.write("".join(f"{w}\t{tags[w]}\n" for w in sorted(tags)).encode())
    strength = "".join(f"{word}\t{value}\n" for word, value in cue_strength(rows).items())
    (options.out / "cue_strength.tsv").write_text(strength, encoding="utf-8")
    mentions = mentions_of([row["text"] for row in rows])
    print(f"mentions {time.time() - started:.0f} s", flush=True)
    thirds = [left_out(rows, mentions, fold) for fold in range(THIRDS)]
    print(f"thirds {time.time() - started:.0f} s", flush=True)
    learn_what_is_right(thirds)
    found = list(found_in(thirds))
    print_scores(found[: len(thirds[0].rows)])
    print_scores(found)
    print_confidence(found)
    write(options.out / "rankings.json", asdict(learned(third.choices for third in thirds)))
    print(f"ranked and calibrated {time.time() - started:.0f} s", flush=True)
    model = trained(rows, mentions, word_lists())
    save(model, options.out / "quotes.model.zip")
    print(f"trained {time.time() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
