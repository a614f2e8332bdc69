"""The YAML file of checks: people can read and edit it, and every mistake in it is reported in one clear line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from analytics.ask.filters import Filter, filter_from_plain
from analytics.checks.check import Check
from analytics.checks.kinds import check_kind
from analytics.errors import DataloupeError
from analytics.files import write_atomically
from analytics.recipe.yaml_text import read_yaml, write_yaml
from analytics.validation import items, mapping, no_unknown_keys, typed

NAME = "checks.yaml"
"""The workspace's own checks, in its directory, next to recipe.yaml."""

VERSION = 1
HEAD = (
    "# Limits that the data must pass. Written by dataloupe; you can edit it. Run it with: dataloupe check WORKSPACE\n"
    "# `gates` are checked on each batch of `dataloupe watch` before it joins.\n"
)
MAX_BYTES = 20_000_000
TOP_KEYS = ("dataloupe", "version", "note", "checks", "gates")


class Checks(msgspec.Struct, frozen=True):
    """Checks of the whole data, and `gates`: checks of a batch before it joins. `note` says where the limits are
    from.
    """

    checks: tuple[Check, ...] = ()
    gates: tuple[Check, ...] = ()
    note: str = ""

    def __bool__(self) -> bool:
        return bool(self.checks or self.gates)

    def with_check(self, check: Check) -> Checks:
        check.verify()
        return replace(self, checks=(*self.checks, check))

    def without_check(self, index: int) -> Checks:
        return replace(self, checks=self.checks[:index] + self.checks[index + 1 :])

    def with_check_changed(self, index: int, **fields: Any) -> Checks:
        """With other `fields` (name, min, max, ...) of one check. Raises DataloupeError for a check that cannot be."""
        changed = replace(self.checks[index], **fields)
        changed.verify()
        return replace(self, checks=(*self.checks[:index], changed, *self.checks[index + 1 :]))

    def with_proposed(self, proposed: Checks) -> Checks:
        """With the proposed checks instead of those that checked the same thing."""
        known = {_subject_of(check) for check in proposed.checks}
        kept = tuple(check for check in self.checks if _subject_of(check) not in known)
        return replace(self, checks=(*kept, *proposed.checks), note=proposed.note)


def load(path: str | os.PathLike[str]) -> Checks:
    """The checks in a file. Raises DataloupeError that names the check that is wrong, and what is right."""
    try:
        if Path(path).stat().st_size > MAX_BYTES:
            raise DataloupeError(f"{path} is not a file of checks: it has more than {MAX_BYTES:,} bytes.")
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DataloupeError(
            f"There are no checks yet: {path} does not exist. Write it from the data with: dataloupe check "
            f"{Path(path).parent} --propose"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DataloupeError(f"{path} cannot be read: {error}.") from None
    try:
        return parse(text)
    except DataloupeError as error:
        raise DataloupeError(f"{path}: {error}") from None


def load_if_any(workspace: Path) -> Checks:
    """The checks of a workspace; none where it has no file of checks."""
    path = workspace / NAME
    return load(path) if path.is_file() else Checks()


def save(checks: Checks, path: str | os.PathLike[str]) -> None:
    """Write the file completely or not at all."""
    write_atomically(path, to_yaml(checks))


def parse(text: str) -> Checks:
    """The checks that `to_yaml` or a person wrote. Raises DataloupeError in one line."""
    raw = read_yaml(text)
    top = mapping({} if raw is None else raw, "a file of checks")
    no_unknown_keys(top, TOP_KEYS, "a file of checks")
    if top.get("dataloupe", "checks") != "checks":
        raise DataloupeError("This is not a file of checks. Its first line must be `dataloupe: checks`.")
    if top.get("version", VERSION) != VERSION:
        raise DataloupeError(f"This dataloupe reads version {VERSION} of a file of checks. Update dataloupe.")
    return Checks(_checks(top.get("checks"), "check"), _checks(top.get("gates"), "gate"), str(top.get("note") or ""))


def to_yaml(checks: Checks) -> str:
    """The checks as YAML, each below a line that describes it."""
    blocks = [HEAD, f"dataloupe: checks\nversion: {VERSION}\n"]
    if checks.note:
        blocks.append(f"note: {json.dumps(checks.note, ensure_ascii=False)}\n")
    for key, some in (("checks", checks.checks), ("gates", checks.gates)):
        if some or key == "checks":
            blocks.append(f"{key}:\n" if some else f"{key}: []\n")
        for check in some:
            line = f"{check.describe()}: {check.limit_text()}"
            description = "".join(letter if letter.isprintable() else " " for letter in line)
            blocks += [f"# {description}\n", write_yaml([check.to_plain()])]
    return "".join(blocks)


def check_from_plain(raw: Any) -> Check:
    """The check that `Check.to_plain` wrote. Raises DataloupeError."""
    plain = mapping(raw, "a check")
    check = typed(check_kind(plain.get("check")), plain, "the check", {Filter: filter_from_plain})
    check.verify()
    return check


def _checks(raw: Any, noun: str) -> tuple[Check, ...]:
    checks = []
    for number, one in enumerate(items(raw, f"{noun}s"), 1):
        try:
            checks.append(check_from_plain(one))
        except DataloupeError as error:
            kind = f" ({one['check']})" if isinstance(one, dict) and isinstance(one.get("check"), str) else ""
            raise DataloupeError(f"{noun} {number}{kind}: {error}") from None
    return tuple(checks)


def _subject_of(check: Check) -> tuple[tuple[str, str], ...]:
    """What a check is about: everything but its name, severity and limits."""
    about = {key: value for key, value in check.to_plain().items() if key not in ("name", "severity", "min", "max")}
    return tuple(sorted((key, repr(value)) for key, value in about.items()))
