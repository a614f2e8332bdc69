"""Archives of crawls: each page is a document, everything else is a reject with the reason, or no row at all."""

import gzip
import zlib

import pytest
import zstandard

from analytics.errors import DataloupeError
from analytics.ingest import describe_input, find_inputs, formats
from analytics.ingest.web import http_messages
from tests.ingest.warc_files import PARAGRAPHS, answer, chunked, html, record, write_warc


def read(path, options=None):
    """(records, [(row, reason)]) of an archive."""
    (source,) = find_inputs([str(path)], options or {})
    chunks = list(formats.containers()[source.format].read(source))
    return [one for chunk in chunks for one in chunk.objects], [
        (one.row, one.reason) for chunk in chunks for one in chunk.rejects
    ]


def pages(path, *blocks):
    return read(write_warc(path, [record(block, f"https://example.org/{n}") for n, block in enumerate(blocks)]))


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_records_of_requests_and_metadata_are_no_rows(tmp_path, name):
    records = [
        record(b"software: test", kind="warcinfo", content_type="application/warc-fields"),
        record(b"GET / HTTP/1.1\r\n\r\n", kind="request", content_type="application/http; msgtype=request"),
        record(answer(html())),
        record(b"fetchTimeMs: 5", kind="metadata", content_type="application/warc-fields"),
        record(answer(html()), "https://example.org/b"),
    ]
    documents, rejects = read(write_warc(tmp_path / name, records))
    assert [one["url"] for one in documents] == ["https://example.org/a", "https://example.org/b"]
    assert rejects == []


@pytest.mark.parametrize("extractor", ["trafilatura", "resiliparse"])
def test_the_main_text_is_kept_and_the_boilerplate_removed(tmp_path, extractor):
    path = write_warc(tmp_path / "a.warc.gz", [record(answer(html()))])
    ((document,), _) = read(path, {"extractor": extractor})
    assert all(paragraph in document["text"] for paragraph in PARAGRAPHS)
    assert not any(words in document["text"] for words in ("Section 3", "All rights reserved", "Cookie settings"))
    assert document["extractor"] == extractor


def test_without_an_extractor_all_visible_text_is_kept(tmp_path):
    path = write_warc(tmp_path / "a.warc.gz", [record(answer(html()))])
    ((document,), _) = read(path, {"extractor": "none"})
    assert all(words in document["text"] for words in (*PARAGRAPHS, "Section 3", "Cookie settings"))


def test_the_facts_of_a_page_and_its_record_are_kept(tmp_path):
    head = (
        "<meta name='author' content='Ada &amp; Bo'>"
        "<meta property='article:published_time' content='2021-02-03T04:05:06Z'>"
    )
    ((document,), _) = pages(tmp_path / "a.warc", answer(html(head=head, title="The &quot;ferry&quot;")))
    assert document["title"] == 'The "ferry"'
    assert (document["author"], document["published"], document["lang"]) == ("Ada & Bo", "2021-02-03T04:05:06Z", "en")
    assert (document["domain"], document["created_at"]) == ("example.org", "2024-03-05T06:07:08Z")
    assert (document["page_type"], document["record_offset"]) == ("article", 0)
    assert document["raw_characters"] > len(document["text"])


@pytest.mark.parametrize(
    ("headers", "encode"),
    [
        ("Transfer-Encoding: chunked", chunked),
        ("Content-Encoding: gzip", gzip.compress),
        ("Content-Encoding: x-gzip", gzip.compress),
        ("Content-Encoding: deflate", zlib.compress),
        ("Content-Encoding: deflate", lambda body: zlib.compress(body)[2:-4]),
        ("Content-Encoding: zstd", lambda body: zstandard.ZstdCompressor().compress(body)),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked", lambda body: chunked(gzip.compress(body))),
        ("Content-Encoding: gzip", bytes),
        ("Transfer-Encoding: chunked", bytes),
        ("Content-Encoding: br", bytes),
    ],
)
def test_bodies_are_decoded_and_those_already_decoded_stay(tmp_path, headers, encode):
    body = encode(html().encode())
    documents, rejects = pages(tmp_path / "a.warc.gz", answer(body, f"Content-Type: text/html\r\n{headers}"))
    assert rejects == []
    assert PARAGRAPHS[2] in documents[0]["text"]


