"""The access file: which role each person has on each workspace.

    group_claim: groups
    session_hours: 12
    workspaces:
      "*":
        editor: [ana@example.org]
        analyst: ["group:data"]
        viewer: ["@example.org"]
        viewers_read_texts: false
        min_group_size: 20

A member is an e-mail address, a domain with an @ in front, or `group:NAME`. An entry with the name of a workspace
replaces "*" for this workspace.
"""

from __future__ import annotations

import functools
from pathlib import Path

import msgspec
import yaml

from analytics.access.permissions import ROLES
from analytics.errors import DataloupeError

EVERY_WORKSPACE = "*"
MAX_FILE_BYTES = 1 << 20


class WorkspaceAccess(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who has which role on a workspace, and what viewers see there."""

    viewer: tuple[str, ...] = ()
    analyst: tuple[str, ...] = ()
    editor: tuple[str, ...] = ()
    viewers_read_texts: bool = True
    min_group_size: int = 10


class AccessFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. `trust_unverified_email` accepts e-mail addresses that the provider has not confirmed."""

    workspaces: dict[str, WorkspaceAccess]
    group_claim: str = "groups"
    trust_unverified_email: bool = False
    session_hours: float = 12.0

    def of(self, workspace: str) -> WorkspaceAccess:
        """The access to a workspace by its short name; nobody has access where the file has no entry for it."""
        return self.workspaces.get(workspace) or self.workspaces.get(EVERY_WORKSPACE) or WorkspaceAccess()


def read_access(path: Path) -> AccessFile:
    """The access file as it is now. Raises DataloupeError, which names what is wrong, when it cannot be read."""
    try:
        changed = path.stat()
        return _read(path, changed.st_mtime_ns, changed.st_size)
    except OSError as error:
        raise DataloupeError(f"The access file cannot be read: {error.strerror}.") from None


@functools.lru_cache(maxsize=4)
def _read(path: Path, _modified: int, size: int) -> AccessFile:
    if size > MAX_FILE_BYTES:
        raise DataloupeError(f"The access file has more than {MAX_FILE_BYTES >> 20} MB.")
    return parse_access(path.read_text(encoding="utf-8", errors="replace"))


def parse_access(text: str) -> AccessFile:
    """The access file with this text. Raises DataloupeError when it is not one."""
    try:
        access = msgspec.convert(_NoAliases(text).get_single_data(), AccessFile)
    except (yaml.YAMLError, RecursionError) as error:
        raise DataloupeError(f"The access file is not YAML: {_one_line(error)}.") from None
    except msgspec.ValidationError as error:
        raise DataloupeError(f"The access file is not valid: {error}.") from None
    _check(access)
    return access


class _NoAliases(yaml.SafeLoader):  # type: ignore[misc]
    """Aliases can make a short file as large as memory."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)


def _check(access: AccessFile) -> None:
    if not access.workspaces:
        raise DataloupeError('The access file names no workspace. Add one, or "*" for all.')
    if not access.session_hours > 0:
        raise DataloupeError("session_hours in the access file must be more than 0.")
    for name, entry in access.workspaces.items():
        if entry.min_group_size < 1:
            raise DataloupeError(f"min_group_size of {name!r} in the access file must be at least 1.")
        for role in ROLES:
            for member in getattr(entry, role):
                _check_member(member, role, name)


def _check_member(member: str, role: str, workspace: str) -> None:
    local, at, domain = member.rpartition("@")
    is_group = member.startswith("group:") and member != "group:"
    if not is_group and not (at and domain and " " not in member and "@" not in local):
        raise DataloupeError(
            f"{member!r} is not a member for {role} of {workspace!r} in the access file. "
            "Write an e-mail address, a domain such as @example.org, or group:NAME."
        )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
