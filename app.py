"""The navigation of the dashboard. Every page also runs alone: a cold deep link runs it without this file."""

from itertools import groupby

import streamlit as st

from analytics import ui
from analytics.ui.contents import ENTRIES, Entry


def page(entry: Entry) -> st.Page:
    """The page of a registry entry; the first one has the dashboard's own address."""
    is_first = entry is ENTRIES[0]
    return st.Page(
        entry.file,
        title=entry.title,
        icon=entry.icon,
        help=entry.describe(),
        default=is_first,
        url_path="start" if is_first else entry.name,
    )


def hidden_first_page() -> st.Page:
    """The first page under its own name, for people who type its address."""
    first = ENTRIES[0]
    return st.Page(first.file, title=first.title, url_path=first.name, visibility="hidden")


ui.identity()
sections = {
    section: [page(entry) for entry in entries] for section, entries in groupby(ENTRIES, lambda entry: entry.section)
}
sections[ENTRIES[0].section].append(hidden_first_page())
st.navigation(sections, expanded=True).run()
