"""Who a deed or an award is about: a person or a collective, told by the name where nobody says it."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.registers.choices import Choice
from sync.columns import Directory, Heading, Value
from sync.values import is_collective

SUBJECT_KINDS = {"individual": "Cá nhân", "collective": "Tập thể"}
SUBJECT_KIND = Choice(SUBJECT_KINDS, {"individual": ("CN",), "collective": ("TT",)})
SUBJECT_HEADING = Heading("TT/CN", ("Tập thể/Cá nhân", "Đối tượng", "CN/TT"))


def kind_of_name(name: str | None) -> str | None:
    """The kind of subject a name is: "Chi hội Phụ nữ thôn" is a collective's."""
    return None if not name else "collective" if is_collective(name) else "individual"


def kind_of_subject(values: Mapping[str, Value], _directory: Directory) -> Value:
    """The same for a row of a sheet that has no column for it."""
    return kind_of_name(values.get("who"))


def collective_named(values: Mapping[str, Value], directory: Directory) -> Value:
    """The name of the row's unit, in a sheet of collectives that names them nowhere else."""
    unit = values.get("unit")
    return directory.organisation_name(unit) if isinstance(unit, str) else None
