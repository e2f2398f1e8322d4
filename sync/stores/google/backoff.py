"""Full-jitter back-off with a deadline: how long a refused call waits before it is tried again, and when to give up for the night."""

from __future__ import annotations

import random

from sync.stores.google.pace import Clock
from sync.stores.protocol import WorkbookBusy

#: Seconds: the longest random wait, and how long one call may go on being refused, its turns in the queue aside.
LONGEST_WAIT = 32.0
DEADLINE = 120.0
#: Calls given up one after the other by one account, after which its other work is left for a later run.
GIVEN_UP = 3
LATER = "Google đang không trả lời hoặc báo hết lượt nhiều lần liền. Phần mềm để bảng tính này lại cho lần đồng bộ sau."


class Breaker:
    """Whether there is any sense in asking now. Thousands of workbooks must not each wait until their own deadline."""

    def __init__(self) -> None:
        self.given_up = 0

    @property
    def open(self) -> bool:
        """True once too many calls were given up with none answered between them."""
        return self.given_up >= GIVEN_UP

    def note(self, *, given_up: bool = False, answered: bool = False) -> None:
        """What became of a call: given up, or answered (were it by a refusal), or neither."""
        self.given_up = self.given_up + 1 if given_up else 0 if answered else self.given_up

    def check(self) -> None:
        """Raise WorkbookBusy when there is no sense in asking."""
        if self.open:
            raise WorkbookBusy(LATER)


class Patience:
    """What is left of one call's deadline."""

    def __init__(self, clock: Clock, deadline: float = DEADLINE) -> None:
        self.clock = clock
        self.left = deadline
        self.attempt = 0

    def spend(self, seconds: float) -> None:
        """Count the time an attempt took: one that hangs until its time-out is not free."""
        self.left -= seconds

    def again(self, asked: float = 0.0) -> bool:
        """Wait for another attempt, or say that there is no time left for one.

        ``asked``: the seconds the answer asks for (Retry-After). On top of them comes any time up to a bound that doubles,
        so that workers refused together do not come back together.
        """
        wait = asked + random.uniform(0, min(LONGEST_WAIT, 2.0**self.attempt))
        if wait > self.left:
            return False
        self.clock.sleep(wait)
        self.left -= wait
        self.attempt += 1
        return True
