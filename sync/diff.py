"""Three-way merge of one value: database (A), sheet (R), base (O). Pure decisions; nothing here reads or writes anything.

The table of decisions is in docs/sync.md; the laws are numbered as there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sync.columns import Refused, Value
from sync.facts import BaseField, Decision

#: Prefixes of raw fingerprints that lean on another row (sync.dittos).
LEANING = ("ditto:", "merge:")


class Action(Enum):
    """What is to be done about one value."""

    NOTHING = "nothing"
    ADOPT = "adopt"  # both sides agree: the base takes the value
    TO_SHEET = "to_sheet"
    TO_DB = "to_db"
    TO_BOTH = "to_both"  # a third value chosen by a person
    CONFLICT = "conflict"
    REFUSE = "refuse"  # the sheet's cell cannot be taken
    LOCKED = "locked"  # the sheet's cell cannot be written: a formula, or inside a merged area


@dataclass(frozen=True, slots=True)
class Decided:
    """An action and the value both sides shall hold afterwards (where one is decided)."""

    action: Action
    value: Value = None
    by: Decision | None = None


@dataclass(frozen=True, slots=True)
class SheetCell:
    """The sheet's side of one value: what it reads as, how it is written, whether it may be overwritten, what people see."""

    value: Value | Refused
    raw: str
    formula: bool = False
    covered: bool = False
    text: str = ""


def is_uncalculated(value: Value | Refused) -> bool:
    """A formula without a result that can be trusted: not a person's mistake, only not known yet."""
    return isinstance(value, Refused) and value.reason == "uncalculated"


def is_blank(value: Value) -> bool:
    """Empty on either side: nothing typed, or a list with nothing in it."""
    return value is None or value == "" or value == []


def merge(
    a: Value, cell: SheetCell, base: BaseField | None, *, derived: bool = False, decision: Decision | None = None
) -> Decided:
    """What to do about one value that stands on both sides."""
    decided = _by_person(a, cell, decision) or _by_rule(a, cell, base)
    if decided.action in (Action.TO_SHEET, Action.TO_BOTH) and (cell.formula or cell.covered):
        return _unwritable(decided, cell, base, derived=derived)
    return decided


def _by_person(a: Value, cell: SheetCell, decision: Decision | None) -> Decided | None:
    """A decision holds only while both sides stand as the person saw them."""
    if decision is None or not is_valid(decision, a, cell):
        return None
    if decision.take == "db":
        return Decided(Action.TO_SHEET, a, decision)
    if decision.take == "value":
        return Decided(Action.TO_BOTH, decision.value, decision)
    if isinstance(cell.value, Refused):
        return None
    return Decided(Action.TO_DB, cell.value, decision)


def is_valid(decision: Decision | None, a: Value, cell: SheetCell) -> bool:
    """Whether both sides stand as the person saw them who decided."""
    return decision is not None and a == decision.seen_db and cell_text(cell) == decision.seen_text


def _by_rule(a: Value, cell: SheetCell, base: BaseField | None) -> Decided:
    r = sheet_value(cell, base)
    if isinstance(r, Refused):
        return Decided(Action.REFUSE)  # law 8
    if a == r or (is_blank(a) and is_blank(r)):
        return _agreed(a, cell, base)
    if base is None:
        return _without_base(a, r)
    if r == base.value:
        return Decided(Action.TO_SHEET, a)  # law 1
    if a == base.value:
        return Decided(Action.TO_DB, r)  # law 1
    return Decided(Action.CONFLICT)  # law 3


def _agreed(value: Value, cell: SheetCell, base: BaseField | None) -> Decided:
    """Law 2. A ditto mark carried under another row no longer says what it said: the value is written out."""
    if (
        cell.value != value
        and not is_blank(value)
        and not isinstance(cell.value, Refused)
        and not cell.covered
        and _moved(cell, base)
    ):
        return Decided(Action.TO_SHEET, value)
    return Decided(Action.ADOPT, value)


def _without_base(a: Value, r: Value) -> Decided:
    """Law 17's spirit: with no base an empty side takes the other's value and nothing is ever cleared."""
    if is_blank(a):
        return Decided(Action.TO_DB, r)
    if is_blank(r):
        return Decided(Action.TO_SHEET, a)
    return Decided(Action.CONFLICT)


def _moved(cell: SheetCell, base: BaseField | None) -> bool:
    return base is not None and base.raw != cell.raw and base.raw.startswith(LEANING) and cell.raw.startswith(LEANING)


def sheet_value(cell: SheetCell, base: BaseField | None) -> Value | Refused:
    """What the sheet says, given what it said before.

    A cell still written as it was says what it said, though names or dictionaries around it have changed. A ditto mark is read
    afresh, since the row it leans on may have been retyped; but carried under another row it keeps its old meaning.
    """
    if base is None:
        return cell.value
    if is_uncalculated(cell.value):
        return base.value  # a formula waits for its program to compute it: nobody has changed anything
    if _moved(cell, base) or (cell.raw == base.raw and not cell.raw.startswith(LEANING)):
        return base.value
    return cell.value


def _unwritable(decided: Decided, cell: SheetCell, base: BaseField | None, *, derived: bool) -> Decided:
    """A formula is never overwritten by us. A value computed on both sides is left to be computed."""
    if cell.formula and derived and decided.by is None:
        return Decided(Action.NOTHING)
    return Decided(Action.LOCKED, decided.value)


def cell_text(cell: SheetCell) -> str:
    """What a person sees in the cell, as far as a decision needs to recognise it."""
    return cell.value.text if isinstance(cell.value, Refused) else cell.text or cell.raw


def changed_in_sheet(cell: SheetCell, base: BaseField | None) -> bool:
    """Whether somebody wrote something else into the cell since the base; a cell that cannot be read counts as changed."""
    value = sheet_value(cell, base)
    if isinstance(value, Refused):
        return base is not None
    return (
        not is_blank(value) if base is None else value != base.value and not (is_blank(value) and is_blank(base.value))
    )


def changed_in_database(a: Value, base: BaseField | None) -> bool:
    """Whether the database's value moved since the base."""
    return not is_blank(a) if base is None else a != base.value and not (is_blank(a) and is_blank(base.value))
