"""A commune with two branches, and a branch's people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.database import db
from intranet.meetings import queries
from intranet.meetings.models import Meeting
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from tests import factories

Reload = Callable[[Meeting], Meeting]


@dataclass
class Commune:
    """The committee, its two branches, and six members of the first: five who must attend and one exempt."""

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


@pytest.fixture
def whole() -> Reload:
    """Read a session again with all its page shows."""

    def read(meeting: Meeting) -> Meeting:
        db.session.expire_all()
        query = select(Meeting).where(Meeting.id == meeting.id).options(*queries.WHOLE, *queries.SCORED)
        return db.session.scalars(query).unique().one()

    return read
