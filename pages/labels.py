"""Which labels are likely wrong?"""

import streamlit as st

from analytics import ui
from analytics.ask import labels
from analytics.ui import label_review
from analytics.ui import labels as view

with ui.open_page("labels") as page:
    column = view.pick(page)
    if column is None:
        st.info(
            "No labels were checked. This page needs a column with at least two classes, each with at least ten "
            "documents that have vectors.",
            icon=":material/label_off:",
        )
        st.stop()
    check = page.ask(labels.check_labels, column)
    st.markdown(ui.plain(check.summary_text()))
    label_review.summary(page, column, check)
    view.captions(page, check)
    if check.judged:
        views = {
            "Flagged labels": view.suspects,
            label_review.TAB: label_review.show,
            "Class overlap": view.overlaps,
            "Class balance": view.balance,
        }
        ui.tabs(views, page, column, check)
