"""Writes the sample dumps of data/raw, one of every format, from the invented stories in stories.toml.

    python tests/ingest/make_samples.py [FOLDER]

The same files on every run, to the byte (Parquet: with the same version of pyarrow).
"""

import bz2
import csv
import gzip
import io
import json
import lzma
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

HERE = Path(__file__).parent
RAW = HERE.parents[1] / "data" / "raw"
RELATED = ("Ten photos of the week", "What we know about the storm", "Quiz: how well do you know your ports?")
PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c489".replace(" ", ""))


@dataclass(frozen=True)
class Story:
    """A story: its fields, and its body as (kind, text): p, subhead or caption."""

    id: str
    outlet: str
    url: str
    date: str
    authors: tuple[str, ...]
    title: str
    language: str
    blocks: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return "\n\n".join(text for _, text in self.blocks)

    @property
    def first_sentence(self) -> str:
        return self.blocks[0][1].split(". ")[0].rstrip(".") + "."

    @property
    def moment(self) -> datetime:
        moment = datetime.fromisoformat(self.date.replace("Z", "+00:00"))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def blocks_of(body: str) -> tuple[tuple[str, str], ...]:
    marks = {"## ": "subhead", "[caption] ": "caption"}
    blocks = []
    for paragraph in body.strip().split("\n\n"):
        mark = next((mark for mark in marks if paragraph.startswith(mark)), "")
        blocks.append((marks.get(mark, "p"), paragraph.removeprefix(mark)))
    return tuple(blocks)


def load_stories() -> dict[str, Story]:
    stories: dict[str, Story] = {}
    for entry in tomllib.loads((HERE / "stories.toml").read_text("utf-8"))["story"]:
        original = stories.get(entry.get("copy_of", ""))
        blocks = original.blocks + blocks_of(entry["added"]) if original else blocks_of(entry["body"])
        fields = {key: entry[key] for key in ("id", "outlet", "url", "date", "title")}
        language = entry.get("language", "en")
        stories[entry["id"]] = Story(**fields, authors=tuple(entry["authors"]), language=language, blocks=blocks)
    return stories


def html_body(story: Story) -> str:
    tags = {"p": "<p>{}</p>", "subhead": "<h2>{}</h2>", "caption": "<figure><img src='/photo.jpg' alt=''>"
            "<figcaption>{}</figcaption></figure>"}  # fmt: skip
    return "\n".join(tags[kind].format(escape(text, quote=False)) for kind, text in story.blocks)


def html_page(story: Story, charset: str = "utf-8") -> str:
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": story.title,
        "datePublished": story.date, "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "Organization", "name": story.outlet}, "inLanguage": story.language,
    }  # fmt: skip
    related = "".join(f"<li><a href='/more/{number}'>{title}</a></li>" for number, title in enumerate(RELATED))
    byline = f"By {' and '.join(story.authors)} | {story.moment:%d %B %Y}"
    return f"""<!DOCTYPE html>
<html lang="{story.language}">
<head>
<meta charset="{charset}">
<title>{escape(story.title)} | {escape(story.outlet)}</title>
<link rel="canonical" href="{story.url}">
<script type="application/ld+json">{json.dumps(data, ensure_ascii=True)}</script>
</head>
<body>
<header><nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav></header>
<main><article>
<h1>{escape(story.title, quote=False)}</h1>
<p class="byline">{escape(byline)}</p>
{html_body(story)}
</article>
<aside class="related"><h3>Most read</h3><ul>{related}</ul></aside></main>
<footer><p>&copy; 2024 {escape(story.outlet)}. All rights reserved. Sign up for our newsletter.</p></footer>
</body>
</html>
"""


def news_please(story: Story) -> dict[str, object]:
    return {
        "authors": list(story.authors), "date_download": "2024-03-20 04:00:00", "date_publish": story.date,
        "description": story.first_sentence, "language": story.language, "source_domain": story.url.split("/")[2],
        "maintext": story.text, "title": story.title, "url": story.url,
    }  # fmt: skip


def event_registry(story: Story, number: int) -> dict[str, object]:
    return {
        "uri": f"80{number:04d}", "lang": "eng", "isDuplicate": False, "date": story.date[:10],
        "dateTimePub": story.date, "url": story.url, "title": story.title, "body": story.text,
        "source": {"uri": story.url.split("/")[2], "title": story.outlet},
        "authors": [{"uri": "", "name": name} for name in story.authors],
    }  # fmt: skip


