"""The cookie that leads a browser back to the process in which its visits are (see `analytics.front`)."""

from __future__ import annotations

import os

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analytics.access import ServerSettings
from analytics.front import COOKIE, PROCESS

ANSWERS = ("http.response.start", "websocket.accept")


class Sticky:
    """Sets the cookie in every answer to a browser that does not have it; does nothing in a server of one process."""

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self._app, self._number, self._name = app, os.environ.get(PROCESS), os.environ.get(COOKIE, "")
        self._cookie = f"{self._name}={self._number}; Path=/{settings.base_path}; HttpOnly; SameSite=Lax"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_request = scope["type"] in ("http", "websocket")
        if not self._number or not is_request or HTTPConnection(scope).cookies.get(self._name) == self._number:
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] in ANSWERS:
                message.setdefault("headers", [])
                MutableHeaders(scope=message).append("set-cookie", self._cookie)
            await send(message)

        await self._app(scope, receive, send_with_cookie)
