"""Logs with a request id: one line an event, key=value or JSON, and one line a request."""

from __future__ import annotations

import json
import logging
import secrets
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any

from flask import Flask

from intranet.config import Settings

_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_person: ContextVar[str] = ContextVar("person", default="-")
_access = logging.getLogger("intranet.access_log")
StartResponse = Callable[..., Any]


def request_id() -> str:
    """The id of the request being answered; ``-`` outside one."""
    return _request_id.get()


def signed_in(uid: str) -> None:
    """Name the account in every further line of this request: the access log of personal data (domain.md, section 7)."""
    _person.set(uid)


class LineFormatter(logging.Formatter):
    """One line: time, level, logger, request id, account, message, and the traceback where there is one."""

    def __init__(self, *, as_json: bool) -> None:
        """``as_json`` writes one JSON object a line instead of key=value pairs."""
        super().__init__()
        self.as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        fields = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "request": request_id(),
            "user": _person.get(),
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["error"] = self.formatException(record.exc_info)
        if self.as_json:
            return json.dumps(fields, ensure_ascii=False)
        return " ".join(f"{k}={v if v.isprintable() and ' ' not in v else _quoted(v)}" for k, v in fields.items())


def _quoted(value: str) -> str:
    """In quotes, with line breaks escaped: what a visitor sends cannot forge a line."""
    return json.dumps(value, ensure_ascii=False)


class RequestIds:
    """WSGI middleware: gives each request an id, answers with it, and logs one line when the request is done."""

    def __init__(self, wsgi_app: Callable[..., Iterable[bytes]]) -> None:
        """Wrap the application's own WSGI callable."""
        self.wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        token, nobody = _request_id.set(secrets.token_hex(6)), _person.set("-")
        started, status = time.perf_counter(), ["-"]

        def start(line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            status[0] = line[:3]
            return start_response(line, [*headers, ("X-Request-Id", request_id())], *rest)

        try:
            return self.wsgi_app(environ, start)
        finally:
            took = int((time.perf_counter() - started) * 1000)
            line = "%s %s %s %sms"
            _access.info(line, environ["REQUEST_METHOD"], _shown(environ.get("PATH_INFO", "")), status[0], took)
            _request_id.reset(token)
            _person.reset(nobody)


def _shown(path: str) -> str:
    """The path as it may stand in a log: the token of a calendar feed is a secret."""
    return "/lich/…" if path.startswith("/lich/") else path


def init_app(app: Flask, settings: Settings) -> None:
    """Send every log line to standard error in our format; a test keeps pytest's own handlers."""
    app.wsgi_app = RequestIds(app.wsgi_app)  # type: ignore[method-assign]
    if settings.testing:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter(as_json=settings.log_json))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("huey", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)  # they tell what they are, not what happened
