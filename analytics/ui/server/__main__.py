"""Runs the dashboard: `python -m analytics.ui.server --host ADDRESS --port NUMBER`.

A folder `pages/` next to `app.py` makes Streamlit list file names as the navigation until `app.py` first calls
`st.navigation`. The first deep link that reaches a server would show them; here `app.py` always runs first.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from typing import Any

import uvicorn
from streamlit import config
from streamlit.runtime.caching.global_cache_budget import reconfigure_global_cache_budget_from_config
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import bootstrap
from streamlit.web.server.starlette.starlette_server import _get_uvicorn_config_kwargs

from analytics.access import ServerSettings, server_settings
from analytics.project_files import project_file
from analytics.ui.server.application import Dashboard
from analytics.ui.server.garbage import start_collector
from analytics.ui.server.logs import configure_logs

MAX_CACHE = "512mb"
"""Small answers of all people together; big ones are limited by their number (see `frame.cache`)."""

PARENT, SECONDS_BETWEEN_LOOKS = "DATALOUPE_PARENT", 1.0
"""The environment variable with the process of `dataloupe serve`."""

STOP_SECONDS = 10
"""Open requests get so long when the server is asked to stop."""


def main() -> None:
    """Serve until the process is asked to stop."""
    parser = argparse.ArgumentParser(prog="analytics.ui.server")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    settings, script = server_settings(), str(project_file("app.py"))
    PagesManager.uses_pages_directory = False
    config._main_script_path = script  # the folder of .streamlit/config.toml
    options = streamlit_options(settings, arguments.host, arguments.port)
    bootstrap.load_config_options(options)
    reconfigure_global_cache_budget_from_config()
    bootstrap._prepare_asgi_app_run_context(script, [], options, server_mode="starlette-app-direct")
    configure_logs(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            Dashboard(settings),
            host=arguments.host,
            port=arguments.port,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
            **_get_uvicorn_config_kwargs(),
        )
    )
    if os.environ.get(PARENT):
        threading.Thread(target=_end_with_parent, args=(server, int(os.environ[PARENT])), daemon=True).start()
    start_collector()
    server.run()
    sys.exit(0 if server.started else 1)


def _end_with_parent(server: uvicorn.Server, parent: int) -> None:
    """Stop when `dataloupe serve` is gone, also when it was killed: nobody else would stop this process."""
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    server.should_exit = True


def streamlit_options(settings: ServerSettings, host: str, port: int) -> dict[str, Any]:
    """Streamlit's options that depend on how the server was started; the others are in .streamlit/config.toml."""
    return {
        "server.headless": True,
        "server.address": host,
        "server.port": port,
        "server.baseUrlPath": settings.base_path,
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "server.maxUploadSize": settings.max_upload_mb,
        "server.maxCacheDataSize": MAX_CACHE,
        "runner.postScriptGC": False,  # see `garbage`
        "client.showErrorDetails": "full" if settings.is_local else "none",
        "logger.level": "warning",
    }


if __name__ == "__main__":
    main()
