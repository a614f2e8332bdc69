"""The report is complete, shows no more than it may, and text from data in it is not HTML."""

import html
import re
import shutil
from xml.etree import ElementTree

import numpy as np
import pytest

from analytics.ask.filters import Values
from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.figures.labelled_map import Theme, labelled_map
from analytics.findings.finding import Finding
from analytics.findings.table import to_table
from analytics.recipe import file
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Exclude
from analytics.report import SECTIONS, ReportOptions, available_sections, report
from analytics.report.blocks import FigureBlock
from analytics.workspace import open_workspace
from tests.report_pages import figures_of, text_of
from tests.workspaces import write_table, write_workspace


@pytest.fixture(scope="module")
def page(small):
    return report(small)


def test_it_answers_in_words_and_figures(page):
    seen = text_of(page)
    assert "60 documents from 2 sources" in seen
    assert "What is in here?" in seen
    assert "What is this made from?" in seen
    assert seen.count("generation") == 1
    assert len(figures_of(page)) >= 4


def test_it_is_one_file_that_loads_nothing(page):
    assert "default-src 'none'" in page
    assert re.findall(r'(?:src|href)="(?!#|data:)', page) == []
    assert "url(" not in page
    assert "@import" not in page
    assert len(page.encode()) < 500_000


@pytest.mark.parametrize("workspace", ["small", "talk", "mapped"])
def test_it_contains_no_script(workspace, request):
    page = report(request.getfixturevalue(workspace))
    assert "<script" not in page.lower()
    assert not re.search(r"<[^>]*\son\w+\s*=", page)


def test_every_figure_has_a_description(page):
    figures = figures_of(page)
    assert figures
    for figure in figures:
        (alt,) = re.findall(r'role="img" aria-label="([^"]+)"', figure)
        assert len(alt.split()) > 3


def test_themes_are_listed_with_their_documents(mapped):
    seen = text_of(report(mapped, ReportOptions(("topics",))))
    assert "2 themes; the largest, “first <b>theme</b>”, has 50.0% of the documents." in seen


TAGS = {
    *("html", "head", "meta", "title", "link", "style", "body", "header", "main", "footer", "section", "nav"),
    *("h1", "h2", "h3", "p", "a", "ol", "li", "figure", "div", "figcaption", "pre", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "ul", "i", "b", "span"),
    *("svg", "g", "path", "rect", "line", "circle", "text"),
}


@pytest.mark.parametrize("workspace", ["hostile", "talk", "mapped"])
def test_text_from_data_is_not_html(workspace, request):
    page = report(request.getfixturevalue(workspace), ReportOptions(with_texts=True, min_users=1))
    assert "<script" not in page
    assert {name.lower() for name in re.findall(r"<(\w+)", page)} <= TAGS
    for figure in figures_of(page):
        ElementTree.fromstring(figure)


@pytest.mark.parametrize("workspace", ["unbuilt", "no_documents", "one_document", "small", "talk"])
def test_every_workspace_has_a_report(workspace, request):
    workspace = request.getfixturevalue(workspace)
    assert "What is this made from?" in text_of(report(workspace))
    for name in available_sections(workspace):
        assert html.escape(SECTIONS[name].question) in report(workspace, ReportOptions((name,)))


def test_an_unknown_section_is_one_clear_error(small):
    with pytest.raises(DataloupeError, match=r"no section 'nosuch'. There are: findings, added, contents"):
        report(small, ReportOptions(("nosuch",)))
    with pytest.raises(DataloupeError, match=r"has no content for the section 'happiness'. It has: contents"):
        report(small, ReportOptions(("happiness",)))


def test_names_in_a_figure_are_text():
    themes = [Theme("</svg><script>alert(1)</script>", "#123456", (0.0, 0.0))]
    figure = labelled_map(np.zeros(1), np.zeros(1), np.zeros(1, int), themes)
    svg = FigureBlock(figure, "", 'a "map" <of> hostile\x00 names').picture.svg
    assert "<script" not in svg
    root = ElementTree.fromstring(svg)
    assert root.get("aria-label") == 'a "map" <of> hostile names'
    assert root.find(".//{*}text").text.startswith("</svg><")


def test_the_command_writes_the_page(small, tmp_path, capsys):
    out = tmp_path / "report.html"
    assert main(["report", str(small.path), "--out", str(out), "--sections", "contents,data"]) == 0
    assert "MB" in capsys.readouterr().out
    assert text_of(out.read_text(encoding="utf-8")).count("What repeats?") == 0
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert main(["report", str(small.path), "--out", str(tmp_path / "other.html"), "--sections", "nosuch"]) == 2
    assert not (tmp_path / "other.html").exists()


def test_the_decisions_have_their_outcome(small, tmp_path):
    workspace = open_workspace(shutil.copytree(small.path, tmp_path / "decided"))
    assert "decisions" not in available_sections(workspace)
    step = Step(Exclude((Values("documents", "source", ("a",)),)), "Not <ours>")
    file.save(Recipe().with_step(step), workspace.path / file.NAME)
    seen = text_of(report(workspace, ReportOptions(("decisions",))))
    assert "1 step keeps 40 of 60 documents" in seen
    assert "exclude where source is a" in seen
    assert "Not <ours>" in seen


def test_the_contents_come_first_without_findings(small, tmp_path):
    assert text_of(report(small)).index("Contents") < text_of(report(small)).index("By source")
    own = open_workspace(shutil.copytree(small.path, tmp_path / "own"))
    finding = Finding("missing", "Half of the <documents> have no date.", 0.5, 0.4, 0.6, 60, "overview", 0.5, 1.0)
    write_table(own, "findings", to_table([finding]), stage="findings")
    seen = text_of(report(own))
    assert seen.index("What stands out?") < seen.index("Half of the <documents> have no date.") < seen.index("Contents")
    assert "40.0 to 60.0 % (95 % confidence interval), n = 60" in seen


def test_rare_values_are_drawn_together(tmp_path):
    sources = ["a"] * 600 + ["b"] * 396 + [f"rare {number}" for number in range(4)]
    workspace = write_workspace(tmp_path / "ws", [f"text {number}" for number in range(1000)], source=sources)
    (figure,) = [one for one in figures_of(report(workspace, ReportOptions(("contents",)))) if "by source" in one]
    assert ">4 others<" in figure
    assert ">b<" in figure
    assert "rare" not in figure
