"""Reads of funds that know nothing of the ledger's entries."""

from __future__ import annotations

from sqlalchemy import select

from intranet.database import db
from intranet.funds.models import Fund


def main_of(organisation_id: int) -> Fund | None:
    """The fund that takes an organisation's entries which name none; None while it keeps no fund."""
    query = select(Fund).where(Fund.organisation_id == organisation_id)
    return db.session.scalars(query.order_by(Fund.main.desc(), Fund.id).limit(1)).first()