def test_a_body_in_an_unknown_encoding_is_a_reject_that_names_it(tmp_path):
    documents, rejects = pages(
        tmp_path / "a.warc", answer(b"\x0b\x02\x80 brotli", "Content-Type: text/html\r\nContent-Encoding: br")
    )
    assert documents == []
    assert rejects == [(1, "a body in the encoding 'br', which cannot be decoded here")]


@pytest.mark.parametrize(
    ("charset", "meta", "encoding", "text"),
    [
        ("windows-1251", "", "cp1251", "Паром вышел из северной гавани на рассвете, и ветер скоро переменился к югу."),
        ("", "<meta charset='euc-kr'>", "euc_kr", "배는 새벽에 북쪽 항구를 떠났고 바람은 곧 남쪽으로 바뀌었다고 선장이 말했다."),
        ("", "<meta http-equiv=Content-Type content='text/html; charset=Shift_JIS'>", "cp932",
         "船は夜明けに北の港を出て、風はまもなく南に変わったと船長は言った。"),
        ("iso-8859-1", "", "cp1252", "Le bac quitta le port à l’aube – « quarante passagers » et deux chevaux à bord."),
        ("iso-8859-1", "", "utf-8", "Der Fähre folgten Möwen; über der Küste hing ein großer grauer Himmel."),
        ("nonsense", "<meta charset=iso-8859-2>", "iso8859-2",
         "Prom wyszedł o świcie z północnego portu, a wiatr wkrótce się zmienił."),
        ("", "", "utf-8", "渡轮在黎明时分离开北方的港口，船上有四十名乘客和两匹马。"),
        ("gb2312", "", "gb18030", "渡轮在黎明时分离开北方的港口，船上有四十名乘客和两匹马。"),
        ("iso-2022-jp", "", "iso2022_jp", "船は夜明けに北の港を出て、風はまもなく南に変わったと船長は言った。"),
    ],
)  # fmt: skip
def test_the_encoding_is_that_of_the_bytes_the_header_or_the_page(tmp_path, charset, meta, encoding, text):
    header = f"Content-Type: text/html{f'; charset={charset}' if charset else ''}"
    body = html([text] * 3, head=meta).encode(encoding)
    documents, _ = pages(tmp_path / "a.warc.gz", answer(body, header))
    assert text in documents[0]["text"]


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (answer(b"\x89PNG", "Content-Type: image/png"), "no page, but image/png"),
        (answer(b"%PDF-1.5", "Content-Type: application/pdf"), "no page, but application/pdf"),
        (answer(b"{}", "Content-Type: application/json; charset=utf-8"), "no page, but application/json"),
        (answer(html(), status="404 Not Found"), "no page, but an answer with status 404"),
        (answer("", status="301 Moved Permanently"), "no page, but an answer with status 301"),
        (b"no answer at all", "no HTTP answer"),
        (answer(b"\x01\x02", ""), "no page, but content of no known type"),
    ],
)
def test_an_answer_that_is_no_page_is_a_reject_with_the_reason(tmp_path, block, reason):
    documents, rejects = pages(tmp_path / "a.warc.gz", answer(html()), block, answer(html()))
    assert len(documents) == 2
    assert rejects == [(2, reason)]


def test_a_page_without_content_is_a_reject(tmp_path):
    documents, rejects = pages(tmp_path / "a.warc", answer("<html><body></body></html>"))
    assert documents == []
    assert rejects[0][1].startswith("no main content in a page of 26 characters")


def test_a_revisit_is_a_reject(tmp_path):
    records = [record(answer(html())), record(answer(""), kind="revisit")]
    assert read(write_warc(tmp_path / "a.warc.gz", records))[1] == [
        (2, "a revisit: its content is in an earlier record")
    ]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("cut", [40, 200, 330])
def test_a_record_that_is_cut_off_is_one_reject(tmp_path, name, cut):
    path = write_warc(tmp_path / name, [record(answer(html())) for _ in range(3)])
    path.write_bytes(path.read_bytes()[:-cut])
    documents, rejects = read(path)
    assert len(documents) == 2
    assert len(rejects) == 1
    assert rejects[0][0] == 3
    assert "cut off" in rejects[0][1] or "without a length" in rejects[0][1]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
