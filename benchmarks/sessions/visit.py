"""One visit of a dashboard, as a browser makes it: a websocket that speaks Streamlit's protocol."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection

XSRF_COOKIE = "_streamlit_xsrf"
MAX_MESSAGE_BYTES = 400 << 20


@dataclass
class Run:
    """All messages that one run of a page sent."""

    messages: list[ForwardMsg] = field(default_factory=list)
    payload: bytes = b""

    @property
    def exceptions(self) -> list[str]:
        """The exceptions that the page shows."""
        elements = [one.delta.new_element for one in self.messages if one.WhichOneof("type") == "delta"]
        return [one.exception.message for one in elements if one.WhichOneof("type") == "exception"]

    def contains(self, text: str) -> bool:
        """Whether any message contains the text."""
        return text.encode() in self.payload


class Visit:
    """A visit. `run` opens a page, with the widgets that were changed, and waits until the page has run."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._widgets: dict[str, WidgetState] = {}

    async def run(self, page: str, query: str = "", seconds: float = 60.0) -> Run:
        """Open a page by its name in the address."""
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        message.rerun_script.widget_states.widgets.extend(self._widgets.values())
        return await self.send(message, seconds)

    async def send(self, message: BackMsg, seconds: float = 60.0) -> Run:
        """Send a message and collect what comes until the script has finished."""
        await self._socket.send(message.SerializeToString())
        return await asyncio.wait_for(self._finished(), seconds)

    def click(self, widget_id: str) -> None:
        """Click a button in the next run, whether or not a page shows it."""
        self._widgets[widget_id] = WidgetState(id=widget_id, trigger_value=True)

    def write(self, widget_id: str, text: str) -> None:
        """Have this text in a text widget in the next run."""
        self._widgets[widget_id] = WidgetState(id=widget_id, string_value=text)

    def trigger(self, component_id: str, event: str, value: object) -> None:
        """Have a component report an event in the next run, as its `setTriggerValue` does."""
        widget = f"$$STREAMLIT_INTERNAL_KEY_{component_id}__events"
        payload = json.dumps([{"event": event, "value": value}])
        self._widgets[component_id] = WidgetState(id=component_id, json_value="{}")
        self._widgets[widget] = WidgetState(id=widget, json_trigger_value=payload)

    def release(self) -> None:
        """Forget what was clicked and written."""
        self._widgets.clear()

    async def _finished(self) -> Run:
        run = Run()
        async for data in self._socket:
            assert isinstance(data, bytes)
            message = ForwardMsg.FromString(data)
            run.messages.append(message)
            run.payload += data
            if message.WhichOneof("type") == "script_finished" and message.script_finished in (
                ForwardMsg.FINISHED_SUCCESSFULLY,
                ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
            ):
                return run
        raise ConnectionError("the server closed the visit")


@contextlib.asynccontextmanager
async def visit(address: str, cookies: Mapping[str, str]) -> AsyncIterator[Visit]:
    """A visit of the dashboard at `address` with these cookies, of which one is the XSRF token."""
    url = urlsplit(address)
    scheme = {"http": "ws", "https": "wss"}[url.scheme]
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    async with websockets.connect(
        f"{scheme}://{url.netloc}{url.path.rstrip('/')}/_stcore/stream",
        subprotocols=["streamlit", *([cookies[XSRF_COOKIE]] if XSRF_COOKIE in cookies else [])],
        origin=f"{url.scheme}://{url.netloc}",
        additional_headers=headers,
        max_size=MAX_MESSAGE_BYTES,
    ) as socket:
        yield Visit(socket)
