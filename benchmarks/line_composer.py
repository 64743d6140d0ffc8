"""Training articles composed of harvested parts: real bodies, with captions, subheadings and furniture put between.

Bodies with their subheadings, headlines, bylines, captions and promo lines come from a corpus of US news
(`corpus/allsides-8000.jsonl.gz` in the data folder), further captions and furniture from the labelled dumps whose sites
lie in the same fold, so that a composed article never carries a line of a fold that is to be scored.
"""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from line_sets import LabelledText, fold_of, rows

from tasks.clean.line_rules import VERDICTS, line_patterns, verdicts_on
from tasks.clean.text import source_lines

Parts = dict[str, list[str]]

_CREDIT = re.compile(
    r"\s*(?:\((?:AP |Reuters )?(?:Photo|Image|Photograph|Credit|Source|Getty|AP|Reuters|AFP)[^()]{0,70}\)"
    r"|\|\s?(?:AP|Getty|Reuters|AFP|Photo)[^|.]{0,50}"
    r"|(?:Photo|Photograph|Photographer|Credit|Image)s?(?: by)?: [^.:]{3,60}"
    r"|[A-Z][\w.-]+ [A-Z][\w.-]+/(?:Getty Images|AP|Reuters|AFP|Bloomberg|NPR)|REUTERS/[A-Z][\w. -]{3,30})\s*$"
)
_LEAD = re.compile(r"^(?:FILE PHOTO|FILE ?[-–—]+|Photo|Image|Caption|Enlarge this image toggle caption)\s?:?\s*", re.I)
_FURNITURE = re.compile(
    r"continue|advert|follow|@|related|read |more|watch|click|subscri|sign up|share|photo|video|©|http|getty"
    r"|newsletter",
    re.IGNORECASE,
)
_WIRES = ("AP", "AFP", "EPA", "Reuters", "Getty Images", "Getty", "PA", "Shutterstock", "Bloomberg", "Alamy", "Handout")
_PHOTOGRAPHERS = (
    "Maria Lindqvist", "Tom Okafor/Daily Courier", "Jae Park for the Tribune", "Lena Fischer/AFP/Getty Images",
    "R. Alvarez", "Supplied", "Sky Hill Studio", "Peter Novak | Northern Post",
)  # fmt: skip
_CREDITED = (
    "{}", "{}", "{}", "{}", "{} - {o}", "{} | {o}", "{} Photograph: {o}", "{} (Image: {o})", "{} Credit: {o}",
    "{} ({o})", "{} Photo: {o}", "{} Picture: {o}", "{} — {o}", "{} / {o}",
)  # fmt: skip
_PORTRAITS = ("{}", "{}", "{}", "{}, {age}", "{} (left)", "{} in 2019", "File photo of {}", "{}, pictured, centre")
_SAID = re.compile(r"[“\"‘][A-Z][^“”\".!?]{10,60}[”\"’](?= )")
_PERSON = re.compile(r"(?<!^)(?<![.!?] )\b[A-Z][a-z]{2,} [A-Z][a-z]{3,}\b")
_RELATED_HEADS = (
    "Last News", "Latest News", "Related", "Related stories", "Related Articles", "Read next", "Read more", "Most read",
    "Most popular", "More from {outlet}", "More on this story", "You may also like", "Recommended", "Trending now",
    "Recommended for you", "Top stories", "Popular now", "Don't miss", "Up next", "More stories", "Also read",
)  # fmt: skip
_READ_MORE = (
    "Read more: {}", "READ MORE: {}", "Related: {}", "RELATED: {}", "See also: {}", "Also read: {}", "More: {}",
    "Read also: {}", "Don't miss: {}", "READ NEXT: {}", "Recommended: {}",
)  # fmt: skip
_BYLINES = (
    "By {}", "{}", "Written by {}", "{} | Published {date}", "By {}, Staff Writer", "by {}", "By {} | {date}",
    "{}, {outlet}", "By {} and Staff", "Published {date} by {}", "{date} | {}", "By {} for {outlet}",
)  # fmt: skip


