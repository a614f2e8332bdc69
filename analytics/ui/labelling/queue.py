"""The queue: one item after the other, answered by keyboard."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.access import Permission, action
from analytics.annotations import annotate, undo
from analytics.annotations.counting import counting_events
from analytics.annotations.events import Event
from analytics.annotations.qualification import Test, test_of
from analytics.annotations.schema import AnySchema
from analytics.ask.groupings import groupings
from analytics.ask.labelling import texts_of
from analytics.ask.labelling.orders import ALL_ORDERS, BY_GROUP, RANDOM
from analytics.errors import DataloupeError
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page
from analytics.ui.labelling.next_item import next_item
from analytics.ui.labelling.turn import Setting, Turn, turn_of

JS, CSS = (Path(__file__).with_name(f"queue.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))
KEY = "label-queue"
MAX_CHARACTERS = 20_000
ORDER_HELP = (
    "Random labels estimate shares. The orders that learn train a classifier with fewer labels where an answer is "
    "rare. Where a rare answer is spread over many topics, take disagreement or random."
)
PAIR_TITLES = {"a": "A is better", "b": "B is better", "tie": "Equally good", "both_bad": "Both are bad"}


def settings(page: Page) -> Setting:
    """Who labels and how, all but the gold answers in the link."""
    person = page.grant.person
    if person == "somebody":
        name = st.text_input(
            "Your name", key="annotator", bind="query-params", max_chars=60, width=150, placeholder=person
        )
        person = (name or "").strip() or person
    order = st.selectbox("Order", ALL_ORDERS, key="order", bind="query-params", width=200, help=ORDER_HELP) or RANDOM
    grouping = None
    if order == BY_GROUP:
        grouping = st.selectbox("Groups", page.ask_of(groupings), key="by", bind="query-params", width=130)
    at_once = st.toggle("Confirm at once", key="at-once", bind="query-params", help="A digit answers without Enter.")
    is_gold = st.toggle(
        "My answers are gold", key="label-gold", help="Right answers, with which those of others are compared."
    )
    return Setting(person, order, grouping, is_gold, at_once)


def queue(page: Page, schema: AnySchema, setting: Setting) -> None:
    """The item to label now, or what is to be done instead."""
    turn = turn_of(schema, setting)
    events = counting_events(page.workspace.path, schema.name)
    test = Test(0, 0, 0, 0.0) if setting.is_gold else test_of(schema, setting.annotator, events)
    if test.needed:
        st.caption(plain(test.summary_text()))
        if test.is_over and not test.is_passed:
            st.warning("Your answers do not count for this schema. Read the guidelines, and ask who made it.")
            return
    if turn.item is None:
        turn.item = next_item(page, schema, setting, turn, events)
        turn.annotation_id, turn.value, turn.back = uuid.uuid4().hex, None, 0
    texts = [] if turn.item is None else texts_of(page.connection, turn.item)
    if turn.item is None or not texts:
        st.success("No item is left for you in this selection.", icon=":material/check:")
        st.button("Undo", key="label-undo", icon=":material/undo:", on_click=_undo, args=(page, schema, setting))
        return
    turn.digests = tuple(digest for _, digest in texts)
    if turn.message:
        st.error(plain(turn.message))
    _show(page, schema, setting, turn, [text for text, _ in texts])


def _show(page: Page, schema: AnySchema, setting: Setting, turn: Turn, texts: list[str]) -> None:
    component = st.components.v2.component(
        "dataloupe_queue", html='<div class="dataloupe-queue"></div>', js=JS, css=CSS, isolate_styles=False
    )
    data = {
        "id": turn.annotation_id,
        "texts": [text[:MAX_CHARACTERS] for text in texts],
        "kind": schema.kind,
        "question": schema.question or schema.name,
        "answers": list(schema.answers),
        "titles": [PAIR_TITLES.get(one, one) if schema.is_pair else one for one in schema.answers],
        "value": turn.value,
        "at_once": setting.at_once,
    }
    component(data=data, key=KEY, on_act_change=lambda: act(page, schema, setting))
    if any(len(text) > MAX_CHARACTERS for text in texts):
        st.caption(f"The first {MAX_CHARACTERS:,} characters of each text.")


@action(Permission.LABEL)
def act(page: Page, schema: AnySchema, setting: Setting) -> None:
    """Do what the keyboard asked for. What was meant for an item that is no longer there does nothing."""
    asked, turn = (st.session_state.get(KEY) or {}).get("act"), turn_of(schema, setting)
    if not isinstance(asked, dict) or asked.get("id") != turn.annotation_id or turn.item is None:
        return
    turn.message = ""
    kind = asked.get("action")
    if kind == "answer":
        _answer(page, schema, setting, turn, asked)
    elif kind == "undo":
        _undo(page, schema, setting)
    elif kind == "skip":
        turn.skipped.add(turn.item)
        turn.item = None
    elif kind == "back":
        _back(page, schema, setting, turn)


def _answer(page: Page, schema: AnySchema, setting: Setting, turn: Turn, asked: dict[str, Any]) -> None:
    assert turn.item is not None
    seconds = asked.get("seconds")
    other_md5 = turn.digests[1] if len(turn.digests) > 1 else None
    try:
        annotate(
            page.workspace.path,
            schema.name,
            turn.item[0],
            schema.valid(asked.get("value")),
            setting.annotator,
            turn.annotation_id,
            other_doc_id=turn.item[1],
            seconds=round(float(seconds), 3) if isinstance(seconds, (int, float)) else None,
            text_md5=turn.digests[0],
            other_text_md5=other_md5,
            is_gold=setting.is_gold or None,
        )
    except DataloupeError as error:
        turn.message, turn.annotation_id = str(error), uuid.uuid4().hex
        return
    turn.item = None


@action(Permission.LABEL)
def _undo(page: Page, schema: AnySchema, setting: Setting) -> None:
    """Take back the last answer of this person, and show its item again."""
    turn, own = turn_of(schema, setting), _own(page, schema, setting)
    if own:
        undo(page.workspace.path, own[-1])
        turn.item, turn.value, turn.annotation_id = own[-1].item, None, uuid.uuid4().hex


def _back(page: Page, schema: AnySchema, setting: Setting, turn: Turn) -> None:
    """Show the item before the present one, with its answer, to be changed."""
    own = _own(page, schema, setting)
    if turn.back < len(own):
        turn.back += 1
        event = own[-turn.back]
        turn.item, turn.value, turn.annotation_id = event.item, event.value, uuid.uuid4().hex


def _own(page: Page, schema: AnySchema, setting: Setting) -> list[Event]:
    """The answers of this person that count, in their order."""
    events = counting_events(page.workspace.path, schema.name)
    return [one for one in events if one.annotator == setting.annotator and one.is_gold == setting.is_gold]
