"""Reading dated settings and locked periods."""

from __future__ import annotations

from sqlalchemy import Select, String, cast, literal, select

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


def locks_of(path_prefix: str) -> Select[LockedPeriod, str]:
    """Locks set anywhere in a subtree (a path prefix), with the organisation's name, the newest period first."""
    return (
        select(LockedPeriod, Organisation.name)
        .join(Organisation, Organisation.id == LockedPeriod.organisation_id)
        .where(Organisation.path.startswith(path_prefix))
        .order_by(LockedPeriod.period.desc(), Organisation.sort_key)
    )
