"""The map as one file: small, offline, searchable, and without texts unless they are wanted."""

import base64
import json
import re
import zlib

import numpy as np
import pytest

from analytics.ask.map import points as map_points
from analytics.ask.map.word_index import word_index
from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.report import ReportOptions, report_map
from tests.mapped import write_mapped


@pytest.fixture(scope="module")
def mapped(tmp_path_factory):
    return write_mapped(tmp_path_factory.mktemp("interactive") / "mapped")


def data_of(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def unpacked(text):
    return zlib.decompress(base64.b64decode(text))


def documents_with(data, word):
    """The places of the documents that the file's own index names for a word."""
    words = unpacked(data["words"]).decode().split("\n")
    sizes = np.frombuffer(unpacked(data["starts"]), "<u4")
    differences = np.frombuffer(unpacked(data["documents"]), "<u4")
    starts = np.concatenate([[0], np.cumsum(sizes)])
    place = words.index(word)
    return np.cumsum(differences[int(starts[place]) : int(starts[place + 1])]).tolist()


def test_every_document_has_its_place_and_theme(mapped):
    data, points = data_of(report_map(mapped)), map_points.points(mapped.connect())
    x = np.frombuffer(unpacked(data["x"]), "<u2") / 65535 * (data["box"][1] - data["box"][0]) + data["box"][0]
    assert len(x) == len(points)
    assert np.abs(x - points.x).max() < 1e-3 * (data["box"][1] - data["box"][0])
    assert {one["name"] for one in data["classes"]} == {"energy", "food"}


def test_the_index_finds_the_documents_that_have_a_word(mapped):
    connection = mapped.connect()
    data, points = data_of(report_map(mapped)), map_points.points(connection)
    index = word_index(connection)
    word = next(word for word in index.words)
    with_word = set(points.doc_id[documents_with(data, word)].tolist())
    has_it = {
        doc_id
        for doc_id, text in connection.execute("SELECT doc_id, text FROM documents").fetchall()
        if word in re.findall(r"[^\W\d_]+", text.lower())
    }
    assert with_word and with_word <= has_it


def test_words_of_few_documents_are_not_in_the_index(mapped):
    connection = mapped.connect()
    ((n,),) = connection.execute("SELECT count(*) FROM map").fetchall()
    assert word_index(connection, min_documents=n + 1).words == ()


def test_no_text_is_in_the_file_unless_it_is_wanted(mapped):
    assert data_of(report_map(mapped))["texts"] is None
    texts = unpacked(data_of(report_map(mapped, ReportOptions(with_texts=True)))["texts"]).decode().split("\n")
    assert len(texts) == len(map_points.points(mapped.connect()))


def test_the_file_loads_nothing(mapped):
    page = report_map(mapped)
    assert "default-src 'none'" in page
    outside_plotly = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r"(?:src|href)=[\"']https?:", outside_plotly)


def test_the_command_writes_it_next_to_the_report(mapped, tmp_path, capsys):
    assert main(["report", str(mapped.path), "--out", str(tmp_path / "r.html"), "--interactive"]) == 0
    assert (tmp_path / "r-map.html").is_file()
    assert "r-map.html" in capsys.readouterr().out


def test_a_workspace_without_a_map_is_one_clear_line(small):
    with pytest.raises(DataloupeError, match=r"has no map\. Build it with an encoder"):
        report_map(small)
