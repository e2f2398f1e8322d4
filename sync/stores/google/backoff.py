"""Full-jitter back-off with a deadline: how long a call that was refused waits before it is tried again, and when it gives up."""

from __future__ import annotations

import random

from sync.stores.google.pace import Clock

#: Seconds: the longest random wait, and how long one call may go on being refused, its turns in the queue aside.
LONGEST_WAIT = 32.0
DEADLINE = 120.0


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
