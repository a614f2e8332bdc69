"""A shared dashboard with a sign-in, in processes of its own, and people who use it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import yaml

from benchmarks.sessions.visit import Run, Visit, visit
from tests.commands import serving
from tests.server.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, free_port, identity_provider

Result = TypeVar("Result")

PEOPLE: dict[str, dict[str, Any]] = {
    "vera": {"email": "vera@example.org", "email_verified": True},
    "aron": {"email": "aron@example.org", "email_verified": True, "groups": ["data"]},
    "edda": {"email": "Edda@Example.org", "email_verified": True},
    "olaf": {"email": "olaf@elsewhere.example", "email_verified": True},
    "mona": {"email": "vera@example.org", "email_verified": False},
}
"""A viewer, an analyst by group, an editor, one without a role, and one with an address that nobody confirmed."""

ROLE_OF = {"vera": "viewer", "aron": "analyst", "edda": "editor"}
ACCESS = {
    "workspaces": {"*": {"viewer": ["@example.org"], "analyst": ["group:data"], "editor": ["edda@example.org"]}},
}


class Shared:
    """The dashboard, its provider, and the files that configure it."""

    def __init__(self, address: str, provider: IdentityProvider, access: Path) -> None:
        self.address, self.provider, self.access_file = address, provider, access

    def write_access(self, access: dict[str, Any]) -> None:
        self.access_file.write_text(yaml.safe_dump(access))

    def client(self) -> httpx.Client:
        """A browser of nobody."""
        return httpx.Client(base_url=self.address, timeout=30, follow_redirects=False)

    @contextlib.contextmanager
    def signed_in(self, person: str) -> Iterator[httpx.Client]:
        """A browser in which this person has signed in."""
        with self.client() as browser:
            browser.cookies.set("person", person, domain="127.0.0.1")
            arrived = browser.get("/sign-in", follow_redirects=True)
            assert str(arrived.url).startswith(self.address), arrived.url
            if arrived.status_code == 200:
                browser.get("/_stcore/health")  # sets the XSRF cookie, as the page does
            yield browser

    def visit(self, browser: httpx.Client, steps: Callable[[Visit], Coroutine[Any, Any, Result]]) -> Result:
        """What the steps give in a visit with the cookies of this browser."""

        async def visited() -> Result:
            async with visit(self.address, cookies(browser)) as opened:
                return await steps(opened)

        return asyncio.run(visited())

    def page(self, browser: httpx.Client, page: str, query: str = "") -> Run:
        return self.visit(browser, lambda opened: opened.run(page, query))


def cookies(browser: httpx.Client) -> dict[str, str]:
    return {one.name: one.value or "" for one in browser.cookies.jar if one.name != "person"}


def write_auth(folder: Path, provider: IdentityProvider, port: int, path: str = "") -> Path:
    file = folder / "oidc.toml"
    lines = {
        "redirect_uri": f"http://127.0.0.1:{port}{path}/oauth2callback",
        "cookie_secret": "0123456789abcdef0123456789abcdef",
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "server_metadata_url": f"{provider.address}/.well-known/openid-configuration",
    }
    file.write_text("".join(f'{name} = "{value}"\n' for name, value in lines.items()))
    return file


@contextlib.contextmanager
def shared_dashboard(folder: Path, *workspaces: Path, options: tuple[str, ...] = ()) -> Iterator[Shared]:
    """`dataloupe serve --auth` on these workspaces, with PEOPLE at the provider and ACCESS as the access file."""
    access, port = folder / "access.yaml", free_port()
    access.write_text(yaml.safe_dump(ACCESS))
    with identity_provider(PEOPLE) as provider:
        auth = write_auth(folder, provider, port)
        sign_in = ("--auth", str(auth), "--access", str(access))
        with serving(*workspaces, options=(*sign_in, *options), port=port) as address:
            yield Shared(address, provider, access)
