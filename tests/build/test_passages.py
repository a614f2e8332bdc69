"""Repeated lines and paragraphs, held against plain Python over the same texts."""

from collections import Counter, defaultdict

import numpy as np

from analytics.batch.scan.normalization import normalized
from analytics.build.engine import ThreadEngine
from analytics.build.passages import MIN_TEXTS
from tests.duplicated import find, workspace_of

SPACES = " \t\r\v\f"


def by_the_book(text):
    """(kind, lines) of every part of a text: long enough lines, and runs of two or more lines that are not blank."""
    found, run = [], []
    for line in [*(line.strip(SPACES) for line in text.split("\n")), ""]:
        if len(line.encode()) >= 8:
            found.append(("line", (line,)))
        if line:
            run.append(line)
        elif run:
            if len(run) > 1 and len("\n".join(run).encode()) >= 16:
                found.append(("paragraph", tuple(run)))
            run = []
    return found


def expected(texts):
    """{part: (documents, occurrences)} of the parts that stand in enough different texts."""
    different, documents, occurrences = defaultdict(set), Counter(), Counter()
    for text in texts:
        parts = Counter(by_the_book(text))
        for part, count in parts.items():
            different[part].add(normalized(text))
            documents[part] += 1
            occurrences[part] += count
    return {part: (documents[part], occurrences[part]) for part, among in different.items() if len(among) >= MIN_TEXTS}


def found_in(workspace):
    rows = workspace.connect().execute("SELECT kind, text, documents, occurrences FROM repeated_passages").fetchall()
    return {
        (kind, tuple(line.strip(SPACES) for line in text.split("\n"))): (documents, occurrences)
        for kind, text, documents, occurrences in rows
    }


def pages(number, seed):
    """Texts of navigation, licences and prose: some lines recur, some indented, some within paragraphs."""
    generator = np.random.default_rng(seed)
    common = [
        "Home | About | Contact",
        "All rights reserved.",
        "short",
        "版权所有 保留一切权利",
        "Subscribe to our letter",
        "© 2021 the makers",
        "\nPrivacy\nTerms and conditions\n",
    ]
    texts = []
    for page in range(number):
        lines = [
            str(generator.choice([*common, f"only page {page} says {generator.integers(9)}", "", ""]))
            for _ in range(generator.integers(1, 12))
        ]
        texts.append(
            "\n".join(generator.choice(["", "  ", "\t"]) + line + generator.choice(["", " ", "\r"]) for line in lines)
        )
    return texts


def test_parts_and_their_counts_are_those_of_plain_python(tmp_path):
    texts = pages(150, seed=3)
    assert {kind for kind, _ in expected(texts)} == {"line", "paragraph"}
    assert found_in(workspace_of(tmp_path / "pages", texts)) == expected(texts)


def test_copies_of_one_text_count_once(tmp_path):
    text = "a line that recurs\nand the one below it"
    assert found_in(workspace_of(tmp_path / "copies", [text, text.upper(), *[text] * 20])) == {}
    several = [f"{text}\n\nnumber {number} of several" for number in range(MIN_TEXTS)]
    assert set(found_in(workspace_of(tmp_path / "several", several))) == {
        ("line", (line,)) for line in text.split("\n")
    } | {("paragraph", tuple(text.split("\n")))}


def test_every_document_of_a_part_is_known_whatever_the_batches(tmp_path):
    texts = pages(60, seed=8)
    workspace = workspace_of(tmp_path / "pages", texts)
    query = "SELECT kind, text, doc_id, d.occurrences FROM passage_documents d JOIN repeated_passages USING (passage_id) ORDER BY ALL"
    whole = workspace.connect().execute(query).fetchall()
    assert {(kind, doc_id, count) for kind, text, doc_id, count in whole if text == "All rights reserved."} == {
        ("line", number, count)
        for number, text in enumerate(texts)
        if (count := Counter(by_the_book(text))[("line", ("All rights reserved.",))])
    }
    find(workspace, ThreadEngine(1), rows_at_once=7)
    assert workspace.connect().execute(query).fetchall() == whole
