"""The memory of corrections: one YAML file for each structure of records, in the settings folder of the person.

Files with the same paths and types are read as the person corrected the first of them, on the pages and by the command.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from analytics.files import write_atomically
from analytics.ingest.correcting.correction import Correction
from analytics.ingest.inputs import digest
from analytics.ingest.reading.profile import Profile
from analytics.system import settings_folder

FOLDER = "readings"
MIN_SHARE = 0.5
"""A field that fewer records have is optional, and belongs to no structure."""

KINDS = {"int": "number", "float": "number"}
HEAD = "# How files of this structure are read, as corrected on the Data page. Delete this file to forget it.\n"


def structure_of(sample: Profile) -> str:
    """A key that files with the same paths and types of values share: 32 hex digits; "" without records."""
    usual = [one for one in sample.fields.values() if one.records >= MIN_SHARE * max(sample.records, 1)]
    kinds = [(one.path, one.types.most_common(1)[0][0]) for one in usual if one.count]
    return digest(sorted((path, KINDS.get(kind, kind)) for path, kind in kinds)) if kinds else ""


def remember(structure: str, correction: Correction, file: str) -> Correction:
    """Keep a correction for files of this structure, in place of an earlier one. Returns it with its day."""
    today = datetime.datetime.now().date().isoformat()
    dated = replace(correction, corrected_on=today, file=file)
    path = _path(structure)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(dated.to_dict(), sort_keys=False, allow_unicode=True, width=110)
    write_atomically(path, HEAD + text)
    return dated


def forget(structure: str) -> bool:
    """Read files of this structure as they are inferred again. Returns whether there was a correction."""
    path = _path(structure)
    if not path.is_file():
        return False
    path.unlink()
    return True


def remembered() -> dict[str, dict[str, Any]]:
    """{structure: correction as plain values} of everything that is remembered; what cannot be read is skipped."""
    corrections = {}
    for path in sorted((settings_folder() / FOLDER).glob("*.yaml")):
        correction = _read(path)
        if correction:
            corrections[path.stem] = correction.to_dict()
    return corrections


def correction_for(sample: Profile, corrections: Mapping[str, Mapping[str, Any]]) -> Correction | None:
    """The correction among `corrections` ({structure: plain values}) for files like this sample."""
    facts = corrections.get(structure_of(sample)) if corrections else None
    return None if facts is None else Correction.from_dict(facts) or None


def _read(path: Path) -> Correction | None:
    try:
        facts = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    return Correction.from_dict(facts) if isinstance(facts, Mapping) else None


def _path(structure: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{32}", structure):
        raise ValueError(f"{structure!r} is no structure")
    return settings_folder() / FOLDER / f"{structure}.yaml"