def json_lines(rows: Sequence[dict[str, object]]) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def table(stories: Sequence[Story], delimiter: str) -> bytes:
    """The columns of All-the-News, with an index in front."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n" if delimiter == "," else "\n")
    writer.writerow(["", "date", "author", "title", "article", "url", "publication"])
    for number, story in enumerate(stories):
        authors = ", ".join(story.authors)
        writer.writerow([number, story.date, authors, story.title, story.text, story.url, story.outlet])
    return out.getvalue().encode("utf-8-sig" if delimiter == "," else "utf-8")


def parquet(stories: Sequence[Story]) -> bytes:
    """The columns of CC-News."""
    columns = {
        "title": [story.title for story in stories], "text": [story.text for story in stories],
        "domain": [story.url.split("/")[2] for story in stories], "date": [story.moment for story in stories],
        "description": [story.first_sentence for story in stories], "url": [story.url for story in stories],
    }  # fmt: skip
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, compression="zstd")
    return out.getvalue()


def warc_record(kind: str, number: int, url: str, block: bytes, media_type: str) -> bytes:
    lines = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>",
             f"WARC-Date: 2024-03-20T04:00:{number:02d}Z", f"Content-Type: {media_type}",
             f"Content-Length: {len(block)}"]  # fmt: skip
    if url:
        lines.insert(4, f"WARC-Target-URI: {url}")
    return gzip.compress("\r\n".join([*lines, "", ""]).encode() + block + b"\r\n\r\n", mtime=0)


def http(status: str, media_type: str, body: bytes, more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\n{more}\r\n".encode() + body


def warc(pages: Sequence[Story]) -> bytes:
    """A crawl of some pages, the second of them compressed; with a request, an image and a page that is gone."""
    host = "https://" + pages[0].url.split("/")[2]
    zipped = gzip.compress(html_page(pages[1]).encode(), mtime=0)
    response, request = "application/http; msgtype=response", "application/http; msgtype=request"
    return b"".join(
        warc_record(kind, number, url, block, media_type)
        for number, (kind, url, block, media_type) in enumerate(
            [
                ("warcinfo", "", b"software: invented\r\n", "application/warc-fields"),
                ("request", pages[0].url, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", request),
                ("response", pages[0].url, http("200 OK", "text/html; charset=utf-8", html_page(pages[0]).encode()),
                 response),
                ("response", f"{host}/photo.png", http("200 OK", "image/png", PIXEL), response),
                ("response", pages[1].url, http("200 OK", "text/html", zipped, "Content-Encoding: gzip\r\n"), response),
                ("response", f"{host}/old", http("404 Not Found", "text/html", b"<p>Gone</p>"), response),
            ]
        )
    )  # fmt: skip


def nitf(story: Story, *, alone: bool) -> str:
    tags = {"p": "<p>{}</p>", "subhead": "<hl2>{}</hl2>", "caption": "<media media-type='image'><media-reference "
            "mime-type='image/jpeg' source='photo.jpg'/><media-caption>{}</media-caption></media>"}  # fmt: skip
    body = "\n".join(tags[kind].format(escape(text, quote=False)) for kind, text in story.blocks)
    bylines = "".join(
        f"<byline>By <person>{escape(n)}</person><byttl>Staff writer</byttl></byline>" for n in story.authors
    )
    prolog = '<?xml version="1.0" encoding="UTF-8"?>\n' if alone else ""
    return f"""{prolog}<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" xml:lang="{story.language}">
<head><title>{escape(story.title)}</title>
<docdata><date.issue norm="{story.date}"/></docdata>
<pubdata name="{escape(story.outlet)}" ex-ref="{story.url}"/></head>
<body><body.head><hedline><hl1>{escape(story.title)}</hl1></hedline>{bylines}</body.head>
<body.content>
{body}
</body.content></body>
</nitf>"""


def newsml(inline_xhtml: Story, inline_nitf: Story) -> bytes:
    """A message with two items and the package that lists them."""

    def item(story: Story, media_type: str, content: str) -> str:
        by = "".join(f"<by>By {escape(name)}</by>" for name in story.authors)
        return f"""<newsItem guid="urn:newsml:example:{story.id}" version="1" standard="NewsML-G2"
standardversion="2.33">
<itemMeta><itemClass qcode="ninat:text"/>
<provider qcode="ex:agency"><name>{escape(story.outlet)}</name></provider>
<versionCreated>{story.date}</versionCreated><firstCreated>{story.date}</firstCreated><pubStatus qcode="stat:usable"/>
<link rel="irel:canonical" href="{story.url}"/></itemMeta>
<contentMeta>{by}<headline role="hld:main">{escape(story.title)}</headline>
<language tag="{story.language}"/></contentMeta>
<contentSet><inlineXML contenttype="{media_type}">{content}</inlineXML></contentSet>
</newsItem>"""

    xhtml = (
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{html_body(inline_xhtml)}</body></html>'
    )
    items = item(inline_xhtml, "application/xhtml+xml", xhtml.replace("<img src='/photo.jpg' alt=''>", ""))
    items += "\n" + item(inline_nitf, "application/nitf+xml", nitf(inline_nitf, alone=False))
    references = "".join(f'<itemRef residref="urn:newsml:example:{s.id}"/>' for s in (inline_xhtml, inline_nitf))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/">
<header><sent>2024-03-20T04:00:00Z</sent><sender>agency.example</sender></header>
<itemSet>
{items}
<packageItem guid="urn:newsml:example:package" version="1"><groupSet root="g">
<group id="g">{references}</group></groupSet></packageItem>
</itemSet>
</newsMessage>
""".encode()


