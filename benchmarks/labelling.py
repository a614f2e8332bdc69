"""How many labels does a classifier need, by the order in which documents are labelled?

    python -m benchmarks.labelling [--workspace DIR --task table.column=value@source ...] [--runs 20]

A task is a yes-no question whose answers are known. Each run starts from other documents; a classifier of the vectors
is trained on the labels so far, and its AUC is measured on documents that no order sees. "labels" is how many labels it
took until the AUC was at least .9 and stayed there, in steps of ten; the interval of the mean is by Student's t.
Without a workspace, three tasks of simulated vectors: two even classes, one document in ten, and one in twenty-five
spread over many topics.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

from analytics.ask.labelling.orders import BY_GROUP, ORDERS, RANDOM, Labelled, by_group, ranked
from analytics.ask.labelling.predicting import fit
from analytics.sql import identifier
from analytics.statistics.classification import auc
from analytics.workspace import open_workspace
from analytics.workspace.vector_file import read_vectors

GOAL, STEP, MAX_LABELS, HELD_OUT, DOCUMENTS = 0.9, 10, 600, 2000, 20_000


@dataclass(frozen=True)
class Task:
    """A question: vectors float32[n, d], the right answers bool[n], and a group of each document."""

    name: str
    vectors: np.ndarray
    answers: np.ndarray
    groups: np.ndarray


def simulated(name: str, share: float, topics: int, overlap: float, seed: int) -> Task:
    """Vectors around the centres of topics; the answer is yes for some topics, for `share` of the documents."""
    random = np.random.default_rng(seed)
    width, n = 128, 8000
    centres = random.normal(size=(topics, width))
    yes_topics = max(1, round(topics * 0.25))
    is_yes = random.random(n) < share
    group = np.where(is_yes, random.integers(0, yes_topics, n), random.integers(yes_topics, topics, n))
    vectors = centres[group] + random.normal(size=(n, width)) * overlap
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return Task(name, vectors, is_yes, random.integers(0, 8, n))


def own_tasks() -> list[Task]:
    """Three tasks of data of our own."""
    return [
        simulated("simulated, half yes", 0.5, 16, 2.0, 1),
        simulated("simulated, 1 in 10 yes", 0.1, 16, 1.6, 2),
        simulated("simulated, 1 in 25 yes, many topics", 0.04, 20, 1.2, 3),
    ]


def workspace_task(folder: str, text: str) -> Task:
    """The task `table.column=value@source` of a workspace, among the documents of the source; its groups are the topics
    of the map.
    """
    question, _, source = text.partition("@")
    column, _, value = question.partition("=")
    table, _, name = column.partition(".")
    workspace = open_workspace(folder)
    ids, vectors = read_vectors(workspace, workspace.read_manifest())
    connection = workspace.connect()
    rows = connection.execute(
        f"""SELECT doc_id, coalesce(CAST({identifier(name)} AS VARCHAR) = ?, false) AS yes,
            coalesce(topic_id, -1) AS g
        FROM {identifier(table)} LEFT JOIN map USING (doc_id)
        WHERE doc_id IN (SELECT doc_id FROM documents WHERE source = ? OR ? = '')
        ORDER BY hash(doc_id) LIMIT {DOCUMENTS}""",
        [value, source, source],
    ).fetchnumpy()
    has_vector = np.isin(rows["doc_id"], ids)
    places = np.searchsorted(ids, rows["doc_id"][has_vector])
    return Task(text, np.asarray(vectors[places]), rows["yes"][has_vector].astype(bool), rows["g"][has_vector])


def labels_needed(task: Task, order: str, seed: int) -> int:
    """Labels until the goal, `MAX_LABELS` where it is not reached."""
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(task.answers))
    tested, pool = shuffled[:HELD_OUT], shuffled[HELD_OUT:]
    if order == BY_GROUP:
        pool = pool[by_group(task.groups[pool])]
    centre = task.vectors[pool[:4000]].mean(axis=0)
    chosen = np.empty(0, np.int64)
    reached = MAX_LABELS
    while len(chosen) < MAX_LABELS:
        left = pool[~np.isin(pool, chosen)]
        known = Labelled(chosen, task.answers[chosen].astype(np.int64), 2)
        more = left[:STEP] if order in (RANDOM, BY_GROUP) else ranked(order, task.vectors, left, known, STEP)
        chosen = np.concatenate([chosen, more])
        codes = task.answers[chosen].astype(np.int64)
        if len(np.unique(codes)) < 2:
            continue
        scores = fit(task.vectors[chosen], codes, 2, centre).probabilities(task.vectors[tested])[:, 1]
        if auc(scores, task.answers[tested]).value < GOAL:
            reached = MAX_LABELS
        elif reached == MAX_LABELS:
            reached = len(chosen)
        elif len(chosen) >= reached + 5 * STEP:
            break
    return reached


def rows(tasks: list[Task], runs: int) -> Iterator[tuple[str, str, float, float, float, int]]:
    """Task, order, mean labels, the interval of the mean, and in how many runs the goal was reached."""
    for task in tasks:
        for order in (RANDOM, BY_GROUP, *ORDERS):
            needed = np.array([labels_needed(task, order, seed) for seed in range(runs)], float)
            half = float(stats.t.ppf(0.975, runs - 1) * needed.std(ddof=1) / np.sqrt(runs))
            mean = float(needed.mean())
            yield task.name, order, mean, mean - half, mean + half, int((needed < MAX_LABELS).sum())


def main() -> None:
    """Print one line for each task and order."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workspace")
    parser.add_argument("--task", nargs="*", default=[])
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args()
    tasks = [workspace_task(arguments.workspace, one) for one in arguments.task] or own_tasks()
    for task, order, mean, low, high, reached in rows(tasks, arguments.runs):
        print(
            f"{task:40} {order:22} {mean:6.0f} ({low:.0f} to {high:.0f}) labels, reached in {reached} runs", flush=True
        )


if __name__ == "__main__":
    main()
