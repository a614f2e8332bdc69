"""The file of the identity provider: what `serve --auth oidc.toml` reads.

    redirect_uri = "https://texts.example.org/oauth2callback"
    cookie_secret = "at least 32 random characters"
    client_id = "dataloupe"
    client_secret = "..."
    server_metadata_url = "https://login.example.org/.well-known/openid-configuration"

It has the keys of Streamlit's `[auth]` section, at the top or in a table `[auth]`. Several providers are tables.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from analytics.errors import DataloupeError

CALLBACK = "/oauth2callback"
MIN_SECRET_CHARACTERS = 32
SHARED_KEYS = ("redirect_uri", "cookie_secret")
PROVIDER_KEYS = ("client_id", "client_secret", "server_metadata_url")
DEFAULT_PROVIDER = "default"


@dataclass(frozen=True)
class Oidc:
    """The settings as Streamlit reads them, the names of the providers, and where people reach the dashboard."""

    auth: dict[str, Any]
    providers: tuple[str, ...]
    origin: str
    host: str
    base_path: str


def read_oidc(path: Path) -> Oidc:
    """The settings of a file. Raises DataloupeError, which never quotes a secret, when one is missing or unsafe."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataloupeError(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise DataloupeError(f"{path} is not a TOML file.") from None
    auth = content.get("auth", content)
    _require_keys(auth, SHARED_KEYS, path.name)
    if len(auth["cookie_secret"]) < MIN_SECRET_CHARACTERS:
        raise DataloupeError(f"cookie_secret in {path.name} must have at least {MIN_SECRET_CHARACTERS} characters.")
    auth.pop("expose_tokens", None)  # no page needs the tokens of the provider
    return Oidc(auth, _providers(auth, path.name), *_address(auth["redirect_uri"], path.name))


def _providers(auth: dict[str, Any], name: str) -> tuple[str, ...]:
    tables = {key: value for key, value in auth.items() if isinstance(value, dict) and key != "client_kwargs"}
    if not tables:
        _require_keys(auth, PROVIDER_KEYS, name)
        return (DEFAULT_PROVIDER,)
    for provider, table in tables.items():
        if "_" in provider:
            raise DataloupeError(f"The name of the provider {provider!r} in {name} must not contain an underscore.")
        _require_keys(table, PROVIDER_KEYS, f"[{provider}] of {name}")
    return tuple(tables)


def _require_keys(table: dict[str, Any], keys: tuple[str, ...], where: str) -> None:
    missing = [key for key in keys if not isinstance(table.get(key), str) or not table[key]]
    if missing:
        raise DataloupeError(f"{where} has no text for: {', '.join(missing)}.")


def _address(redirect_uri: str, name: str) -> tuple[str, str, str]:
    url = urlsplit(redirect_uri)
    if url.scheme not in ("http", "https") or not url.hostname or not url.path.endswith(CALLBACK):
        raise DataloupeError(f"redirect_uri in {name} must be the address of the dashboard followed by {CALLBACK}.")
    if url.scheme == "http" and url.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise DataloupeError(f"redirect_uri in {name} must start with https:// where it is not this machine.")
    return f"{url.scheme}://{url.netloc}", url.hostname, url.path.removesuffix(CALLBACK).strip("/")
