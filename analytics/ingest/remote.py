"""Addresses of files elsewhere (s3://, gs://, az://, https://, hf://): copied once, then read like local files.

Nothing is fetched unless a person names an address on the command line. Credentials come from the environment, as
each service documents them; an address cannot carry any. A file is copied again only when it has changed.
"""

from __future__ import annotations

import filecmp
import glob
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from analytics.allowed_addresses import require_allowed
from analytics.errors import DataloupeError
from analytics.ingest import formats
from analytics.ingest.archives import TAR_ENDINGS
from analytics.ingest.inputs import digest
from analytics.ingest.remote_errors import as_one_line

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

PACKAGES = {
    "s3": ("s3fs", "remote"),
    "gs": ("gcsfs", "google"),
    "gcs": ("gcsfs", "google"),
    "az": ("adlfs", "azure"),
    "abfs": ("adlfs", "azure"),
    "https": ("aiohttp", "remote"),
    "http": ("aiohttp", "remote"),
    "hf": ("huggingface_hub", "remote"),
}
"""Scheme of an address -> the package that reads it, and the extra of dataloupe that brings it."""
MAX_FILES = 10_000
SECONDS = 60
"""Without an answer for so long, a server is given up."""
VERSION_FACTS = ("ETag", "etag", "LastModified", "last_modified", "mtime", "updated", "md5Hash", "blob_id", "size")
CACHE_VARIABLE = "DATALOUPE_CACHE"


def is_remote(source: str) -> bool:
    """Whether a source is an address, not a path."""
    scheme, separator, _ = source.partition("://")
    return bool(separator) and scheme.lower() in PACKAGES


@dataclass(frozen=True)
class CopyFile:
    """A task: copy one file of an address to `target`, which all workers of an engine see; gives `target`."""

    address: str
    name: str
    target: str

    def __call__(self) -> str:
        require_allowed(self.address)
        with as_one_line(self.address, *PACKAGES[urlsplit(self.address).scheme.lower()]):
            fs, _ = _filesystem(self.address)
            return str(_copy(fs, self.name, Path(self.target)))


Run = Callable[[Sequence[CopyFile], Path], Iterable[object]]
"""Runs the tasks, wherever; they may hand things over in the folder. It is `Engine.run`."""


def one_after_the_other(tasks: Sequence[CopyFile], folder: Path) -> Iterable[object]:
    """Copy the files in this thread."""
    return [task() for task in tasks]


def local_sources(sources: Sequence[str], run: Run = one_after_the_other) -> list[str]:
    """The sources with each address replaced by the path of its local copy. `run` copies the files of folders.

    Raises DataloupeError in one line: not there, no permission, no connection, a missing package.
    """
    return [local_copy(source, run) if is_remote(source) else source for source in sources]


def local_copy(address: str, run: Run = one_after_the_other) -> str:
    """The path of the copy of a file or folder, or the glob of the copies; what has not changed is not fetched."""
    parsed = urlsplit(address)
    if parsed.username or parsed.password:
        raise DataloupeError(
            f"{parsed.scheme}://... contains credentials. Set them in the environment, as the service documents."
        )
    require_allowed(address)
    with as_one_line(address, *PACKAGES[parsed.scheme.lower()]):
        fs, path = _filesystem(address)
        if glob.has_magic(unquote(parsed.path)) and not parsed.query:
            files = [name for name in fs.glob(path) if not fs.isdir(name)]
            pattern = str(_place(address, path))
            before = [Path(name) for name in glob.glob(pattern, recursive=True)]  # noqa: PTH207 - an absolute pattern
            _copy_all(files, address, before, run)
            return pattern
        if _is_file(fs, path, address):
            return str(_copy(fs, path, _place(address, path)))
        folder = path.rstrip("/") + "/"
        files = [name for name in fs.find(folder) if name.startswith(folder) and _is_data(name)]
        place = _place(address, folder)
        _copy_all(files, address, [one for one in place.rglob("*") if not one.name.startswith(".")], run)
        return str(place)


