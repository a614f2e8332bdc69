"""Which documents were added, removed, edited? Two states of a workspace, compared document by document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.history.state import State

MAX_COMPARED = 20_000
"""Documents without a partner, on each side, up to which edited ones are searched by their words."""

MIN_AGREEMENT = 0.4
"""The share of equal MinHash values (an estimate of the Jaccard similarity) from which a text is an edited version."""

BAND_ROWS = 4
MAX_BUCKET = 50
"""A band that more documents share says nothing about any two of them."""

Texts = Callable[[np.ndarray], pa.RecordBatch]
"""Gives (doc_id, text) for these ids."""


@dataclass(frozen=True)
class Changes:
    """What became of the documents of an earlier state.

    `added` are doc_ids now, `removed` doc_ids before. `edited` has a row for each document with another text: before,
    after (doc_ids), by ("key" or "words"). `moved` and `relabelled` have the same text and another source (label):
    columns before, after, from, to. `refilled` is how many have the same text, source and label, and other fields.
    `reordered` is whether documents that stayed have another order.
    """

    added: np.ndarray = field(repr=False)
    removed: np.ndarray = field(repr=False)
    edited: pd.DataFrame = field(repr=False)
    moved: pd.DataFrame = field(repr=False)
    relabelled: pd.DataFrame = field(repr=False)
    refilled: int
    reordered: bool

    @property
    def counts(self) -> dict[str, int]:
        """How many documents of each kind of change."""
        kinds = ("added", "removed", "edited", "moved", "relabelled")
        return {kind: len(getattr(self, kind)) for kind in kinds} | {"refilled": self.refilled}


def compare_states(before: State, after: State, texts: tuple[Texts, Texts] | None = None) -> Changes:
    """Compare two states. `texts` give the texts before and after, to find edited documents without a key.

    Documents are the same in this order: equal key and text, equal text, equal key (edited), many equal words (edited;
    not where both have a key).
    """
    same_key = before.key is not None and before.key == after.key
    kept, rest = _same_texts(before, after)
    edited = [_match(_with_key(rest), ["key"]).assign(by="key")] if same_key else []
    for one in edited:
        rest = _without(rest, one)
    unnamed = _without_key(rest) if same_key else rest
    if texts is not None and all(0 < len(side) <= MAX_COMPARED for side in unnamed):
        edited.append(_match_words(unnamed, texts).assign(by="words"))
        rest = _without(rest, edited[-1])
    moved, relabelled = (_other(kept, before, after, name) for name in ("source", "label"))
    changed = np.isin(kept["before"], [*moved["before"], *relabelled["before"]])
    fields = [side.hashes("fields")[kept[name]] for side, name in ((before, "before"), (after, "after"))]
    return Changes(
        added=rest[1].index.to_numpy(),
        removed=rest[0].index.to_numpy(),
        edited=pd.concat(edited, ignore_index=True) if edited else _pairs("by"),
        moved=moved,
        relabelled=relabelled,
        refilled=int(((fields[0] != fields[1]) & ~changed).sum()) if same_fields(before, after) else 0,
        reordered=bool((np.diff(kept["after"].to_numpy()) < 0).any()),
    )


def same_documents(before: State, after: State) -> pd.DataFrame:
    """Documents with an unchanged text: before, after (doc_ids), in the order of before."""
    return _same_texts(before, after)[0]


def _same_texts(before: State, after: State) -> tuple[pd.DataFrame, tuple[pd.DataFrame, pd.DataFrame]]:
    """The pairs with an equal text - those with an equal key or source first -, and the other documents of each."""
    sides = (_frame(before), _frame(after))
    same_key = before.key is not None and before.key == after.key
    pairs = [_match(sides, ["text", "key"] if same_key else ["text", "source"])]
    rest = _without(sides, pairs[-1])
    pairs.append(_match(rest, ["text"]))
    kept = pd.concat(pairs, ignore_index=True).sort_values("before", ignore_index=True)
    return kept, _without(rest, pairs[-1])


def only_added(before: int, after: int) -> Changes:
    """The changes when the first `before` of `after` documents are those that were there."""
    other = _pairs("from", "to")
    return Changes(np.arange(before, after), np.zeros(0, np.int64), _pairs("by"), other, other, 0, reordered=False)


def _pairs(*names: str) -> pd.DataFrame:
    """No documents, with the columns before, after and `names`."""
    empty = {"before": np.zeros(0, int), "after": np.zeros(0, int)}
    return pd.DataFrame(empty | {name: np.zeros(0, object) for name in names})


def same_fields(before: State, after: State) -> bool:
    """Whether the fields of two states can be compared: a column that is new for all changes every hash."""
    if not len(before) or not len(after):
        return False
    return bool(np.isin(before.hashes("fields"), after.hashes("fields")).mean() > 0)


def _frame(state: State) -> pd.DataFrame:
    columns = {name: state.hashes(name) for name in ("text", "key")}
    source = state.rows["source"].to_pandas().astype(object)
    return pd.DataFrame(columns | {"source": source.where(source.notna(), "")})


def _with_key(sides: tuple[pd.DataFrame, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    return sides[0][sides[0]["key"] != 0], sides[1][sides[1]["key"] != 0]


def _without_key(sides: tuple[pd.DataFrame, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    return sides[0][sides[0]["key"] == 0], sides[1][sides[1]["key"] == 0]


def _match(sides: tuple[pd.DataFrame, pd.DataFrame], by: list[str]) -> pd.DataFrame:
    """Pairs of rows that are equal in `by`: the first with the first, the second with the second, and so on."""
    numbered = []
    for name, side in zip(("before", "after"), sides, strict=True):
        place = side.groupby(by, sort=False).cumcount() if len(side) else np.zeros(0, int)
        numbered.append(side[by].assign(place=place, **{name: side.index}))
    return numbered[0].merge(numbered[1], on=[*by, "place"])[["before", "after"]].astype(int)


def _without(sides: tuple[pd.DataFrame, pd.DataFrame], pairs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    return sides[0].drop(pairs["before"]), sides[1].drop(pairs["after"])


def _other(kept: pd.DataFrame, before: State, after: State, name: str) -> pd.DataFrame:
    """The documents with the same text whose `name` is another one."""
    values = [state.rows[name].to_pandas().to_numpy(object)[kept[side]]
              for state, side in ((before, "before"), (after, "after"))]  # fmt: skip
    first, second = (np.array(["" if one is None else str(one) for one in side], object) for side in values)
    differs = first != second
    return kept[differs].assign(**{"from": first[differs], "to": second[differs]})


def _match_words(sides: tuple[pd.DataFrame, pd.DataFrame], texts: tuple[Texts, Texts]) -> pd.DataFrame:
    """Pairs of documents with many equal words: each with the one it agrees with most, each in one pair."""
    signed = [_signatures(read(side.index.to_numpy())) for side, read in zip(sides, texts, strict=True)]
    candidates = _candidates(signed[0][1], signed[1][1])
    agreement = (signed[0][1][candidates[:, 0]] == signed[1][1][candidates[:, 1]]).mean(axis=1)
    order = np.argsort(-agreement, kind="stable")
    used: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for place in order[agreement[order] >= MIN_AGREEMENT]:
        first, second = (int(one) for one in candidates[place])
        if first not in used[0] and second not in used[1]:
            used[0].add(first)
            used[1].add(second)
            pairs.append((int(signed[0][0][first]), int(signed[1][0][second])))
    return pd.DataFrame(pairs, columns=["before", "after"]).astype(int)


def _signatures(batch: pa.RecordBatch) -> tuple[np.ndarray, np.ndarray]:
    """The ids of the texts that have words, and their MinHash signatures: uint32[texts, 128]."""
    from analytics.batch.scan import scan

    ids = batch.column("doc_id").to_numpy()
    sketches = scan(batch).column("minhash")
    known = np.flatnonzero(np.asarray(sketches.is_valid()))
    flat = b"".join(sketches[int(place)].as_py() for place in known)
    return ids[known], np.frombuffer(flat, "<u4").reshape(len(known), -1 if len(known) else 128)


def _candidates(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Places of pairs that share a band of BAND_ROWS values: int[pairs, 2], each once."""
    pairs = []
    for start in range(0, first.shape[1], BAND_ROWS):
        keys = [pd.DataFrame(side[:, start : start + BAND_ROWS]).assign(place=np.arange(len(side)))
                for side in (first, second)]  # fmt: skip
        by = list(range(BAND_ROWS))
        small = [side[side.groupby(by)["place"].transform("size") <= MAX_BUCKET] for side in keys]
        pairs.append(small[0].merge(small[1], on=by)[["place_x", "place_y"]].to_numpy())
    return np.unique(np.concatenate(pairs), axis=0) if pairs else np.zeros((0, 2), int)
