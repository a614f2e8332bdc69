"""What a person can be allowed to do, and which role allows it."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One kind of action. A page needs one, and each action of a page needs one."""

    SEE = "see the pages"
    READ_TEXTS = "read texts"
    SQL = "run SQL"
    EXPORT = "export data"
    REPORT = "change and download the report"
    DECIDE = "change decisions"
    LABEL = "label documents"
    BUILD = "add data and build"


_VIEWER = frozenset({Permission.SEE, Permission.READ_TEXTS})
_ANALYST = _VIEWER | {Permission.SQL, Permission.EXPORT, Permission.REPORT}
_EDITOR = _ANALYST | {Permission.DECIDE, Permission.LABEL, Permission.BUILD}

ROLES: dict[str, frozenset[Permission]] = {"viewer": _VIEWER, "analyst": _ANALYST, "editor": _EDITOR}
"""The permissions of each role, from the weakest to the strongest. Each role has those of the role before it."""

CHANGES = frozenset({Permission.REPORT, Permission.DECIDE, Permission.LABEL, Permission.BUILD})
"""What changes a workspace: nobody may do it on a server that is read-only."""

EVERYTHING = frozenset(Permission)


def lowest_role(permission: Permission) -> str:
    """The weakest role that has this permission."""
    return next(role for role, permissions in ROLES.items() if permission in permissions)
