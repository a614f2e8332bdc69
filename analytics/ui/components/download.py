"""The one download button: it asks for the permission when it is shown, and again when it is clicked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from analytics.access import Permission
from analytics.ui.frame.dataset import dataset_path
from analytics.ui.frame.slots import EXPORTS
from analytics.ui.frame.visitor import grant_of_visit, grant_on, identity_of_visit

Content = str | bytes


def download(
    label: str,
    data: Content | Callable[[], Content],
    file_name: str,
    mime: str | None = None,
    *,
    key: str | None = None,
    icon: str = ":material/download:",
    type: Literal["primary", "secondary", "tertiary"] = "secondary",
    help: str | None = None,
    permission: Permission = Permission.EXPORT,
) -> None:
    """A button that downloads a file; nothing for a person who may not. A function as `data` runs on a click, within
    the slots of the person.
    """
    path, identity = dataset_path(), identity_of_visit()
    grant = grant_of_visit(path)
    if not grant.allows(permission):
        return

    def write() -> Content:
        grant_on(path, identity).require(permission)
        with EXPORTS.slot(grant.person):
            return data() if callable(data) else data

    st.download_button(
        label,
        write if callable(data) else data,
        file_name,
        mime,
        key=key,
        icon=icon,
        type=type,
        help=help,
        on_click="ignore",
    )
