"""The batches that `dataloupe watch` refused: why, and buttons that release or discard them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.access import Permission, action
from analytics.ask.workspaces import builds
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import counted, plain
from analytics.ui.frame.page import Page
from analytics.workspace.arrivals import Arrivals, Held
from analytics.workspace.audit import append_audit

MAX_SHOWN = 20
COLUMNS = {
    "name": formats.text("Failed check", pinned=True),
    "value": formats.text("Value"),
    "limit": formats.text("Limit"),
}


def quarantine(page: Page) -> None:
    """Each batch in quarantine."""
    held = Arrivals(page.workspace.path).held()
    if not held:
        st.caption(
            "No batch is in quarantine. `dataloupe watch` puts batches here that cannot be read, or that fail a check "
            "under `gates` of checks.yaml."
        )
        return
    st.markdown(plain(f"{counted(len(held), 'file')} in quarantine, the last one first."))
    for batch in held[:MAX_SHOWN]:
        _batch(page, batch)
    if len(held) > MAX_SHOWN:
        st.caption(f"The first {MAX_SHOWN} are shown. Release or discard them to see the others.")


def _batch(page: Page, batch: Held) -> None:
    with st.container(border=True):
        when = pd.Timestamp(batch.at, unit="s", tz="UTC").strftime("%Y-%m-%d %H:%M UTC")
        documents = "" if batch.documents is None else f", {counted(batch.documents, 'document')}"
        st.markdown(f"**{plain(batch.name)}**")
        st.caption(plain(f"Refused at {when}{documents}, {batch.size / 1e3:,.1f} kB."))
        if batch.checks:
            table(pd.DataFrame(list(batch.checks)), COLUMNS, f"Checks that {batch.name} failed")
        else:
            st.markdown(plain(batch.reason))
        with st.container(horizontal=True):
            is_disabled = not page.may(Permission.BUILD)
            if st.button("Release", icon=":material/check:", key=f"release-{batch.file}", disabled=is_disabled,
                         help="Adds the batch to the data after all."):  # fmt: skip
                release(page, batch.file)
                st.rerun()
            if st.button("Discard", icon=":material/delete:", key=f"discard-{batch.file}", disabled=is_disabled,
                         help="Deletes the content of the batch. It does not come again."):  # fmt: skip
                discard(page, batch.file)
                st.rerun()


@action(Permission.BUILD)
def release(page: Page, name: str) -> None:
    """Make the batch an arrival, and build; a build that runs already leaves this to the next look."""
    path, arrivals = page.workspace.path, Arrivals(page.workspace.path)
    arrivals.release(name)
    append_audit(path, page.grant.person, "released a batch from quarantine", (), [name])
    if builds.build_status(page.workspace).kind not in ("building", "starting"):
        _, options = builds.last_build(page.workspace)
        builds.start_build(path, [str(file) for file in arrivals.files()], options)


@action(Permission.BUILD)
def discard(page: Page, name: str) -> None:
    """Delete the content of the batch."""
    Arrivals(page.workspace.path).discard(name)
    append_audit(page.workspace.path, page.grant.person, "discarded a batch in quarantine", [name])
