"""Records to test with."""

from __future__ import annotations

from intranet.audit.actor import Actor
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.registers import service
from intranet.registers.catalogue import BY_NAME

SHEET = Actor("sheet", label="bảng tính")


def write(name: str, unit: Organisation, /, **values: object) -> object:
    """A record, entered as a form would."""
    year = values.pop("year", 2022)
    record = service.create(BY_NAME[name], service.RecordData(unit.id, values, year=year))  # type: ignore[arg-type]
    db.session.commit()
    return record
