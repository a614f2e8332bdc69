"""Which documents are good?"""

import streamlit as st

from analytics import ui
from analytics.ask import source_distributions
from analytics.ask.distribution import distribution
from analytics.figures.histogram import ecdf, histogram

with ui.open_page("quality") as page:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        column = ui.pick_number(page)
        view = st.segmented_control(
            "Draw", ["Histogram", "ECDF"], key="draw", bind="query-params", default="Histogram", required=True
        )
        signal = ui.definition(column)
        sources = 9 if st.toggle("By source", value=True, key="split") else 0
        log = st.toggle("Log", value=signal.log, key=f"log-{column.name}", help="A logarithmic axis.")
        found = page.ask(distribution, column, log, sources=sources)
        if found.zeros and not found.log:
            zeros = st.toggle(
                "Zeros", value=found.draws_zeros, key=f"zeros-{column.name}", help="Draw the documents at zero."
            )
            found = page.ask(distribution, column, log, zeros, sources)
    sentence = found.summary_text(signal.is_fraction)
    st.markdown(ui.plain(sentence))
    clicked = None
    if view == "ECDF":
        ui.show(
            ecdf(
                page.ask(source_distributions.quantiles, column, sources=sources),
                signal.title,
                found.log,
                signal.is_fraction,
            ),
            sentence,
        )
    else:
        bars = histogram(found.counts, found.edges, signal.title, found.log, found.integer, signal.is_fraction)
        clicked = ui.clickable(bars, f"bars-{column.name}", sentence)
    if clicked:
        ui.found(page, found.bar_filters(clicked[0], clicked[2]), "bar", column)
    else:
        if view != "ECDF":
            st.caption("Click a bar to read its documents.")
        ui.by_source(page.ask(source_distributions.by_source, column), found, signal)
