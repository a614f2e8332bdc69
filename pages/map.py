"""What is this text about?"""

import streamlit as st

from analytics import ui
from analytics.ask import search
from analytics.ui import map as text_map

with ui.open_page("map") as page:
    scene = text_map.open_scene(page)
    st.text(text_map.headline(scene))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        colour = text_map.pick_colour(scene)
        found = text_map.search_for(scene)
        compared = text_map.pick_groups(scene, colour)
    text_map.answer_hover(scene)

    @st.fragment
    @ui.clear_errors()
    def explore() -> None:
        """The map and what stands beside it: a zoom, lasso or click runs only this."""
        state = text_map.read()
        neighbours = search.more_like(page.connection, state.doc_id) if state.doc_id is not None else None
        picture = text_map.picture(scene, compared or colour, state.view, text_map.lit(scene, found))
        canvas, side = st.columns([13, 7])
        with canvas:
            text_map.show(
                scene,
                picture,
                state,
                found.hits["doc_id"] if found and found.is_ranked else (),
                () if neighbours is None else neighbours["doc_id"],
            )
            st.caption(ui.plain(text_map.caption(scene, picture)), help=text_map.FAITHFULNESS_HELP)
            text_map.lay_out_again(page)
        with side:
            if neighbours is not None:
                text_map.panels.document(scene, state.doc_id, neighbours)
            elif state.outline:
                text_map.panels.outline(scene, state.outline)
            elif found:
                text_map.panels.found(scene, found)
            elif compared:
                text_map.panels.compared(scene, compared)
            else:
                text_map.panels.themes(scene)

    explore()
