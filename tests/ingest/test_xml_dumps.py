"""XML of any size: the element that repeats is the record, whether the file is read at once or element by element."""

import gzip

import pytest

from analytics.ingest import file_records, find_inputs, formats, xml_elements

SENTENCE = "The ferry left the northern harbour at dawn, with forty passengers and two horses on board."
COUNT = 60


def repeated(element):
    """An element COUNT times, with its number for `N`."""
    return "".join(element.replace("N", str(number)) for number in range(COUNT))


PAGE = (
    "<page><title>Harbour N</title><ns>0</ns><id>N</id><revision><id>9N</id><timestamp>2020-01-01T00:00:00Z</timestamp>"
    f"<text bytes='90'>{SENTENCE} N</text></revision></page>\n"
)
ROW = f"<row Id='N' Score='3' Body='&lt;p&gt;{SENTENCE} N&lt;/p&gt;'/>"
ITEM = f"<item><title>Item N</title><link>https://example.org/N</link><description>{SENTENCE} N</description></item>"
ARTICLE = f"<article id='N'><head>H N</head><par>{SENTENCE}</par><par>Second N.</par></article>"
DUMPS = {
    "a wiki": "<mediawiki xmlns='http://www.mediawiki.org/xml/export-0.11/'><siteinfo><sitename>S</sitename></siteinfo>"
    f"{repeated(PAGE)}</mediawiki>",
    "rows": f"<posts>{repeated(ROW)}</posts>",
    "a feed": f"<rss version='2.0'><channel><title>A</title><link>https://a.org</link>{repeated(ITEM)}</channel></rss>",
    "nested": f"<export><meta><date>x</date></meta><body><articles>{repeated(ARTICLE)}</articles></body></export>",
    "plain elements": f"<corpus>{repeated(f'<s>{SENTENCE} N</s>')}</corpus>",
    "comments and instructions": "<?xml version='1.0'?><!-- a --><docs><!-- b --><?x y?>"
    f"{repeated(f'<doc><!-- c --><text>{SENTENCE} N</text></doc>')}</docs>",
}


def read(path):
    (source,) = find_inputs([str(path)], {})
    chunks = list(formats.containers()["xml"].read(source))
    return [one for chunk in chunks for one in chunk.objects], [
        (one.row, one.reason) for chunk in chunks for one in chunk.rejects
    ]


@pytest.fixture
def streaming(monkeypatch):
    monkeypatch.setattr(file_records, "STREAM_BYTES", 100)
    monkeypatch.setattr(xml_elements, "SAMPLE_BYTES", 2000)
    monkeypatch.setattr("analytics.ingest.compression.BLOCK_BYTES", 500)


@pytest.mark.parametrize("name", DUMPS)
def test_a_dump_gives_the_same_records_at_once_and_one_by_one(tmp_path, monkeypatch, name):
    path = tmp_path / "a.xml"
    path.write_text(DUMPS[name])
    at_once, rejects = read(path)
    assert len(at_once) == 60
    assert rejects == []
    monkeypatch.setattr(file_records, "STREAM_BYTES", 100)
    monkeypatch.setattr(xml_elements, "SAMPLE_BYTES", 2000)
    monkeypatch.setattr("analytics.ingest.compression.BLOCK_BYTES", 500)
    assert read(path) == (at_once, [])
    compressed = tmp_path / "b.xml.gz"
    compressed.write_bytes(gzip.compress(DUMPS[name].encode()))
    assert [one.get("text") for one in read(compressed)[0]] == [one.get("text") for one in at_once]


def test_a_dump_that_breaks_keeps_what_came_before(tmp_path, streaming):
    (tmp_path / "a.xml").write_text(DUMPS["a wiki"][:-4000] + "<broken")
    records, rejects = read(tmp_path / "a.xml")
    assert 30 < len(records) < 60
    ((row, reason),) = rejects
    assert row == len(records) + 1
    assert reason.startswith("not readable as XML from here: ")


def test_entities_in_a_dump_are_refused(tmp_path, streaming):
    doctype = '<!DOCTYPE r [<!ENTITY m SYSTEM "file:///etc/passwd">]>'
    (tmp_path / "a.xml").write_text(f'<?xml version="1.0"?>{doctype}{DUMPS["rows"]}')
    assert read(tmp_path / "a.xml") == ([], [(1, "XML that defines entities is refused")])


def test_records_of_a_dump_are_forgotten(tmp_path, streaming):
    path = tmp_path / "a.xml"
    path.write_text(DUMPS["a wiki"])
    kept = [len(root) for root, _ in xml_elements.stream_records(path)]
    assert len(kept) == 60
    assert max(kept) <= 5


def test_a_cut_off_compressed_dump_keeps_what_came_before(tmp_path, streaming):
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(DUMPS["rows"].encode())[:-30])
    records, rejects = read(tmp_path / "a.xml.gz")
    assert len(records) > 10
    assert len(rejects) == 1


def test_deep_nesting_of_equal_elements_takes_no_quadratic_time(tmp_path):
    depth = 20_000
    (tmp_path / "a.xml").write_text("<a><a>x</a>" * depth + "</a>" * depth)
    records, rejects = read(tmp_path / "a.xml")
    assert len(records) + len(rejects) >= 1