def _filesystem(address: str) -> tuple[AbstractFileSystem, str]:
    """The file system of an address and the path in it. Public buckets are read without credentials."""
    from fsspec.core import url_to_fs

    scheme = urlsplit(address).scheme.lower()
    options: dict[str, Any] = {"use_listings_cache": False, "skip_instance_cache": True}
    if scheme in ("http", "https"):
        import aiohttp

        options["client_kwargs"] = {
            "timeout": aiohttp.ClientTimeout(total=None, sock_connect=SECONDS, sock_read=SECONDS),
            "trace_configs": [_checked_redirects()],
        }
    if scheme == "s3" and not _has_s3_credentials():
        options["anon"] = True
    if scheme in ("gs", "gcs") and not os.environ.get("GOOGLE_APPLICATION_CREDENTIALS"):
        options["token"] = "anon"
    fs, path = url_to_fs(address, **options)
    return fs, str(path)


def _checked_redirects() -> Any:
    """Redirects are followed only to servers from which this process may read."""
    import aiohttp

    async def check(_session: Any, _context: Any, parameters: Any) -> None:
        target = parameters.response.headers.get("Location") or parameters.response.headers.get("URI") or ""
        require_allowed(urljoin(str(parameters.url), target))

    traces = aiohttp.TraceConfig()
    traces.on_request_redirect.append(check)
    return traces


def _has_s3_credentials() -> bool:
    names = (
        "AWS_ACCESS_KEY_ID",
        "AWS_PROFILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    )
    return any(os.environ.get(name) for name in names)


def _is_file(fs: AbstractFileSystem, path: str, address: str) -> bool:
    """Whether a path is a file. On the web, an address that ends with a slash is a list of files."""
    facts = fs.info(path)
    if urlsplit(address).scheme.lower() in ("http", "https"):
        return not urlsplit(address).path.endswith("/")
    return bool(facts["type"] == "file")


def _is_data(name: str) -> bool:
    path = Path(urlsplit(name).path if "://" in name else name)
    return formats.has_extension_of(path, formats.containers()) or path.name.lower().endswith((".zip", *TAR_ENDINGS))


def _copy_all(files: Sequence[str], address: str, before: Sequence[Path], run: Run) -> None:
    """Copy the files, and remove those of the copies `before` whose files are not there any more."""
    if not files:
        raise DataloupeError(f"{address} has no file that can be read. Supported: {formats.supported_extensions()}.")
    if len(files) > MAX_FILES:
        raise DataloupeError(f"{address} has {len(files):,} files, more than {MAX_FILES:,}. Name fewer of them.")
    tasks = [CopyFile(address, name, str(_place(address, name))) for name in sorted(files)]
    for _ in run(tasks, _cache()):
        pass
    copies = {Path(task.target) for task in tasks}
    if not all(one.is_file() for one in copies):
        raise DataloupeError(f"The workers do not write to {_cache()}. Set {CACHE_VARIABLE} to a folder that all see.")
    for old in before:
        if old.is_file() and old not in copies:
            old.unlink()


def _copy(fs: AbstractFileSystem, name: str, target: Path) -> Path:
    """Copy one file unless its copy has the same version; the copy appears as a whole."""
    version = _version(fs.info(name))
    mark = target.with_name(f".{target.name}.version")
    if version and target.is_file() and mark.is_file() and mark.read_text() == version:
        return target
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as folder:
        fresh = Path(folder) / "copy"
        fs.get_file(name, str(fresh))
        if not (target.is_file() and filecmp.cmp(fresh, target, shallow=False)):
            fresh.replace(target)
    mark.write_text(version)
    return target


def _version(facts: dict[str, Any]) -> str:
    """What changes with the content of a file; "" when the server says no more than its size."""
    known = {name: str(facts[name]) for name in VERSION_FACTS if facts.get(name) is not None}
    return digest(sorted(known.items())) if set(known) - {"size"} else ""


def _place(address: str, name: str) -> Path:
    """Where the copy of a file is: below the cache, by scheme, host and path."""
    scheme = urlsplit(address).scheme.lower()
    parsed = urlsplit(name) if "://" in name else None
    path = unquote(f"{parsed.netloc}{parsed.path}") if parsed else name
    inside = PurePosixPath(path.replace(":", "_").lstrip("/"))
    if ".." in inside.parts or "\\" in path or "\0" in path:
        raise DataloupeError(f"{address} has a file that would be written outside the cache: {path!r}.")
    if parsed and parsed.query:
        inside = inside.with_name(f"{digest([parsed.query])[:8]}-{inside.name or 'file'}")
    return _cache() / scheme / inside


def _cache() -> Path:
    """The folder of all copies, which only this user can read."""
    named = os.environ.get(CACHE_VARIABLE)
    base = Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dataloupe"
    folder = base / "remote"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
