"""Which N documents represent the others best? Greedy maximisation of a submodular score on a sparse graph.

The score of a chosen set S has four terms, each between 0 and 1 and weighted by the caller:

- coverage: sum over all documents i of the highest similarity of i to a chosen one, max over j in S of s(i, j). This is
  facility location (Krause and Golovin, "Submodular Function Maximization", 2014).
- worth: the sum of a worth that each document has by itself, such as its quality or its closeness to a target.
- quotas: how much of each group's quota is filled; more than the quota adds nothing.
- at most one document of each set of alternatives, such as near-duplicates, is chosen.

The first three are monotone and submodular, so the greedy choice reaches at least 1 - 1/e of the best possible score
without alternatives (Nemhauser, Wolsey and Fisher, 1978), and 1/2 of it with them (Fisher et al., 1978). Gains only
fall, so a gain is computed again only when it is the highest (lazy greedy; Minoux, 1978).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from analytics.batch.compiled import cached


@dataclass(frozen=True)
class Objective:
    """What makes a set of documents good. `similarity` (CSR float32[n, n], symmetric, with ones on the diagonal) has
    zeros where documents are not similar. `coverage_weight` multiplies the coverage, in units of its value.

    `worth` (float64[n], not negative) is what each document adds by itself. `group` (int32[n], -1: none) and `quotas`
    (float64, one a group: documents or costs) say how many of each group are wanted, and each unit within the quota
    adds `quota_weight`. Of documents with the same number in `alternatives` (int32[n], -1: none), one can be chosen.
    """

    similarity: sparse.csr_array = field(repr=False)
    coverage_weight: float
    worth: np.ndarray = field(repr=False)
    group: np.ndarray = field(repr=False)
    quotas: np.ndarray = field(repr=False)
    quota_weight: float
    alternatives: np.ndarray = field(repr=False)


@dataclass(frozen=True)
class Choice:
    """`rows` in the order in which they were chosen, and the `gains` of the score that each brought."""

    rows: np.ndarray
    gains: np.ndarray

    @property
    def score(self) -> float:
        return float(self.gains.sum())


def similarity_graph(rows: np.ndarray, neighbors: np.ndarray, similarities: np.ndarray, n: int) -> sparse.csr_array:
    """The symmetric graph (CSR float32[n, n]) of directed edges: the higher similarity of both directions counts,
    similarities below 0 are 0, and each document is similar to itself by 1.
    """
    starts, columns, values = _symmetric(
        np.asarray(rows, np.int32), np.asarray(neighbors, np.int32), np.asarray(similarities, np.float32), n
    )
    return _graph(starts, columns, values)


def subgraph(graph: sparse.csr_array, rows: np.ndarray) -> sparse.csr_array:
    """The part of a similarity graph between these rows (ascending)."""
    return _graph(*_subgraph(graph.indptr, graph.indices, graph.data, rows))


def _graph(starts: np.ndarray, columns: np.ndarray, values: np.ndarray) -> sparse.csr_array:
    """The CSR array of these parts. scipy would copy all columns (int32) as 64-bit integers if the starts had them."""
    n = len(starts) - 1
    starts = starts.astype(np.int32) if len(columns) <= np.iinfo(np.int32).max else starts
    return sparse.csr_array((values, columns, starts), shape=(n, n))


@cached
def _symmetric(
    rows: np.ndarray, neighbors: np.ndarray, similarities: np.ndarray, n: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """starts, columns and similarities of the rows of `similarity_graph`, ascending by column.

    Column and similarity are one number while they are brought to their rows: this is the part that waits for memory.
    The bits of floats that are not negative are in the order of their values.
    """
    bits = np.maximum(similarities, np.float32(0)).view(np.uint32)
    ends = np.zeros(n + 1, np.int64)
    for edge in range(len(rows)):
        ends[rows[edge] + 1] += 1
        ends[neighbors[edge] + 1] += 1
    ends = np.cumsum(ends)
    packed, filled = np.empty(ends[n], np.int64), ends[:-1].copy()
    for edge in range(len(rows)):
        left, right, similarity = np.int64(rows[edge]), np.int64(neighbors[edge]), np.int64(bits[edge])
        packed[filled[left]] = right << 32 | similarity
        filled[left] += 1
        packed[filled[right]] = left << 32 | similarity
        filled[right] += 1
    starts = np.zeros(n + 1, np.int64)
    columns, similar = np.empty(ends[n] + n, np.int32), np.empty(ends[n] + n, np.uint32)
    one = np.array([1], np.float32).view(np.uint32)[0]
    end = 0
    for row in range(n):
        edges = packed[ends[row] : ends[row + 1]]
        edges.sort()
        has_own = False
        for edge in edges:
            column = edge >> 32
            if column >= row and not has_own:
                columns[end], similar[end], has_own, end = row, one, True, end + 1
            if column == row:
                continue
            if end > starts[row] and columns[end - 1] == column:
                end -= 1  # the other direction of this edge, of which the higher similarity comes last
            columns[end], similar[end], end = column, edge & 0xFFFFFFFF, end + 1
        if not has_own:
            columns[end], similar[end], end = row, one, end + 1
        starts[row + 1] = end
    return starts, columns[:end].copy(), similar[:end].copy().view(np.float32)


@cached
def _subgraph(
    starts: np.ndarray, columns: np.ndarray, similarities: np.ndarray, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """starts, columns and similarities of these rows, with columns that count these rows only."""
    place = np.full(len(starts) - 1, -1, np.int32)
    size = 0
    for new in range(len(rows)):
        place[rows[new]] = new
        size += starts[rows[new] + 1] - starts[rows[new]]
    new_starts = np.zeros(len(rows) + 1, np.int64)
    new_columns, new_similarities = np.empty(size, np.int32), np.empty(size, np.float32)
    end = 0
    for new in range(len(rows)):
        for at in range(starts[rows[new]], starts[rows[new] + 1]):
            column = place[columns[at]]
            if column >= 0:
                new_columns[end], new_similarities[end], end = column, similarities[at], end + 1
        new_starts[new + 1] = end
    return new_starts, new_columns[:end].copy(), new_similarities[:end].copy()


def choose(
    objective: Objective,
    budget: float,
    costs: np.ndarray | None = None,
    allowed: np.ndarray | None = None,
) -> Choice:
    """The greedy choice of rows whose costs (float64[n], positive; 1 each without) sum to at most `budget`.

    With costs, the choice by gain and the choice by gain per cost are made, and the better one is returned: this is at
    least (1 - 1/e) / 2 of the best (Leskovec et al., "Cost-effective Outbreak Detection in Networks", 2007). Rows that
    are not `allowed` (bool[n]) are not chosen, but are to be covered. Of rows with the same gain, the first is chosen.
    """
    n = len(objective.worth)
    cost = np.ones(n) if costs is None else np.asarray(costs, np.float64)
    may = np.ones(n, bool) if allowed is None else np.asarray(allowed, bool)
    by_gain = _run(objective, float(budget), cost, may, per_cost=False)
    if costs is None:
        return by_gain
    by_ratio = _run(objective, float(budget), cost, may, per_cost=True)
    return by_ratio if by_ratio.score > by_gain.score else by_gain


def _run(objective: Objective, budget: float, costs: np.ndarray, allowed: np.ndarray, per_cost: bool) -> Choice:
    graph = objective.similarity
    chosen, gains = _lazy_greedy(
        graph.indptr.astype(np.int64),
        graph.indices.astype(np.int32, copy=False),
        graph.data.astype(np.float32, copy=False),
        float(objective.coverage_weight),
        np.asarray(objective.worth, np.float64),
        np.asarray(objective.group, np.int32),
        np.asarray(objective.quotas, np.float64),
        float(objective.quota_weight),
        np.asarray(objective.alternatives, np.int32),
        costs,
        allowed,
        budget,
        per_cost,
    )
    return Choice(chosen, gains)


@cached
def _lazy_greedy(
    starts: np.ndarray,
    columns: np.ndarray,
    similarities: np.ndarray,
    coverage_weight: float,
    worth: np.ndarray,
    group: np.ndarray,
    quotas: np.ndarray,
    quota_weight: float,
    alternatives: np.ndarray,
    costs: np.ndarray,
    allowed: np.ndarray,
    budget: float,
    per_cost: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """The rows chosen, and their gains. The heap has upper bounds of the gains, negated: the smallest comes first."""
    n = len(worth)
    covered = np.zeros(n, np.float32)
    filled = np.zeros(len(quotas))
    is_taken = np.zeros(max(alternatives.max() + 1, 1), np.bool_)
    heap = [(0.0, 0) for _ in range(0)]
    for row in range(n):
        if allowed[row]:
            gain = _gain(row, starts, columns, similarities, covered, coverage_weight, worth)
            gain += _quota_gain(row, group, quotas, filled, costs, quota_weight)
            heap.append((-(gain / costs[row] if per_cost else gain), row))
    heapq.heapify(heap)
    chosen, gains, spent = [0 for _ in range(0)], [0.0 for _ in range(0)], 0.0
    while len(heap) > 0 and spent < budget:
        _, row = heapq.heappop(heap)
        if spent + costs[row] > budget or (alternatives[row] >= 0 and is_taken[alternatives[row]]):
            continue
        gain = _gain(row, starts, columns, similarities, covered, coverage_weight, worth)
        gain += _quota_gain(row, group, quotas, filled, costs, quota_weight)
        key = (-(gain / costs[row] if per_cost else gain), row)
        if len(heap) > 0 and key > heap[0]:
            heapq.heappush(heap, key)
            continue
        chosen.append(row)
        gains.append(gain)
        spent += costs[row]
        if alternatives[row] >= 0:
            is_taken[alternatives[row]] = True
        if group[row] >= 0:
            filled[group[row]] += costs[row]
        for place in range(starts[row], starts[row + 1]):
            covered[columns[place]] = max(covered[columns[place]], similarities[place])
    return np.array(chosen, np.int64), np.array(gains, np.float64)


@cached
def _gain(
    row: int,
    starts: np.ndarray,
    columns: np.ndarray,
    similarities: np.ndarray,
    covered: np.ndarray,
    coverage_weight: float,
    worth: np.ndarray,
) -> float:
    """What the row adds to coverage and worth."""
    gain = 0.0
    for place in range(starts[row], starts[row + 1]):
        more = similarities[place] - covered[columns[place]]
        if more > 0:
            gain += more
    total: float = coverage_weight * gain + worth[row]
    return total


@cached
def _quota_gain(
    row: int, group: np.ndarray, quotas: np.ndarray, filled: np.ndarray, costs: np.ndarray, quota_weight: float
) -> float:
    """What the row adds to the quota of its group."""
    if group[row] < 0:
        return 0.0
    room = quotas[group[row]] - filled[group[row]]
    more: float = quota_weight * min(max(room, 0.0), costs[row])
    return more
