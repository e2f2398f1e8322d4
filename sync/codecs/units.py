"""Units and people that need not be in any register: a reference where the book knows them, else the name as it is written."""

from __future__ import annotations

import re

from sync.cells import Cell, text
from sync.codecs.base import OneCell, shown
from sync.codecs.names import OrganisationCodec, OrganisationNameCodec, PersonCodec
from sync.codecs.refusals import refused
from sync.columns import Context, Refused, Value
from sync.values import is_mass_organisation, organisation_case, plain_name, single_line

_PARTS = re.compile(r"\s*(?:[+;,&\n]|\s(?:và)\s)\s*", re.IGNORECASE)
_EITHER = re.compile(r"\bhoặc\b|\s/\s", re.IGNORECASE)


class UnitCodec(OneCell):
    """A unit: the record id of an organisation the book knows, else its name.

    A book whose organisation has units below it refuses a name that fits none of them; mass organisations stand beside the
    Party's tree and keep their names.
    """

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The one organisation so called, or the name where none is known."""
        name = single_line(shown(cell))
        found = context.directory.find_organisation(name)
        if found is not None:
            return found
        if context.directory.knows_units and not is_mass_organisation(name):
            return refused("unknown_unit", name)
        return name or None

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The organisation's name; a name stands for itself."""
        return text(context.directory.organisation_name(value))


class BelowCodec(OrganisationCodec):
    """A unit below the workbook's own organisation; that one itself is meant where none is named, and says nothing."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The unit so called."""
        found = super().read_cell(cell, context)
        return None if found == context.directory.own_committee else found


class NameCodec(OneCell):
    """The name of a person or collective who need not be in any register."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The name without an address before it."""
        name = plain_name(shown(cell))
        return name if any(c.isalpha() for c in name) else refused("unknown_value", shown(cell))

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The name."""
        return text(value)


class PersonOrNameCodec(PersonCodec):
    """A member by record id where the book has a register of people, else the name."""

    _name = NameCodec()

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The one member who fits, or the name where nobody is known."""
        return (
            super().read_cell(cell, context) if context.directory.knows_people else self._name.read_cell(cell, context)
        )


class PersonsCodec(OneCell):
    """Several people in one cell: "đ/c Hoa + đ/c Nam". One who is not clear refuses the cell."""

    _person = PersonOrNameCodec()

    def empty_value(self) -> Value:
        """Nobody."""
        return []

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """Those named, in the order written; one or the other is a question."""
        line = shown(cell).strip()
        if _EITHER.search(line):
            return refused("two_values", line)
        found = [self._person.read_cell(text(part), context) for part in _PARTS.split(line) if part]
        unclear = next((each for each in found if isinstance(each, Refused)), None)
        return list(dict.fromkeys(found)) if unclear is None else unclear

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The full names, joined as this cell joins them."""
        now = shown(current)
        joiner = next((sign for sign in (" + ", "; ", ", ", "\n") if sign in now), ", ")
        return text(joiner.join(context.directory.person_name(each) for each in value))


class BranchNameCodec(OrganisationNameCodec):
    """A row's own name as a branch in a list of branches: a bare "thôn Bắc Mỹ" is Chi bộ thôn Bắc Mỹ."""

    _HEAD = re.compile(r"^(?:chi bộ|đảng bộ|tổ đảng|chi ủy|đảng ủy)\b", re.IGNORECASE)

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The full name."""
        name = super().read_cell(cell, context)
        if not isinstance(name, str):
            return name
        name = organisation_case(name)
        return name if self._HEAD.match(name) else f"Chi bộ {name}"


class PartyNameCodec(OneCell):
    """An organisation above, by its name in ordinary case: ĐẢNG BỘ XÃ KỲ XUÂN is Đảng bộ xã Kỳ Xuân."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The name."""
        return organisation_case(shown(cell)) or None

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The name."""
        return text(value)


__all__ = [
    "BelowCodec",
    "BranchNameCodec",
    "NameCodec",
    "PartyNameCodec",
    "PersonOrNameCodec",
    "PersonsCodec",
    "UnitCodec",
]
