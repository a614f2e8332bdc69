"""The visits that this server has: whose they are, and which files they may fetch.

Streamlit has no public way to ask this, so this module alone reads its runtime's registries.
"""

from __future__ import annotations

import os
from pathlib import PurePosixPath
from typing import Any, cast

from streamlit.runtime import Runtime

from analytics.front import PROCESS


def others_may_be_here() -> bool:
    """Whether other visits may be open: in this process, or in other processes of the same dashboard."""
    return Runtime.exists() and (PROCESS in os.environ or Visits(Runtime.instance()).count() > 1)


class Visits:
    """The visits of a runtime."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def is_own(self, session_id: str, subject: str) -> bool:
        """Whether the visit is one of this person."""
        return session_id in self._of(subject)

    def may_fetch(self, file_name: str, subject: str) -> bool:
        """Whether a visit of this person shows the file or offers it for download."""
        name, own = PurePosixPath(file_name).stem, self._of(subject)
        manager = cast(Any, self._runtime.media_file_mgr)
        own = self._of(subject)
        with manager._lock:
            by_visit = manager._files_by_session_and_coord
            return any(name in by_visit[visit].values() for visit in own if visit in by_visit)

    def count(self) -> int:
        """Open visits."""
        return len(self._sessions())

    def _of(self, subject: str) -> set[str]:
        return {one.session.id for one in self._sessions() if one.session._user_info.get("sub") == subject}

    def _sessions(self) -> list[Any]:
        sessions = getattr(self._runtime, "_session_mgr", None)  # a page that runs without a server has none
        return list(sessions.list_active_sessions()) if sessions else []
