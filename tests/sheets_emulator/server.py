"""The HTTP server: sign-in, quotas, faults and routes, one thread per connection."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import struct
import sys
import tempfile
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from . import fieldmask, routes
from .calls import Call
from .errors import ApiError, bad_field
from .faults import Fault
from .oauth import TokenError
from .routes import Request, Route
from .world import World


class _Cut(Exception):
    """Close the connection without (the rest of) an answer."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the call log is the record."""

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_PUT = do_PATCH = do_DELETE = do_GET

    def _serve(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urlsplit(self.path)
        params = parse_qs(url.query, keep_blank_values=True)
        call = Call(self.command, url.path, params, "unknown", at=self.server.world.clock.now())
        self.server.world.calls.add(call)
        try:
            if url.path == "/token":
                self._token(call, raw)
            else:
                self._api(call, raw)
        except _Cut:
            self._hang_up()

    def _token(self, call: Call, raw: bytes) -> None:
        world = self.server.world
        call.kind = "token"
        form = {name: values[0] for name, values in parse_qs(raw.decode()).items()}
        fault = world.faults.take("token", "token")
        try:
            self._before(fault, call)
            with world.lock:
                self._answer(call, 200, world.oauth.grant(form), fault)
        except TokenError as error:
            self._answer(call, 400, error.body(), None)
        except ApiError as error:
            self._answer(call, error.code, error.body(drive=False), None, error.headers)

    def _api(self, call: Call, raw: bytes) -> None:
        drive = call.path.startswith(("/drive/", "/upload/"))
        try:
            route, parts = routes.find(call.method, call.path)
            call.kind = route.kind
            fault = self.server.world.faults.take(route.kind, route.operation)
            self._before(fault, call)
            body = _json_body(raw)
            call.body = body
            file_id, rest = (*parts, "", "")[:2]
            request = Request(file_id, rest, call.params, body)
            self._answer(call, 200, self._do(route, request, call), fault)
        except ApiError as error:
            self._answer(call, error.code, error.body(drive=drive), None, error.headers)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            traceback.print_exc()  # a request of a shape nobody foresaw: show it to the developer
            internal = Fault("status", status=500).error(call.kind)
            self._answer(call, internal.code, internal.body(drive=drive), None)

    def _do(self, route: Route, request: Request, call: Call) -> Any:
        world = self.server.world
        with world.lock:
            header = self.headers.get("Authorization")
            request.user = call.user = world.oauth.user(header, route.kind, changes=route.changes)
            world.quota.spend(route.kind, request.user)
            return _selected(route, request, route.action(world, request))

    def _before(self, fault: Fault | None, call: Call) -> None:
        """Play a fault that strikes before the work is done."""
        if fault is None:
            return
        if fault.kind == "status":
            raise fault.error(call.kind)
        if fault.kind == "expire_token":
            self.server.world.oauth.expire(self.headers.get("Authorization"))
        if fault.kind == "hang":
            self.server.world.faults.released.wait(fault.seconds)
            raise _Cut
        if fault.kind == "reset_before":
            raise _Cut

    def _answer(
        self,
        call: Call,
        status: int,
        body: Any,
        fault: Fault | None,
        headers: dict[str, str] | None = None,
    ) -> None:
        if fault is not None and fault.kind == "hang_after":
            self.server.world.faults.released.wait(fault.seconds)
        if fault is not None and fault.kind in {"cut_after", "hang_after"}:
            raise _Cut
        call.status = status
        payload = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        self._send(status if body is not None else 204, payload, headers or {}, fault)

    def _send(self, status: int, payload: bytes, headers: dict[str, str], fault: Fault | None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if len(payload) > 1024 and "gzip" in self.headers.get("Accept-Encoding", ""):
            payload = gzip.compress(payload, compresslevel=1)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        if fault is not None and fault.kind == "truncate":
            self.wfile.write(payload[: len(payload) // 2])
            raise _Cut
        self.wfile.write(payload)

    def _hang_up(self) -> None:
        """Reset the connection, so that the caller sees an error and not an empty answer."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.wfile.flush()
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()


def _without_nulls(found: dict[str, Any]) -> dict[str, Any]:
    """A field that is null is a field that is not there (but a null in a list of values stays)."""
    return {name: item for name, item in found.items() if item is not None}


def _selected(route: Route, request: Request, answer: Any) -> Any:
    """The `fields` parameter for the verbs of spreadsheets.values (the others apply it themselves)."""
    fields = request.params.get("fields")
    if not fields or not route.operation.startswith("values."):
        return answer
    return fieldmask.select(fieldmask.response_mask(fields[0], {}), answer)


def _json_body(raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        return {}
    try:
        body = json.loads(raw, object_hook=_without_nulls if b"null" in raw else None)
    except ValueError as error:
        raise bad_field("", "Invalid JSON payload received. Expected a value.") from error
    if not isinstance(body, dict):
        raise bad_field("", "Invalid JSON payload received. Expected an object.")
    return body


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, world: World) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.world = world
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no error; anything else is printed for the developer."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError, OSError, ValueError)):
            super().handle_error(request, client_address)

    def drop_connections(self) -> None:
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Running:
    """A server in a background thread, with its world."""

    def __init__(self, port: int = 0) -> None:
        self.world = World()
        self._server = _Server(port, self.world)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.world.oauth.token_uri = f"{self.url}/token"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._directory = tempfile.TemporaryDirectory(prefix="sheets-emulator-")
        self.directory = Path(self._directory.name)
        self._thread.start()

    def stop(self) -> None:
        """Stop serving, let hanging calls go, remove the service account's file."""
        self.world.faults.clear()
        self._server.shutdown()
        self._server.drop_connections()
        self._server.server_close()
        self._thread.join(timeout=5)
        self._directory.cleanup()
