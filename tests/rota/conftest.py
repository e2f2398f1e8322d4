"""A commune with a branch of six members (one exempt) and a smaller one beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from intranet.database import db
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from intranet.rota import absences, service
from intranet.rota.absences import AbsenceData
from intranet.rota.models import Absence, Assignment
from intranet.rota.queries.single import WITH_PEOPLE
from intranet.rota.service import AssignmentData
from tests import factories
from tests.conftest import Login
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


def name_presenters(assignment: Assignment, *people: Member) -> None:
    """Let these people present it, in this order."""
    service.update(assignment, replace(service.data_of(assignment), presenter_ids=tuple(p.id for p in people)))


def people_of(assignment: Assignment) -> list[str]:
    """Who presents, as the database has it now."""
    db.session.expire_all()
    query = select(Assignment).where(Assignment.id == assignment.id).options(WITH_PEOPLE)
    return [p.member.full_name for p in db.session.scalars(query).one().presenters]


@pytest.fixture
def assignment(commune: Commune) -> Assignment:
    return assign(commune.branch, "2022-03", commune.people[0], topic="Chuyện “Ba chiếc ba lô”", due="2022-02-26")


@pytest.fixture
def absence(commune: Commune) -> Absence:
    made = absences.create(AbsenceData(commune.people[1].id, "2022-03-01", None, "ốm"))
    db.session.commit()
    return made


@pytest.fixture
def office(commune: Commune, login: Login) -> FlaskClient:
    return login(factories.make_user("committee_office", commune.committee))


def undo_of(page: str) -> str:
    """The address of the button in the message."""
    found = re.search(r'<form method="post" action="([^"]+)"><input[^>]*><button class="button-link">Hoàn tác', page)
    assert found
    return found[1].replace("&amp;", "&")


def refused(act: Callable[[], object]) -> tuple[str, str]:
    """What a service answers no with: the sentence and its field."""
    with pytest.raises(Refusal) as said:
        act()
    return said.value.message, said.value.field
