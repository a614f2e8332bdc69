"""Lay the map out again: a form that starts a build in the background, of only the stages that need it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from analytics.access import Permission
from analytics.ask.map.layout import label_columns, shown_layout
from analytics.ask.workspaces import builds, stages
from analytics.layouts import LAYOUTS, MAX_NEIGHBORS, MAX_TARGET_WEIGHT, Fast, Layout, Umap, build_option, options_of
from analytics.ui.components.text import plain
from analytics.ui.data.actions import start_build
from analytics.ui.frame.page import Page

KEY = "layout-settings"
NO_LABELS = "(no labels)"
HELP = "Computes the layout and the topics again in the background. All other tables stay as they are."
CHECK_EVERY_SECONDS = 1.0


def lay_out_again(page: Page) -> None:
    """A button that opens the settings. It is not shown while a build runs."""
    status = builds.build_status(page.workspace)
    if status.kind in ("building", "starting"):
        return
    sources, _ = builds.last_request(page.workspace)
    is_allowed = page.may(Permission.BUILD) and bool(sources)
    with st.popover(
        "Change layout",
        icon=":material/scatter_plot:",
        type="tertiary",
        help=HELP if page.may(Permission.BUILD) else page.grant.refusal(Permission.BUILD),
        disabled=not is_allowed,
        key=KEY,
    ):
        if is_allowed:
            _settings(page, status)


def show_starting_build(page: Page) -> None:
    """Show that a build is starting, until the frame of the page shows its progress."""

    @st.fragment(run_every=CHECK_EVERY_SECONDS)
    def wait() -> None:
        if builds.build_status(page.workspace).kind != "starting":
            st.rerun()
        st.info("The build of the layout is starting.", icon=":material/hourglass_top:")

    if builds.build_status(page.workspace).kind == "starting":
        wait()


def _settings(page: Page, status: builds.BuildStatus) -> None:
    if status.kind == "failed":
        st.caption(plain(f"The last build stopped: {status.reason}."))
    shown = shown_layout(page.manifest) or Fast()
    titles = {layout.title: name for name, layout in LAYOUTS.items()}
    title = st.segmented_control("Layout", list(titles), default=shown.title, required=True, key=f"{KEY}-name")
    if titles[title] == Umap.name:
        st.caption("UMAP by umap-learn, on the neighbours that the build already has.")
    else:
        st.caption("The default: UMAP's objective with dataloupe's own optimizer. It has no options.")
    with st.form(KEY, border=False):
        layout = _umap_settings(page, shown) if titles[title] == Umap.name else Fast()
        if changed := stages.changed_sources(page.manifest):
            st.caption(plain(f"{'; '.join(changed)}: changed files are also read again."))
        if st.form_submit_button("Compute layout", type="primary", icon=":material/play_arrow:"):
            _start(page, layout)


def _umap_settings(page: Page, shown: Layout) -> Umap:
    """The options that people change most; the others keep their values."""
    umap = shown if isinstance(shown, Umap) else Umap()
    help = {name: option.help for name, option in options_of(Umap).items()}
    left, right = st.columns(2)
    n_neighbors = left.number_input("n_neighbors", 2, MAX_NEIGHBORS, umap.n_neighbors, help=help["n_neighbors"])
    min_dist = right.number_input("min_dist", 0.0, umap.spread, umap.min_dist, 0.05, help=help["min_dist"])
    densmap = st.toggle("densMAP", umap.densmap, help=help["densmap"])
    columns = page.ask_of(label_columns)
    index = 1 + columns.index(umap.labels) if umap.labels in columns else 0
    labels = st.selectbox("Labels", [NO_LABELS, *columns], index, help=help["labels"])
    weight = st.slider(
        "Weight of the labels", 0.0, MAX_TARGET_WEIGHT, umap.target_weight, 0.05, help=help["target_weight"]
    )
    return replace(
        umap,
        n_neighbors=n_neighbors,
        min_dist=min_dist,
        densmap=densmap,
        labels=None if labels == NO_LABELS else labels,
        target_weight=weight,
    )


def _start(page: Page, layout: Layout) -> None:
    sources, options = builds.last_request(page.workspace)
    start_build(page, sources, {**options, "layout": build_option(layout)})
    st.rerun()
