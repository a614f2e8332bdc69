"""Check 50 flagged labels one after the other, by mouse or keyboard, and see how many of all are wrong."""

from __future__ import annotations

import streamlit as st

from analytics.access import Permission, action
from analytics.ask import label_reviews, labels
from analytics.ask.columns import Column
from analytics.ask.documents import document
from analytics.ask.label_reviews import RIGHT, SAMPLE_SIZE, UNSURE, WRONG, Review
from analytics.ask.labels import LabelCheck
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page
from analytics.workspace.annotations import append, read

TAB, TABS_KEY = "Check 50", "view"
TEXT_HEIGHT, NEIGHBOURS_HEIGHT, SHORT_TEXT_CHARACTERS, MAX_CHARACTERS = 260, 213, 800, 5000
BUTTONS = {
    WRONG: ("Label is wrong", "1", ":material/close:"),
    RIGHT: ("Label is right", "2", ":material/check:"),
    UNSURE: ("Unsure", "3", ":material/question_mark:"),
}
NEIGHBOUR_COLUMNS = {
    "label": formats.text("Label", width=200),
    "text": formats.text("Nearest neighbours", width=520),
}


def current_review(page: Page, by: Column) -> Review:
    """The sample of the flagged labels of this column, with what has been said so far."""
    judgements = read(page.workspace.path, label_reviews.schema_name(by))
    return label_reviews.review(*page.ask_of(label_reviews.flagged_sample, by), judgements)


def summary(page: Page, by: Column, check: LabelCheck) -> None:
    """How many of the flagged labels are wrong by the checked sample, and the button to check one."""
    review = current_review(page, by)
    if not review.flagged:
        return
    if review.estimate is not None:
        scope = " The selection does not change this." if len(page.selection.filters) else ""
        st.markdown(plain(review.summary_text() + scope))
    if not review.is_complete:
        label = f"Check {min(SAMPLE_SIZE, review.flagged)} flagged labels"
        st.button(label, icon=":material/fact_check:", on_click=_open_tab, key="check-50")


def show(page: Page, by: Column, check: LabelCheck) -> None:
    """The next flagged label to check, with the buttons, and what has been checked."""
    review = current_review(page, by)
    if not review.flagged:
        st.info("No label is flagged.", icon=":material/check:")
        return
    done = len(review.checked)
    if done == len(review.sample) or (review.is_complete and not st.session_state.get(_more_key(by))):
        _finished(review, by)
        return
    st.progress(done / review.target, f"{done:,} of {review.target:,} checked, in random order")
    _one(page, by, review, done)


def _one(page: Page, by: Column, review: Review, place: int) -> None:
    row = review.sample.iloc[place]
    st.markdown(f"Label **{plain(row.label, limit=80)}** · a more probable label: **{plain(row.suggested, limit=80)}**")
    with st.container(horizontal=True):
        for value, (text, key, icon) in BUTTONS.items():
            arguments = page, by, review, place, value
            st.button(text, key=f"check-{value}", icon=icon, shortcut=key, on_click=_record, args=arguments)
        undo = page, by, review, place - 1, None
        st.button(
            "Back",
            key="check-back",
            shortcut="4",
            icon=":material/undo:",
            disabled=not place,
            on_click=_record,
            args=undo,
        )
    text = document(page.connection, int(row.doc_id)).text
    with st.container(height=TEXT_HEIGHT if len(text) > SHORT_TEXT_CHARACTERS else "content", border=True):
        st.text(text[:MAX_CHARACTERS])
    if len(text) > MAX_CHARACTERS:
        st.caption(f"The first {MAX_CHARACTERS:,} of {len(text):,} characters.")
    near = labels.neighbours(page.connection, int(row.doc_id), by)
    if not near.empty:
        one_line = [" ".join(one.split()) for one in near.text]
        table(near.assign(text=one_line), NEIGHBOUR_COLUMNS, "Neighbours and their labels", height=NEIGHBOURS_HEIGHT)


def _finished(review: Review, by: Column) -> None:
    st.success(plain(review.summary_text()), icon=":material/check:")
    if len(review.checked) < min(review.flagged, len(review.sample)):
        more = f"Check {SAMPLE_SIZE} more"
        st.button(more, icon=":material/fact_check:", on_click=_continue, args=(by,), key="check-more")


@action(Permission.LABEL)
def _record(page: Page, by: Column, review: Review, place: int, value: str | None) -> None:
    """Store what was said about the label at this place; None takes it back."""
    row = review.sample.iloc[place]
    schema = label_reviews.schema_name(by)
    facts = {"text_md5": row.text_md5, "label": row.label, "suggested": row.suggested}
    append(page.workspace.path, schema, int(row.doc_id), value, annotator=page.grant.person, **facts)
    if (place + 1) % SAMPLE_SIZE == 0:
        st.session_state.pop(_more_key(by), None)


def _open_tab() -> None:
    st.session_state[TABS_KEY] = TAB


def _continue(by: Column) -> None:
    st.session_state[_more_key(by)] = True


def _more_key(by: Column) -> str:
    return f"check-more-{by.table}.{by.name}"
