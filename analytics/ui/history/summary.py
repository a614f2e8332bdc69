"""What is new, in a few sentences."""

from __future__ import annotations

import streamlit as st

from analytics.history.describe import drift_summary
from analytics.history.numbers import number_value
from analytics.history.snapshot import ADDED
from analytics.ui.components.text import plain
from analytics.ui.history.compared import Compared

METHOD = (
    "Each source, language, topic, label and model, the distribution of each signal, each rate and the ratings are "
    "compared, and a classifier is trained to tell new documents from old ones by their embeddings (AUC by "
    "cross-validation). A difference is reported when it is large enough - one document in a hundred, two for a "
    "distribution, or a rare share that has doubled or halved - and significant after Holm's correction for all "
    "comparisons: when nothing has changed, at most 5 % of the builds report anything. Documents of one user or "
    "conversation count as dependent."
)


def summary(compared: Compared) -> None:
    """The changes, what differs most, and how it was compared."""
    text = _changes(compared)
    if compared.difference is None or not compared.difference.is_empty:
        text = f"{text} {drift_summary(compared.drift)}"
    st.markdown(plain(text))
    if compared.is_sample:
        st.caption("The periods have many documents: a sample of about 20,000 of each is compared.")


def _changes(compared: Compared) -> str:
    if compared.difference is None:
        sizes = (compared.before.documents, compared.after.documents)
        return f"{sizes[1]:,} documents of the new period are compared with {sizes[0]:,} of the old one."
    text = compared.difference.summary_text()
    after = compared.difference.after.snapshot
    if after is not None and compared.difference.is_of_added and compared.difference.builds == 1:
        repeats = number_value(after.numbers(ADDED), "duplicate_rate")
        if repeats is not None and repeats["value"] > 0:
            text += f" {repeats['value']:.1%} of the added documents repeat an earlier document."
    return text


def method() -> None:
    """How differences are found, in a popover."""
    with st.popover("Method", icon=":material/info:"):
        st.text(METHOD)
