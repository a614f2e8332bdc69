"""Which documents are good?"""

import streamlit as st

from analytics import ui
from analytics.ask import distribution, rules
from analytics.figures.histogram import ecdf, histogram
from analytics.figures.rules import rule_failures

with ui.frame("Which documents are good?", icon=":material/verified:") as page:
    page.needs("documents", "signals")
    one_signal, published = st.tabs(["One signal", "Published rules"], key="view", on_change="rerun")

    if one_signal.open:
        with one_signal:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                column = ui.pick_number(page)
                view = st.segmented_control("Draw", ["Histogram", "ECDF"], key="draw", bind="query-params", default="Histogram", required=True)
                signal = ui.definition(column)
                split = st.toggle("By source", value=True, key="split")
                log = st.toggle("Logarithmic", value=signal.log, key=f"log-{column.name}")
            found = page.ask(distribution.distribution, column, log, sources=9 if split else 0)
            sentence = found.sentence(signal.is_fraction)
            st.markdown(ui.plain(sentence))
            clicked = None
            if view == "ECDF":
                ui.show(ecdf(page.ask(distribution.quantiles, column, sources=9 if split else 0), signal.title, found.log, signal.is_fraction), sentence)
            else:
                bars = histogram(found.counts, found.edges, signal.title, found.log, found.integer, signal.is_fraction)
                clicked = ui.clickable(bars, f"bars-{column.name}", sentence)
            if clicked:
                ui.found(page, found.bar(clicked[0], clicked[2]), "bar", column)
            else:
                if view != "ECDF":
                    st.caption("Click a bar to read its documents.")
                ui.by_source(page.ask(distribution.by_source, column), found, signal)

    if published.open:
        with published:
            rule_set = ui.pick_rule_set()
            shares = page.ask(rules.failures, rule_set)
            st.markdown(ui.plain(rules.sentence(shares, rule_set)))
            clicked = ui.clickable(rule_failures(shares), f"cells-{rule_set}", f"Share of documents failing {rule_set} by source")
            if clicked:
                ui.found(page, rules.cell(shares, rule_set, clicked[0], clicked[1]), "cell")
            else:
                st.caption("Click a cell to read its documents. Cells of fewer than 30 documents show counts.")
            ui.rule_definitions(rule_set)
