"""How far is the labelling, and do people agree?"""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from analytics.annotations.annotators import agreements
from analytics.annotations.claims import answered
from analytics.annotations.counting import counting
from analytics.annotations.current import as_text
from analytics.annotations.events import Event, read_events
from analytics.annotations.excluded import excluded
from analytics.annotations.qualification import with_passed_tests
from analytics.annotations.schema import AnySchema
from analytics.ask.filters import Annotated
from analytics.ui.components import formats
from analytics.ui.components.selection import select
from analytics.ui.components.table import table
from analytics.ui.components.text import counted, plain
from analytics.ui.frame.cache import Keyed
from analytics.ui.frame.page import Page
from analytics.workspace.views import view_annotations

LIVE_ANSWERS = 3000
"""With more answers than this, the agreement is computed again after every fiftieth one."""

COLUMNS = {"answer": formats.text("Answer", pinned=True), "answers": formats.count("Answers")}


def events_that_count(page: Page, schema: AnySchema) -> list[Event]:
    """The answers to a schema of people who count, and the gold ones."""
    folder = page.workspace.path
    own = counting((one for one in read_events(folder) if one.annotation_schema == schema.name), excluded(folder))
    return with_passed_tests(own, {schema.name: schema})


def progress(page: Page, schema: AnySchema, in_full: bool = False) -> None:
    """How many items are answered by how many people, and their agreement; `in_full` with the answers."""
    view_annotations(page.connection)
    events = events_that_count(page, schema)
    people = Counter(one.annotator for one in events if not one.is_gold)
    done = answered(events)
    n = page.selected.documents
    complete = sum(len(who) >= schema.overlap for who in done.values())
    key = (
        schema.name,
        len(events) if len(events) < LIVE_ANSWERS else len(events) // 50,
        str(excluded(page.workspace.path)),
    )
    agreement = page.derive(agreements, Keyed(schema, schema.name), Keyed(events, key))
    line = f"{counted(complete, 'item')} of {n:,} done, {counted(sum(people.values()), 'answer')}"
    line += f" of {counted(len(people), 'person')}. {agreement.summary_text()}" if people else "."
    st.caption(plain(line.replace("persons", "people")))
    if not in_full:
        return
    answers = Counter(answer for one in events if not one.is_gold for answer in _answers(one.value))
    rows = pd.DataFrame(answers.most_common(), columns=["answer", "answers"])
    if rows.empty:
        st.info("There are no answers yet.", icon=":material/label:")
        return
    table(rows, COLUMNS, "Answers", visible_rows=12)
    _select(page, schema, [str(one) for one in rows.answer])


def _select(page: Page, schema: AnySchema, answers: list[str]) -> None:
    """A selection of the documents with some answers, as they are now."""
    without = tuple(sorted(name for name, of in excluded(page.workspace.path).pairs if of in (None, schema.name)))
    lines = _lines(page)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.multiselect("Answers", answers, key="label-chosen", width=300)
        filters = Annotated(schema.name, tuple(chosen), without=without, lines=lines)
        st.button("Select these documents", on_click=select, args=(filters,), disabled=not chosen, key="label-select")


def _lines(page: Page) -> int:
    """The number of lines of the annotations: later ones do not change a selection."""
    ((lines,),) = page.connection.execute("SELECT coalesce(max(line), 0) FROM annotation_events").fetchall()
    return int(lines)


def _answers(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(one["label"]) if isinstance(one, dict) else as_text(one) for one in value] or ["(none)"]
    return [as_text(value)[:200]]
