"""Google in this process and in virtual time: the emulator's verbs without HTTP, its quota, and the seconds an answer takes."""

from __future__ import annotations

import heapq
import itertools
import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from google.oauth2.credentials import Credentials
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

from sync.stores.google.pace import Clock
from tests.sheets_emulator import routes
from tests.sheets_emulator.errors import ApiError
from tests.sheets_emulator.world import World

#: Seconds of virtual time that an answer takes, by kind of call.
ANSWERS = {"read": 0.5, "write": 0.7, "drive": 0.5}


class VirtualTime(Clock):
    """Time that passes only while everybody waits; whoever's moment comes first goes on, one at a time."""

    def __init__(self) -> None:
        self.time = 0.0
        self._waiting: list[tuple[float, int, threading.Event]] = []
        self._order = itertools.count()
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        mine = self._wait_until(self.time + seconds)
        self._next()
        mine.wait()

    def together(self, works: Sequence[Callable[[], None]]) -> float:
        """Do these side by side; answers the seconds that passed until the last was done."""
        begun, failed = self.time, []

        def one(work: Callable[[], None], start: threading.Event) -> None:
            start.wait()
            try:
                work()
            except BaseException as error:
                failed.append(error)
            finally:
                self._next()

        threads = [
            threading.Thread(target=one, args=(work, self._wait_until(self.time)), daemon=True) for work in works
        ]
        for thread in threads:
            thread.start()
        self._next()
        for thread in threads:
            thread.join()
        if failed:
            raise failed[0]
        return self.time - begun

    def _wait_until(self, moment: float) -> threading.Event:
        event = threading.Event()
        with self._lock:
            heapq.heappush(self._waiting, (moment, next(self._order), event))
        return event

    def _next(self) -> None:
        with self._lock:
            if self._waiting:
                moment, _, event = heapq.heappop(self._waiting)
                self.time = max(self.time, moment)
                event.set()


class Known(Credentials):
    """Somebody already signed in: the token is the address."""

    def __init__(self, email: str) -> None:
        super().__init__(token=email)  # type: ignore[no-untyped-call]
        self.service_account_email = email
        self.project_id = "du-an"


class InProcess(BaseAdapter):
    """What a requests session sends is answered here, after its virtual seconds."""

    def __init__(self, world: World, time: VirtualTime) -> None:
        super().__init__()
        self.world = world
        self.time = time
        self.calls: Counter[str] = Counter()
        self.refused = 0

    def send(self, request: PreparedRequest, *_args: Any, **_kwargs: Any) -> Response:
        url = urlsplit(request.url or "")
        route, parts = routes.find(request.method or "", str(url.path))
        self.calls[route.kind] += 1
        self.time.sleep(ANSWERS[route.kind])
        user = str(request.headers["Authorization"]).removeprefix("Bearer ")
        body = json.loads(request.body) if request.body else {}
        file_id, rest = (*parts, "", "")[:2]
        asked = routes.Request(file_id, rest, parse_qs(str(url.query)), body, user)
        try:
            self.world.quota.spend(route.kind, user)
            return _answer(request, 200, route.action(self.world, asked))
        except ApiError as error:
            self.refused += error.code == 429
            return _answer(request, error.code, error.body(drive=route.kind == "drive"))

    def close(self) -> None:
        """Nothing is open."""


def _answer(request: PreparedRequest, status: int, content: Any) -> Response:
    answer = Response()
    answer.status_code = status
    answer.request = request
    answer.url = request.url or ""
    answer._content = json.dumps(content, ensure_ascii=False).encode()
    answer.encoding = "utf-8"
    return answer
