"""Between the engine and its two sides: counts effects, strikes at one of them, and lets people in between read and write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sync.cells import Snapshot
from sync.commit import Commit, CommitResult
from sync.stores.protocol import AmbiguousWrite, Batch, CallCount, Misfire, NewTab, Outcome, Store, WorkbookBusy
from tests.sync.engine.office import Office


class Killed(BaseException):
    """The process is gone."""


@dataclass(frozen=True)
class Fault:
    """What strikes at the n-th effect of a run: the process is killed, the call fails, or its answer is lost."""

    at: int
    after: bool
    how: Literal["kill", "fail", "lose"]


@dataclass
class Strike:
    """Counts the effects of one run on both sides."""

    fault: Fault | None = None
    count: int = 0

    def around(self, effect: Callable[[], Any], *, ambiguous: bool = False) -> Any:
        """Carry the effect out, unless the fault strikes before it; strike after it if so ordered."""
        struck = self.fault if self.fault is not None and self.fault.at == self.count else None
        self.count += 1
        if struck is not None and not struck.after:
            raise _what(struck, ambiguous)
        result = effect()
        if struck is not None and struck.after:
            raise _what(struck, ambiguous)
        return result


def _what(fault: Fault, ambiguous: bool) -> BaseException:
    if fault.how == "kill":
        return Killed()
    if ambiguous and (fault.how == "lose" or fault.after):
        return AmbiguousWrite("Không rõ đã ghi hay chưa.")
    return WorkbookBusy("Không tới được.")


@dataclass
class WatchedStore:
    """A store with people and faults around it. ``late``: what a killed run had sent and what arrives only later."""

    inner: Store
    strike: Strike
    before_write: Callable[[], None] | None = None
    applied: int = 0
    sent: list[tuple[Batch, Snapshot]] = field(default_factory=list)

    @property
    def calls(self) -> CallCount:
        return self.inner.calls

    def token(self) -> str:
        return self.inner.token()

    def read(self, tab_keys: Sequence[str] | None = None) -> Snapshot:
        found: Snapshot = self.strike.around(lambda: self.inner.read(tab_keys))
        return found

    def apply(self, batch: Batch, snapshot: Snapshot) -> Outcome:
        hand, self.before_write = self.before_write, None
        if hand is not None:
            hand()
        self.applied += 1
        self.sent.append((batch, snapshot))
        outcome: Outcome = self.strike.around(lambda: self.inner.apply(batch, snapshot), ambiguous=True)
        return outcome

    def mend(self, snapshot: Snapshot, tell: Callable[[str, Sequence[Misfire]], None]) -> Outcome | None:
        return self.inner.mend(snapshot, tell)

    def create_tabs(self, tabs: Sequence[NewTab]) -> None:
        self.inner.create_tabs(tabs)


class WatchedOffice:
    """The office's ledger with faults around its commits."""

    def __init__(self, office: Office, strike: Strike) -> None:
        self._office, self._strike = office, strike

    def __getattr__(self, name: str) -> Any:
        return getattr(self._office, name)

    def announce(self, marker: str, content: Mapping[str, Any]) -> None:
        self._strike.around(lambda: self._office.announce(marker, content))

    def commit(self, result: Commit) -> CommitResult:
        done: CommitResult = self._strike.around(lambda: self._office.commit(result))
        return done

    def save_state(self, token: str | None) -> None:
        self._strike.around(lambda: self._office.save_state(token))
