"""A commune with a branch of six members (one exempt) and a smaller one beside it."""

from __future__ import annotations

from dataclasses import replace

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
from tests.factories import Commune

TODAY = "2022-03-10"


@pytest.fixture
def commune(app: Flask) -> Commune:
    return factories.make_commune()


@pytest.fixture
def branch(commune: Commune) -> Organisation:
    return commune.branch


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
