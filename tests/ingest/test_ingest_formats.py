"""The formats of news agencies, feeds, crawlers and tables, and the sample dumps that hold one of each."""

import gzip
import io
import tracemalloc
import zlib
from collections import Counter
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from make_samples import dumps, load_stories

from tasks.ingest import RawRecord, read_source, records_from_table, records_to_table
from tasks.ingest.xml_stream import with_known_references

RAW = Path(__file__).parents[2] / "data" / "raw"


def read(tmp_path: Path, data: bytes | str, name: str = "dump") -> list[RawRecord]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_source(path))


class TestRss:
    FEED = (
        '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<channel><title>The Daily</title><language>en</language>%s</channel></rss>"
    )

    def test_full_text(self, tmp_path: Path) -> None:
        item = (
            "<item><title>Caf&eacute; &amp; more</title><link>https://a.org/1</link><pubDate>D</pubDate>"
            "<author>jo@a.org (Jo Li)</author><description>Short.</description>"
            "<content:encoded><![CDATA[<p>Long &amp; wide</p>]]></content:encoded></item>"
        )
        [record] = read(tmp_path, self.FEED % item)
        assert (record.locator, record.format, record.html) == ("item 1", "rss", "<p>Long &amp; wide</p>")
        assert (record.title, record.url, record.date) == ("Café & more", "https://a.org/1", "D")
        assert (record.authors, record.outlet, record.language) == (("Jo Li",), "The Daily", "en")
        assert record.description == "Short."

    def test_summary_only(self, tmp_path: Path) -> None:
        item = "<item><title>H</title><description>%s</description></item>"
        [short] = read(tmp_path, self.FEED % (item % "Short."))
        [long] = read(tmp_path, self.FEED % (item % "&lt;p&gt;Long &lt;/p&gt;".replace("Long", "word " * 200)))
        assert (short.reason, short.detail) == ("summary_only", "H")
        assert long.html is not None

    def test_broken_and_cut(self, tmp_path: Path) -> None:
        item = "<item><content:encoded>One</content:encoded></item>"
        whole = self.FEED % (item + item)
        assert [r.text or r.reason for r in read(tmp_path, whole[:-50])] == ["One", "truncated"]
        assert [r.text or r.reason for r in read(tmp_path, whole.replace("</channel>", "</b></channel>"))] == [
            "One",
            "One",
            "bad_xml",
        ]

    def test_cp1252_without_declaration(self, tmp_path: Path) -> None:
        feed = self.FEED % "<item><content:encoded>caf\xe9</content:encoded></item>"
        assert [r.text for r in read(tmp_path, feed.encode("cp1252"))] == ["café"]

    def test_halves_of_characters_in_references(self, tmp_path: Path) -> None:
        text = "A&#55357;&#56832;&#xD83D;&#xde00;&#55000;-&#55357;-&#x0de00;&eacute;"
        [record] = read(tmp_path, self.FEED % f"<item><title>T</title><content:encoded>{text}</content:encoded></item>")
        assert record.text == "A\U0001f600\U0001f600\ud6d8-\ufffd-\ufffd\xe9"
        whole = b"".join(with_known_references(iter([text.encode()])))
        for cut in range(len(text)):
            pieces = iter([text[:cut].encode(), text[cut:].encode()])
            assert b"".join(with_known_references(pieces)) == whole

    def test_nothing_is_fetched_or_blown_up(self, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("secret")
        chain = "".join(f'<!ENTITY {name} "{f"&{inner};" * 1000}">' for inner, name in ("ab", "bc", "cd"))
        bomb = f'<!DOCTYPE rss [<!ENTITY a "lol">{chain}<!ENTITY f SYSTEM "file://{tmp_path}/secret">]>'
        for entity in ("&d;", "&f;"):
            records = read(tmp_path, bomb + self.FEED % f"<item><content:encoded>One {entity}</content:encoded></item>")
            assert all(len(record.text or "") < 10 and "secret" not in (record.text or "") for record in records)


class TestAtom:
    ENTRY = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Blatt</title><entry><title>H</title>'
        '<link rel="self" href="https://x"/><link href="https://a.org/1"/><author><name>Jo Li</name></author>'
        "<published>2020-01-01</published>%s</entry></feed>"
    )

    @pytest.mark.parametrize(
        ("content", "text", "html"),
        [
            ('<content type="text">1 &lt; 2</content>', "1 < 2", None),
            ('<content type="html">&lt;p>T&lt;/p></content>', None, "<p>T</p>"),
            (
                '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>T</p></div></content>',
                None,
                "<div><div><p>T</p></div></div>",
            ),
            (
                '<content type="xhtml"><div><no:p no:q="1" r="2">T<no:1>U</no:1></no:p></div></content>',
                None,
                '<div><div><p r="2">T<span>U</span></p></div></div>',
            ),
        ],
    )
    def test_content(self, tmp_path: Path, content: str, text: str | None, html: str | None) -> None:
        [record] = read(tmp_path, self.ENTRY % content)
        assert (record.text, record.html) == (text, html)
        assert (record.url, record.authors, record.date) == ("https://a.org/1", ("Jo Li",), "2020-01-01")
        assert (record.outlet, record.language) == ("Blatt", "de")

    def test_summary_only(self, tmp_path: Path) -> None:
        assert [r.reason for r in read(tmp_path, self.ENTRY % "<summary>S</summary>")] == ["summary_only"]
        assert [r.reason for r in read(tmp_path, self.ENTRY % '<content src="https://x"/>')] == ["no_text"]


