"""What tests hold in their hands: a running server and shortcuts to everything in it."""

from __future__ import annotations

from pathlib import Path

from .calls import CallLog
from .clock import Clock
from .document import Document
from .drive import Drive
from .faults import Faults
from .hand import Hand
from .oauth import OAuth
from .quota import Quota
from .server import Running
from .world import PERSON, World
from .xlsx import load_into


class Emulator:
    """A Google of one's own at `url`. Use as a context manager or call `stop()`."""

    def __init__(self, port: int = 0) -> None:
        self._running = Running(port)
        self.url = self._running.url
        self.reset()

    def reset(self) -> None:
        """Forget documents, calls, faults, quotas and tokens; accounts and the address stay."""
        world = self.world
        with world.lock:
            world.documents.clear()
            world.calls.clear()
            world.faults.clear()
            world.clock.reset()
            world.quota.enabled = False
            world.drive.lag = 0.0
            world.oauth.tokens.clear()
        self.service_account_file = self._running.directory / "dong-bo.json"
        if not self.service_account_file.exists():
            world.oauth.create_account(self._running.directory)
        self.service_account = next(iter(world.oauth.accounts))

    @property
    def world(self) -> World:
        """All that the server holds."""
        return self._running.world

    @property
    def calls(self) -> CallLog:
        """Every call since the last clear."""
        return self.world.calls

    @property
    def faults(self) -> Faults:
        """Order faults here."""
        return self.world.faults

    @property
    def quota(self) -> Quota:
        """Turn quotas on here."""
        return self.world.quota

    @property
    def clock(self) -> Clock:
        """Freeze and advance time here."""
        return self.world.clock

    @property
    def oauth(self) -> OAuth:
        """Accounts and tokens."""
        return self.world.oauth

    @property
    def drive(self) -> Drive:
        """Set `lag` here."""
        return self.world.drive

    def another_account(self, name: str) -> Path:
        """The file of one more service account, with no documents shared."""
        return self.world.oauth.create_account(self._running.directory, name)

    def create(
        self,
        title: str = "Sổ tay",
        *,
        tab: str = "Trang tính1",
        locale: str = "vi_VN",
        role: str | None = "writer",
        owner: str = PERSON,
    ) -> Hand:
        """A new spreadsheet made by a person and shared with the service account (`role` None: not shared)."""
        with self.world.lock:
            document = self.world.create(title, owner=owner, locale=locale, tab=tab)
            if role is not None:
                document.share(self.service_account, role)
        return Hand(self.world, document, owner)

    def load_xlsx(
        self, path: Path | str, *, title: str | None = None, locale: str = "vi_VN", role: str | None = "writer"
    ) -> str:
        """Upload a workbook as a new spreadsheet, shared likewise; returns its id."""
        path = Path(path)
        hand = self.create(title or path.stem, locale=locale, role=role)
        with self.world.lock:
            load_into(hand.document.state, path)
        return hand.id

    def document(self, spreadsheet_id: str, user: str = PERSON) -> Hand:
        """A person's hand on a spreadsheet."""
        return Hand(self.world, self.world.documents[spreadsheet_id], user)

    def file(self, spreadsheet_id: str) -> Document:
        """The file itself: revisions, permissions."""
        return self.world.documents[spreadsheet_id]

    def stop(self) -> None:
        """Stop serving."""
        self._running.stop()

    def __enter__(self) -> Emulator:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()
