"""What people see who are not signed in, or who have no role: one plain page, without anything of the dashboard."""

from __future__ import annotations

from urllib.parse import quote, unquote

from markupsafe import Markup, escape
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import Message, Send
from streamlit.auth_util import encode_provider_token

from analytics.access import ServerSettings
from analytics.access.oidc import Oidc
from analytics.ui.server.routes import LOGIN, LOGOUT, SIGN_IN

NEXT_COOKIE, NEXT_SECONDS, MAX_NEXT_CHARACTERS = "dataloupe_next", 600, 3_000
"""The page that a person asked for before the sign-in."""

_PAGE = Markup(
    "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    "<title>dataloupe</title><style>body{{font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;"
    "min-height:90vh;margin:0;background:#fcfbf8;color:#1e2a32}}main{{max-width:26rem;padding:2rem}}"
    "h1{{font-size:1.4rem}}a{{display:inline-block;padding:.5rem 1rem;border-radius:6px;background:#0f6b6b;"
    "color:#fff;text-decoration:none;margin:.25rem .5rem .25rem 0}}a:focus{{outline:3px solid #1f9a92}}"
    "@media(prefers-color-scheme:dark){{body{{background:#12181c;color:#e7ebea}}}}</style>"
    "<main><h1>{title}</h1><p>{text}</p><p>{links}</p></main></html>"
)


def sign_in_page(connection: HTTPConnection, settings: ServerSettings, status: int) -> Response:
    """The page with the button to sign in; a line of text for anything but a page of a browser."""
    if not _is_page(connection):
        return PlainTextResponse("Sign in first.", status)
    response = _page("Sign in", "This dashboard is for people who are signed in.", settings, status, SIGN_IN, "Sign in")
    address = connection.scope["path"] + (f"?{query}" if (query := connection.url.query) else "")
    if len(quote(address)) <= MAX_NEXT_CHARACTERS:
        response.set_cookie(
            NEXT_COOKIE,
            quote(address, safe=""),
            NEXT_SECONDS,
            path=_base(settings) or "/",
            httponly=True,
            samesite="lax",
        )
    return response


def no_role_page(connection: HTTPConnection, settings: ServerSettings, person: str, status: int) -> Response:
    """The page for people who are signed in and have no role."""
    if not _is_page(connection):
        return PlainTextResponse("You have no role on a workspace of this dashboard.", status)
    text = f"You are signed in as {person}, but have no role on a workspace here. Ask the owner of this dashboard."
    return _page("No access", text, settings, status, LOGOUT, "Sign out")


def start_sign_in(oidc: Oidc, settings: ServerSettings, request: Request) -> Response:
    """Go to the identity provider; with several, choose one first."""
    chosen = request.query_params.get("provider")
    if chosen in oidc.providers or len(oidc.providers) == 1:
        token = encode_provider_token(chosen if chosen in oidc.providers else oidc.providers[0])
        return RedirectResponse(f"{_base(settings)}{LOGIN}?provider={quote(token, safe='')}", 302)
    links = Markup("").join(
        Markup("<a href='{}{}?provider={}'>{}</a>").format(_base(settings), SIGN_IN, quote(name), name)
        for name in oidc.providers
    )
    return HTMLResponse(_PAGE.format(title="Sign in", text="Choose where you have an account.", links=links))


def after_sign_in(connection: HTTPConnection, settings: ServerSettings, send: Send) -> Send:
    """`send` that goes on to the page which the person asked for before, if it is one of this server."""
    target = unquote(connection.cookies.get(NEXT_COOKIE, ""))

    async def redirected(message: Message) -> None:
        if message["type"] == "http.response.start" and is_own_address(target, settings):
            headers = MutableHeaders(scope=message)
            if "location" in headers:
                headers["location"] = quote(target, safe="/?&=%:+,")
        await send(message)

    return redirected


def is_own_address(target: str, settings: ServerSettings) -> bool:
    """Whether an address is a path of this server, which no browser takes for another server."""
    is_path = target.startswith(f"{_base(settings)}/") and not target.startswith(("//", "/\\"))
    return is_path and not any(mark in target for mark in "\\\r\n\t\0")


def _page(title: str, text: str, settings: ServerSettings, status: int, path: str, label: str) -> Response:
    link = Markup("<a href='{}{}'>{}</a>").format(_base(settings), path, label)
    return HTMLResponse(_PAGE.format(title=title, text=escape(text), links=link), status)


def _is_page(connection: HTTPConnection) -> bool:
    is_get = connection.scope["type"] == "http" and connection.scope["method"] == "GET"
    return is_get and "text/html" in connection.headers.get("accept", "")


def _base(settings: ServerSettings) -> str:
    return f"/{settings.base_path}" if settings.base_path else ""
