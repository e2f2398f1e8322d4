"""Faults a test can order: an error status, a hang, a cut connection, a lost or torn answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from .errors import ApiError
from .quota import exhausted


@dataclass
class Fault:
    """What goes wrong with a matching call; `skip` calls pass before, `times` calls are hit."""

    kind: str  # status, hang, reset_before, cut_after, truncate, expire_token
    on: str = "any"
    skip: int = 0
    times: int = 1
    status: int = 503
    seconds: float = 30.0
    retry_after: int | None = None

    def error(self, call_kind: str) -> ApiError:
        """The error body for a `status` fault."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        if self.status == 429:
            error = exhausted(call_kind)
        elif self.status == 503:
            error = ApiError("UNAVAILABLE", "The service is currently unavailable.", reason="backendError")
        else:
            error = ApiError("INTERNAL", "Internal error encountered.", reason="internalError")
        error.headers = headers
        return error


@dataclass
class Faults:
    """Orders still open. `on` is any, read, write, drive, token or the operation's name (batchUpdate...)."""

    pending: list[Fault] = field(default_factory=list)
    hooks: list[tuple[int, Callable[[str], object]]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def status(
        self, code: int, *, on: str = "any", nth: int = 1, times: int = 1, retry_after: int | None = None
    ) -> None:
        """Answer 429, 500 or 503 instead of doing the work."""
        self._add(Fault("status", on, nth - 1, times, status=code, retry_after=retry_after))

    def hang(self, seconds: float = 30.0, *, on: str = "any", nth: int = 1, times: int = 1) -> None:
        """Never answer: hold the connection for at most `seconds`, do nothing, close it."""
        self._add(Fault("hang", on, nth - 1, times, seconds=seconds))

    def reset_before(self, *, on: str = "any", nth: int = 1, times: int = 1) -> None:
        """Reset the connection before anything is done."""
        self._add(Fault("reset_before", on, nth - 1, times))

    def cut_after(self, *, on: str = "any", nth: int = 1, times: int = 1) -> None:
        """Do the work, then cut the connection: the answer is lost."""
        self._add(Fault("cut_after", on, nth - 1, times))

    def hang_after(self, seconds: float = 30.0, *, on: str = "any", nth: int = 1) -> None:
        """Do the work, then hold the answer back until the caller gives up."""
        self._add(Fault("hang_after", on, nth - 1, seconds=seconds))

    def truncate(self, *, on: str = "any", nth: int = 1, times: int = 1) -> None:
        """Do the work, then send only half of the answer."""
        self._add(Fault("truncate", on, nth - 1, times))

    def expire_token(self, *, on: str = "any", nth: int = 1, times: int = 1) -> None:
        """Forget the caller's token just before the call: 401, and a refresh heals it."""
        self._add(Fault("expire_token", on, nth - 1, times))

    def before_batch_update(self, action: Callable[[str], object], *, nth: int = 1) -> None:
        """Run `action(spreadsheet_id)` just before the nth batchUpdate from now is applied."""
        with self._lock:
            self.hooks.append((nth, action))

    def clear(self) -> None:
        """Cancel all orders and let go of hanging calls."""
        with self._lock:
            self.pending.clear()
            self.hooks.clear()
        self.released.set()
        self.released = threading.Event()

    def _add(self, fault: Fault) -> None:
        with self._lock:
            self.pending.append(fault)

    def take(self, kind: str, operation: str) -> Fault | None:
        """The fault that hits this call, if any; counts the call against those still waiting."""
        with self._lock:
            for fault in list(self.pending):
                if fault.on not in {"any", kind, operation}:
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self.pending.remove(fault)
                return fault
        return None

    def run_hooks(self, spreadsheet_id: str) -> None:
        """Called once per batchUpdate, before it is applied."""
        with self._lock:
            due = [action for nth, action in self.hooks if nth == 1]
            self.hooks = [(nth - 1, action) for nth, action in self.hooks if nth > 1]
        for action in due:
            action(spreadsheet_id)
