"""What is kept of a web page: its main text, what it says about itself, and its type."""

import json

import pytest

from analytics.ingest import describe_input, find_inputs, formats
from analytics.ingest.file_records import Unreadable
from analytics.ingest.markup import plain_text
from analytics.ingest.web.facts import page_facts
from analytics.ingest.web.page import main_text
from analytics.ingest.web.page_types import page_type
from analytics.ingest.web.skeleton import skeleton
from benchmarks.extraction.compare import pages, scores
from tests.ingest.warc_files import PARAGRAPHS, html


def facts(head, lang="en"):
    return page_facts(skeleton(f"<html lang='{lang}'><head>{head}</head><body><p>text</p></body></html>"))


def data(value):
    return f"<script type='application/ld+json'>{json.dumps(value)}</script>"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>A &amp; B</title>", "A & B"),
        ("<TITLE>\n  Two\n lines </TITLE>", "Two lines"),
        ("<title>Site</title><meta property='og:title' content='The story'>", "The story"),
        (data({"@type": "NewsArticle", "headline": "From data"}), "From data"),
        ("<h1>Heading</h1>", "Heading"),
        ("", None),
    ],
)
def test_the_title_of_a_page(head, title):
    assert facts(head).title == title


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("<meta name=author content='Ada Hill'>", "Ada Hill"),
        ("<META NAME='Author' CONTENT='Ada Hill'>", "Ada Hill"),
        (data({"author": {"@type": "Person", "name": "Ada Hill"}}), "Ada Hill"),
        (data({"author": [{"name": "Ada Hill"}, {"name": "Bo Tal"}]}), "Ada Hill, Bo Tal"),
        (data({"@graph": [{"@type": "WebSite"}, {"@type": "Article", "author": "Ada Hill"}]}), "Ada Hill"),
        ("<meta property='article:author' content='https://example.org/ada'>", None),
        ("<script type='application/ld+json'>{broken</script>", None),
    ],
)
def test_the_author_of_a_page(head, author):
    assert facts(head).author == author


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("<meta property='article:published_time' content='2021-02-03T04:05:06Z'>", "2021-02-03T04:05:06Z"),
        (data({"datePublished": "2020-01-01"}), "2020-01-01"),
        ("<time datetime='2019-12-24'>Christmas</time>", "2019-12-24"),
        ("<meta name='citation_publication_date' content='2018/05/06'>", "2018/05/06"),
        ("<meta name='date' content='yesterday'>", None),
    ],
)
def test_the_date_of_a_page(head, date):
    assert facts(head).date == date


@pytest.mark.parametrize(
    ("head", "lang", "language"),
    [
        ("", "en-GB", "en"),
        ("", "zh_CN", "zh"),
        ("<meta http-equiv='Content-Language' content='de, en'>", "", "de"),
        ("<meta property='og:locale' content='fr_FR'>", "", "fr"),
        ("", "english", None),
    ],
)
def test_the_language_of_a_page(head, lang, language):
    assert facts(head, lang).language == language


def test_the_address_of_a_page_is_the_canonical_one():
    canonical = "<link rel='canonical' href='https://example.org/a'><meta property='og:url' content='https://b.org'>"
    assert facts(canonical).url == "https://example.org/a"
    assert facts("<meta property='og:url' content='https://b.org/x'>").url == "https://b.org/x"
    assert facts("<link rel='canonical' href='javascript:alert(1)'>").url is None


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("<meta property='og:type' content='article'><p>x", "article"),
        ("<article><p>x</article>", "article"),
        (data({"@type": "Product", "name": "x"}), "product"),
        ("<div><span itemprop='price'>3</span></div>", "product"),
        ("<meta name='generator' content='phpBB'>", "forum"),
        ("<div class='post'>a</div><div class='post'>b</div><div class='post'>c</div>", "forum"),
        (data({"@type": ["QAPage"]}), "forum"),
        ("<meta name='generator' content='Docusaurus v3'>", "documentation"),
        ("<meta property='og:type' content='article'><meta name='generator' content='Sphinx'>", "documentation"),
        ("".join(f"<li><a href='/{n}'>Entry number {n}</a></li>" for n in range(30)), "list"),
        ("<p>A page of a few words.</p>", "other"),
    ],
)
def test_the_type_of_a_page(page, kind):
    assert page_type(skeleton(f"<html><body>{page}</body></html>")) == kind


