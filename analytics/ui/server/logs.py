"""The log of the server: one JSON object a line, without texts, addresses of pages, or secrets."""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from typing import Any

from analytics.access import ServerSettings

LOGGERS = ("uvicorn", "uvicorn.error", "uvicorn.access", "streamlit")


def configure_logs(settings: ServerSettings) -> None:
    """Write the log to the standard error output: JSON on a shared server, lines for a person on a local one."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s") if settings.is_local else JsonLines())
    for name in (*LOGGERS, "dataloupe"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.WARNING if settings.is_local or name != "dataloupe" else logging.INFO)
    logging.getLogger("uvicorn").propagate = False


class JsonLines(logging.Formatter):
    """One record as one line. Of an exception it has the type and the lines of code, not the message: a message can
    quote a text or a path.
    """

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        fields |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])
            fields["exception"] = record.exc_info[0].__name__
            fields["at"] = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
        return json.dumps(fields)


def _event(record: logging.LogRecord) -> str:
    """Our own events are constants. Of other libraries only the pattern of the message is kept, not what fills it."""
    return record.getMessage() if record.name.startswith("dataloupe") and not record.args else str(record.msg)


def _short(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-2:])
