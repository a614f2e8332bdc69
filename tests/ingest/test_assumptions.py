"""What is assumed about the dialect of a file is part of its description, and nothing is where all is as usual."""

import pytest

from analytics.ingest.description import describe_input
from analytics.ingest.sources import find_inputs

ROWS = [("ham", "I am going home soon and will call you"), ("spam", "You have won a prize, call now")] * 3


def described(path, content, encoding="utf-8"):
    path.write_bytes(content.encode(encoding))
    (source,) = find_inputs([str(path)], {})
    return describe_input(source, {}).summary_text()


@pytest.mark.parametrize(
    ("name", "content", "encoding", "assumed"),
    [
        ("a.tsv", "\n".join("\t".join(row) for row in ROWS), "utf-8", "(header no)"),
        (
            "b.csv",
            "label,text\nham,Ein schöner Gruß aus Köln für dich\nham,Noch ein Gruß\n",
            "latin-1",
            "(encoding cp1252)",
        ),
        (
            "c.tsv",
            'label\ttext\nham\tHe said "no and left the room\nham\tfine with me\n',
            "utf-8",
            "(quotes characters)",
        ),
    ],
)
def test_an_assumption_is_stated(tmp_path, name, content, encoding, assumed):
    assert assumed in described(tmp_path / name, content, encoding)


def test_a_usual_file_has_no_assumption(tmp_path):
    assert "(" not in described(tmp_path / "d.csv", "label,text\nham,good morning to you\n").partition(",")[0]
