"""The security headers of every response."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analytics.access import ServerSettings
from analytics.ui.server.scripts import inline_scripts

_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
HSTS_SECONDS = 365 * 24 * 3600


def content_security_policy(scripts: Iterable[str]) -> str:
    """The policy: nothing from other servers, no frame around the page, and of inline scripts only these.

    Plotly compiles its WebGL with `Function` (unsafe-eval), components with inline code load it from a blob, and the
    styles of Streamlit are inline. Text that slips into the page as HTML can do none of the three.
    """
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in sorted(set(scripts)))
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'unsafe-eval' blob: {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "frame-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def page_scripts() -> list[str]:
    """The inline scripts of Streamlit's page, whatever its version, and those of our pages."""
    index = Path(streamlit.__file__).parent / "static" / "index.html"
    return [*_SCRIPT.findall(index.read_text(encoding="utf-8")), *inline_scripts()]


class SecurityHeaders:
    """Adds the headers to every response, and makes cookies and caches fit for a shared server."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app, self._settings = app, settings
        self._headers = {
            "Content-Security-Policy": content_security_policy(page_scripts()),
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "X-Permitted-Cross-Domain-Policies": "none",
        }
        if settings.is_https:
            self._headers["Strict-Transport-Security"] = f"max-age={HSTS_SECONDS}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                self._add(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders) -> None:
        headers.update(self._headers)
        if self._settings.has_sign_in:
            headers["Cache-Control"] = headers.get("Cache-Control", "no-store").replace("public", "private")
            headers.add_vary_header("Cookie")
        if self._settings.is_https:
            _secure_cookies(headers)


def _secure_cookies(headers: MutableHeaders) -> None:
    """Send all cookies by https only: Streamlit does not know that a proxy in front of it speaks https."""
    cookies = headers.getlist("set-cookie")
    if not cookies:
        return
    del headers["set-cookie"]
    for cookie in cookies:
        has_flag = "secure" in (one.strip().lower() for one in cookie.split(";"))
        headers.append("set-cookie", cookie if has_flag else f"{cookie}; Secure")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
