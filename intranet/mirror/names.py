"""Everybody a workbook may speak of: the people and organisations of its subtree, for finding them by name."""

from __future__ import annotations

from sqlalchemy import select

from intranet.database import db
from intranet.members.models import Member
from intranet.mirror.registers import Scope
from intranet.organisations.models import Organisation
from sync.facts import Names, OrganisationName, Person


def names_in(scope: Scope) -> Names:
    """The subtree's members and organisations, the top one marked as the workbook's own (two queries)."""
    people = db.session.execute(
        select(Member.uid, Member.full_name, Organisation.uid, Member.roles)
        .join(Organisation, Member.branch_id == Organisation.id)
        .where(scope.inside(), Member.left_on.is_(None))
        .order_by(Member.id)
    )
    organisations = db.session.execute(
        select(Organisation.uid, Organisation.name).where(scope.inside()).order_by(Organisation.id)
    )
    return Names(
        [Person(uid, name, branch, tuple(filter(None, roles.split(",")))) for uid, name, branch, roles in people],
        [OrganisationName(uid, name, own=uid == scope.uid) for uid, name in organisations],
    )
