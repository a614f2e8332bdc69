"""The report holds what it shows, says no more than it may, and data in it is only data."""

import html
import re
import shutil

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analytics.ask.columns import Column
from analytics.ask.filters import Values
from analytics.ask.privacy import groups_with_min_users, knows_users
from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.figures.regions import regions
from analytics.recipe import file
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Exclude
from analytics.report import SECTIONS, ReportOptions, available_sections, report
from analytics.report.blocks import FigureBlock
from analytics.workspace import open_workspace
from tests.workspaces import HOSTILE, write_table, write_workspace


def text_of(page):
    """What a reader sees: no scripts, styles or tags."""
    bare = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", bare))


def figures_of(page):
    return re.findall(r'<script type="application/json">(.*?)</script>', page, flags=re.DOTALL)


@pytest.fixture(scope="module")
def page(small):
    return report(small)


def test_it_answers_in_words_and_pictures(page):
    seen = text_of(page)
    assert "60 documents from 2 sources" in seen
    assert "What is in here?" in seen
    assert "What is this made from?" in seen
    assert seen.count("generation") == 1
    assert len(figures_of(page)) >= 4


def test_it_is_one_file_that_asks_for_nothing(page):
    assert page.count("plotly.js v") == 1
    assert "default-src 'none'" in page
    bare = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert re.findall(r'(?:src|href)="(?!#|data:)', bare) == []
    assert "url(" not in bare
    assert "@import" not in bare


def test_it_shows_no_text_unless_it_is_asked_for(small, page):
    text = "quick brown fox"
    assert text not in page
    assert "No text of any document is shown" in text_of(page)
    assert text not in report(small, ReportOptions(with_texts=True)), "without a map there is no middle of a theme"


@pytest.fixture(scope="module")
def mapped(tmp_path_factory):
    """Two themes of twenty documents; personal data in those of the middle."""
    texts = [f"Write to jane.doe{number}@company.org about number {number}. {HOSTILE[0]}" for number in range(40)]
    workspace = write_workspace(tmp_path_factory.mktemp("report") / "mapped", texts)
    topic = np.repeat([2, 3], 20)
    columns = {
        "doc_id": pa.array(range(40), pa.int64()),
        "x": np.arange(40, dtype=np.float32),
        "y": np.ones(40, np.float32),
    }
    write_table(
        workspace,
        "map",
        pa.table(columns | {"topic_id": pa.array(topic, pa.int32()), "faithfulness": np.ones(40, np.float32)}),
    )
    names = ["first <b>theme</b>", HOSTILE[2], "one", "two"]
    rows = {
        "topic_id": pa.array(range(4), pa.int32()),
        "parent_id": pa.array([None, None, 0, 1], pa.int32()),
        "label": names,
    }
    rows |= {
        "terms": [[name] for name in names],
        "size": [20] * 4,
        "x": [1.0] * 4,
        "y": [1.0] * 4,
        "level": ["theme"] * 2 + ["topic"] * 2,
        "medoid_doc_id": [0, 20] * 2,
    }
    write_table(workspace, "topics", pa.table(rows), stage="map")
    return workspace


def test_personal_data_in_texts_that_are_asked_for_is_masked(mapped):
    seen = text_of(report(mapped, ReportOptions(("topics",), with_texts=True)))
    assert "Write to" in seen
    assert "jane.doe" not in seen
    assert "personal data in them masked" in seen
    assert "Write to" not in text_of(report(mapped, ReportOptions(("topics",))))


def test_themes_are_listed_with_their_documents(mapped):
    seen = text_of(report(mapped, ReportOptions(("topics",))))
    assert "2 themes; the largest, “first <b>theme</b>”, holds 50.0% of the documents." in seen


