"""The options of `dataloupe serve` for a server that other people use."""

from __future__ import annotations

import argparse
import importlib.util
import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from analytics.access import ServerSettings, read_access
from analytics.access.oidc import Oidc, read_oidc
from analytics.allowed_addresses import origin
from analytics.errors import DataloupeError

MAX_PROCESSES = 64
LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
REFUSAL = (
    "Other machines could read the data at {host} without a password. Use --auth oidc.toml and --access access.yaml "
    "for a sign-in, or --insecure where everybody who reaches this address may read everything."
)


def add_sharing_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    group = parser.add_argument_group("for a team")
    group.add_argument("--auth", metavar="FILE", help="sign-in: the OpenID Connect provider, as TOML")
    group.add_argument("--access", metavar="FILE", help="who may do what on which workspace, as YAML")
    group.add_argument("--insecure", action="store_true", help="let other machines in without a sign-in")
    group.add_argument("--read-only", action="store_true", help="nobody can decide, label, build or change the report")
    group.add_argument(
        "--allow-uploads", action="store_true", help="without sign-in: let other machines upload and build too"
    )
    group.add_argument(
        "--roots", nargs="+", metavar="DIR", help="folders in which people may name files; with a sign-in default: none"
    )
    group.add_argument(
        "--sources-from",
        nargs="+",
        metavar="ADDRESS",
        default=[],
        help="servers of which people may name files, such as https://data.example.org or s3://bucket; default: none",
    )
    group.add_argument(
        "--allow-host", nargs="+", metavar="NAME", default=[], help="further names under which the dashboard answers"
    )
    group.add_argument("--base-path", default="", metavar="PATH", help="the path below which a proxy serves it")
    group.add_argument(
        "--processes", type=int, default=1, metavar="N", help="server processes that share the visits; default: 1"
    )
    group.add_argument("--max-upload", type=int, default=500, metavar="MB", help="the largest upload; default: 500")


def sharing_settings(arguments: argparse.Namespace) -> ServerSettings:
    """The settings of the server. Raises DataloupeError where they would let people in by accident."""
    is_loopback = _is_loopback(arguments.host)
    oidc = _sign_in(arguments)
    if oidc is None and not is_loopback and not arguments.insecure:
        raise DataloupeError(REFUSAL.format(host=arguments.host))
    if oidc is not None and arguments.insecure:
        raise DataloupeError("--insecure and --auth exclude each other.")
    if not 1 <= arguments.processes <= MAX_PROCESSES:
        raise DataloupeError(f"--processes must be from 1 to {MAX_PROCESSES}.")
    if arguments.max_upload < 1:
        raise DataloupeError("--max-upload must be at least 1 MB.")
    base_path = arguments.base_path.strip("/") or (oidc.base_path if oidc else "")
    if oidc is not None and oidc.base_path != base_path:
        raise DataloupeError("--base-path is not the path of redirect_uri in the file of --auth.")
    return ServerSettings(
        is_local=is_loopback and oidc is None,
        auth=_absolute(arguments.auth),
        access=_absolute(arguments.access),
        read_only=arguments.read_only,
        allow_uploads=arguments.allow_uploads,
        roots=_roots(arguments.roots, is_open=is_loopback and oidc is None),
        sources_from=tuple(_origin(address) for address in arguments.sources_from),
        hosts=_hosts(arguments, oidc, is_loopback),
        public_url=oidc.origin if oidc else None,
        base_path=base_path,
        max_upload_mb=arguments.max_upload,
    )


def _sign_in(arguments: argparse.Namespace) -> Oidc | None:
    """The identity provider, with an access file that can be read; None without sign-in."""
    if arguments.auth is None:
        if arguments.access is not None:
            raise DataloupeError("--access needs --auth: without a sign-in nobody has a role.")
        return None
    if arguments.access is None:
        raise DataloupeError("--auth needs --access FILE, which says who may do what.")
    if importlib.util.find_spec("authlib") is None:
        raise DataloupeError("--auth needs Authlib. Install it with: pip install 'dataloupe[auth]'.")
    read_access(Path(arguments.access))
    return read_oidc(Path(arguments.auth))


def _hosts(arguments: argparse.Namespace, oidc: Oidc | None, is_loopback: bool) -> tuple[str, ...]:
    """The names of the server. Another name is that of a website which points to this machine to read its data."""
    names = [name.lower() for name in arguments.allow_host]
    if oidc is not None:
        return tuple(dict.fromkeys([oidc.host, *names]))
    return tuple(dict.fromkeys([*LOCAL_NAMES, *names])) if is_loopback or names else ()


def _roots(folders: list[str] | None, is_open: bool) -> tuple[str, ...] | None:
    if folders is None:
        return None if is_open else ()
    for folder in folders:
        if not Path(folder).is_dir():
            raise DataloupeError(f"--roots: {folder} is not a folder.")
    return tuple(str(Path(folder).resolve()) for folder in folders)


def _origin(address: str) -> str:
    """The server of an address of --sources-from. Raises DataloupeError for one that no source can have."""
    from analytics.ingest.remote import is_remote

    if not is_remote(address):
        raise DataloupeError(f"--sources-from: {address!r} must begin with https://, s3://, gs://, az:// or hf://.")
    if urlsplit(address).path.strip("/") or urlsplit(address).query:
        raise DataloupeError(f"--sources-from: {address!r} must name a server or bucket, without a path.")
    return origin(address)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _absolute(path: str | None) -> str | None:
    return None if path is None else str(Path(path).resolve())
