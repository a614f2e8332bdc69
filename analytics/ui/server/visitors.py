"""The person behind a request, and whether that person has any role."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from analytics.access import AccessFile, Grant, Identity, Permission, ServerSettings, grant, identity_of, read_access
from analytics.access.oidc import Oidc
from analytics.ask.workspaces.served import served_workspaces
from analytics.errors import DataloupeError
from analytics.ui.server.cookies import Sessions


class Visitors:
    """Finds the person of a request, by the cookies and the access file as it is now."""

    def __init__(self, settings: ServerSettings, oidc: Oidc) -> None:
        self._settings = settings
        self.sessions = Sessions(oidc.auth["cookie_secret"], oidc.origin)

    def identity(self, cookies: Mapping[str, str]) -> Identity | None:
        """The person; None for nobody, and while the access file cannot be read."""
        access = self._access()
        if access is None:
            return None
        return identity_of(self.sessions.claims(cookies, access.session_hours), access.group_claim)

    def grants(self, identity: Identity) -> list[Grant]:
        """What the person may do on each workspace that gives any role."""
        access = self._access()
        if access is None:
            return []
        names = {path.name for path in served_workspaces().values()}
        grants = (grant(access, identity, name, self._settings.read_only) for name in names)
        return [one for one in grants if one.permissions]

    def may(self, identity: Identity, permission: Permission) -> bool:
        """Whether the person may do this on some workspace."""
        return any(one.allows(permission) for one in self.grants(identity))

    def _access(self) -> AccessFile | None:
        try:
            return read_access(Path(self._settings.access or ""))
        except DataloupeError:
            return None  # nobody gets in with a broken file; the log says why
