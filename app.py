"""The navigation of the dashboard. Every page also runs alone: a cold deep link runs it without this file."""

import streamlit as st

from analytics import ui
from analytics.ui.contents import SECTIONS, START
from analytics.ui.entry import Entry

SHOWN = ui.shown_pages()


def page(entry: Entry) -> st.Page:
    """The page of a registry entry; the first one has the dashboard's own address. Pages for which the dataset has
    nothing are not in the navigation, but links to them still work.
    """
    return st.Page(
        entry.file,
        title=entry.title,
        icon=entry.icon,
        help=entry.describe(),
        default=entry is START,
        url_path="start" if entry is START else entry.name,
        visibility="visible" if SHOWN is None or entry.name in SHOWN else "hidden",
    )


def named_start_page() -> st.Page:
    """The first page under its own name, for people who type its address."""
    return st.Page(START.file, title=START.title, url_path=START.name, visibility="hidden")


ui.identity()
sections = {section: [page(entry) for entry in entries] for section, entries in SECTIONS.items()}
next(iter(sections.values())).append(named_start_page())
st.navigation(sections, expanded=True).run()
