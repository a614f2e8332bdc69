"""The engines by name, as `--engine` names them."""

from __future__ import annotations

from analytics.build.engine import Engine, ThreadEngine
from analytics.errors import DataloupeError

NAMES = "threads, processes, sc://HOST:PORT"


def engine_of(name: str | None) -> Engine:
    """The engine `name`; threads without a name. Raises DataloupeError for an unknown one, or one that is not there."""
    if name in (None, "threads"):
        return ThreadEngine()
    if name == "processes":
        from analytics.build.engines.processes import ProcessEngine

        return ProcessEngine()
    if name is not None and name.startswith("sc://"):
        from analytics.build.engines.spark import SparkEngine

        return SparkEngine.connect(name)
    raise DataloupeError(f"There is no engine {name!r}. There are: {NAMES}.")
