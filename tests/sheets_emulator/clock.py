"""The emulator's clock: real time by default, to be frozen and moved by tests."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Seconds since 1970. Governs quotas, token expiry, Drive's times and the listing's lag."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Back to real time."""
        self._offset = 0.0
        self._frozen: float | None = None

    def now(self) -> float:
        """The present moment."""
        return (time.time() if self._frozen is None else self._frozen) + self._offset

    def freeze(self, at: float | None = None) -> None:
        """Stop the clock at a moment (default: now)."""
        self._frozen, self._offset = self.now() if at is None else at, 0.0

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self._offset += seconds

    def local(self) -> datetime:
        """Naive local time of Viet Nam (UTC+7), for dates typed without a year."""
        return datetime.fromtimestamp(self.now(), UTC).replace(tzinfo=None) + timedelta(hours=7)


def rfc3339(seconds: float) -> str:
    """A moment as Drive writes it, in milliseconds."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
