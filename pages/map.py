"""What is this text about?"""

import streamlit as st

from analytics import ui
from analytics.ask import search
from analytics.ui import map as text_map

with ui.open_page("map") as page:
    scene = text_map.open_scene(page)
    with text_map.room():
        with text_map.controls():
            colour = text_map.pick_colour(scene)
            result = text_map.search_for(scene)
            pair = text_map.pick_comparison(scene, colour)
        text_map.answer_hover(scene)

        @st.fragment
        @ui.clear_errors()
        def explore() -> None:
            """The map and its drawer: a zoom, lasso or click runs only this."""
            state = text_map.read()
            neighbours = None if state.doc_id is None else search.similar_documents(page.connection, state.doc_id)
            picture = text_map.picture(scene, pair or colour, state.view, text_map.coloured_selection(scene, result))
            hits = result.hits["doc_id"] if result and result.is_ranked else ()
            text_map.show(scene, picture, state, hits, () if neighbours is None else neighbours["doc_id"])
            text_map.select_picked(scene, colour)
            text_map.show_drawer(scene, state, neighbours, result, pair)
            st.caption(ui.plain(text_map.caption(scene, picture)), help=text_map.HELP)
            text_map.show_starting_build(page)
            text_map.lay_out_again(page)

        explore()
