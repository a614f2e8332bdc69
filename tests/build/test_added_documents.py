"""Whatever the batches in which documents come, in whatever order, and wherever a build is killed: the tables are those
of building everything at once, up to the numbers of documents.
"""

import json
import os
import random
import signal

import pytest

from analytics.build.pipeline import build
from analytics.workspace import open_workspace
from tests.commands import start_process

CORPUS = {
    "documents": "SELECT key, text, source, label FROM documents JOIN metadata USING (doc_id)",
    "signals": "SELECT key, signals.* EXCLUDE (doc_id) FROM signals JOIN metadata USING (doc_id)",
    "signatures": "SELECT key, signatures.* EXCLUDE (doc_id) FROM signatures JOIN metadata USING (doc_id)",
    "content": "SELECT key, content.* EXCLUDE (doc_id) FROM content JOIN metadata USING (doc_id)",
    "duplicates": """SELECT least(one.key, other.key), greatest(one.key, other.key), kind, jaccard, containment, shared,
        linked, if(one.key < other.key, a_in_b, b_in_a), if(one.key < other.key, b_in_a, a_in_b)
        FROM duplicate_pairs JOIN metadata one ON a = one.doc_id JOIN metadata other ON b = other.doc_id
        WHERE kind <> 'exact'""",
    "copies": """SELECT normalized_hash, list(key ORDER BY key) FROM signatures JOIN metadata USING (doc_id)
        GROUP BY ALL HAVING count(*) > 1""",
    "passages": """SELECT text, p.documents, p.occurrences, characters, list(key ORDER BY key)
        FROM repeated_passages p JOIN passage_documents USING (passage_id) JOIN metadata USING (doc_id) GROUP BY ALL""",
}
SEEDS = range(int(os.environ.get("DATALOUPE_BATCH_SEEDS", "1")))
"""Which batches, orders and kills are tried; each seed takes 13 seconds."""
OPTIONS = {"encoder": "none", "keep_user_ids": True}
"""Without a key for user ids, which is another one in each workspace."""
LOG = {
    "documents": "SELECT conversation_id, kind, text FROM documents JOIN turns USING (doc_id)",
    "feedback": """SELECT f.conversation_id, text, rater, rater_kind, name, value, raw
        FROM feedback f LEFT JOIN documents USING (doc_id)""",
    "turns": "SELECT conversation_id, turn_index, role, model, text FROM turns JOIN documents USING (doc_id)",
}


def corpus(dice):
    """Records with copies, excerpts, edited texts, repeated lines and addresses, in random order."""
    words = [f"{a}{b}" for a in ("mar", "tel", "bo", "ski", "gru") for b in ("ven", "dola", "pik", "ast", "lum", "or")]
    texts = [" ".join(dice.choices(words, k=dice.randint(6, 90))) for _ in range(60)]
    for _ in range(30):
        base = dice.choice(texts).split()
        cut = dice.randrange(len(base))
        texts.append(
            dice.choice(
                [
                    " ".join(base).upper(),
                    " ".join(base[: max(cut, 5)]),
                    " ".join([*base[:cut], "zzz", *base[cut + 1 :]]),
                    f"{' '.join(base)}\nThis line of text is on every page of it.\n{dice.choice(words)}",
                    f"{' '.join(base)} write to {dice.choice(words)}@example.org",
                ]
            )
        )
    dice.shuffle(texts)
    return [
        {"key": f"k{n:03}", "text": text, "source": f"s{n % 3}", "label": "ab"[n % 2]} for n, text in enumerate(texts)
    ]


def log(dice):
    """Records of conversations with ratings, in random order."""
    topics = ["tea", "rope", "lamp", "cart", "drum"]
    records = [
        {
            "prompt": f"How do I use a {dice.choice(topics)}?",
            "response": f"Take the {dice.choice(topics)} and the {dice.choice(topics)} number {n}.",
            "conversation_id": f"c{n:03}",
            "model": "ab"[n % 2],
            "user_id": f"u{n % 7}",
            "rating": dice.choice(["up", "down", None]),
        }
        for n in range(60)
    ]
    dice.shuffle(records)
    return records


def written(folder, records, batches):
    """A file for each batch; gives their paths."""
    folder.mkdir()
    paths = []
    for number, batch in enumerate(batches):
        path = folder / f"batch{number}.jsonl"
        path.write_text("".join(json.dumps(records[place]) + "\n" for place in batch))
        paths.append(str(path))
    return paths


def random_batches(dice, n):
    """Places 0 to n - 1 in random order, cut into two to six batches."""
    places = dice.sample(range(n), n)
    cuts = sorted(dice.sample(range(1, n), dice.randint(1, 5)))
    return [places[a:b] for a, b in zip([0, *cuts], [*cuts, n], strict=True)]


def build_until_killed(workspace, files, moment):
    """Build, and kill this process at its `moment`-th report: before, in or after a stage."""
    reports = iter(range(1_000_000))

    def die(*_):
        if next(reports) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    build(workspace, files, OPTIONS, on_progress=die, on_stage=die)


def tables_of(workspace, queries):
    connection = open_workspace(workspace).connect()
    return {name: sorted(map(repr, connection.execute(query).fetchall())) for name, query in queries.items()}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="only POSIX has kill -9")
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("make", "queries"), [(corpus, CORPUS), (log, LOG)], ids=["corpus", "log"])
def test_any_batches_in_any_order_with_kills_give_the_tables_of_one_build(tmp_path, make, queries, seed):
    dice = random.Random(seed)
    records = make(dice)
    (whole,) = written(tmp_path / "whole", records, [range(len(records))])
    build(str(tmp_path / "at once"), [whole], OPTIONS)
    files = written(tmp_path / "batches", records, random_batches(dice, len(records)))
    workspace, killed = str(tmp_path / "in batches"), 0
    for number in range(1, len(files) + 1):
        process = start_process(build_until_killed, workspace, files[:number], dice.randrange(40))
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        build(workspace, files[:number], OPTIONS)
    assert killed
    assert tables_of(workspace, queries) == tables_of(str(tmp_path / "at once"), queries)


@pytest.mark.parametrize("seed", range(2))
def test_appended_batches_give_the_rows_of_one_build_with_their_numbers(tmp_path, seed):
    dice = random.Random(seed + 10)
    records = corpus(dice)
    n = len(records)
    files = written(tmp_path / "batches", records, [range(n // 2), range(n // 2, n - 9), range(n - 9, n)])
    for number in (1, 2, 3):
        build(str(tmp_path / "in batches"), files[:number], OPTIONS)
    build(str(tmp_path / "at once"), files, OPTIONS)
    names = ("documents", "signals", "signatures", "duplicate_pairs", "related_pairs", "content", "passage_documents")
    queries = {name: f"FROM {name}" for name in names}
    assert tables_of(str(tmp_path / "in batches"), queries) == tables_of(str(tmp_path / "at once"), queries)
