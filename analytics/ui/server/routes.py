"""Who may use which address of the server. An address that no line names is for people who are signed in."""

from __future__ import annotations

from enum import Enum

ROOT, CALLBACK = "/", "/oauth2callback"
HEALTH, METRICS, SIGN_IN = "/healthz", "/metrics", "/sign-in"
LOGIN, LOGOUT = "/auth/login", "/auth/logout"
WEBSOCKET, UPLOAD, MEDIA = "/_stcore/stream", "/_stcore/upload_file/", "/media/"


class Rule(Enum):
    """Who may use an address."""

    OPEN = "everybody"
    METRICS = "this machine, or who has the metrics token"
    SIGNED_IN = "people with a role on a workspace"
    OWNER = "people with a role, for files of their own visits"
    UPLOAD = "people who may add data, for their own visits"
    NOBODY = "nobody"


RULES: dict[str, Rule] = {
    HEALTH: Rule.OPEN,
    SIGN_IN: Rule.OPEN,
    LOGIN: Rule.OPEN,
    LOGOUT: Rule.OPEN,
    CALLBACK: Rule.OPEN,
    METRICS: Rule.METRICS,
    WEBSOCKET: Rule.SIGNED_IN,
    "/_stcore/health": Rule.SIGNED_IN,
    "/_stcore/host-config": Rule.SIGNED_IN,
    "/_stcore/bidi-components/": Rule.SIGNED_IN,
    "/static/": Rule.SIGNED_IN,
    MEDIA: Rule.OWNER,
    UPLOAD: Rule.UPLOAD,
    "/_stcore/metrics": Rule.NOBODY,
    "/_stcore/script-health-check": Rule.NOBODY,
    "/_stcore/agent/": Rule.NOBODY,
    "/app/static/": Rule.NOBODY,
    "/component/": Rule.NOBODY,
    "/_stcore/": Rule.NOBODY,
    ROOT: Rule.SIGNED_IN,
}
"""The rule of each address; one that ends with a slash holds for everything below it. The longest match counts."""


def rule_of(path: str) -> Rule:
    """The rule of a path below the base path."""
    matches = [one for one in RULES if path == one or (one.endswith("/") and path.startswith(one))]
    return RULES[max(matches, key=len)] if matches else Rule.NOBODY


def below(path: str, base_path: str) -> str | None:
    """The path below the base path; None for a path outside it."""
    base = f"/{base_path}" if base_path else ""
    if base and path == base:
        return ROOT
    return path.removeprefix(base) if path.startswith(f"{base}/") else None