@pytest.mark.parametrize("workspace", ["hostile", "talk", "mapped"])
def test_data_is_only_data(workspace, request):
    page = report(request.getfixturevalue(workspace), ReportOptions(with_texts=True, k=1))
    for figure in figures_of(page):
        assert not set(figure) & set("<>&")
    bare = re.sub(r"<script\b.*?</script>", "", page, flags=re.DOTALL)
    assert "<script>alert" not in bare
    assert "<b>" not in bare
    assert {name.lower() for name in re.findall(r"<(\w+)", bare)} <= {
        "html",
        "head",
        "meta",
        "title",
        "link",
        "style",
        "body",
        "header",
        "h1",
        "h2",
        "h3",
        "p",
        "nav",
        "ol",
        "li",
        "a",
        "main",
        "section",
        "figure",
        "div",
        "figcaption",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "pre",
        "details",
        "summary",
        "dl",
        "dt",
        "dd",
        "footer",
    }


@pytest.mark.parametrize("workspace", ["unbuilt", "no_documents", "one_document", "small", "talk"])
def test_every_workspace_has_a_report(workspace, request):
    workspace = request.getfixturevalue(workspace)
    assert "What is this made from?" in text_of(report(workspace))
    for name in available_sections(workspace):
        assert html.escape(SECTIONS[name][0]) in report(workspace, ReportOptions((name,)))


def test_a_section_that_there_is_not_is_one_line(small):
    with pytest.raises(DataloupeError, match="no section 'nosuch' - there are contents"):
        report(small, ReportOptions(("nosuch",)))
    with pytest.raises(DataloupeError, match="has nothing for the section 'happiness' - it has contents"):
        report(small, ReportOptions(("happiness",)))


@pytest.fixture(scope="module")
def users(tmp_path_factory):
    """Thirty messages: twelve people speak English, two speak Welsh."""
    languages = ["en"] * 24 + ["cy"] * 6
    workspace = write_workspace(
        tmp_path_factory.mktemp("users") / "ws",
        [f"hello {number}" for number in range(30)],
        languages=languages,
        source=languages,
    )
    person = [f"en{number % 12}" for number in range(24)] + [f"cy{number % 2}" for number in range(6)]
    write_table(workspace, "turns", pa.table({"doc_id": pa.array(range(30), pa.int64()), "user_id": person}))
    return workspace


def test_a_group_of_few_users_is_left_out(users):
    connection = users.connect()
    assert knows_users(connection)
    assert groups_with_min_users(connection, Column("documents", "source", "VARCHAR"), 10) == {"en"}
    assert groups_with_min_users(connection, Column("documents", "source", "VARCHAR"), 2) == {"en", "cy"}
    page = report(users, ReportOptions(("contents",), k=10))
    assert "1 group with fewer than 10 users is left out." in text_of(page)
    assert not any('"cy"' in figure for figure in figures_of(page))
    assert any('"cy"' in figure for figure in figures_of(report(users, ReportOptions(("contents",), k=2))))


def test_without_users_nothing_is_left_out(small):
    assert not knows_users(small.connect())
    assert groups_with_min_users(small.connect(), Column("documents", "source", "VARCHAR"), 10) is None


def test_a_figure_cannot_end_its_element():
    points = pd.DataFrame({"x": [0.0], "y": [0.0], "theme": [1]})
    written = FigureBlock(regions(points, {1: "</script><script>alert(1)</script>"}), "").json
    assert not set(written) & set("<>&")


def test_the_command_writes_the_page(small, tmp_path, capsys):
    out = tmp_path / "report.html"
    assert main(["report", str(small.path), "--out", str(out), "--sections", "contents,data"]) == 0
    assert "MB" in capsys.readouterr().out
    assert text_of(out.read_text(encoding="utf-8")).count("What repeats?") == 0
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert main(["report", str(small.path), "--out", str(tmp_path / "other.html"), "--sections", "nosuch"]) == 2
    assert not (tmp_path / "other.html").exists()


def test_the_decisions_stand_with_what_they_come_to(small, tmp_path):
    workspace = open_workspace(shutil.copytree(small.path, tmp_path / "decided"))
    assert "decisions" not in available_sections(workspace)
    step = Step(Exclude((Values("documents", "source", ("a",)),)), "Not <ours>")
    file.save(Recipe().with_step(step), workspace.path / file.NAME)
    seen = text_of(report(workspace, ReportOptions(("decisions",))))
    assert "1 step keeps 40 of 60 documents" in seen
    assert "exclude where source is a" in seen
    assert "Not <ours>" in seen
