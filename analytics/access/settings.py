"""How a server was started: what `dataloupe serve` passes to the process that serves."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

SETTINGS = "DATALOUPE_SERVER"
"""The environment variable with the settings as JSON."""


@dataclass(frozen=True)
class ServerSettings:
    """The settings of a server. `auth` and `access` are files: the identity provider, and who has which role.

    `roots` are the folders in which people may name paths; None allows every path that the server can read, which
    only a server for this machine does. `sources_from` are the servers of which people may name files. `hosts` are the
    names under which the server answers; none: all names.
    """

    is_local: bool = True
    auth: str | None = None
    access: str | None = None
    read_only: bool = False
    allow_uploads: bool = False
    roots: tuple[str, ...] | None = None
    sources_from: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    public_url: str | None = None
    base_path: str = ""
    max_upload_mb: int = 500

    @property
    def has_sign_in(self) -> bool:
        """Whether people sign in."""
        return self.auth is not None

    @property
    def is_https(self) -> bool:
        """Whether people reach the server by https."""
        return (self.public_url or "").startswith("https://")

    def to_environment(self) -> dict[str, str]:
        """The environment variable that `server_settings` reads."""
        return {SETTINGS: msgspec.json.encode(self).decode()}

    def may_read(self, path: Path) -> bool:
        """Whether people may name this path as a source. A link counts as the file that it leads to."""
        if self.roots is None:
            return self.is_local
        return any(path.resolve().is_relative_to(Path(root).resolve()) for root in self.roots)


def server_settings(environment: Mapping[str, str] = os.environ) -> ServerSettings:
    """The settings of this server; those of a server for this machine where `dataloupe serve` gave none."""
    text = environment.get(SETTINGS)
    return msgspec.json.decode(text, type=ServerSettings) if text else ServerSettings()
