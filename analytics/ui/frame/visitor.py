"""The person of this visit: who it is, which datasets that person may see, and what that person may do with one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import streamlit as st

from analytics.access import Grant, Identity, Permission, grant, identity_of, local_grant, read_access, server_settings
from analytics.access.actions import ask_with
from analytics.ask.workspaces.served import served_workspaces
from analytics.errors import DataloupeError
from analytics.ui.components.text import plain

_SECONDS_AN_HOUR = 3600


def grant_of_visit(workspace: Path) -> Grant:
    """What the person of this visit may do on a workspace."""
    return grant_on(workspace, identity_of_visit())


def grant_on(workspace: Path, identity: Identity | None) -> Grant:
    """What this person may do on a workspace now. For work that runs after a visit has ended its run of the page."""
    settings = server_settings()
    if not settings.has_sign_in:
        return local_grant(settings)
    return grant(read_access(Path(settings.access or "")), identity, workspace.name, settings.read_only)


def identity_of_visit() -> Identity | None:
    """The person who is signed in; None for nobody, after the sign-in has expired, and on a server without sign-in."""
    settings = server_settings()
    if not settings.has_sign_in:
        return None
    access, claims = read_access(Path(settings.access or "")), st.user.to_dict()
    signed_in_at = claims.get("iat")
    if isinstance(signed_in_at, (int, float)) and time.time() - signed_in_at > access.session_hours * _SECONDS_AN_HOUR:
        return None
    return identity_of(claims, access.group_claim)


def show_person(grant: Grant) -> None:
    """Who is signed in, and the button to sign out, at the end of the navigation; nothing without sign-in."""
    if not server_settings().has_sign_in:
        return
    with st.sidebar:
        st.caption(plain(grant.person, limit=60))
        st.button("Sign out", icon=":material/logout:", type="tertiary", on_click=st.logout, key="sign-out")


def visible_workspaces() -> dict[str, Path]:
    """The served workspaces that the person of this visit may see, by their short names. Raises DataloupeError when
    there is none.
    """
    visible = {name: path for name, path in served_workspaces().items() if grant_of_visit(path).permissions}
    if not visible:
        first = next(iter(served_workspaces().values()))
        raise DataloupeError(grant_of_visit(first).refusal(Permission.SEE))
    return visible


def may(permission: Permission) -> bool:
    """Whether the person of this visit may do this on the dataset of the page: for what a page shows."""
    from analytics.ui.frame.dataset import dataset_path

    return grant_of_visit(dataset_path()).allows(permission)


def workspace_of(arguments: tuple[Any, ...]) -> Path | None:
    """The folder of the workspace in the arguments of an action: a page, decisions, a workspace, or a folder; None
    without any.
    """
    for one in arguments:
        if isinstance(one, Path):
            return one
        workspace = getattr(one, "workspace", one)
        path = workspace if isinstance(workspace, Path) else getattr(workspace, "path", None)
        if isinstance(path, Path):
            return path
    return None


def _require(permission: Permission, arguments: tuple[Any, ...]) -> None:
    from analytics.ui.frame.dataset import dataset_path

    grant_of_visit(workspace_of(arguments) or dataset_path()).require(permission)


ask_with(_require)
