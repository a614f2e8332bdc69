"""An OpenID Connect provider on the loopback: it signs in whoever the cookie `person` names, without a password."""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "dataloupe", "a secret of the test provider"


class IdentityProvider:
    """The provider. `people` are the claims of each person by name."""

    def __init__(self, people: dict[str, dict[str, Any]]) -> None:
        self.people, self.codes = people, dict[str, tuple[str, str]]()
        self.key = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
        self.address = ""

    def application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.metadata),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/keys", self.keys),
            ]
        )

    async def metadata(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def authorize(self, request: Request) -> Response:
        code = secrets.token_urlsafe()
        self.codes[code] = (request.cookies["person"], request.query_params.get("nonce", ""))
        answer = urlencode({"code": code, "state": request.query_params["state"]})
        return RedirectResponse(f"{request.query_params['redirect_uri']}?{answer}", 302)

    async def token(self, request: Request) -> Response:
        form = await request.form()
        person, nonce = self.codes.pop(str(form["code"]))
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 600, "sub": person, "nonce": nonce}
        token = jwt.encode({"alg": "RS256", "kid": "test"}, claims | self.people[person], self.key)
        return JSONResponse({"access_token": "unused", "token_type": "Bearer", "expires_in": 600, "id_token": token})

    async def keys(self, _: Request) -> Response:
        return Response(json.dumps({"keys": [self.key.as_dict(private=False)]}), media_type="application/json")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def identity_provider(people: dict[str, dict[str, Any]]) -> Iterator[IdentityProvider]:
    provider, port = IdentityProvider(people), free_port()
    provider.address = f"http://127.0.0.1:{port}"
    server = uvicorn.Server(uvicorn.Config(provider.application(), port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(timeout=10)
