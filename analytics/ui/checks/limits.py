"""Change the limits: of one check after the other, and a new check as it stands in checks.yaml."""

from __future__ import annotations

import streamlit as st

from analytics.access import Permission, action
from analytics.checks.check import FAIL, WARN, Limited
from analytics.checks.file import NAME, Checks, check_from_plain, load_if_any, save, to_yaml
from analytics.errors import DataloupeError
from analytics.recipe.yaml_text import read_yaml
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

EXAMPLE = "check: number\nnumber: duplicate_rate\ndocuments: new\nmax: 0.02\n"
SEVERITIES = {FAIL: "fails", WARN: "warns"}


def load(page: Page) -> Checks:
    """The checks of the workspace."""
    return load_if_any(page.workspace.path)


def limits(page: Page, checks: Checks) -> None:
    """Pick a check and change it, or add one."""
    if not page.may(Permission.DECIDE):
        st.code(to_yaml(checks), language="yaml")
        return
    left, right = st.columns(2, gap="medium", border=True)
    with left:
        _change(page, checks)
    with right:
        _add(page)
    with st.expander("The whole file", icon=":material/description:"):
        st.code(to_yaml(checks), language="yaml")


def _change(page: Page, checks: Checks) -> None:
    place = st.selectbox(
        "Check",
        range(len(checks.checks)),
        format_func=lambda index: f"{checks.checks[index].title}: {checks.checks[index].limit_text()}",
        key="check-place",
    )
    check = checks.checks[place]
    fields: dict[str, object] = {}
    if isinstance(check, Limited):
        with st.container(horizontal=True):
            fields["min"] = st.number_input(
                "At least", value=check.min, format="%g", key=f"check-min-{place}", width=160
            )
            fields["max"] = st.number_input(
                "At most", value=check.max, format="%g", key=f"check-max-{place}", width=160
            )
        if check.unit == "share":
            st.caption("Shares are between 0 and 1: 0.02 is 2 %.")
    fields["severity"] = st.segmented_control(
        "Outside its limit it",
        list(SEVERITIES),
        default=check.severity,
        format_func=SEVERITIES.__getitem__,
        key=f"check-severity-{place}",
        required=True,
    )
    with st.container(horizontal=True):
        if st.button("Save check", key="save-check", type="primary", icon=":material/save:"):
            _save(page, checks.with_check_changed(place, **fields), checks)
        if st.button("Remove check", key="remove-check", icon=":material/delete:"):
            _save(page, checks.without_check(place), checks)


def _add(page: Page) -> None:
    text = st.text_area("New check, as in checks.yaml", EXAMPLE, height=150, key="new-check")
    st.caption("The kinds and their keys are in docs/maintain.md and docs/checks.schema.json.")
    if st.button("Add check", key="add-check", icon=":material/add:"):
        checks = load(page)
        _save(page, checks.with_check(check_from_plain(read_yaml(text))), checks)


@action(Permission.DECIDE)
def _save(page: Page, checks: Checks, before: Checks) -> None:
    """Write the file, unless somebody else has changed it since the page was drawn."""
    if load(page) != before:
        raise DataloupeError(f"Somebody else has changed {plain(NAME)}. Load the page again to see the change.")
    save(checks, page.workspace.path / NAME)
    st.rerun()
