"""The dashboard as one ASGI application: Streamlit, the gate, the headers, and our own addresses."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streamlit.web.server.starlette import App

from analytics.access import ServerSettings
from analytics.access.oidc import Oidc, read_oidc
from analytics.project_files import project_file
from analytics.ui.frame.failures import show_failure
from analytics.ui.server.gate import Gate
from analytics.ui.server.headers import SecurityHeaders
from analytics.ui.server.health import health, metrics
from analytics.ui.server.routes import HEALTH, METRICS, SIGN_IN
from analytics.ui.server.sign_in import start_sign_in
from analytics.ui.server.sticky import Sticky
from analytics.ui.server.visitors import Visitors
from analytics.ui.server.visits import Visits

METRICS_TOKEN = "DATALOUPE_METRICS_TOKEN"
"""The environment variable with the token for /metrics. Without it only this machine may read them."""


class Dashboard(App):
    """Streamlit's application with ours around it."""

    def __init__(self, settings: ServerSettings) -> None:
        oidc = read_oidc(Path(settings.auth)) if settings.auth else None
        super().__init__(
            project_file("app.py"),
            secrets={"auth": oidc.auth} if oidc else None,
            routes=own_routes(settings, oidc),
            on_script_error=show_failure,
        )
        self._runtime = self._create_runtime()
        self.visits = Visits(self._runtime)
        visitors = Visitors(settings, oidc) if oidc else None
        token = os.environ.get(METRICS_TOKEN, "")
        self._user_middleware = [
            Middleware(SecurityHeaders, settings=settings),
            Middleware(Sticky, settings=settings),
            Middleware(Gate, settings=settings, visitors=visitors, visits=self.visits, token=token),
        ]


def own_routes(settings: ServerSettings, oidc: Oidc | None) -> list[Route]:
    """The addresses that are not Streamlit's."""
    base = f"/{settings.base_path}" if settings.base_path else ""
    routes = [Route(base + HEALTH, health, methods=["GET", "HEAD"]), Route(base + METRICS, metrics, methods=["GET"])]
    return [*routes, Route(base + SIGN_IN, partial(_sign_in, settings, oidc), methods=["GET"])]


async def _sign_in(settings: ServerSettings, oidc: Oidc | None, request: Request) -> Response:
    if oidc is None:
        return PlainTextResponse("This dashboard has no sign-in.", 404)
    return start_sign_in(oidc, settings, request)
