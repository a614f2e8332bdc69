"""What shall others see?"""

import streamlit as st

from analytics import ui

with ui.open_page("report") as page:
    if page.selection:
        st.info("The report is about the whole workspace, whatever is selected.", icon=":material/filter_alt_off:")
    st.markdown(
        "One page of findings in words and pictures, with definitions, decisions and versions. It opens from an e-mail, offline, and prints."
    )
    wanted = ui.pick_report(page)
    if wanted:
        ui.make_report(page, wanted)
