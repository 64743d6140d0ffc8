"""Every format, and everything that can be wrong with a file, to records with the right place and reason."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.ingest import FieldMap, RawRecord, json_lines, read_source
from tasks.ingest.byte_stream import ByteStream
from tasks.ingest.compression import LARGEST_PIECE, codec_of, decompress
from tasks.ingest.reading import READERS
from tasks.ingest.reasons import REASONS

Read = Callable[..., list[RawRecord]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read bytes as a file of a name."""

    def read(data: bytes | str, name: str = "dump", fields: FieldMap | None = None) -> list[RawRecord]:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return list(read_source(path, fields) if fields else read_source(path))

    return read


def told(records: list[RawRecord]) -> list[tuple[str, str | None]]:
    """What became of each record: (locator, its text, its html, or its reason)."""
    return [(record.locator, record.text or record.html or record.reason) for record in records]


LINES = b'{"text": "one"}\n{"text": "two"}\n'


class TestFaultOfAReader:
    """What no reader foresees ends its file or member with a record, and what ends a run is no record."""

    @staticmethod
    def failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
        def read_and_fail(stream: ByteStream, fields: FieldMap) -> Iterator[RawRecord]:
            yield next(json_lines.read(stream, fields))
            raise error

        monkeypatch.setitem(READERS, "jsonl", read_and_fail)

    def test_is_a_record_after_those_before(self, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
        self.failing(monkeypatch, KeyError("\ud800\0"))
        one, fault = read(LINES)
        assert (one.text, fault.locator, fault.format) == ("one", "after record 1", "jsonl")
        assert (fault.reason, fault.detail) == ("internal_error", r"KeyError: '\ud800\x00'")
        packed = TestArchives.zip({"a.jsonl": LINES, "b.txt": b"B"})
        assert told(read(packed)) == [
            ("a.jsonl, line 1", "one"),
            ("a.jsonl, after record 1", "internal_error"),
            ("b.txt", "B"),
        ]

    @pytest.mark.parametrize("error", [OSError("No space left"), MemoryError()])
    def test_of_the_machine_ends_the_run(self, read: Read, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
        self.failing(monkeypatch, error)
        with pytest.raises(type(error)):
            read(LINES)

    def test_that_came_of_a_stop_is_one(self, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
        error = RuntimeError("made of it")
        error.__cause__ = KeyboardInterrupt()
        self.failing(monkeypatch, error)
        with pytest.raises(RuntimeError):
            read(LINES)


class TestFormat:
    """The format is found from content; the name only breaks ties."""

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"A plain text, with commas, and no header.\n", "text"),
            (b'"Quoted from the start," she said.\nAnd on, it went.\n', "text"),
            (b"{This is a note in braces.}\nNo JSON at all.\n", "text"),
            (b"<!DOCTYPE html><p>A page", "html"),
            (b"<p>A fragment</p><p>of a page</p>", "html"),
            (LINES, "jsonl"),
            (b'{"text": "one"}\n{"text": \n{"text": "three"}\n', "jsonl"),
            (b'[{"text": "one"}, {"text": "two"}]', "json"),
            (b'{\n "text": "one"\n}', "json"),
            (b"title,content\nA,text\n", "csv"),
            (b"title;content\nA;text\n", "csv"),
            (b"title\tcontent\nA\ttext\n", "tsv"),
            (b"id,score,rank\n1,2,3\n2,3,4\n3,4,5\n", "csv"),
            (b"Milk, eggs and bread\nCome home, she said\nNot now, he said\n", "text"),
            (b'<?xml version="1.0"?><!-- x --><rss><channel/></rss>', "rss"),
            (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "atom"),
            (b'<!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf><body/></nitf>', "nitf"),
            (b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"/>', "newsml"),
        ],
    )
    def test_from_content(self, read: Read, data: bytes, kind: str) -> None:
        assert read(data, "misleading.bin")[0].format == kind

    @pytest.mark.parametrize("name", ["x.csv", "x.json", "x.html"])
    def test_name_does_not_overrule(self, read: Read, name: str) -> None:
        assert read("Nothing but a sentence. And one more.", name)[0].format in ("text", "html")
        assert {record.format for record in read(LINES, name)} == {"jsonl"}

    @pytest.mark.timeout(20)
    def test_thousands_of_remarks_are_passed_over_once(self, read: Read) -> None:
        remarks = "<!-- ad -->" * 2000
        assert told(read(json.dumps({"text": f"{remarks} words"}))) == [("", f"{remarks} words")]
        assert told(read(json.dumps({"text": f"{remarks}<p>T"}))) == [("", f"{remarks}<p>T")]
        assert [record.format for record in read(f"{remarks}<p>T")] == ["html"]
        assert [record.format for record in read(f"{remarks} words")] == ["text"]
        assert [record.format for record in read(f"<?xml version='1.0'?>{remarks}<!DOCTYPE nitf>{remarks}<nitf/>")] == [
            "nitf"
        ]

    def test_name_decides_a_single_line(self, read: Read) -> None:
        assert [record.format for record in read(b'{"text": "one"}', "x.jsonl")] == ["jsonl"]
        assert [record.format for record in read(b'{"text": "one"}', "x.json")] == ["json"]

    @pytest.mark.parametrize(
        ("data", "reason", "detail"),
        [
            (b"", "empty", None),
            (b" \n\n ", "empty", None),
            (b"%PDF-1.7\n...", "unknown_format", "It is a PDF document."),
            (bytes(range(256)) * 20, "unknown_format", "It is binary, of no known kind."),
            (b'<?xml version="1.0"?><urlset><url/></urlset>', "unknown_format", "It is XML whose root is urlset."),
        ],
    )
    def test_not_read(self, read: Read, data: bytes, reason: str, detail: str | None) -> None:
        [record] = read(data)
        assert (record.locator, record.format, record.reason, record.detail) == ("", "unknown", reason, detail)


class TestEncoding:
    @pytest.mark.parametrize(
        ("data", "text"),
        [
            ("Zażółć".encode(), "Zażółć"),
            ("\ufeffZażółć".encode(), "Zażółć"),
            ("Zażółć gęślą".encode("utf-16"), "Zażółć gęślą"),
            ("Plain words".encode("utf-16-le"), "Plain words"),
            (b"caf\xe9 \x93x\x94 \x81", "café “x” \x81"),
            ("Müller, Groß und Ärger".encode() + b" \x93", "Müller, Groß und Ärger “"),
        ],
    )
    def test_text(self, read: Read, data: bytes, text: str) -> None:
        assert [record.text for record in read(data)] == [text]

    def test_declared_by_page(self, read: Read) -> None:
        [page] = read('<html><meta charset="iso-8859-2"><p>Zażółć'.encode("iso-8859-2"))
        assert page.html is not None
        assert page.html.endswith("Zażółć")

    def test_a_charset_that_no_text_is_written_in(self, read: Read) -> None:
        [page] = read(b'<html><meta charset="unicode_escape"><p>\\ud83d one')
        assert page.html == '<html><meta charset="unicode_escape"><p>\\ud83d one'

    def test_per_line(self, read: Read) -> None:
        data = '{"text": "Äpfel"}\n'.encode() + '{"text": "Öl"}\n'.encode("cp1252")
        assert [record.text for record in read(data)] == ["Äpfel", "Öl"]

    def test_lone_surrogates_and_zeros_are_gone(self, read: Read) -> None:
        records = read(b'{"text": "a\\ud800b"}\n{"text": "c\\u0000d"}\n{"text": "\\ud83d\\ude00"}\n')
        assert [record.text for record in records] == ["a\ufffdb", "cd", "😀"]

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
    @pytest.mark.parametrize("indent", [None, 1])
    def test_marked_json(self, read: Read, encoding: str, indent: int | None) -> None:
        one = {"text": "Äpfel"}
        assert told(read(json.dumps([one], indent=indent).encode(encoding), "x.json")) == [("item 1", "Äpfel")]
        assert told(read(json.dumps(one, indent=indent).encode(encoding), "x.json")) == [("", "Äpfel")]

    def test_wide_json(self, read: Read) -> None:
        assert [record.text for record in read('[{"text": "Äpfel"}]'.encode("utf-16"))] == ["Äpfel"]


CODECS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.compress,
}


