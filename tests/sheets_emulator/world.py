"""Everything the server holds: documents, accounts, clock, quotas, faults, the call log."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, field

from .calls import CallLog
from .clock import Clock
from .document import Document, Revision
from .drive import Drive
from .faults import Faults
from .grid import new_sheet
from .oauth import OAuth
from .quota import Quota
from .sheets import Sheets
from .state import State

PERSON = "can-bo-xa@example.org"
_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@dataclass
class World:
    """Shared by all connections; one lock makes every call atomic, as each is at Google."""

    clock: Clock = field(default_factory=Clock)
    documents: dict[str, Document] = field(default_factory=dict)
    calls: CallLog = field(default_factory=CallLog)
    faults: Faults = field(default_factory=Faults)
    lock: threading.RLock = field(default_factory=threading.RLock)
    ids: random.Random = field(default_factory=lambda: random.Random(20261121))

    def __post_init__(self) -> None:
        self.quota = Quota(self.clock)
        self.oauth = OAuth(self.clock)
        self.sheets = Sheets(self)
        self.drive = Drive(self)

    def create(self, title: str, *, owner: str = PERSON, locale: str = "en_US", tab: str = "Sheet1") -> Document:
        """A new spreadsheet with one empty tab (sheetId 0) that only its owner sees."""
        spreadsheet_id = "1" + "".join(self.ids.choice(_ID_LETTERS) for _ in range(43))
        state = State(spreadsheet_id, title, locale=locale, ids=self.ids)
        state.sheets.append(new_sheet(0, tab))
        if locale == "en_US":
            state.time_zone = "Etc/GMT"
        now = self.clock.now()
        document = Document(state, self.clock, owner, now)
        document.revisions.append(Revision(1, now, owner))
        document.share(owner, "owner")
        self.documents[spreadsheet_id] = document
        return document
