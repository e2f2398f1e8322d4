"""The database's half of an undo: records set back, unmade and restored through their registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy.exc import IntegrityError

from intranet.database import db
from intranet.mirror.carrying import CLASH, Effect
from intranet.mirror.registers import Register
from intranet.mirror.registers.archive import Revived
from intranet.mirror.undo_plan import DatabaseUndo
from intranet.refusal import Refusal


class Restorer:
    """Sets registers back, table by table. ``refused`` gathers by table and row what a rule would not let go back."""

    def __init__(self, registers: Mapping[str, Register]) -> None:
        self.registers = registers
        self.effects: list[Effect] = []
        self.revived: Revived = {}
        self.refused: dict[str, dict[str, str]] = {}

    def restore(self, undos: Mapping[str, DatabaseUndo]) -> list[Effect]:
        """Bring back, set back, then unmake: records before whoever refers to them, and the other way round."""
        ordered = [(key, undos[key]) for key in self.registers if key in undos]
        for key, undo in ordered:
            self._bring_back(key, undo)
        for key, undo in ordered:
            self._set_back(key, undo)
        for key, undo in reversed(ordered):
            self._unmake(key, undo)
        return self.effects

    def _bring_back(self, key: str, undo: DatabaseUndo) -> None:
        register = self.registers[key]
        for row_id, archive in reversed(
            undo.restores.items()
        ):  # the last to go comes back first, into the place it had
            back = dict(self.revived)
            if self._attempt(key, row_id, lambda r=row_id, a=archive, b=back: register.restore(r, a, b)):  # type: ignore[misc]
                self.revived = back
                self.effects.append(Effect(key, row_id, "", None, register.records().get(row_id, {})))

    def _set_back(self, key: str, undo: DatabaseUndo) -> None:
        register = self.registers[key]
        before = register.records() if undo.updates else {}
        for row_id, values in undo.updates.items():
            if self._attempt(key, row_id, lambda r=row_id, v=values: register.update(r, v)):  # type: ignore[misc]
                self.effects += [Effect(key, row_id, n, before[row_id].get(n), v) for n, v in values.items()]

    def _unmake(self, key: str, undo: DatabaseUndo) -> None:
        register = self.registers[key]
        before = register.records() if undo.deletes else {}
        for row_id in undo.deletes:
            if row_id not in before:
                continue
            archive = register.snapshot(row_id)
            if self._attempt(key, row_id, lambda r=row_id: register.delete(r)):  # type: ignore[misc]
                kept = {"values": before[row_id], "archive": archive}
                self.effects.append(Effect(key, row_id, "", kept, None))

    def _attempt(self, key: str, row_id: str, change: Callable[[], None]) -> bool:
        try:
            with db.session.begin_nested():
                change()
                db.session.flush()
        except (Refusal, IntegrityError) as error:
            db.session.info.pop("audit_new", None)
            self.refused.setdefault(key, {})[row_id] = error.message if isinstance(error, Refusal) else CLASH
            return False
        return True
