"""A spreadsheet file: content, sharing, and the version history that Drive shows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .cells import Json
from .clock import Clock, rfc3339
from .errors import forbidden
from .formula_eval import recalculate
from .ranges import GridRange
from .state import State

MIME_TYPE = "application/vnd.google-apps.spreadsheet"
_ROLES = ["reader", "commenter", "writer", "fileOrganizer", "organizer", "owner"]


@dataclass(frozen=True)
class Revision:
    """Drive's view after one change."""

    version: int
    at: float
    user: str


def _locked(protections: list[Json], user: str) -> list[GridRange]:
    """The ranges that only others may edit; a protection that merely warns people stops no program."""
    return [
        GridRange.from_json(entry.get("range", {}))
        for entry in protections
        if not entry.get("warningOnly") and user not in entry.get("editors", {}).get("users", [])
    ]


@dataclass
class Document:
    """One file. `state` is replaced as a whole when a change succeeds."""

    state: State
    clock: Clock
    owner: str
    created: float
    permissions: list[Json] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    trashed: bool = False

    @property
    def id(self) -> str:
        """spreadsheetId = Drive file id."""
        return self.state.spreadsheet_id

    @contextmanager
    def change(self, user: str) -> Iterator[State]:
        """A working copy to change; it takes the old one's place only if nothing was raised."""
        draft = self.state.copy()
        for sheet in draft.sheets:
            sheet.locked = [] if self.role(user) == "owner" else _locked(sheet.protected, user)
        yield draft
        recalculate(draft)
        self.state = draft
        self.touch(user)

    def touch(self, user: str) -> None:
        """A new version, later than the last."""
        last = self.revisions[-1]
        now = max(self.clock.now(), last.at)
        self.revisions.append(Revision(last.version + 1, now, user))

    def revision(self, lag: float) -> Revision:
        """The newest revision that a listing `lag` seconds behind can know."""
        horizon = self.clock.now() - lag
        known = [revision for revision in self.revisions[-200:] if revision.at <= horizon]
        return known[-1] if known else self.revisions[0]

    def role(self, user: str) -> str | None:
        """The strongest role a user has."""
        roles = [
            str(entry["role"])
            for entry in self.permissions
            if entry["type"] == "anyone" or entry.get("emailAddress") == user
        ]
        return max(roles, key=_ROLES.index, default=None)

    def check(self, user: str, *, write: bool) -> None:
        """403 unless the user may read (or write)."""
        role = self.role(user)
        if role is None or (write and _ROLES.index(role) < _ROLES.index("writer")):
            raise forbidden()

    def share(self, email: str | None, role: str = "writer", kind: str = "user") -> Json:
        """Add or replace a permission."""
        if kind != "anyone":
            self.unshare(email)
        entry: Json = {
            "id": "anyoneWithLink" if kind == "anyone" else f"{abs(hash(email)) % 10**20:020d}",
            "type": kind,
            "kind": "drive#permission",
            "role": role,
        }
        if email is not None:
            entry["emailAddress"] = email
        self.permissions.append(entry)
        return entry

    def unshare(self, email: str | None) -> None:
        """Take every permission from an address."""
        self.permissions = [p for p in self.permissions if p.get("emailAddress") != email]

    def file(self, lag: float = 0.0, user: str = "") -> Json:
        """The Drive v3 File resource as `user` is shown it; int64 fields are strings, as on the wire."""
        revision = self.revision(lag)
        return {
            "kind": "drive#file",
            "id": self.id,
            "name": self.state.title,
            "mimeType": MIME_TYPE,
            "trashed": self.trashed,
            "parents": self.parents,
            "version": str(revision.version),
            "createdTime": rfc3339(self.created),
            "modifiedTime": rfc3339(revision.at),
            "lastModifyingUser": {"kind": "drive#user", "emailAddress": revision.user},
            "owners": [{"kind": "drive#user", "emailAddress": self.owner}],
            "permissions": self.permissions,
            "capabilities": {"canEdit": self.role(user) not in {None, "reader", "commenter"}},
            "webViewLink": f"https://docs.google.com/spreadsheets/d/{self.id}/edit",
        }
