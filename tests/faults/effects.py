"""Every effect of a run, counted as it happens in this very process, and something done at one of them.

An effect is what outlives the process: a database commit, a call over the network, an operation that changes files. They are
not listed anywhere by hand: the functions through which Python has such effects are watched, whatever calls them.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from sqlalchemy.engine.default import DefaultDialect

from sync.stores import xlsx_replace

#: Functions of ``os`` that change something under a path, by which argument that path is.
PATHS: Mapping[str, int] = {
    "replace": 1, "rename": 1, "unlink": 0, "remove": 0, "mkdir": 0, "rmdir": 0, "link": 1, "chmod": 0, "chown": 0,
    "setxattr": 0, "truncate": 0,
}  # fmt: skip
WRITING = ("w", "a", "x", "+")
COMMIT, HTTP, HOLDING = "commit", "http", ", the database held"


@dataclass(frozen=True, slots=True)
class Orders:
    """What is to happen at which effect. ``when``: before or after it; half: in the middle of a write.

    ``act``: kill (SIGKILL), stop (SIGSTOP), or the name of the error the operation fails with (ENOSPC, EIO).
    """

    point: int = 0
    when: str = "before"
    act: str = "kill"


@dataclass
class Effects:
    """Watches this process. ``seen`` names every effect so far: commit, http GET /path, write x.tmp.

    ``holding`` tells whether this process has a transaction open: a call made meanwhile makes everybody else wait.
    """

    folder: Path
    orders: Orders
    holding: Callable[[], bool] = bool
    seen: list[str] = field(default_factory=list)

    def around(self, name: str, do: Callable[[], Any], half: Callable[[], Any] | None = None) -> Any:
        """Let one effect happen, and do what is ordered for it."""
        self.seen.append(name)
        ordered = self.orders if len(self.seen) == self.orders.point else Orders()
        if ordered.point and ordered.when == "half" and half is not None:
            half()
            self._act(name)
        elif ordered.point and ordered.when in ("before", "half"):
            self._act(name)
        try:
            return do()
        finally:
            if ordered.point and ordered.when == "after":
                self._act(name)

    def _act(self, name: str) -> None:
        if self.orders.act in ("kill", "stop"):
            act = signal.SIGKILL if self.orders.act == "kill" else signal.SIGSTOP
            signal.pthread_kill(threading.get_ident(), act)  # this very thread goes not one step further
            return
        code = getattr(errno, self.orders.act)
        if name == COMMIT:
            raise sqlite3.OperationalError("database or disk is full" if code == errno.ENOSPC else "disk I/O error")
        raise OSError(code, os.strerror(code))

    def watches(self, path: object) -> bool:
        """Whether a path is one of the office's, not Python's own."""
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        return Path(os.fsdecode(path)).absolute().is_relative_to(self.folder)

    def install(self) -> None:
        """Watch this process from now on."""
        self._watch_commits()
        self._watch_network()
        self._watch_files()

    def _watch_commits(self) -> None:
        real = DefaultDialect.do_commit

        def do_commit(dialect: DefaultDialect, connection: Any) -> None:
            if getattr(connection.driver_connection, "in_transaction", True):
                self.around(COMMIT, lambda: real(dialect, connection))  # type: ignore[no-untyped-call]
            else:
                real(dialect, connection)  # type: ignore[no-untyped-call]

        DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]

    def _watch_network(self) -> None:
        real = requests.adapters.HTTPAdapter.send

        def send(adapter: Any, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
            name = f"{HTTP} {request.method} {_operation(str(request.url))}{HOLDING if self.holding() else ''}"
            return self.around(name, lambda: real(adapter, request, *args, **kwargs))

        requests.adapters.HTTPAdapter.send = send  # type: ignore[assignment]

    def _watch_files(self) -> None:
        for name, place in PATHS.items():
            setattr(os, name, self._watched(name, getattr(os, name), place))
        os.fsync = self._always("fsync", os.fsync)
        xlsx_replace._swap = self._always("swap", xlsx_replace._swap)
        real_open: Callable[..., Any] = io.open
        real_os_open: Callable[..., int] = os.open

        def opened(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
            if not any(sign in mode for sign in WRITING) or not self.watches(file):
                return real_open(file, mode, *args, **kwargs)
            handle = self.around(f"open {_short(file)}", lambda: real_open(file, mode, *args, **kwargs))
            return Watched(handle, self, _short(file))

        def opened_low(path: Any, flags: int, *args: Any, **kwargs: Any) -> Any:
            changes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
            if not changes or not self.watches(path):
                return real_os_open(path, flags, *args, **kwargs)
            return self.around(f"os.open {_short(path)}", lambda: real_os_open(path, flags, *args, **kwargs))

        io.open = builtins.open = opened
        os.open = opened_low

    def _watched(self, name: str, real: Callable[..., Any], place: int) -> Callable[..., Any]:
        def watched(*args: Any, **kwargs: Any) -> Any:
            if len(args) <= place or not self.watches(args[place]):
                return real(*args, **kwargs)
            return self.around(f"{name} {_short(args[place])}", lambda: real(*args, **kwargs))

        return watched

    def _always(self, name: str, real: Any) -> Any:
        return lambda *args, **kwargs: self.around(name, lambda: real(*args, **kwargs))


class Watched:
    """A file opened for writing: what is written reaches it at once, so that a kill leaves what a kill may leave."""

    def __init__(self, handle: Any, effects: Effects, name: str) -> None:
        self._handle, self._effects, self._name = handle, effects, name

    def write(self, data: Any) -> Any:
        """Write and flush."""
        return self._effects.around(
            f"write {self._name}", lambda: self._put(data), lambda: self._put(data[: len(data) // 2])
        )

    def truncate(self, *args: Any) -> Any:
        """Cut the file."""
        return self._effects.around(f"truncate {self._name}", lambda: self._handle.truncate(*args))

    def _put(self, data: Any) -> Any:
        done = self._handle.write(data)
        self._handle.flush()
        return done

    def __enter__(self) -> Watched:
        return self

    def __exit__(self, *error: object) -> None:
        self._handle.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._handle, name)


def _operation(url: str) -> str:
    """An address without the spreadsheet's id and the query, so that two runs name it alike."""
    parts = urlsplit(url).path.split("/")
    return "/".join(part.split(":")[-1] if len(part) > 40 else part for part in parts)


def _short(path: Any) -> str:
    """A file's name without what differs from run to run."""
    name = Path(os.fsdecode(path)).name
    if name.startswith(".so-tay-"):
        return "beside" + Path(name).suffix
    return "version" if name[:8].isdigit() else name