NITF = (
    '<nitf xml:lang="en"><head><docdata><date.issue norm="20200101"/></docdata><pubdata name="A" ex-ref="https://a.org/1"/>'
    "</head><body><body.head><hedline><hl1>H</hl1></hedline><byline>By <person>Jo Li</person>"
    "<byttl>Writer</byttl></byline><dateline><location>ROME</location></dateline></body.head><body.content>"
    "<p><person>Ann Lee</person> came.</p><hl2>Sub</hl2><media media-type='image'><media-reference source='x'/>"
    "<media-caption>Cap</media-caption></media></body.content></body></nitf>"
)
NITF_HTML = (
    '<article><p class="dateline">ROME</p><p>Ann Lee came.</p><h2>Sub</h2>'
    '<figure media-type="image"><figcaption>Cap</figcaption></figure></article>'
)


def test_nitf(tmp_path: Path) -> None:
    [record] = read(tmp_path, '<!DOCTYPE nitf SYSTEM "nitf-3-2.dtd">' + NITF)
    assert (record.locator, record.format, record.html) == ("", "nitf", NITF_HTML)
    assert (record.title, record.url, record.date) == ("H", "https://a.org/1", "20200101")
    assert (record.authors, record.outlet, record.language) == (("Jo Li",), "A", "en")


class TestNewsml:
    ITEM = (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:1" version="1"><itemMeta>'
        '<provider literal="Agency"/><versionCreated>2020-01-02</versionCreated>%s</itemMeta><contentMeta>'
        '<by>By Jo Li</by><headline>H</headline><language tag="en"/></contentMeta>'
        "<contentSet>%s</contentSet></newsItem>"
    )

    @pytest.mark.parametrize(
        ("content", "text", "html"),
        [
            (
                '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head/>'
                "<body><p>T</p></body></html></inlineXML>",
                None,
                "<article><p>T</p></article>",
            ),
            (f'<inlineXML contenttype="application/nitf+xml">{NITF}</inlineXML>', None, NITF_HTML),
            ('<inlineData contenttype="text/plain">T &amp; T</inlineData>', "T & T", None),
            ('<inlineData contenttype="text/html">&lt;p>T&lt;/p></inlineData>', None, "<p>T</p>"),
        ],
    )
    def test_content(self, tmp_path: Path, content: str, text: str | None, html: str | None) -> None:
        [record] = read(tmp_path, self.ITEM % ("", content))
        assert (record.locator, record.format, record.text, record.html) == ("", "newsml", text, html)
        assert (record.title, record.date, record.authors) == ("H", "2020-01-02", ("Jo Li",))
        assert (record.outlet, record.language) == ("Agency", "en")

    def test_not_news(self, tmp_path: Path) -> None:
        killed = self.ITEM % ('<pubStatus qcode="stat:canceled"/>', "<inlineData>T</inlineData>")
        picture = self.ITEM % ("", '<remoteContent href="x.jpg"/>')
        message = f"<newsMessage><itemSet>{killed}{picture}<packageItem guid='p'/></itemSet></newsMessage>"
        assert [(r.locator, r.reason) for r in read(tmp_path, message)] == [
            ("item 1", "withdrawn"),
            ("item 2", "no_text"),
            ("item 3", "package_item"),
        ]


@pytest.mark.parametrize(
    "item",
    [
        '{"uri": "https://a.org/1", "versioncreated": "2020", "headline": "H", "byline": "Jo Li", "body_text": "T"}',
        '{"uri": "https://a.org/1", "versionCreated": "2020", "headlines": [{"role": "sub", "value": "no"}, '
        '{"role": "main", "value": "H"}], "by": "Jo Li", "bodies": [{"contentType": "text/plain", "value": "T"}]}',
    ],
)
def test_ninjs(tmp_path: Path, item: str) -> None:
    for data in (item, f"[{item}]", f"{item}\n{item}"):
        record = read(tmp_path, data)[0]
        assert (record.format, record.text, record.title) == ("ninjs", "T", "H")
        assert (record.url, record.date, record.authors) == ("https://a.org/1", "2020", ("Jo Li",))