def ninjs(story: Story) -> bytes:
    item = {
        "$standard": {"name": "ninjs", "version": "3.0", "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json"},
        "uri": story.url, "type": "text", "representationtype": "complete", "pubstatus": "usable",
        "versioncreated": story.date, "language": story.language, "by": "By " + " and ".join(story.authors),
        "headlines": [{"role": "main", "value": story.title}],
        "infosources": [{"name": story.outlet}],
        "bodies": [
            {"role": "main", "contenttype": "text/html", "charcount": len(story.text), "value": html_body(story)},
        ],
    }  # fmt: skip
    return json.dumps(item, ensure_ascii=False, indent=2).encode()


def rss(full: Story, summary: Story) -> bytes:
    def item(story: Story, content: str) -> str:
        return f"""<item><title>{escape(story.title)}</title><link>{story.url}</link>
<guid isPermaLink="true">{story.url}</guid><pubDate>{format_datetime(story.moment)}</pubDate>
<dc:creator>{escape(", ".join(story.authors))}</dc:creator>
<description>{escape(story.first_sentence)}</description>{content}</item>"""

    encoded = f"<content:encoded><![CDATA[{html_body(full)}]]></content:encoded>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>{escape(full.outlet)}</title><link>https://{full.url.split("/")[2]}/</link><language>en</language>
{item(full, encoded)}
{item(summary, "")}
</channel>
</rss>
""".encode()


def atom(story: Story) -> bytes:
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in story.authors)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{story.language}">
<title>{escape(story.outlet)}</title><id>tag:elbblatt.example,2024:feed</id><updated>{story.date}</updated>
<entry><title>{escape(story.title)}</title><id>tag:elbblatt.example,2024:{story.id}</id>
<link rel="alternate" href="{story.url}"/><published>{story.date}</published><updated>{story.date}</updated>{authors}
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{html_body(story)}</div></content></entry>
</feed>
""".encode()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 3, 20, 4, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return gzip.compress(out.getvalue(), mtime=0)


def plain(story: Story) -> str:
    return f"{story.title}\nBy {' and '.join(story.authors)}\n\n{story.text}\n"


def dumps(s: dict[str, Story]) -> dict[str, bytes]:
    """All dumps by file name."""
    lines = json_lines([news_please(s[i]) for i in ("gdansk-strike", "chip-plant", "lake-plants", "accra-solar-fire")])
    broken = lines.splitlines(keepends=True)
    broken.insert(2, broken[2][:200] + b"\n")
    answer = [event_registry(s[i], number) for number, i in enumerate(("dunedin-tram", "busan-film"))]
    return {
        "harbour-evening-cp1252.txt": s["halifax-ferry"].text.encode("cp1252"),
        "lakeshore-courier.html": html_page(s["gdansk-talks"]).encode(),
        "news-please.jsonl": b"".join(broken),
        "event-registry.json": json.dumps(
            {"articles": {"results": answer, "totalResults": 2, "page": 1, "count": 100, "pages": 1}}, indent=1
        ).encode(),
        "tribune-weekly.csv": table([s["gdansk-board"], s["lake-study"]], ","),
        "gazeta-sports.tsv": table([s["porto-alegre-final"], s["porto-alegre-cup"]], "\t"),
        "cc-news.parquet": parquet([s["quito-cable"], s["hanoi-heat"]]),
        "crawl.warc.gz": warc([s["dunedin-poll"], s["accra-solar"]]),
        "agency-newsml-g2.xml": newsml(s["lake-fish-ban"], s["chip-approval"]),
        "southern-post-nitf.xml": nitf(s["dunedin-funding"], alone=True).encode(),
        "screen-pacific-ninjs.json": ninjs(s["busan-prize"]),
        "saxony-today.rss": rss(s["chip-plant-copy"], s["chip-water"]),
        "elbblatt.atom": atom(s["chip-water"]),
        "again.jsonl.gz": gzip.compress(json_lines([news_please(s["gdansk-strike"])]), mtime=0),
        "nordlys.csv.zst": zstandard.compress(table([s["reykjavik-geothermal"]], ",")),
        "diario-del-valle.html.bz2": bz2.compress(html_page(s["oaxaca-library"], "iso-8859-1").encode("cp1252")),
        "aurora.txt.xz": lzma.compress(plain(s["tromso-radar"]).encode()),
        "otago-ledger.zip": zipped(
            {
                "pages/tram-poll.html": html_page(s["dunedin-poll"]).encode(),
                "__MACOSX/pages/._tram-poll.html": b"\0\5\x16\7",
                "notes/aurora.txt": plain(s["tromso-radar"]).encode(),
            }
        ),
        "great-lakes.tar.gz": tarred(
            {
                "2024/lake-plants.json": json.dumps(news_please(s["lake-plants"])).encode(),
                "2024/lake-study.jsonl.gz": gzip.compress(json_lines([news_please(s["lake-study"])]), mtime=0),
            }
        ),
    }


def main(folder: Path) -> None:
    """Write all dumps into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in dumps(load_stories()).items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else RAW)
