"""Data sets that the `datasets` library saves: which of the files are data, and the names of classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

STATE, DESCRIPTIONS = "state.json", ("dataset_info.json", "state.json", "dataset_dict.json", "dataset_infos.json")
SCHEMA_KEY = b"huggingface"


def is_saved(file: Path) -> bool:
    """Whether a file is a shard of a data set that was saved with its state."""
    return file.suffix == ".arrow" and (file.parent / STATE).is_file()


def data_files(files: Sequence[Path]) -> list[Path]:
    """The files without descriptions next to shards, and without caches that the state of a data set does not name."""
    folders = {file.parent for file in files if file.suffix == ".arrow"}
    roots = folders | {folder.parent for folder in folders}
    shards = {folder: _shards(folder) for folder in folders if (folder / STATE).is_file()}
    return [
        file
        for file in files
        if not (file.name in DESCRIPTIONS and file.parent in roots)
        and not (file.suffix == ".arrow" and file.parent in shards and file.name not in shards[file.parent])
    ]


def with_class_names(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with names in the place of the numbers of classes, as its schema declares them; -1 is missing."""
    for column, names in _class_names(batch.schema).items():
        place = batch.schema.get_field_index(column)
        if place >= 0 and pa.types.is_integer(batch.column(place).type):
            named = _named(batch.column(place), names)
            batch = batch.set_column(place, column, named)
    return batch


def _named(numbers: pa.Array, names: Sequence[str]) -> pa.Array:
    """The names of class numbers; a number without a name is missing."""
    places = numbers.fill_null(-1).to_numpy(zero_copy_only=False)
    is_known = (places >= 0) & (places < len(names))
    indices = pa.array(np.where(is_known, places, 0), pa.int32(), mask=~is_known)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names, pa.string())).cast(pa.string())


def _class_names(schema: pa.Schema) -> dict[str, list[str]]:
    raw = (schema.metadata or {}).get(SCHEMA_KEY)
    try:
        info = orjson.loads(raw) if raw else {}
    except orjson.JSONDecodeError:
        return {}
    features = info.get("info", {}).get("features") if isinstance(info, dict) else None
    named = features.items() if isinstance(features, Mapping) else ()
    return {str(column): list(map(str, names)) for column, feature in named if (names := _names(feature))}


def _names(feature: Any) -> list[Any]:
    is_class = isinstance(feature, Mapping) and feature.get("_type") == "ClassLabel"
    names = feature.get("names") if is_class else None
    return names if isinstance(names, list) else []


def _shards(folder: Path) -> set[str]:
    """The names of the data files in the state of a saved data set; all Arrow files when the state cannot be read."""
    try:
        state = orjson.loads((folder / STATE).read_bytes())
        names = {str(one["filename"]) for one in state["_data_files"]}
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        names = set()
    return names or {file.name for file in folder.glob("*.arrow")}
