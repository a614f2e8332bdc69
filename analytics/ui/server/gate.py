"""The gate in front of every address: the name of the host, the length of the address, and who may use it."""

from __future__ import annotations

import ipaddress
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analytics.access import Identity, Permission, ServerSettings, local_grant
from analytics.ask.workspaces.served import served_workspaces
from analytics.project_files import PACKAGE
from analytics.ui.server.cookies import has_xsrf_token
from analytics.ui.server.messages import server_folders, without_commands, without_folders
from analytics.ui.server.routes import CALLBACK, HEALTH, LOGOUT, MEDIA, UPLOAD, Rule, below, rule_of
from analytics.ui.server.sign_in import after_sign_in, no_role_page, sign_in_page
from analytics.ui.server.visitors import Visitors
from analytics.ui.server.visits import Visits

MAX_ADDRESS_BYTES = 64 << 10
"""Long selections are in the address; a longer address is refused before anything reads it."""

NOT_SIGNED_IN, FORBIDDEN, NOT_HERE, TOO_LONG, WRONG_HOST = 401, 403, 404, 414, 421


class Gate:
    """Refuses what the rules of `routes` do not allow. Without sign-in all people have the role of the server."""

    def __init__(
        self, app: ASGIApp, settings: ServerSettings, visitors: Visitors | None, visits: Visits, token: str
    ) -> None:
        self._app, self._settings = app, settings
        self._visitors, self._visits, self._token = visitors, visits, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        refusal = self._refusal(connection)
        if refusal is not None:
            await _refuse(refusal, scope, receive, send)
            return
        if scope["type"] == "websocket":
            shown = send if self._settings.is_local else without_folders(send, self._folders())
            await self._app(scope, without_commands(receive), shown)
        else:
            await self._app(scope, receive, self._after(connection, send))

    def _folders(self) -> list[bytes]:
        others = [PACKAGE.parent, Path(sys.prefix), Path.home()]
        return server_folders(served_workspaces().values(), [*others, *map(Path, self._settings.roots or ())])

    def _refusal(self, connection: HTTPConnection) -> Response | None:
        """The response to a request that is refused; None where it may go on."""
        path = below(connection.scope["path"], self._settings.base_path)
        raw = connection.scope.get("raw_path") or connection.scope["path"].encode()
        if len(raw) + len(connection.scope["query_string"]) > MAX_ADDRESS_BYTES:
            return PlainTextResponse("The address is too long.", TOO_LONG)
        if path is None:
            return PlainTextResponse("There is nothing at this address.", NOT_HERE)
        if path != HEALTH and not self._is_known_host(connection):
            return PlainTextResponse(
                "This dashboard does not answer under this name. Start it with --allow-host NAME.", WRONG_HOST
            )
        rule = rule_of(path)
        if rule is Rule.OPEN:
            return None
        if rule is Rule.METRICS:
            return None if self._may_read_metrics(connection) else PlainTextResponse("Forbidden", FORBIDDEN)
        if rule is Rule.NOBODY:
            return PlainTextResponse("There is nothing at this address.", NOT_HERE)
        if self._visitors is None:
            may_pass = rule is not Rule.UPLOAD or local_grant(self._settings).allows(Permission.BUILD)
            return None if may_pass else PlainTextResponse("Forbidden", FORBIDDEN)
        return self._refusal_of_person(connection, path, rule, self._visitors)

    def _refusal_of_person(
        self, connection: HTTPConnection, path: str, rule: Rule, visitors: Visitors
    ) -> Response | None:
        identity = visitors.identity(connection.cookies)
        if identity is None:
            return sign_in_page(connection, self._settings, NOT_SIGNED_IN)
        if not visitors.grants(identity):
            return no_role_page(connection, self._settings, identity.name, FORBIDDEN)
        is_refused = (
            (connection.scope["type"] == "websocket" and not self._is_from_own_page(connection))
            or (rule is Rule.OWNER and not self._visits.may_fetch(path.removeprefix(MEDIA), identity.subject))
            or (rule is Rule.UPLOAD and not self._may_upload(path, identity, visitors))
        )
        return PlainTextResponse("Forbidden", FORBIDDEN) if is_refused else None

    def _may_upload(self, path: str, identity: Identity, visitors: Visitors) -> bool:
        visit = path.removeprefix(UPLOAD).split("/")[0]
        return visitors.may(identity, Permission.BUILD) and self._visits.is_own(visit, identity.subject)

    def _is_from_own_page(self, connection: HTTPConnection) -> bool:
        """Whether a websocket was opened by a page of this server: browsers send the origin, and only our page can
        read the XSRF cookie.
        """
        protocols = [one.strip() for one in connection.headers.get("sec-websocket-protocol", "").split(",")]
        token = protocols[1] if len(protocols) > 1 else None
        own = self._settings.public_url
        return connection.headers.get("origin") == own and has_xsrf_token(connection.cookies, token)

    def _is_known_host(self, connection: HTTPConnection) -> bool:
        if not self._settings.hosts:
            return True
        try:
            name = urlsplit(f"//{connection.headers.get('host', '')}").hostname
        except ValueError:
            return False
        return name in self._settings.hosts

    def _may_read_metrics(self, connection: HTTPConnection) -> bool:
        if self._token:
            return connection.headers.get("authorization") == f"Bearer {self._token}"
        is_forwarded = any(name.startswith("x-forwarded") or name == "forwarded" for name in connection.headers)
        return not is_forwarded and _is_loopback(connection.client.host if connection.client else "")

    def _after(self, connection: HTTPConnection, send: Send) -> Send:
        """`send` that ends a session when its person signs out, and goes on to the page that was asked for."""
        path = below(connection.scope["path"], self._settings.base_path)
        if self._visitors is not None and path == LOGOUT:
            self._visitors.sessions.revoke(connection.cookies)
        return after_sign_in(connection, self._settings, send) if path == CALLBACK else send


async def _refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        await response(scope, receive, send)
        return
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    headers: list[Any] = [(name, value) for name, value in response.raw_headers if name != b"set-cookie"]
    start: Message = {"type": "websocket.http.response.start", "status": response.status_code, "headers": headers}
    await send(start)
    await send({"type": "websocket.http.response.body", "body": bytes(response.body)})


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
