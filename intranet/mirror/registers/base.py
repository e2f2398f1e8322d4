"""The protocol every register follows, and what its adapters share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Container, Hashable, Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from intranet.database import db
from intranet.mirror.registers.archive import Revived, archive, revive
from intranet.mirror.registers.scope import Query, Scope
from intranet.refusal import Refusal
from sync.columns import Value

Values = Mapping[str, Value]
Record = dict[str, Value]


class Register(ABC):
    """One register as the sync sees it: records by uid, each a dictionary of canonical values by field.

    Every change goes through the capability's own service, which raises Refusal where a rule is broken; a reference to
    something outside the scope is refused as well. Nothing is committed here.
    ``late`` fields refer to records of a register written after this one. ``mirrored`` holds the ids that a sheet row has
    already: an existing record without one may be taken over by a new row. ``renamed`` gives our field for the service's.
    """

    name: ClassVar[str]
    model: ClassVar[type[Any]]
    late: ClassVar[frozenset[str]] = frozenset()
    renamed: ClassVar[Mapping[str, str]] = {}

    def __init__(self, scope: Scope, mirrored: Container[str] = ()) -> None:
        self.scope = scope
        self.mirrored = mirrored
        self._index: dict[Hashable, list[str]] | None = None
        self._known: dict[str, Record] = {}

    @abstractmethod
    def records(self) -> dict[str, Record]:
        """Every record of the scope, in the order a new sheet would list them; a constant number of queries."""

    @abstractmethod
    def create(self, uid: str, values: Values) -> None:
        """Make the record of that uid. Raises Refusal."""

    @abstractmethod
    def update(self, uid: str, changes: Values) -> None:
        """Change the given fields and no other. Raises Refusal."""

    @abstractmethod
    def delete(self, uid: str) -> None:
        """Delete the record. Raises Refusal."""

    def let_go(self, uid: str) -> None:
        """Delete the record because its row was deleted in the sheet. Raises Refusal where other rows would go unseen."""
        self.delete(uid)

    @abstractmethod
    def selected(self) -> Query:
        """The mapped objects of the scope, with whatever a change needs loaded."""

    @abstractmethod
    def likeness(self, values: Values) -> Hashable | None:
        """What two records that are clearly the same have in common; None where that cannot be said."""

    def compatible(self, record: Values, values: Values) -> bool:
        """Whether nothing contradicts that a row with these values is the record it is like."""
        return True

    def adopt(self, values: Values, taken: Container[str] = ()) -> str | None:
        """The uid of the one existing record that a new sheet row with these values clearly is, unless already taken."""
        wanted = self.likeness(values)
        if wanted is None:
            return None
        free = [
            uid
            for uid in self._alike().get(wanted, ())
            if uid not in taken and uid not in self.mirrored and self.compatible(self._known[uid], values)
        ]
        return free[0] if len(free) == 1 else None

    def _alike(self) -> dict[Hashable, list[str]]:
        """The records as first read, by what they are recognised by; read once however many rows ask."""
        if self._index is None:
            self._known = self.records()
            self._index = defaultdict(list)
            for uid, record in self._known.items():
                self._index[self.likeness(record)].append(uid)
        return self._index

    def found(self, uid: str) -> Any:
        """The mapped object. Raises Refusal if it is not there (any more) or is not this scope's."""
        target = db.session.scalars(self.selected().where(self.model.uid == uid)).unique().one_or_none()
        if target is None:
            raise Refusal("Bản ghi này không còn trong sổ của cơ quan.")
        return target

    def stands(self, uid: str) -> bool:
        """Whether the record is there."""
        return db.session.scalar(select(self.model.id).where(self.model.uid == uid)) is not None

    def snapshot(self, uid: str) -> dict[str, Any]:
        """Everything that would go if the record were deleted, so that an undo can bring it back whole."""
        db.session.flush()
        return archive(self.model, db.session.scalars(select(self.model.id).where(self.model.uid == uid)).one())

    def restore(self, uid: str, content: Mapping[str, Any], revived: Revived | None = None) -> None:
        """Bring back what ``snapshot`` kept; ``revived``: what came back before it. Raises Refusal if the place is taken."""
        if self.stands(uid):
            raise Refusal("Bản ghi này đã có lại, nên không khôi phục đè lên.")
        revive(content, {} if revived is None else revived)


def given(values: Values, names: Mapping[str, str]) -> dict[str, Value]:
    """The values that are there, under their other names."""
    return {other: values[name] for name, other in names.items() if name in values}
