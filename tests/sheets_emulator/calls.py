"""A log of every call, so that tests can hold a sync to its budget."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Call:
    """One HTTP request as it arrived, and the status it was answered with (0: cut off)."""

    method: str
    path: str
    params: dict[str, list[str]]
    kind: str  # read, write, drive or token
    body: Any = None
    status: int = 0
    at: float = 0.0
    user: str = ""  # the account that asked


@dataclass
class CallLog:
    """Calls in order of arrival."""

    calls: list[Call] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, call: Call) -> None:
        """Append a call."""
        with self._lock:
            self.calls.append(call)

    def clear(self) -> None:
        """Forget all, to count afresh."""
        with self._lock:
            self.calls.clear()

    def of(self, kind: str) -> list[Call]:
        """The calls of one kind."""
        return [call for call in self.calls if call.kind == kind]

    @property
    def reads(self) -> list[Call]:
        """Sheets calls counted against the read quota."""
        return self.of("read")

    @property
    def writes(self) -> list[Call]:
        """Sheets calls counted against the write quota."""
        return self.of("write")

    @property
    def drive(self) -> list[Call]:
        """Drive calls."""
        return self.of("drive")

    @property
    def sheets(self) -> list[Call]:
        """All Sheets calls, reads and writes."""
        return [call for call in self.calls if call.kind in {"read", "write"}]

    def counts(self) -> dict[str, int]:
        """Number of reads, writes and drive calls."""
        return {kind: len(self.of(kind)) for kind in ("read", "write", "drive")}

    def __iter__(self) -> Iterator[Call]:
        return iter(list(self.calls))

    def __len__(self) -> int:
        return len(self.calls)
