"""How a register's fields stand in a sheet's columns: the declaration every table shares, and what a codec is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sync.cells import Cell

#: A canonical value: JSON-able, NFC, comparable with ==. Dates are strings of their precision ("2022-03-05", "2022-03",
#: "2022-Q1", "2022"), times "19:30", money whole đồng, lists tuples' JSON form (list), a person or organisation its record id.
Value = Any


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that must not be guessed. ``reason`` is a code (impossible_date, ambiguous_person ...), ``message`` plain Vietnamese.

    ``candidates`` are canonical values a person might mean: offered, never taken.
    """

    reason: str
    message: str
    text: str
    candidates: tuple[Value, ...] = ()


class Directory(Protocol):
    """Who is who: people and organisations by the names people write. Names and ids of this workbook's organisation only."""

    @property
    def knows_people(self) -> bool:
        """Whether the book's organisation has a register of people; without one a name is a name."""
        ...

    @property
    def knows_units(self) -> bool:
        """Whether the book's organisation has units below it; without any a unit's name is a text."""
        ...

    @property
    def own_committee(self) -> str:
        """The id of the workbook's own organisation where that is above branches; "" for a branch's book."""
        ...

    def find_organisation(self, words: str) -> str | Refused | None:
        """The id of the one organisation so called; Refused when several fit; None when none does."""
        ...

    def find_person(self, words: str, branch: str | None) -> str | Refused:
        """The id of the one member so called, in the branch if given, else in the whole book."""
        ...

    def organisation_name(self, record_id: str) -> str:
        """The name to write in a cell."""
        ...

    def person_name(self, record_id: str) -> str:
        """The name to write in a cell."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """What decoding a cell may lean on: the book's year, names, the row's branch, the tab's legend, the columns' indices.

    ``legend``: what a sign means in this tab, in the tab's own words, as written: {"P": "vắng có lý do"}.
    """

    year: int
    directory: Directory
    branch: str | None = None
    legend: Mapping[str, str] = field(default_factory=dict)
    indices: tuple[Any, ...] = (None,)


class Codec(Protocol):
    """Between the physical cells of one field (one per mapped column) and its canonical value."""

    def decode(self, cells: Sequence[Cell], context: Context) -> Value | Refused:
        """The value; None when the cells are empty; Refused rather than a guess (law 8)."""
        ...

    def encode(self, value: Value, current: Sequence[Cell], context: Context) -> list[Cell]:
        """The cells to write, one per mapped column; keeps the shape of ``current`` where it has one. decode(encode(v)) = v."""
        ...


@dataclass(frozen=True, slots=True)
class Heading:
    """One physical column of a field. ``label`` heads a clean sheet; ``synonyms`` are other spellings; ``group`` the header above.

    ``index`` tells the codec what this column stands for (an item's number, the gender ticked). An ``alternative`` is another
    way to keep the field that is understood where people have it, and not made in a clean sheet.
    """

    label: str
    synonyms: tuple[str, ...] = ()
    group: str = ""
    index: Any = None
    alternative: bool = False


#: What a row's other values and the directory tell of a field that is written nowhere; None where they tell nothing.
Infer = Callable[[Mapping[str, Value], Directory], Value]


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a record, mirrored in one or more columns.

    ``required``: without it a row is no record. ``identity``: refers to whom the row is about, so a row that names somebody
    else is not an edit and is held; a name that may be corrected is required, not identity.
    ``derived``: computed on both sides, so a formula in the sheet is left to compute. ``sensitive``: off unless allowed.
    ``infer``: what the field is in a tab that has no column and no group header for it; never written into another column.
    """

    name: str
    label: str
    codec: Codec
    headings: tuple[Heading, ...]
    required: bool = False
    identity: bool = False
    derived: bool = False
    sensitive: bool = False
    infer: Infer | None = None

    @property
    def needs_column(self) -> bool:
        """Whether a tab without a column of this field cannot be the register's."""
        return self.required and self.infer is None


@dataclass(frozen=True, slots=True)
class Table:
    """A register as a sheet shows it. ``name`` is its identifier in the plural; ``tabs`` are usual names of its tab.

    ``dated``: holds one year's records, the book's year. ``announces``: its rows name people or organisations that other
    tables refer to ("organisation", "member"). ``branch_field``: the field that says the row's branch, if any.
    ``group_fields``: what a group header may speak of: the value of a field (A. TẬP THỂ), or for a date the period its rows
    belong to (Năm 2016, Quý I); a new record goes under its own. ``several``: more than one tab of a workbook may hold it;
    a new record goes to the tab whose rows share its values of these ``partitions``.
    """

    name: str
    label: str
    tabs: tuple[str, ...]
    fields: tuple[Field, ...]
    dated: bool = False
    announces: str = ""
    branch_field: str = ""
    group_fields: tuple[str, ...] = ()
    several: bool = False
    partitions: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)