@pytest.mark.parametrize("extractor", ["trafilatura", "resiliparse"])
def test_extraction_keeps_the_text_of_known_pages_and_removes_the_rest(extractor):
    measured = [scores(main_text(page, extractor), main, rest) for _, _, page, main, rest in pages()]
    assert len(measured) >= 30
    assert sum(one["f1"] for one in measured) / len(measured) >= 0.93
    assert sum(one["boilerplate removed"] for one in measured) / len(measured) >= 0.85


def test_a_page_that_is_a_list_of_links_keeps_them():
    entries = [f"Chapter {number} of the long story" for number in range(12)]
    page = f"<html><body><main>{''.join(f'<p><a href=#>{one}</a></p>' for one in entries)}</main></body></html>"
    assert all(one in main_text(page, "resiliparse") for one in entries)


def test_a_paragraph_with_links_is_text():
    sentence = "The <a href=#>ferry</a> of the <a href=#>northern harbour</a> left at <a href=#>dawn</a> with horses."
    text = main_text(html([sentence, *PARAGRAPHS]), "resiliparse")
    assert "The ferry of the northern harbour left at dawn with horses." in text


@pytest.mark.parametrize("extractor", ["trafilatura", "resiliparse", "none"])
@pytest.mark.parametrize("depth", [100, 5_000, 100_000])
def test_deep_nesting_does_not_end_the_process(tmp_path, extractor, depth):
    (tmp_path / "a.html").write_text(f"<html><body>{'<div>' * depth}deep{'</div>' * depth}</body></html>")
    (source,) = find_inputs([str(tmp_path / "a.html")], {"extractor": extractor})
    (chunk,) = formats.containers()["html"].read(source)
    assert len(chunk.records) + len(chunk.rejects) == 1


@pytest.mark.parametrize("mark", ["<!--", "<", '<a href="', "<script>", "<table>", "&", "<title", "<b><i><a>"])
@pytest.mark.parametrize("extractor", ["resiliparse", "none"])
def test_marks_that_never_end_are_text_or_a_reason(mark, extractor):
    try:
        text = main_text(mark * 30_000, extractor)
    except Unreadable as reason:
        text = str(reason)
    assert isinstance(text, str)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a<br>b</p><p title='x > y'>c</p>", "a\nb\n\nc"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("a<!-- <p>hidden</p> -->b<style>p{}</style><SCRIPT>x</SCRIPT>", "ab"),
        ("<head><title>t</title><body>text", "text"),
        ("<!doctype html><?xml?><p>x", "x"),
        ("3 < 4 and 5 > 2", "3 < 4 and 5 > 2"),
        ("<noscript>n</noscript><svg><title>t</title></svg>x<template>y</template>", "x"),
        ("<p class='it's odd'>x</p>", "x"),
    ],
)
def test_the_visible_text_of_markup(markup, text):
    assert plain_text(markup) == text


def test_each_file_is_a_document_with_its_facts(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.html").write_text(html(title=f"Ferry {number}"))
    (source,) = find_inputs([str(tmp_path)], {})
    description = describe_input(source, {})
    assert "html (extractor trafilatura)" in description.summary_text()
    (rows,) = description.read(0)
    assert rows.tables["documents"].column("title").to_pylist() == ["Ferry 0", "Ferry 1", "Ferry 2"]
    assert rows.tables["metadata"].column("path").to_pylist() == [f"{tmp_path.name}/{n}.html" for n in range(3)]


def test_a_file_that_is_a_book_keeps_all_its_text(tmp_path):
    verses = (f"<div><a href='#n{n}'>{n}</a> Line {n} of the poem, sung by sailors.<br></div>" for n in range(900))
    lines = "".join(verses)
    (tmp_path / "book.html").write_text(f"<html><body><h1>Poem</h1>{lines}</body></html>")
    (source,) = find_inputs([str(tmp_path / "book.html")], {})
    (chunk,) = formats.containers()["html"].read(source)
    assert "Line 5 of" in chunk.objects[0]["text"]
    assert "Line 899 of" in chunk.objects[0]["text"]