class TestCompression:
    @pytest.mark.parametrize("ending", CODECS)
    def test_members(self, read: Read, ending: str) -> None:
        packed = CODECS[ending](LINES) + CODECS[ending](b'{"text": "three"}\n')
        assert told(read(packed, f"x.jsonl.{ending}")) == [("line 1", "one"), ("line 2", "two"), ("line 3", "three")]

    @pytest.mark.parametrize("ending", CODECS)
    def test_truncated(self, read: Read, ending: str) -> None:
        rows = b"".join(b'{"text": "%s"}\n' % bytes(str(hash_like), "ascii") for hash_like in _noise(40_000))
        records = read(CODECS[ending](rows)[:-1000])
        assert len(records) > 1000
        assert {record.reason for record in records[:-1]} == {None}
        assert (records[-1].locator, records[-1].reason) == ("end", "truncated")

    def test_corrupt(self, read: Read) -> None:
        packed = bytearray(gzip.compress(LINES))
        packed[-6] ^= 255
        assert [record.reason for record in read(bytes(packed))] == [None, None, "corrupt"]

    @pytest.mark.parametrize(
        ("packed", "size", "largest"),
        [
            # zstandard's header, a window of 128 KB, then blocks that each repeat a zero so often
            (b"\x28\xb5\x2f\xfd\x00\x38" + b"\x02\x00\x10\x00" * 1999 + b"\x03\x00\x10\x00", 2000 << 17, 33 << 20),
            (bz2.compress(bytes(8_000_000)), 8_000_000, LARGEST_PIECE),
            (lzma.compress(bytes(8_000_000), preset=0), 8_000_000, LARGEST_PIECE),
            (gzip.compress(bytes(30_000_000), 1), 30_000_000, 17 << 20),
        ],
    )
    def test_unfolds_in_pieces(self, packed: bytes, size: int, largest: int) -> None:
        codec = codec_of(packed)
        assert codec is not None
        sizes = [len(piece) for piece in decompress(iter([packed]), codec)]
        assert (sum(sizes), max(sizes) <= largest) == (size, True)

    def test_twice(self, read: Read) -> None:
        assert told(read(bz2.compress(gzip.compress(LINES)))) == [("line 1", "one"), ("line 2", "two")]


