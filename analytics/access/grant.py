"""What one person may do on one workspace."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.access.file import AccessFile
from analytics.access.identity import Identity
from analytics.access.permissions import CHANGES, EVERYTHING, ROLES, Permission, lowest_role
from analytics.access.settings import ServerSettings
from analytics.errors import DataloupeError

NOBODY = "somebody"
"""How the audit table calls a person who did not sign in."""


@dataclass(frozen=True)
class Grant:
    """What a person may do on a workspace. `person` is the name for the audit table; `is_local` says that only people
    at this machine reach the server, so that they may see its paths; `min_group_size` holds where texts are hidden.
    """

    permissions: frozenset[Permission]
    person: str = NOBODY
    is_local: bool = False
    min_group_size: int = 1
    reason: str = ""
    """Why a permission is missing, where it is not the role."""

    @property
    def hidden_below(self) -> int:
        """Groups of fewer documents are hidden, and all texts; 1 for a person who reads texts."""
        return 1 if self.allows(Permission.READ_TEXTS) else max(self.min_group_size, 2)

    def allows(self, permission: Permission) -> bool:
        """Whether the person may do this."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raises DataloupeError when the person may not do this."""
        if not self.allows(permission):
            raise DataloupeError(self.refusal(permission))

    def refusal(self, permission: Permission) -> str:
        """Why the person may not do this, and who may."""
        if not self.permissions:
            return self.reason or "You have no access to this workspace. Ask its owner for a role."
        if self.reason:
            return f"You cannot {permission.value} here. {self.reason}"
        if permission is Permission.READ_TEXTS:
            return "Texts are hidden for viewers of this workspace. Analysts and editors can read them."
        return f"You cannot {permission.value} with your role. It needs the role {lowest_role(permission)}."


def grant(access: AccessFile, identity: Identity | None, workspace: str, is_read_only: bool = False) -> Grant:
    """What a person may do on a workspace, by the access file. The strongest of several roles counts."""
    if identity is None:
        return Grant(frozenset(), reason="You are not signed in.")
    entry = access.of(workspace)
    permissions: frozenset[Permission] = frozenset()
    for role, allowed in ROLES.items():
        if any(_is_member(identity, member, access.trust_unverified_email) for member in getattr(entry, role)):
            permissions = allowed if role != "viewer" or entry.viewers_read_texts else allowed - {Permission.READ_TEXTS}
    hides_texts = bool(permissions) and Permission.READ_TEXTS not in permissions
    return _limited(
        Grant(
            permissions,
            identity.name,
            min_group_size=entry.min_group_size if hides_texts else 1,
            reason="" if permissions else _no_role(access, identity),
        ),
        is_read_only,
    )


def local_grant(settings: ServerSettings) -> Grant:
    """What everybody may do on a server without sign-in."""
    allowed, reason = EVERYTHING, ""
    if not settings.is_local and not settings.allow_uploads:
        allowed = allowed - {Permission.BUILD}
        reason = (
            "This dashboard is open to other machines. Add data on the machine itself, or start `dataloupe serve` "
            "with --allow-uploads."
        )
    return _limited(Grant(allowed, is_local=settings.is_local, reason=reason), settings.read_only)


def _limited(one: Grant, is_read_only: bool) -> Grant:
    if not is_read_only or not one.permissions:
        return one
    reason = "This dashboard is read-only."
    return Grant(one.permissions - CHANGES, one.person, one.is_local, one.min_group_size, reason)


def _is_member(identity: Identity, member: str, trusts_email: bool) -> bool:
    if member.startswith("group:"):
        return member.removeprefix("group:") in identity.groups
    if not identity.email or not (identity.is_email_verified or trusts_email):
        return False
    if member.startswith("@"):
        return identity.email.rpartition("@")[2] == member.removeprefix("@").lower()
    return identity.email == member.lower()


def _no_role(access: AccessFile, identity: Identity) -> str:
    if identity.email and not identity.is_email_verified and not access.trust_unverified_email:
        return (
            "Your sign-in service does not confirm your e-mail address, so it gives no role. "
            "Ask the owner of this dashboard."
        )
    return ""
