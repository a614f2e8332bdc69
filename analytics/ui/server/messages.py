"""Messages between a browser and Streamlit: commands for developers are not passed on to the server, and folders of the
server are not passed on to the browser.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

COMMANDS = frozenset(
    {"clear_cache", "set_run_on_save", "load_git_info", "debug_disconnect_websocket", "debug_shutdown_runtime"}
)
MAX_COMMAND_BYTES = 256
"""Commands are short; longer messages are the widgets of a page, and are not parsed twice."""


def without_commands(receive: Receive) -> Receive:
    """`receive` without the commands: one visitor cannot clear the cache of all."""

    async def passed_on() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or not is_command(message.get("bytes") or b""):
                return message

    return passed_on


def is_command(data: bytes) -> bool:
    """Whether a message is one of the commands."""
    if not data or len(data) > MAX_COMMAND_BYTES:
        return False
    try:
        return BackMsg.FromString(data).WhichOneof("type") in COMMANDS
    except DecodeError:
        return False  # Streamlit closes the connection


MIN_FOLDER_BYTES = 5
"""A shorter folder, such as /srv, is also a word."""


def server_folders(workspaces: Iterable[Path], others: Iterable[Path]) -> list[bytes]:
    """The folders that no browser may see, the longest first: those of the workspaces, and `others`."""
    folders = {*(path.resolve().parent for path in workspaces), *(path.resolve() for path in others)}
    named = sorted((str(folder).encode() for folder in folders), key=len, reverse=True)
    return [folder for folder in named if len(folder) >= MIN_FOLDER_BYTES]


def without_folders(send: Send, folders: list[bytes]) -> Send:
    """`send` that overwrites the folders with as many asterisks. Pages do not show folders; this is the last defence,
    and it also covers what Streamlit sends by itself, such as the path of its script.
    """

    async def masked(message: Message) -> None:
        if message["type"] == "websocket.send" and message.get("bytes"):
            for folder in folders:
                message["bytes"] = message["bytes"].replace(folder, b"*" * len(folder))
        await send(message)

    return masked
