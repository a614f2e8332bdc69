"""One answer for a whole selection, and the answers of the classifier for what nobody labelled."""

from __future__ import annotations

import time
import uuid

import streamlit as st

from analytics.access import Permission, action
from analytics.annotations import Event, annotate_many, undo_many
from analytics.annotations.counting import counting_events
from analytics.annotations.schema import AnySchema, Choice, Score
from analytics.ask.labelling.propagation import propagate
from analytics.ask.selection import doc_ids
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page
from analytics.ui.labelling.progress import events_that_count
from analytics.ui.labelling.turn import Setting

MAX_DOCUMENTS = 20_000
FROM_SELECTION = "selection "
PREDICTED = "label-predicted"


def whole_selection(page: Page, schema: AnySchema, setting: Setting) -> None:
    """A popover that gives all selected documents one answer, and takes it back."""
    if not isinstance(schema, Choice | Score):
        return
    with st.popover("Label the selection", icon=":material/done_all:"):
        n = page.selected.documents
        if not page.selection.filters or n > MAX_DOCUMENTS:
            st.caption(f"Select at most {MAX_DOCUMENTS:,} documents first, on the map or any other page.")
            return
        answer = st.selectbox("Answer", schema.answers, key="bulk-answer")
        st.button(f"Label {n:,} documents", key="bulk-label", on_click=_label, args=(page, schema, setting, answer))
        if st.session_state.get("bulk-origin"):
            st.button("Undo", key="bulk-undo", icon=":material/undo:", on_click=_undo, args=(page, schema))


@action(Permission.LABEL)
def _label(page: Page, schema: AnySchema, setting: Setting, answer: str) -> None:
    """Give the answer to each selected document that this person has not labelled."""
    folder, origin = page.workspace.path, f"{FROM_SELECTION}{uuid.uuid4().hex[:12]}"
    done = {one.doc_id for one in counting_events(folder, schema.name) if one.annotator == setting.annotator}
    texts = page.connection.execute(
        "SELECT doc_id, md5(text) FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[]))",
        [doc_ids(page.connection, page.selection).tolist()],
    ).fetchall()
    now, value = round(time.time(), 3), schema.valid(answer)
    annotate_many(
        folder,
        [
            Event(uuid.uuid4().hex, schema.name, doc_id, value, setting.annotator, now, text_md5=md5, origin=origin)
            for doc_id, md5 in texts
            if doc_id not in done
        ],
    )
    st.session_state["bulk-origin"] = origin


@action(Permission.LABEL)
def _undo(page: Page, schema: AnySchema) -> None:
    """Take back what was last given to a whole selection."""
    origin = st.session_state.pop("bulk-origin", None)
    undo_many(page.workspace.path, [o for o in counting_events(page.workspace.path, schema.name) if o.origin == origin])


def predict(page: Page, schema: AnySchema) -> None:
    """Let the classifier label what nobody labelled, and say how sure it is."""
    if not isinstance(schema, Choice | Score) or not page.has("embeddings"):
        st.info("Predictions need a schema with one answer, and documents with vectors.", icon=":material/label_off:")
        return
    st.caption(
        "A classifier of the vectors learns from the answers, and labels the selected documents that nobody labelled. "
        "They are in the table predicted_labels, marked as predicted; they are not annotations."
    )
    st.button("Predict labels", key="label-predict", icon=":material/model_training:", on_click=_predict,
              args=(page, schema), disabled=not page.may(Permission.LABEL))  # fmt: skip
    done = st.session_state.get(PREDICTED)
    if done is None or done[0] != schema.name:
        return
    if isinstance(done[1], str):
        st.warning(plain(done[1]))
        return
    st.markdown(plain(done[1].summary_text()))
    columns = {
        "label": formats.text("Predicted", pinned=True),
        "documents": formats.count("Documents"),
        "mean_probability": formats.share("Mean probability"),
    }
    table(done[1].by_label, columns, "Predicted labels", visible_rows=10)


@action(Permission.LABEL)
def _predict(page: Page, schema: AnySchema) -> None:
    """Predict the labels of the selection, and store them."""
    events = events_that_count(page, schema)
    outcome = propagate(page.connection, page.workspace.path, page.selection, schema, events)
    st.session_state[PREDICTED] = (schema.name, outcome)
