"""Documents that are added get the pairs of one build, also where groups are too large for all of their pairs."""

import random

import pytest

from analytics.build import candidate_changes, candidates, sample_pairs
from analytics.build.pipeline import build
from analytics.workspace import open_workspace
from tests.build.test_added_documents import SEEDS, written

TABLES = ("duplicate_pairs", "related_pairs")
BATCHES = [range(180), range(180, 181), range(181, 195), range(195, 220)]


def records(dice):
    """Texts that share beginnings in many versions, with copies in other letters and vectors that are close."""
    words = [f"{a}{b}" for a in ("mar", "tel", "bo", "ski") for b in ("ven", "dola", "pik", "ast", "lum", "or")]
    pages = [dice.choices(words, k=40) for _ in range(6)]
    texts = []
    for number in range(200):
        page = list(dice.choice(pages))
        for _ in range(dice.randint(0, 5)):
            page[dice.randrange(40)] = f"w{number}"
        texts.append(" ".join(page[: dice.choice([40, 40, 25])]))
    texts += [text.title() for text in dice.sample(texts, 20)]
    dice.shuffle(texts)
    places = [[dice.random() < 0.5 for _ in range(4)] for _ in texts]
    return [
        {"key": n, "text": text, "vector": [1 + dice.random() / 20, *map(float, place)]}
        for n, (text, place) in enumerate(zip(texts, places, strict=True))
    ]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("options", [{"encoder": "none"}, {"vectors": "vector"}], ids=["words", "vectors"])
def test_added_documents_change_the_pairs_as_one_build_does(tmp_path, monkeypatch, seed, options):
    monkeypatch.setattr(candidates, "MAX_BUCKET", 6)
    monkeypatch.setattr(sample_pairs, "MAX_SAMPLE_GROUP", 4)
    monkeypatch.setattr(candidate_changes, "MAX_SAMPLE_GROUP", 4)
    dice = random.Random(seed)
    files = written(tmp_path / "batches", records(dice), BATCHES)
    for number in (1, 2, 3, 4):
        build(str(tmp_path / "in batches"), files[:number], options, until="duplicates")
    build(str(tmp_path / "at once"), files, options, until="duplicates")
    continued, whole = (open_workspace(str(tmp_path / name)) for name in ("in batches", "at once"))
    notes = continued.read_manifest().stages["duplicates"].notes
    assert notes["documents_at_once"] == 180
    assert notes["compared_again"]
    for table in TABLES:
        rows = [workspace.connect().execute(f"FROM {table}").fetchall() for workspace in (continued, whole)]
        assert rows[0] == rows[1]
    linked = "SELECT count(*) FROM duplicate_pairs WHERE linked"
    assert whole.connect().execute(linked).fetchone() > (0,)
