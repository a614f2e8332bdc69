"""Who is it? The claims of an identity provider about one person, reduced to what the access file can name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MAX_GROUPS = 1_000


@dataclass(frozen=True)
class Identity:
    """A signed-in person: the e-mail address in lower case ("" without one), whether the provider has confirmed it,
    and the groups. `subject` identifies the person at the provider.
    """

    subject: str
    email: str = ""
    is_email_verified: bool = False
    groups: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """How logs and the audit table call the person."""
        return self.email or self.subject


def identity_of(claims: Mapping[str, Any], group_claim: str = "groups") -> Identity | None:
    """The identity in the claims of a session; None for nobody. A claim of another type than expected counts as
    missing.
    """
    if claims.get("is_logged_in") is not True:
        return None
    subject, email = (_text(claims.get(name)) for name in ("sub", "email"))
    if not subject and not email:
        return None
    is_verified = claims.get("email_verified") in (True, "true")
    return Identity(subject or email, email.lower(), is_verified, _groups(claims.get(group_claim)))


def _groups(value: Any) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({value})
    if not isinstance(value, Sequence):
        return frozenset()
    return frozenset(one for one in list(value)[:MAX_GROUPS] if isinstance(one, str))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
