"""Messages of a browser that the server does not pass on: commands for developers, which would affect everybody."""

from __future__ import annotations

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive
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