def composed_articles(data: Path, texts: Sequence[LabelledText], number: int, folds: int) -> list[LabelledText]:
    """Compose a number of labelled articles, as many for each fold."""
    rng = random.Random(7)
    corpus = rows(data / "corpus" / "allsides-8000.jsonl.gz")
    known = {text.site.replace(" ", "") for text in texts}
    corpus = [row for row in corpus if not any(site in _plain(row["source"]) for site in known if len(site) > 3)]
    shared = _parts_of_corpus(corpus)
    rich = [row for row in corpus if _is_rich(row)]
    articles = list[LabelledText]()
    for fold in range(folds):
        parts = _parts_of_dumps([text for text in texts if fold_of(text.site, folds) == fold])
        site = next(text.site for text in texts if fold_of(text.site, folds) == fold)
        for i in range(number // folds):
            row = rng.choice(rich if rng.random() < 0.7 else corpus)
            lines = _compose(rng, row, shared, parts)
            if len(lines) > 5:
                labels, texts_ = zip(*lines, strict=True)
                name = f"made/{fold}/{i}"
                articles.append(LabelledText(name, "made", site, "made", "\n".join(texts_), tuple(labels), 0.8))
    return articles


def _is_rich(row: dict[str, str]) -> bool:
    lines, captions = _own_lines(row)
    return len(captions) > 0 or sum(kind == "subhead" for kind, _ in lines) > 1


def _plain(name: str) -> str:
    return re.sub(r"\W", "", name.lower())


def _parts_of_corpus(corpus: Sequence[dict[str, str]]) -> Parts:
    parts = defaultdict[str, dict[str, None]](dict)
    promo, footer = VERDICTS.index("promo"), VERDICTS.index("footer")
    articles = [[line.text for line in source_lines(row["content_original"])] for row in corpus]
    verdicts = iter(verdicts_on([line for lines in articles for line in lines]).tolist())
    for row, lines in zip(corpus, articles, strict=True):
        parts["related"][row["title"].strip()] = None
        for i, (line, said) in enumerate(zip(lines, verdicts, strict=False)):
            n = line.count(" ") + 1
            if n <= 60 and _credit_of(line):
                bare = _LEAD.sub("", _CREDIT.sub("", line)).strip()
                if 5 <= bare.count(" ") + 1 <= 45:
                    parts["caption"][bare] = None
                    parts["credited"][line] = None
            elif n <= 40 and said[promo] and not line.endswith('"'):
                parts["promo"][line] = None
            elif n <= 40 and said[footer]:
                parts["footer"][line] = None
            elif 1 < n <= 7 and 0 < i < len(lines) - 1 and _is_subheading(line, lines[i - 1], lines[i + 1]):
                parts["subhead"][line] = None
    return {kind: list(found) for kind, found in parts.items()}


def _credit_of(line: str) -> re.Match[str] | None:
    return _CREDIT.search(line) if any(sign in line for sign in "(|:/") else None


def _is_subheading(line: str, before: str, after: str) -> bool:
    shaped = line[0].isupper() and line[-1].isalnum() and min(len(before), len(after)) > 150 and after[0].isupper()
    return shaped and not _FURNITURE.search(line) and not line_patterns()["caption"].search(line)


def _parts_of_dumps(texts: Sequence[LabelledText]) -> Parts:
    parts = defaultdict[str, dict[str, None]](dict)
    tables = line_patterns()
    for text in texts:
        if text.set == "sections_composed":
            continue
        for line, label in zip(source_lines(text.text), text.labels, strict=True):
            n = line.text.count(" ") + 1
            if label in ("subhead", "caption", "standfirst") and n <= 50:
                parts[label][line.text] = None
            elif label == "other" and n <= 45:
                kind = next((k for k in ("footer", "related", "promo") if tables[k].search(line.text)), None)
                if kind or (5 <= n <= 25 and line.text[0].isupper()):
                    parts[kind or "related"][line.text] = None
    return {kind: list(found) for kind, found in parts.items()}


def _draw(rng: random.Random, kind: str, one: Parts, other: Parts) -> str:
    pools = [pool for pool in (one.get(kind), other.get(kind)) if pool]
    return rng.choice(rng.choice(pools))


def _compose(rng: random.Random, row: dict[str, str], shared: Parts, parts: Parts) -> list[tuple[str, str]]:
    lines, captions = _own_lines(row)
    body = [text for kind, text in lines if kind == "body"]
    chosen = [_credited(rng, text) for text in captions]
    chosen += [_caption(rng, body, shared, parts) for _ in range(rng.randint(0, 4) if rng.random() < 0.6 else 0)]
    for text in chosen:
        lines.insert(rng.randint(0, len(lines)), ("caption", text))
    for kind, most in (("promo", 3), ("read_more", 3)):
        for _ in range(rng.randint(0, most) if rng.random() < 0.7 else 0):
            lines.insert(rng.randint(0, len(lines)), _line(rng, kind, shared, parts))
    if rng.random() < 0.35 and all(kind != "subhead" for kind, _ in lines):
        lines = _with_subheads(rng, lines, shared, parts)
    head = _head(rng, row, body, shared, parts)
    told = {text.rstrip(".") for kind, text in head if kind == "standfirst"}
    lines = [line for line in lines if not any(text in line[1] for text in told)]
    return head + _without_stray_subheads(lines) + _tail(rng, row, shared, parts)


def _with_subheads(
    rng: random.Random, lines: Sequence[tuple[str, str]], shared: Parts, parts: Parts
) -> list[tuple[str, str]]:
    """Put subheadings of one style over some paragraphs: those of other articles, or words said below them."""
    style, result = rng.random(), list[tuple[str, str]]()
    for i, line in enumerate(lines):
        if i > 1 and line[0] == "body" and rng.random() < 0.25:
            said = _SAID.search(line[1])
            text = said[0] if said and style < 0.3 else _draw(rng, "subhead", shared, parts)
            result.append(("subhead", text.upper() if style > 0.8 else text))
        result.append(line)
    return result


def _own_lines(row: dict[str, str]) -> tuple[list[tuple[str, str]], list[str]]:
    """An article's paragraphs with the subheadings that look like it, and the credited captions among its lines."""
    texts = [line.text for line in source_lines(row["content_original"])][:60]
    lines, captions = list[tuple[str, str]](), list[str]()
    for i, text in enumerate(texts):
        n = text.count(" ") + 1
        if n <= 60 and _credit_of(text):
            bare = _LEAD.sub("", _CREDIT.sub("", text)).strip()
            captions += [bare] if n > 4 and bare else []
        elif len(text) > 60 and text[-1] in ".!?\"”’'):…":
            lines.append(("body", text))
        elif 1 < n <= 9 and 0 < i < len(texts) - 1 and _is_subheading(text, texts[i - 1], texts[i + 1]):
            lines.append(("subhead", text))
    return lines, captions


def _names(text: str) -> set[str]:
    return set(re.findall(r"\b[A-Z][a-z]{3,}", text))


def _without_stray_subheads(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """A subheading needs a paragraph below: leave out those with another one, or nothing, there."""
    return [
        line
        for i, line in enumerate(lines)
        if line[0] != "subhead" or (i + 1 < len(lines) and lines[i + 1][0] != "subhead")
    ]


def _line(rng: random.Random, kind: str, shared: Parts, parts: Parts) -> tuple[str, str]:
    if kind == "read_more":
        return "related", rng.choice(_READ_MORE).format(_draw(rng, "related", shared, parts))
    return kind, _draw(rng, kind, shared, parts)


def _caption(rng: random.Random, body: Sequence[str], shared: Parts, parts: Parts) -> str:
    """A caption: a name out of the article, or a caption of another article that tells of this one's names."""
    text, style = " ".join(body), rng.random()
    people = [name for name, _ in Counter(_PERSON.findall(text)).most_common(8)]
    if style < 0.15:
        return rng.choice(shared["credited"])
    if style < 0.3 and people:
        return _credited(rng, rng.choice(_PORTRAITS).format(rng.choice(people), age=rng.randint(18, 80)))
    about = _names(text)
    drawn = [_draw(rng, "caption", shared, parts) for _ in range(25)]
    caption = max(drawn, key=lambda text: len(_names(text) & about))
    if style < 0.7 and people:
        caption = _PERSON.sub(lambda _: rng.choice(people), rng.choice(drawn))
    return _credited(rng, caption)


def _credited(rng: random.Random, text: str) -> str:
    """Give a caption one of the usual credits, or none."""
    owner = rng.choice(_WIRES) if rng.random() < 0.5 else rng.choice(_PHOTOGRAPHERS)
    return rng.choice(_CREDITED).format(text, o=owner)


def _head(
    rng: random.Random, row: dict[str, str], body: Sequence[str], shared: Parts, parts: Parts
) -> list[tuple[str, str]]:
    lines = [("headline", row["title"].strip())] if rng.random() < 0.93 else []
    if rng.random() < 0.5:
        lines.append(("standfirst", _standfirst(rng, body, parts)))
    names = [name.strip() for name in (row["authors"] or "").split(",") if 1 < len(name.split()) < 4][:3]
    if names and rng.random() < 0.7:
        date = rng.choice((row["date"] or "2019-11-20", f"{rng.randint(1, 28)} May 2018", "Nov. 3, 2020 at 4:12 pm"))
        style = rng.choice(_BYLINES)
        place = rng.randint(1, 2) if len(lines) > 1 and rng.random() < 0.3 else len(lines)
        lines.insert(place, ("byline", style.format(", ".join(names), date=date, outlet=row["source"])))
    if rng.random() < 0.4:
        lines.append(("caption", _caption(rng, body, shared, parts)))
    return lines


def _standfirst(rng: random.Random, body: Sequence[str], parts: Parts) -> str:
    if parts.get("standfirst") and rng.random() < 0.3:
        return rng.choice(parts["standfirst"])
    short = [text for text in body[1:14] if len(text) < 260]
    sentences = [s for text in short for s in re.split(r"(?<=[.!?]) (?=[A-Z])", text) if 8 <= s.count(" ") <= 32]
    plain = [s for s in sentences if not re.search(r"[\"“”]|\bsaid\b|\bI\b", s) and s[0].isupper()]
    chosen = rng.choice(plain) if plain else rng.choice(sentences or ["What is known so far"])
    return chosen.rstrip(".") if rng.random() < 0.6 else chosen


def _tail(rng: random.Random, row: dict[str, str], shared: Parts, parts: Parts) -> list[tuple[str, str]]:
    lines = [("promo", _draw(rng, "promo", shared, parts))] if rng.random() < 0.4 else []
    if rng.random() < 0.7:
        if rng.random() < 0.85:
            lines.append(("related", rng.choice(_RELATED_HEADS).format(outlet=row["source"])))
        lines += [("related", _draw(rng, "related", shared, parts)) for _ in range(rng.randint(2, 9))]
    if rng.random() < 0.5:
        lines += [("footer", _draw(rng, "footer", shared, parts)) for _ in range(rng.randint(1, 2))]
    return lines


def cut_dumps(texts: Sequence[LabelledText], copies: int) -> list[LabelledText]:
    """Cut whole-page dumps down to what careless extractors leave: the article and some of the lines around it."""
    rng = random.Random(11)
    cut = list[LabelledText]()
    for text in texts:
        own = [i for i, label in enumerate(text.labels) if label == "body"]
        if text.dump != "page" or len(own) < 3:
            continue
        lines = [line.text for line in source_lines(text.text)]
        for copy in range(copies):
            first, last = own[0] - rng.randint(0, 10), own[-1] + rng.randint(0, 30)
            kept, keep = list[int](), True
            for i in range(max(0, first), min(len(lines), last + 1)):
                if rng.random() < 0.3:
                    keep = rng.random() < 0.6
                if keep or text.labels[i] != "other":
                    kept.append(i)
            labels = tuple(text.labels[i] for i in kept)
            weight = min(1.0, 60 / len(kept)) * 0.5
            name = f"{text.name}/cut/{copy}"
            cut.append(LabelledText(name, "made", text.site, "cut", "\n".join(lines[i] for i in kept), labels, weight))
    return cut
