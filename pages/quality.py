"""Which documents are good?"""

import streamlit as st

from analytics import ui
from analytics.ask import source_distributions
from analytics.ui import quality as view

with ui.open_page("quality") as page:
    chosen = view.pick(page)
    st.markdown(ui.plain(chosen.distribution.summary_text(chosen.signal.is_fraction)))
    clicked = view.chart(page, chosen)
    if clicked:
        ui.clicked_documents(page, clicked, "bar", chosen.column)
    else:
        view.by_source(page.ask(source_distributions.by_source, chosen.column), chosen)
