"""The identity in the cookies of a request: what Streamlit signed after a sign-in, read before Streamlit runs.

It reads the cookies with Streamlit's own functions, so that both agree on what a valid session is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value, validate_xsrf_token
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME, XSRF_COOKIE_NAME

from analytics.ui.server.signed_out import SignedOut


class Sessions:
    """Reads sessions that were signed with this secret for this origin and are at most `hours` old.

    A session that was signed out stays signed out on this machine, although its cookie is still signed.
    """

    def __init__(self, secret: str, origin: str, signed_out: SignedOut | None = None) -> None:
        self._secret, self._origin = secret, origin
        self._signed_out = SignedOut() if signed_out is None else signed_out

    def claims(self, cookies: Mapping[str, str], hours: float) -> dict[str, Any]:
        """The claims about the person; {} without a valid session."""
        if self._digest(cookies) in self._signed_out:
            return {}

        def read(name: str) -> bytes | None:
            value = cookies.get(name)
            return (value and decode_signed_value(self._secret, name, value.encode("latin-1"), hours / 24)) or None

        try:
            decoded = get_cookie_with_chunks(read, USER_COOKIE_NAME)
            claims = json.loads(decoded) if decoded else {}
        except ValueError:
            return {}
        is_ours = isinstance(claims, dict) and claims.get("origin") == self._origin
        return claims if is_ours else {}

    def revoke(self, cookies: Mapping[str, str]) -> None:
        """Refuse this session from now on."""
        if USER_COOKIE_NAME in cookies:
            self._signed_out.add(self._digest(cookies))

    def _digest(self, cookies: Mapping[str, str]) -> str:
        return hashlib.sha256(cookies.get(USER_COOKIE_NAME, "").encode()).hexdigest()


def has_xsrf_token(cookies: Mapping[str, str], token: str | None) -> bool:
    """Whether the token that the page sends is that of its cookie, which another site cannot read."""
    return bool(validate_xsrf_token(token, cookies.get(XSRF_COOKIE_NAME)))
