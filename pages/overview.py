"""What is in here?"""

import streamlit as st

from analytics import ui
from analytics.ask import overview
from analytics.ask.distribution import distribution
from analytics.figures.breakdown import breakdown
from analytics.figures.histogram import histogram
from analytics.figures.timeline import timeline
from analytics.signals import SIGNALS

with ui.open_page("overview") as page:
    ui.stale(page.manifest)
    summary = page.ask(overview.summary)
    st.markdown(ui.plain(summary.summary_text()))
    with st.container(horizontal=True):
        ui.count("Documents", summary.documents, "Rows of the input with some text in them")
        ui.count("Words", summary.words, SIGNALS["n_words"].formula)
        ui.count("Tokens (est.)", summary.tokens, SIGNALS["n_tokens"].formula)
        ui.count("Characters", summary.characters, SIGNALS["n_chars"].formula)

    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(
            "Where is it from?", anchor=False, help="The column `source`. Click a bar to select its documents."
        )
        column = page.column("documents", "source")
        values = page.ask(overview.breakdown, column)
        ui.click_values(breakdown(values), column, values)
    with right:
        st.subheader("Which language, kind or label?", anchor=False, help="Click a bar to select its documents.")
        column = ui.pick_category(page)
        values = page.ask(overview.breakdown, column, limit=4)
        ui.click_values(breakdown(values, "unknown" if column.table == "signals" else "missing"), column, values)

        st.subheader("How long are the documents?", anchor=False, help=SIGNALS["n_words"].formula)
        if page.has("signals"):
            words = page.ask(distribution, page.column("signals", "n_words"), log=True, sources=0)
            ui.show(
                histogram(words.counts, words.edges, "words", words.log, words.integer, height=210),
                words.summary_text(),
            )
        else:
            st.caption("Not counted yet: the scan has not run.")

    st.subheader("When is it from?", anchor=False, help="The column `created_at`.")
    dates = page.ask(overview.timeline)
    if dates.counts.empty:
        st.caption("No document has a date.")
    else:
        ui.show(timeline(dates.counts, dates.period, height=230), "Documents over time by source")
        st.caption(f"{dates.undated:.1%} of the documents have no date.")

    missing, rejects, built = st.tabs(["What is missing?", "What could not be read?", "What has been built?"])
    with missing:
        ui.missing_values(page.ask(overview.missing))
    with rejects:
        ui.rejects(page.connection)
    with built:
        ui.built(page.manifest)
