"""What went wrong with an address, in one line: every library has errors of its own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager

from analytics.errors import DataloupeError

DENIED = ("accessdenied", "forbidden", "unauthorized", "invalidaccesskeyid", "signaturedoesnotmatch", "authorization")
MISSING = re.compile(r"nosuchbucket|nosuchkey|not found|\b404\b")  # not the 404 in port 34043
UNREACHABLE = ("connect", "endpoint", "resolve", "timeout", "timed out", "ssl")


@contextmanager
def as_one_line(address: str, package: str, extra: str) -> Iterator[None]:
    """Turn the errors of reading an address into a DataloupeError of one line."""
    try:
        yield
    except DataloupeError:
        raise
    except (ImportError, ModuleNotFoundError):
        scheme = address.partition("://")[0]
        raise DataloupeError(
            f"{scheme}:// addresses need the package {package}: pip install 'dataloupe[{extra}]'."
        ) from None
    except FileNotFoundError as error:
        cause = error.__cause__ or error.__context__  # a web server that refuses, or is not there, looks the same
        if isinstance(cause, DataloupeError):
            raise cause from None
        reason = _reason(address, cause) if isinstance(cause, Exception) else f"{address} does not exist."
        raise DataloupeError(reason) from None
    except PermissionError:
        raise DataloupeError(_denied(address)) from None
    except Exception as error:  # botocore, aiohttp, azure and google share no class
        raise DataloupeError(_reason(address, error)) from None


def _reason(address: str, error: Exception) -> str:
    status = next((code for name in ("status", "code") if isinstance(code := getattr(error, name, None), int)), None)
    text = " ".join(f"{type(error).__name__}: {error}".split())[:200]
    words = "" if status else _without_addresses(text.lower())  # a status is exact; only without one do words decide
    if status in (401, 403) or any(word in words for word in DENIED):
        return _denied(address)
    if status in (404, 410) or MISSING.search(words):
        return f"{address} does not exist."
    if isinstance(error, (asyncio.TimeoutError, TimeoutError)) or any(word in words for word in UNREACHABLE):
        return f"{address} cannot be reached: {text.removesuffix('.')}."
    return f"{address} cannot be read: {text.removesuffix('.')}."


def _without_addresses(text: str) -> str:
    """The text without words that contain an address: its host, port and path can contain "404" or "ssl"."""
    return " ".join(word for word in text.split() if "/" not in word)


def _denied(address: str) -> str:
    return f"There is no permission to read {address}. Credentials are read from the environment."
