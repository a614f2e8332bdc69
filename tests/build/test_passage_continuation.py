"""Documents that are added give the repeated passages of one build, also where not all of them are kept."""

import random

import pytest

from analytics.build import passage_counts
from analytics.build.pipeline import build
from analytics.workspace import open_workspace
from tests.build.test_added_documents import SEEDS, written

BATCHES = [range(120), range(120, 121), range(121, 140), range(140, 160)]


def records(dice):
    """Texts of lines that recur in groups, with white space around some, and copies in other letters."""
    common = [f"This is line number {n} of the site" for n in range(40)]
    texts = []
    for number in range(150):
        lines = [*dice.sample(common[: 8 + number // 5], dice.randint(1, 5)), f"Only this page has {number}", ""]
        dice.shuffle(lines)
        texts.append("\n".join(f"{' ' * dice.randrange(3)}{line}" for line in lines))
    texts[60:60] = [text.upper() for text in dice.sample(texts, 5)]
    texts += [text.upper() for text in dice.sample(texts, 5)]
    return [{"text": text} for text in texts]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("most", [7, 5000])
def test_added_documents_give_the_passages_of_one_build(tmp_path, monkeypatch, seed, most):
    monkeypatch.setattr(passage_counts, "MAX_PASSAGES", most)
    files = written(tmp_path / "batches", records(random.Random(seed)), BATCHES)
    for number in range(1, 5):
        build(str(tmp_path / "in batches"), files[:number], {"encoder": "none"}, until="passages")
    build(str(tmp_path / "at once"), files, {"encoder": "none"}, until="passages")
    continued, whole = (open_workspace(str(tmp_path / name)) for name in ("in batches", "at once"))
    assert len(continued.read_manifest().tables["passage_hashes"].files) == 4
    for table in ("repeated_passages", "passage_counts", "passage_documents"):
        rows = [
            workspace.connect().execute(f"FROM {table} ORDER BY ALL").fetchall() for workspace in (continued, whole)
        ]
        assert rows[0]
        assert rows[0] == rows[1]
