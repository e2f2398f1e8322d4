"""How a declared register stands in sheets: its description's fields as a table, once for all registers."""

from __future__ import annotations

from intranet.registers import description
from intranet.registers.description import Register
from sync.codecs import BelowCodec, OrganisationCodec, TextCodec, UnitCodec
from sync.columns import Codec, Field, Table


def table_of(register: Register) -> Table:
    """The register as a sheet shows it. What is derived, or has no heading, is not a sheet's column.

    Any number of tabs of a workbook may hold it; a new record goes to the tab that has its partition's and unit's rows.
    """
    fields = [_field(each) for each in register.fields if each.headings and not each.derived]
    if register.unit.headings:
        fields.insert(0 if register.unit.identity else 1, _unit(register))
    return Table(
        name=register.name,
        label=register.label,
        tabs=register.tabs,
        fields=tuple(fields),
        dated=True,
        branch_field=register.unit.name if register.unit.headings else "",
        group_fields=tuple(name for name in register.groups if any(f.name == name for f in fields)),
        several=True,
        partitions=(*((register.partition,) if register.partition else ()), register.unit.name),
    )


def _field(each: description.Field) -> Field:
    return Field(
        each.name, each.label, each.kind.codec(), each.headings, required=each.required, identity=each.identity,
        sensitive=each.sensitive, infer=each.infer,
    )  # fmt: skip


def _unit(register: Register) -> Field:
    unit = register.unit
    codec: Codec = OrganisationCodec() if unit.identity else BelowCodec()
    if unit.in_words:
        codec = TextCodec() if unit.as_written else UnitCodec()
    return Field(unit.name, unit.label, codec, unit.headings, required=unit.identity, identity=unit.identity)
