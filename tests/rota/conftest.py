"""A commune with a branch of six members (one exempt) and a smaller one beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.database import db
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.rota import service
from intranet.rota.models import Assignment
from intranet.rota.queries.single import WITH_PEOPLE
from intranet.rota.service import AssignmentData
from tests import factories

TODAY = "2022-03-10"


@dataclass
class Commune:
    """The committee, its two branches, and the people of the first by name: five and one exempt."""

    committee: Organisation
    branch: Organisation
    other: Organisation
    people: list[Member]
    exempt: Member


@pytest.fixture
def commune(app: Flask) -> Commune:
    committee = factories.make_organisation()
    branch = factories.make_branch(committee)
    other = factories.make_branch(committee, "Chi bộ thôn Đông Hòa")
    names = ("Nguyễn Thị An", "Trần Đình Bảo", "Phạm Văn Cường", "Lê Quang Đạt", "Hồ Sỹ Hùng")
    people = [factories.make_member(branch, name) for name in names]
    exempt = factories.make_member(branch, "Võ Thị Hiền", standing="exempt")
    return Commune(committee, branch, other, people, exempt)


def assign(organisation: Organisation, month: str, *people: Member, **values: object) -> Assignment:
    """An assignment of these people."""
    data = AssignmentData(organisation.id, month, tuple(p.id for p in people))
    assignment = service.create(replace(data, **values))  # type: ignore[arg-type]
    db.session.commit()
    return assignment


def people_of(assignment: Assignment) -> list[str]:
    """Who presents, as the database has it now."""
    db.session.expire_all()
    query = select(Assignment).where(Assignment.id == assignment.id).options(WITH_PEOPLE)
    return [p.member.full_name for p in db.session.scalars(query).one().presenters]