@pytest.mark.parametrize("garbage", [b"garbage\r\n\r\n", b"\0" * 5000, b"\x1f\x8b\x08 broken", b"WARC/9 not\r\n\r\n"])
def test_damage_costs_one_record_and_the_next_is_read(tmp_path, name, garbage):
    path = tmp_path / name
    one = [write_warc(path, [record(answer(html()), f"https://example.org/{n}")]).read_bytes() for n in range(3)]
    path.write_bytes(one[0] + garbage + one[1] + one[2])
    documents, rejects = read(path)
    assert [item["url"][-1] for item in documents][-1] == "2"
    assert len(documents) >= 2
    assert len(documents) + len(rejects) in (3, 4)


def test_a_decompression_bomb_is_a_reject(tmp_path, monkeypatch):
    monkeypatch.setattr(http_messages, "MAX_BODY_BYTES", 1 << 20)
    bomb = answer(gzip.compress(b"<p>" + b"0" * (50 << 20)), "Content-Type: text/html\r\nContent-Encoding: gzip")
    documents, rejects = pages(tmp_path / "a.warc.gz", bomb, answer(html()))
    assert len(documents) == 1
    assert rejects == [(1, "a page longer than 1 MB when it is decompressed")]


def test_a_record_that_claims_to_be_huge_is_one_reject(tmp_path):
    records = [record(answer(html())), record(answer(html()), Content_Length=str(10**15))]
    documents, rejects = read(write_warc(tmp_path / "a.warc", records))
    assert len(documents) == 1
    assert "cut off" in rejects[0][1]


def test_plain_text_of_wet_files_is_kept_whole(tmp_path):
    text = "\n".join(PARAGRAPHS)
    records = [
        record(b"", kind="warcinfo", content_type="application/warc-fields"),
        record(text.encode(), kind="conversion", content_type="text/plain", WARC_Identified_Content_Language="eng,fra"),
    ]
    ((document,), rejects) = read(write_warc(tmp_path / "a.warc.wet.gz", records))
    assert (document["text"], document["lang"], rejects) == (text, "eng", [])


def test_a_file_compressed_as_a_whole_is_read_too(tmp_path):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(b"".join(record(answer(html())) for _ in range(3))))
    assert len(read(path)[0]) == 3


def test_no_archive_is_one_reject_of_no_row(tmp_path):
    (tmp_path / "a.warc").write_bytes(b"this is no archive, whatever its name says")
    documents, rejects = read(tmp_path / "a.warc")
    assert documents == []
    assert len(rejects) == 1


def test_the_description_names_the_extractor(tmp_path):
    path = write_warc(tmp_path / "a.warc.gz", [record(answer(html()))])
    for options, name in (({}, "resiliparse"), ({"extractor": "trafilatura"}, "trafilatura")):
        (source,) = find_inputs([str(path)], options)
        assert f"(extractor {name})" in describe_input(source, options).summary_text()


def test_an_unknown_extractor_is_one_line_with_the_known_ones(tmp_path):
    path = write_warc(tmp_path / "a.warc.gz", [record(answer(html()))])
    with pytest.raises(DataloupeError, match=r"There is no extractor 'x'. There are: trafilatura, resiliparse, none."):
        read(path, {"extractor": "x"})


def test_a_missing_extractor_is_one_line_that_names_the_extra(tmp_path, monkeypatch):
    path = write_warc(tmp_path / "a.warc.gz", [record(answer(html()))])
    monkeypatch.setattr("analytics.ingest.web.by_resiliparse.find_spec", lambda name: None)
    with pytest.raises(DataloupeError, match=r"needs the package resiliparse: pip install 'dataloupe\[documents\]'"):
        read(path)
    assert len(read(path, {"extractor": "none"})[0]) == 1


def test_rows_are_documents_and_rejects(tmp_path):
    blocks = [answer(html())] * 5 + [answer(b"x", "Content-Type: image/gif")] * 3 + [b"broken"] * 2
    documents, rejects = pages(tmp_path / "a.warc.gz", *blocks)
    assert (len(documents), len(rejects)) == (5, 5)
    assert sorted(row for row, _ in rejects) == [6, 7, 8, 9, 10]
