"""Repeated lines and paragraphs are those that plain Python finds in the same texts."""

from collections import Counter, defaultdict

import numpy as np

from analytics.batch.scan.normalization import normalized
from analytics.build.engine import ThreadEngine
from analytics.build.passage_counts import MIN_TEXTS
from tests.duplicate_stages import find, workspace_of

SPACES = " \t\r\v\f\xa0\u3000"


def passages_of(text):
    """(kind, lines) of every passage of a text: long enough lines, and runs of two or more lines that are not blank."""
    passages, run = [], []
    for line in [*(line.strip(SPACES) for line in text.split("\n")), ""]:
        if sum(3 if "\u3000" <= c <= "\ud7ff" or c > "\uffff" else 1 for c in line) >= 8:
            passages.append(("line", (line,)))
        if line:
            run.append(line)
        elif run:
            if len(run) > 1 and len("\n".join(run).encode()) >= 16:
                passages.append(("paragraph", tuple(run)))
            run = []
    return passages


def expected(texts):
    """{passage: (documents, occurrences)} of the passages that enough different texts have."""
    different, documents, occurrences = defaultdict(set), Counter(), Counter()
    for text in texts:
        for passage, count in Counter(passages_of(text)).items():
            different[passage].add(normalized(text))
            documents[passage] += 1
            occurrences[passage] += count
    frequent = [passage for passage, others in different.items() if len(others) >= MIN_TEXTS]
    return {passage: (documents[passage], occurrences[passage]) for passage in frequent}


def repeated(workspace):
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


def test_passages_and_their_counts_are_those_of_plain_python(tmp_path):
    texts = pages(150, seed=3)
    assert {kind for kind, _ in expected(texts)} == {"line", "paragraph"}
    assert repeated(workspace_of(tmp_path / "pages", texts)) == expected(texts)


def test_copies_of_one_text_count_once(tmp_path):
    text = "a line that recurs\nand the one below it"
    assert repeated(workspace_of(tmp_path / "copies", [text, text.upper(), *[text] * 20])) == {}
    several = [f"{text}\n\nnumber {number} of several" for number in range(MIN_TEXTS)]
    assert set(repeated(workspace_of(tmp_path / "several", several))) == {
        ("line", (line,)) for line in text.split("\n")
    } | {("paragraph", tuple(text.split("\n")))}


def test_every_document_of_a_passage_is_known_for_any_batches(tmp_path):
    texts = pages(60, seed=8)
    workspace = workspace_of(tmp_path / "pages", texts)
    query = """SELECT kind, text, doc_id, d.occurrences
        FROM passage_documents d JOIN repeated_passages USING (passage_id) ORDER BY ALL"""
    whole = workspace.connect().execute(query).fetchall()
    assert {(kind, doc_id, count) for kind, text, doc_id, count in whole if text == "All rights reserved."} == {
        ("line", number, count)
        for number, text in enumerate(texts)
        if (count := Counter(passages_of(text))[("line", ("All rights reserved.",))])
    }
    find(workspace, ThreadEngine(1), rows_at_once=7)
    assert workspace.connect().execute(query).fetchall() == whole


def test_lines_of_every_script_count_from_eight_characters_on_and_are_trimmed_of_wide_spaces(tmp_path):
    lines = ["版权所有", "第一", "Да, так", "Все права защищены", "สงวนลิขสิทธิ์", "ก ข", "모든 권리", "무단 전재 금지"]
    blanks = ["", "\u3000\u3000", "\xa0", " \u3000\t", "\u3000\xa0", "", "\xa0 \xa0", "\u3000"] * 2
    texts = [
        f"unlike {i}\n\n" + "\n\n".join(f"{blank}{line}{blank}" for line in lines) for i, blank in enumerate(blanks)
    ]
    rows = {passage for kind, passage in repeated(workspace_of(tmp_path / "w", texts)) if kind == "line"}
    assert rows == {(line,) for line in ("版权所有", "Все права защищены", "สงวนลิขสิทธิ์", "모든 권리", "무단 전재 금지")}