def _noise(count: int) -> list[int]:
    """Numbers that compress badly."""
    number, numbers = 1, []
    for _ in range(count):
        number = number * 6364136223846793005 % 2**64 + 1
        numbers.append(number)
    return numbers


class TestJson:
    def test_broken_line(self, read: Read) -> None:
        records = read(b'{"text": "one"}\n\n{"text": \n{"text": "four"}\n[1]\n')
        assert told(records) == [
            ("line 1", "one"),
            ("line 3", "bad_json"),
            ("line 4", "four"),
            ("line 5", "not_an_object"),
        ]
        assert records[1].size == len(b'{"text":')

    @pytest.mark.parametrize("form", ["[\n%s,\n%s,\n%s\n]\n", "[%s,\r\n%s,\r\n%s]", "[ %s\n, %s\n, %s ]"])
    def test_array_written_line_by_line(self, read: Read, form: str) -> None:
        items = ['{"text": "one"}', '{"text": "two"}', '{"text": "three", "tags": ["x"]}']
        records = read(form % tuple(items), "x.jsonl")
        assert [record.text for record in records] == ["one", "two", "three"]
        assert [record.size for record in records] == list(map(len, items))

    def test_long_line(self, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tasks.ingest.json_lines.LARGEST_RECORD", 1000)
        records = read(LINES + b'{"text": "' + b"x" * 500_000 + b'"}\n' + LINES)
        assert told(records)[2:4] == [("line 3", "too_long"), ("line 4", "one")]
        assert records[2].size == 500_013

    @pytest.mark.parametrize(
        "document",
        [
            {"articles": [{"body": "one"}, {"body": "two"}]},
            {"articles": {"results": [{"body": "one"}, {"body": "two"}], "count": 2}},
            {"response": {"results": [{"fields": {"bodyText": "one"}}, {"fields": {"bodyText": "two"}}]}},
            {"hits": {"hits": [{"_source": {"text": "one"}}, {"_source": {"text": "two"}}]}},
            {"posts": [{"text": "one", "thread": {"site": "x"}}, {"text": "two"}]},
            {"a": {"text": "one"}, "b": {"text": "two"}},
            [{"text": "one", "comments": [{"text": "no"}]}, {"text": "two"}],
        ],
    )
    @pytest.mark.parametrize("indent", [None, 1])
    def test_nested(self, read: Read, document: object, indent: int | None) -> None:
        assert told(read(json.dumps(document, indent=indent), "x.json")) == [("item 1", "one"), ("item 2", "two")]

    @pytest.mark.parametrize("form", ['{"articles": {"count": 1, "results": [%s]}}', "[%s]"])
    def test_large_document(self, read: Read, form: str) -> None:
        rows = ", ".join(json.dumps({"title": f"T{n}", "text": f"{n} " + 'x "]}' * 300}) for n in range(2000))
        records = read(form % rows)
        assert [record.title for record in records] == [f"T{n}" for n in range(2000)]
        assert records[-1].locator == "item 2000"

    def test_one_broken_item(self, read: Read) -> None:
        records = read('[{"text": "one"}, {"text": oops}, 3, {"text": "four", "author": NaN}]')
        assert told(records) == [
            ("item 1", "one"),
            ("item 2", "bad_json"),
            ("item 3", "not_an_object"),
            ("item 4", "four"),
        ]

    def test_items_without_text_before_the_first_article(self, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
        empty, whole = {"title": "T", "content": None}, {"title": "T", "content": "one"}
        for document in ({"articles": [empty, empty, whole, empty]}, [[empty, empty, whole, empty]]):
            assert told(read(json.dumps(document), "x.json")) == [
                ("item 1", "no_text"),
                ("item 2", "no_text"),
                ("item 3", "one"),
                ("item 4", "no_text"),
            ]
        tags_first = {"tags": [empty, empty], "articles": [whole]}
        assert told(read(json.dumps(tags_first), "x.json")) == [("item 1", "one")]
        assert told(read(json.dumps({"articles": [empty, empty]}), "x.json")) == [("", "no_text")]
        monkeypatch.setattr("tasks.ingest.json_document.HELD_AT_MOST", 1)
        assert [r.locator for r in read(json.dumps({"articles": [empty] * 3}), "x.json")] == [
            "item 1",
            "item 2",
            "item 3",
        ]

    @pytest.mark.parametrize("own", ['"text": ""', '"content": null'])
    def test_line_with_an_empty_text_and_a_related_article(self, read: Read, own: str) -> None:
        records = read(f'{{{own}, "related": [{{"text": "one"}}]}}\n{{"text": "two"}}\n', "x.jsonl")
        assert told(records) == [("line 1", "no_text"), ("line 1, item 1", "one"), ("line 2", "two")]
        answer = '{"status": "ok", "page": 1, "news": [{"text": "one"}]}\n'
        assert told(read(answer, "x.jsonl")) == [("line 1, item 1", "one")]

    def test_deep_nesting(self, read: Read) -> None:
        deep = b"[" * 900 + b'"x"' + b"]" * 900
        assert told(read(b'{"text": "one", "authors": %b, "title": %b}\n{"text": "two"}\n' % (deep, deep))) == [
            ("line 1", "one"),
            ("line 2", "two"),
        ]
        assert [record.reason for record in read(b"[" * 100_000)] == ["truncated"]

    def test_single_object(self, read: Read) -> None:
        assert told(read('{\n"title": "T",\n"text": "one"\n}')) == [("", "one")]

    def test_objects_in_a_row(self, read: Read) -> None:
        assert told(read('{\n"text": "one"\n}\n{\n"text": "two"\n}\n')) == [("item 1", "one"), ("item 2", "two")]

    def test_cut_document(self, read: Read) -> None:
        assert told(read('[{"text": "one"},\n {"text": "tw')) == [("item 1", "one"), ("item 2", "truncated")]

    def test_payload_is_as_it_came(self, read: Read) -> None:
        spaced = '{"text":   "one"}'
        [line, _] = read(spaced + '\n{"text": "two"}\n')
        [item] = read(f"[ {spaced} ]")
        assert line.size == item.size == len(spaced)
        assert line.payload_hash == item.payload_hash

    @given(
        st.lists(st.dictionaries(st.sampled_from(["text", "title", "url", "n"]), st.text()), min_size=2, max_size=20)
    )
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
    def test_round_trip(self, read: Read, rows: list[dict[str, str]]) -> None:
        records = read(b"".join(orjson.dumps({"k": 1} | row) + b"\n" for row in rows), "x.jsonl")
        assert len(records) == len(rows)
        for record, row in zip(records, rows, strict=True):
            text = row.get("text", "").replace("\0", "")
            if text.strip() and "<" not in text and len(text) > 8:
                assert record.text == text


class TestDelimited:
    def test_quoted_newlines_bom_and_ragged_rows(self, read: Read) -> None:
        data = '\ufeffid,title,content\r\n1,T,"two\nlines, ""quoted"""\r\n\r\n2,T\r\n3,T,text,more\r\n4,T,text,\r\n'
        records = read(data)
        assert told(records) == [
            ("row 1", 'two\nlines, "quoted"'),
            ("row 2", "no_text"),
            ("row 3", "ragged_row"),
            ("row 4", "text"),
        ]
        assert records[2].detail == "It has 4 cells, the header has 3."

    @pytest.mark.parametrize(
        "above",
        ["sep=;\n", "\ufeffsep=;\r\n", "# export of 2024-01-01\n", "#\n# export\n\n"],
    )
    def test_lines_above_the_header(self, read: Read, above: str) -> None:
        records = read(above + "title;text\nA;one, or more\nB;two\n", "x.csv")
        assert told(records) == [("row 1", "one, or more"), ("row 2", "two")]
        assert records[0].title == "A"

    def test_delimiter_told_above_the_header(self, read: Read) -> None:
        assert told(read("sep=^\ntitle^text\nA^one\n")) == [("row 1", "one")]

    def test_header_that_begins_with_a_hash(self, read: Read) -> None:
        assert told(read("#,title,text\n1,A,one\n")) == [("row 1", "one")]

    @pytest.mark.parametrize("rows", ["text\none, or more\ntwo\n", '"text"\r\n"one, or more"\r\n"two"\r\n'])
    def test_one_column(self, read: Read, rows: str) -> None:
        assert told(read(rows, "x.csv")) == [("row 1", "one, or more"), ("row 2", "two")]
        assert [record.format for record in read(rows, "x.txt")] == ["text"]

    def test_stray_quotes_in_tsv(self, read: Read) -> None:
        records = read('title\ttext\nA\t"I never said\nB\tsecond "text\nC\tthird\n')
        assert [record.text for record in records] == ['"I never said', 'second "text', "third"]

    def test_backslash_escapes(self, read: Read) -> None:
        records = read('title,text\n"A","He said \\"no, never\\" twice"\n"B","and, again"\n')
        assert [record.text for record in records] == ['He said "no, never" twice', "and, again"]

    def test_zero_bytes_and_cp1252(self, read: Read) -> None:
        assert [record.text for record in read(b"title,text\nA,caf\xe9 \x00x\n")] == ["café x"]

    def test_huge_field(self, read: Read) -> None:
        [record] = read(b'title,text\nA,"' + b"word " * 100_000 + b'"\n')
        assert record.text == "word " * 100_000

    def test_cell_too_long(self, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tasks.ingest.delimited.LARGEST_RECORD", 1000)
        assert told(read(b"title,text\nA,one\nB," + b"x" * 5000 + b"\nC,three\n")) == [
            ("row 1", "one"),
            ("row 2", "too_long"),
            ("row 3", "three"),
        ]


MEMBERS = {
    "a.jsonl": LINES,
    "b/c.txt": b"three",
    "b/": b"",
    ".hidden": b"x",
    "__MACOSX/._a.jsonl": b"x",
    "d.json.gz": gzip.compress(b'[{"text": "four"}]'),
}
MEMBERS_TOLD = [
    ("a.jsonl, line 1", "one"),
    ("a.jsonl, line 2", "two"),
    ("b/c.txt", "three"),
    ("d.json.gz, item 1", "four"),
]


class TestArchives:
    @staticmethod
    def tar(members: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            for name, data in members.items():
                member = tarfile.TarInfo(name)
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
        return out.getvalue()

    @staticmethod
    def zip(members: dict[str, bytes], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", packed) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        return out.getvalue()

    def test_zip(self, read: Read) -> None:
        assert told(read(self.zip(MEMBERS))) == MEMBERS_TOLD

    def test_tar(self, read: Read) -> None:
        assert told(read(self.tar(MEMBERS))) == MEMBERS_TOLD
        assert told(read(zstandard.compress(self.tar(MEMBERS)))) == MEMBERS_TOLD

    def test_archive_in_archive(self, read: Read) -> None:
        inner = self.zip({"a.txt": b"one"})
        assert told(read(self.tar({"x.zip": inner}))) == [("x.zip/a.txt", "one")]
        assert told(read(self.zip({"x.tar": self.tar({"x.zip": inner})}))) == [("x.tar/x.zip/a.txt", "one")]

    def test_same_name_twice(self, read: Read) -> None:
        both = self.tar({"a.txt": b"one"})[:1024] + self.tar({"a.txt": b"two"})
        assert told(read(both)) == [("a.txt", "one"), ("a.txt (2)", "two")]

    def test_corrupt_zip_member(self, read: Read) -> None:
        data = self.zip({"a.txt": b"first one", "b.txt": b"two"}, zipfile.ZIP_STORED).replace(b"first", b"thirs", 1)
        assert told(read(data)) == [("a.txt, end", "corrupt"), ("b.txt", "two")]

    def test_encrypted_zip_member(self, read: Read) -> None:
        data = bytearray(self.zip({"a.txt": b"one"}))
        data[data.index(b"PK\x01\x02") + 8] |= 1
        assert told(read(bytes(data))) == [("a.txt", "encrypted")]

    def test_cut_tar(self, read: Read) -> None:
        data = self.tar({"a.txt": b"one", "b.jsonl": LINES * 1000})
        assert told(read(data[:4000]))[-1] == ("b.jsonl, end", "truncated")
        assert told(read(data[:1024])) == [("a.txt", "one"), ("after a.txt", "truncated")]
        assert told(read(gzip.compress(data, 0)[:4000]))[-1] == ("b.jsonl, end", "truncated")

    def test_two_tars_in_a_row(self, read: Read) -> None:
        first, second = self.tar({"a.txt": b"one"}), self.tar({"b.txt": b"two"})
        for data in (first + second, gzip.compress(first) + gzip.compress(second), first + b"\0" * 300_000 + second):
            records = read(data)
            assert told(records) == [("a.txt", "one"), ("after a.txt", "corrupt")]
            assert records[1].size == len(second)
        assert told(read(first + b"\0" * 300_000)) == [("a.txt", "one")]

    def test_packed_tar_whose_checksum_is_wrong(self, read: Read) -> None:
        packed = bytearray(gzip.compress(self.tar({"a.txt": b"one"})))
        packed[-6] ^= 255
        assert told(read(bytes(packed))) == [("a.txt", "one"), ("after a.txt", "corrupt")]

    @pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
    def test_link_in_tar(self, read: Read, kind: bytes) -> None:
        out = io.BytesIO()
        with tarfile.open(fileobj=out, mode="w") as archive:
            link = tarfile.TarInfo("b.txt")
            link.type, link.linkname = kind, "a.txt"
            archive.addfile(link)
        [record] = read(out.getvalue())
        assert (record.locator, record.reason, record.detail) == ("b.txt", "empty", "It is a link to a.txt.")

    def test_damaged_tar_header(self, read: Read) -> None:
        data = bytearray(self.tar({"a.txt": b"one", "b.txt": b"two"}))
        data[1024:1030] = b"\xff" * 6
        assert told(read(bytes(data))) == [("a.txt", "one"), ("after a.txt", "corrupt")]

    @pytest.mark.parametrize("cut", [10, 60, 90])
    def test_cut_zip(self, read: Read, cut: int) -> None:
        assert told(read(self.zip({"a.txt": b"one"})[:cut])) == [("", "corrupt")]

    def test_office_document(self, read: Read) -> None:
        [record] = read(self.zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}))
        assert (record.reason, record.detail) == ("unknown_format", "It is an Office document.")


MAGIC = [
    b"", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"PAR1", b"WARC/1.0\r\n",
    b"<rss>",
    b"<feed><entry>", b"<nitf>", b"<newsItem>", b"[{", b'{"text":"a"}\n{', b"title,text\n", b"title\ttext\n", b"<html>",
    b"\xff\xfe", b"%PDF",
]  # fmt: skip


@given(st.sampled_from(MAGIC), st.binary(max_size=300), st.sampled_from(["x", "x.csv", "x.json", "x.jsonl", "x.html"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=400)
def test_anything_is_accounted_for(read: Read, magic: bytes, rest: bytes, name: str) -> None:
    records = read(magic + rest, name)
    assert records
    assert len({record.locator for record in records}) == len(records)
    for record in records:
        assert (record.reason is None) == bool(record.text or record.html)
        assert record.reason is None or record.reason in REASONS
        for value in (record.locator, record.text, record.html, record.detail):
            (value or "").encode()


@given(st.sampled_from(["gz", "bz2", "xz", "zst"]), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
def test_damage_to_packed_archives(read: Read, ending: str, data: st.DataObject) -> None:
    packed = bytearray(CODECS[ending](TestArchives.tar(MEMBERS)))
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] = data.draw(st.integers(0, 255))
    records = read(bytes(packed[: data.draw(st.integers(1, len(packed)))]))
    assert records
    assert len({record.locator for record in records}) == len(records)