class TestWarc:
    @staticmethod
    def record(kind: str, block: bytes, media_type: str = "application/http") -> bytes:
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <https://a.org/1>\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
            f"WARC-Date: 2020-01-01T00:00:00Z\r\nContent-Type: {media_type}\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        return head.encode() + block + b"\r\n\r\n"

    @pytest.mark.parametrize(
        ("head", "body", "told"),
        [
            ("200 OK\r\nContent-Type: text/html; charset=iso-8859-2", "<p>ż".encode("iso-8859-2"), "<p>ż"),
            ("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", gzip.compress(b"<p>T"), "<p>T"),
            ("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", b"<p>undone", "<p>undone"),
            ("200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", b"4\r\n<p>T\r\n0\r\n\r\n", "<p>T"),
            ("200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", b"<p>undone", "<p>undone"),
            ("200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked", b"f" * 18 + b"\r\n", "f" * 18 + "\r\n"),
            ("200 OK\r\nContent-Type: text/html; charset*=a%00b''x", b"<p>T", "<p>T"),
            ("200 OK\r\nContent-Type: text/html; charset*0=a; charset*=b", b"<p>T", "<p>T"),
            ("200 OK", b"<html><p>T", "<html><p>T"),
            ("200 OK\r\nContent-Type: image/png", b"\x89PNG", "not_html"),
            ("404 Not Found\r\nContent-Type: text/html", b"<p>Gone", "http_status"),
            ("200 OK\r\nContent-Type: text/html", b"", "empty"),
        ],
    )
    def test_responses(self, tmp_path: Path, head: str, body: bytes, told: str) -> None:
        response = self.record("response", f"HTTP/1.1 {head}\r\n\r\n".encode() + body)
        records = read(tmp_path, self.record("request", b"GET / HTTP/1.1\r\n\r\n") + response + response)
        assert [record.html or record.reason for record in records] == [told, told]
        assert len({record.locator for record in records}) == 2

    @pytest.mark.parametrize(
        ("encoding", "packed"),
        [
            ("br", brotli.compress(b"<p>" + bytes(30_000_000), quality=1)),
            ("deflate", zlib.compress(b"<p>" + bytes(30_000_000), 1)),
            ("deflate", zlib.compress(b"<p>" + bytes(30_000_000), 1)[2:-4]),
            ("gzip", gzip.compress(b"<p>" + bytes(30_000_000), 1)),
        ],
    )
    def test_page_that_unfolds_to_too_much_is_not_held(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, packed: bytes
    ) -> None:
        monkeypatch.setattr("tasks.ingest.warc.LARGEST_RECORD", 1_000_000)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n\r\n".encode()
        tracemalloc.start()
        try:
            assert [r.reason for r in read(tmp_path, self.record("response", head + packed))] == ["too_long"]
            assert tracemalloc.get_traced_memory()[1] < 25_000_000
        finally:
            tracemalloc.stop()

    @pytest.mark.parametrize("encoding", ["br", "deflate"])
    def test_page_that_is_packed(self, tmp_path: Path, encoding: str) -> None:
        page = "<p>" + "word " * 200_000
        packed = {"br": brotli.compress, "deflate": zlib.compress}[encoding](page.encode())
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n\r\n".encode()
        assert [r.html for r in read(tmp_path, self.record("response", head + packed))] == [page]
        assert [r.reason for r in read(tmp_path, self.record("response", head + packed[:-5]))] == ["corrupt"]

    def test_not_responses(self, tmp_path: Path) -> None:
        data = (
            self.record("warcinfo", b"x: y", "application/warc-fields")
            + self.record("resource", b"<p>T", "text/html")
            + self.record("revisit", b"HTTP/1.1 200 OK\r\n\r\n")
            + self.record("conversion", b"T", "text/plain")
            + self.record("response", b"what?")
        )
        told = [(record.html or record.text or record.reason) for record in read(tmp_path, data)]
        assert told == ["<p>T", "revisit", "T", "bad_http"]

    def test_cut(self, tmp_path: Path) -> None:
        response = self.record("response", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>T")
        both = response + response
        assert [r.html or r.reason for r in read(tmp_path, both[:-10])] == ["<p>T", "truncated"]
        packed = gzip.compress(response) + gzip.compress(response)[:-20]
        assert [r.html or r.reason for r in read(tmp_path, packed)] == ["<p>T", "truncated"]


class TestParquet:
    @staticmethod
    def table() -> bytes:
        out = io.BytesIO()
        columns = {
            "title": [f"T{n}" for n in range(2000)],
            "text": [f"Text {n}" if n else None for n in range(2000)],
            "date": pa.array([0] * 2000, pa.timestamp("us", "UTC")),
            "image": [b"\xff"] * 2000,
            "publisher": [{"name": "A"}] * 2000,
        }
        pq.write_table(pa.table(columns), out, row_group_size=300)
        return out.getvalue()

    def test_rows(self, tmp_path: Path) -> None:
        records = read(tmp_path, self.table())
        assert [record.reason for record in records] == ["no_text"] + [None] * 1999
        last = records[-1]
        assert (last.locator, last.format, last.text, last.title) == ("row 2000", "parquet", "Text 1999", "T1999")
        assert (last.date, last.outlet) == ("1970-01-01T00:00:00+00:00", "A")
        assert read(tmp_path, gzip.compress(self.table())) == records

    def test_damage(self, tmp_path: Path) -> None:
        data = self.table()
        assert [record.reason for record in read(tmp_path, data[:-100])] == ["corrupt"]

    @pytest.mark.parametrize(
        ("column", "told"),
        [
            (pa.array([0, 253402300800000, 0], pa.timestamp("ms")), "10000-01-01 00:00:00.000"),
            (pa.array([0, 1_000_123, 0], pa.timestamp("ns")), "1970-01-01T00:00:00.001000"),
            (pa.array([0, 0, 0], pa.timestamp("ms", "Nowhere/At_all")), "1970-01-01 00:00:00.000Z"),
        ],
    )
    def test_date_that_python_has_none_for(self, tmp_path: Path, column: pa.Array, told: str) -> None:
        records = read(tmp_path, self.of_columns(text=["one", "two", "three"], date=column))
        assert [record.text for record in records] == ["one", "two", "three"]
        assert records[1].date == told

    def test_value_that_no_text_can_hold(self, tmp_path: Path) -> None:
        dates = pa.array([{"d": 0}, {"d": 2**50}, {"d": 0}], pa.struct([("d", pa.timestamp("ms"))]))
        records = read(tmp_path, self.of_columns(text=["one", "two", "three"], seen=dates))
        assert [record.text or record.reason for record in records] == ["one", "corrupt", "three"]
        assert records[1].locator == "row 2"

    def test_text_in_bytes(self, tmp_path: Path) -> None:
        data = pa.array([b"one", b"caf\xe9", "Äpfel".encode(), b"\x00\x01\x02"], pa.binary())
        as_text = pa.Array.from_buffers(pa.string(), len(data), data.buffers())
        texts = [record.text for record in read(tmp_path, self.of_columns(text=as_text))]
        assert texts[:3] == ["one", "café", "Äpfel"]
        records = read(tmp_path, self.of_columns(content=data))
        assert [record.text or record.reason for record in records] == ["one", "café", "Äpfel", "no_text"]
        page = '<html><meta charset="iso-8859-2"><p>Zażółć'
        [record] = read(tmp_path, self.of_columns(html=[page.encode("iso-8859-2")]))
        assert record.html == page

    @staticmethod
    def of_columns(**columns: object) -> bytes:
        out = io.BytesIO()
        pq.write_table(pa.table(columns), out)
        return out.getvalue()


def test_spool_loses_nothing() -> None:
    records = [
        RawRecord("line 1", "jsonl", 3, "00", text="T\n", title="H", authors=("Jo", "Li"), language="en"),
        RawRecord("line 2", "jsonl", 2**40, "01", reason="bad_json", detail="x"),
        RawRecord("", "html", 0, "02", html="<p>😀", url="u", date="d", outlet="o", description="s"),
    ]
    assert list(records_from_table(records_to_table(records))) == records
    assert list(records_from_table(records_to_table([]))) == []


class TestSamples:
    def test_every_format_is_there(self) -> None:
        records = [record for path in sorted(RAW.iterdir()) for record in read_source(path)]
        formats = Counter(record.format for record in records)
        assert set(formats) == {
            "text", "html", "jsonl", "json", "csv", "tsv", "parquet", "warc", "newsml", "nitf", "ninjs", "rss", "atom",
        }  # fmt: skip
        assert Counter(record.reason for record in records if record.reason) == {
            "bad_json": 1, "not_html": 1, "http_status": 1, "package_item": 1, "summary_only": 1,
        }  # fmt: skip
        assert sum(path.stat().st_size for path in RAW.iterdir()) < 300_000

    def test_made_by_the_script(self, tmp_path: Path) -> None:
        for name, data in dumps(load_stories()).items():
            assert read(tmp_path, data, name) == list(read_source(RAW / name)), name
