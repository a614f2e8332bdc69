"""Who may add data: people at this machine, or everybody if the server was started so."""

from __future__ import annotations

import os

import streamlit as st

LOOPBACK = ("127.0.0.1", "localhost", "::1")
UPLOADS = "DATALOUPE_UPLOADS"
"""The environment variable that `dataloupe serve --allow-uploads` sets."""


def is_local() -> bool:
    """Whether only people at this machine reach the dashboard: they may name any path that they can read anyway."""
    return st.get_option("server.address") in LOOPBACK


def may_add() -> bool:
    """Whether people may upload, build and cancel."""
    return is_local() or bool(os.environ.get(UPLOADS))
