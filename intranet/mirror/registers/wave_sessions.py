"""The progress sheet of a wave: one line a branch. A branch the tree does not have yet is announced by its line."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from intranet.campaigns import service, sessions
from intranet.campaigns.models import Wave, WaveSession
from intranet.database import db
from intranet.mirror.registers.base import Record, Register, Values, given
from intranet.mirror.registers.scope import Query
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from sync.values import compare_key

PLAIN = {name: name for name in ("held_on", "total", "present", "pilot", "guest", "note")}


class WaveSessionRegister(Register):
    """The lines of the bound organisation's wave of the year.

    A line belongs to the branch its row names under the party organisation of its group; both are made if they are not
    there. Without a wave one is opened for the whole year, for the office to give it its title and window.
    """

    name = "wave_sessions"
    model = WaveSession
    renamed = {"organisation_id": "branch", "wave_id": "branch", "name": "branch", "parent_id": "party_org"}

    def selected(self) -> Query:
        """The lines of the wave."""
        there = select(WaveSession).join(Organisation, WaveSession.organisation_id == Organisation.id)
        return there.where(self.scope.inside(), WaveSession.wave_id == (self._wave_id() or 0))

    def records(self) -> dict[str, Record]:
        """Three queries at most: the wave, then its lines with branch and party organisation, in the tree's order."""
        above = aliased(Organisation)
        rows = db.session.execute(
            self.selected()
            .outerjoin(above, Organisation.parent_id == above.id)
            .add_columns(Organisation.name, Organisation.kind, above.uid, above.name)
            .order_by(above.id, Organisation.id)
        )
        return {
            line.uid: {name: getattr(line, name) for name in PLAIN}
            | {"branch": branch, "kind": kind, "party_org": party if above_uid != self.scope.uid else None}
            for line, branch, kind, above_uid, party in rows
        }

    def create(self, uid: str, values: Values) -> None:
        """Record a branch's line, the branch and its party organisation being made where they are missing."""
        branch = self._branch(values)
        data = sessions.WaveSessionData(self._wave().id, branch.id, **given(values, PLAIN))
        sessions.create_session(data, uid=uid)

    def update(self, uid: str, changes: Values) -> None:
        """Change the given fields; name and kind are the branch's own."""
        line: WaveSession = self.found(uid)
        if "party_org" in changes:
            raise Refusal(
                "Dòng này ở dưới đảng bộ khác; chi bộ chuyển đơn vị thì sửa trong danh sách chi bộ.", "party_org"
            )
        own = given(changes, {"branch": "name", "kind": "kind"})
        if own:
            branch = db.session.get_one(Organisation, line.organisation_id)
            organisations.update(branch, replace(organisations.data_of(branch), **own))
        sessions.update_session(line, replace(sessions.session_data_of(line), **given(changes, PLAIN)))

    def delete(self, uid: str) -> None:
        """Delete a line; the branch stays."""
        sessions.delete_session(self.found(uid))

    def likeness(self, values: Values) -> Hashable | None:
        """The same branch of the same party organisation."""
        name = values.get("branch")
        return (compare_key(name), compare_key(values.get("party_org") or "")) if name else None

    def _wave_id(self) -> int | None:
        """The wave the lines of this book belong to; of several of the year, the one that has them already."""
        waves = select(Wave.id).where(Wave.organisation_id == self.scope.organisation_id, self.scope.in_year(Wave.year))
        found = list(db.session.scalars(waves.order_by(Wave.id)))
        if len(found) > 1 and isinstance(self.mirrored, Iterable):
            mine = select(WaveSession.wave_id).where(
                WaveSession.uid.in_(list(self.mirrored)), WaveSession.wave_id.in_(found)
            )
            found = list(db.session.scalars(mine.limit(1))) or found
        return found[0] if found else None

    def _wave(self) -> Wave:
        wave_id = self._wave_id()
        if wave_id is not None:
            return db.session.get_one(Wave, wave_id)
        year = self.scope.writing_year()
        window = {"opens_on": f"{year}-01-01", "closes_on": f"{year}-12-31"}
        own = self.scope.organisation(None, "branch")
        return service.create(service.WaveData(own, year, f"Đợt sinh hoạt chuyên đề năm {year}", **window))

    def _branch(self, values: Values) -> Organisation:
        name, party = values.get("branch"), values.get("party_org")
        if not name:
            raise Refusal("Chưa ghi tên chi bộ.", "branch")
        own = db.session.get_one(Organisation, self.scope.organisation(None, "branch"))
        try:
            above = self._below(own, party, "commune") if party else own
            return self._below(above, name, values.get("kind"))
        except Refusal as refusal:  # without its place in the tree there is no line
            raise Refusal(
                f"Không ghi được {name}{f' ({party})' if party else ''}: {refusal.message}", "branch"
            ) from None

    def _below(self, above: Organisation, name: str, kind: Any) -> Organisation:
        """The organisation of that name right below another one, made if it is not there."""
        below = select(Organisation).where(Organisation.parent_id == above.id, Organisation.active)
        wanted = compare_key(name)
        found = next((each for each in db.session.scalars(below) if compare_key(each.name) == wanted), None)
        return found or organisations.create(organisations.OrganisationData(name, kind=kind, parent_id=above.id))
