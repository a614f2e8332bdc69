"""Which item does a visit get next?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import streamlit as st

from analytics.annotations.claims import Item, answered, claim
from analytics.annotations.current import as_text
from analytics.annotations.events import Event
from analytics.annotations.qualification import gold_answers, test_of
from analytics.annotations.schema import AnySchema
from analytics.ask.labelling import ORDERS, Items, Labelled, items, ranked
from analytics.ask.labelling.orders import DISAGREEMENT, POOL
from analytics.ask.labelling.propagation import majority_labels
from analytics.ask.workspaces.served import Manifest, Workspace
from analytics.ui.frame.cache import Shared
from analytics.ui.frame.page import Page
from analytics.ui.labelling.turn import Setting, Turn
from analytics.workspace.vector_file import read_vectors

ITEMS = Shared(8, "Looking for items to label")
BATCH = 20
RETRAIN_AFTER = 10
"""Answers after which the classifier learns again; until then, people get the rest of the batch."""


def next_item(page: Page, schema: AnySchema, setting: Setting, turn: Turn, events: list[Event]) -> Item | None:
    """A gold item where one is due; else the first item of the order that nobody else has."""
    available = page.ask(items, schema.name, schema.is_pair, setting.grouping, shared=ITEMS)
    if setting.is_gold:
        golden = gold_answers(schema, events)
        places = (available.item(place) for place in range(len(available)))
        return next((one for one in places if one not in golden and one not in turn.skipped), None)
    gold = _gold_due(schema, setting.annotator, events)
    if gold is not None:
        return gold
    candidates = list(_learned(page, schema, setting, available, events))
    places = (available.item(place) for place in range(len(available)))
    folder = page.workspace.path
    return claim(
        folder, schema, turn.session, setting.annotator, lambda: itertools.chain(candidates, places), turn.skipped
    )


def _gold_due(schema: AnySchema, annotator: str, events: list[Event]) -> Item | None:
    """The next gold item of a test, or to check the attention; None where none is due."""
    gold = gold_answers(schema, events)
    own = [one for one in events if not one.is_gold and one.annotator == annotator]
    open_gold = [item for item in gold if item not in {one.item for one in own}]
    if not open_gold:
        return None
    if not test_of(schema, annotator, events).is_over:
        return open_gold[0]
    since = 0
    for one in reversed(own):
        if one.item in gold:
            break
        since += 1
    return open_gold[0] if schema.check_every and since >= schema.check_every else None


def _learned(page: Page, schema: AnySchema, setting: Setting, available: Items, events: list[Event]) -> Iterator[Item]:
    """The items that an order that learns puts first; none for other orders."""
    if setting.order not in ORDERS or available.second is not None or not page.has("embeddings"):
        return
    own = [one for one in events if not one.is_gold]
    if setting.order == DISAGREEMENT:
        yield from _disputed(own)
    of = (schema.name, setting.order, page.selection.to_url())
    learning: _Learning = st.session_state.get("label-learning") or _Learning(of)
    learning = learning if learning.of == of else _Learning(of)
    st.session_state["label-learning"] = learning
    learning.update(len(own) // RETRAIN_AFTER, page.workspace, page.manifest, schema, available, own)
    yield from learning.items


@dataclass
class _Learning:
    """The items that a classifier puts first. It learns in a thread of its own: nobody waits for it, and until it has
    learnt, people get the rest of the items before, or random ones.
    """

    of: tuple[str, str, str]
    round: int = -1
    items: list[Item] = field(default_factory=list)
    running: Future[list[Item]] | None = None

    def update(
        self,
        now: int,
        workspace: Workspace,
        manifest: Manifest,
        schema: AnySchema,
        available: Items,
        events: list[Event],
    ) -> None:
        """Take what was learnt, and start again where there are enough new answers."""
        if self.running is not None and self.running.done():
            self.items, self.running = self.running.result(), None
        if self.running is None and now != self.round:
            self.round = now
            self.running = _thread.submit(_batch, workspace, manifest, schema, self.of[1], available, events)


_thread = ThreadPoolExecutor(1, thread_name_prefix="label-order")


def _disputed(events: list[Event]) -> list[Item]:
    """The items to which people gave different answers, those with most answers first."""
    values: dict[Item, list[str]] = {}
    for one in events:
        values.setdefault(one.item, []).append(as_text(one.value))
    disputed = [item for item, answers in values.items() if len(set(answers)) > 1]
    return sorted(disputed, key=lambda item: -len(values[item]))


def _batch(
    workspace: Workspace, manifest: Manifest, schema: AnySchema, order: str, available: Items, events: list[Event]
) -> list[Item]:
    doc_ids, vectors = read_vectors(workspace, manifest)
    done = np.array([one[0] for one in answered(events)], np.int64)
    candidates = available.first[: POOL + 2 * len(done)]
    candidates = candidates[~np.isin(candidates, done) & np.isin(candidates, doc_ids)][:POOL]
    labels = majority_labels(events, schema, doc_ids)
    rows = np.searchsorted(doc_ids, candidates)
    together = np.concatenate([rows, labels.rows]).astype(np.int64)
    matrix = np.asarray(vectors[together], np.float32)
    own = Labelled(np.arange(len(rows), len(together)), labels.codes, labels.n_classes)
    best = ranked(order, matrix, np.arange(len(rows)), own, BATCH)
    return [(int(candidates[place]), None) for place in best]
