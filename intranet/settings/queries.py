"""Reading dated settings and locked periods."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, String, cast, literal, select

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.settings.models import LockedPeriod, Setting


def all_settings() -> list[Setting]:
    """Every value the office has written, the newest first within a name."""
    return list(db.session.scalars(select(Setting).order_by(Setting.name, Setting.valid_from.desc())))


def locks_over(organisation_id: int, periods: list[str]) -> Select[LockedPeriod, str]:
    """Locks (with the name of who closed) that cover an organisation, its own or those of anyone above it."""
    target = select(Organisation.path).where(Organisation.id == organisation_id).scalar_subquery()
    above = literal("%/") + cast(LockedPeriod.organisation_id, String) + literal("/%")
    return (
        select(LockedPeriod, Organisation.name)
        .join(Organisation, Organisation.id == LockedPeriod.organisation_id)
        .where(LockedPeriod.period.in_(periods), target.like(above))
        .order_by(LockedPeriod.period)
    )


def locks(scope: ColumnElement[bool]) -> Select[LockedPeriod, str]:
    """Locks set on organisations of the scope, with the organisation's name, the newest period first."""
    return (
        select(LockedPeriod, Organisation.name)
        .join(Organisation, Organisation.id == LockedPeriod.organisation_id)
        .where(scope)
        .order_by(LockedPeriod.period.desc(), Organisation.sort_key)
    )


def lockable(scope: ColumnElement[bool]) -> Select[str, str]:
    """Organisations of the scope in use (public id, name), from the top down."""
    return select(Organisation.uid, Organisation.name).where(scope, Organisation.active).order_by(Organisation.path)
