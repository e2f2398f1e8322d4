"""A commune with two branches, and a branch's people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.database import db
from intranet.meetings import queries
from intranet.meetings.models import Meeting
from intranet.organisations.models import Organisation
from tests import factories
from tests.factories import Commune

Reload = Callable[[Meeting], Meeting]


@pytest.fixture
def commune(app: Flask) -> Commune:
    return factories.make_commune()


@pytest.fixture
def branch(commune: Commune) -> Organisation:
    return commune.branch


@pytest.fixture
def whole() -> Reload:
    """Read a session again with all its page shows."""

    def read(meeting: Meeting) -> Meeting:
        db.session.expire_all()
        query = select(Meeting).where(Meeting.id == meeting.id).options(*queries.WHOLE, *queries.SCORED)
        return db.session.scalars(query).unique().one()

    return read


@pytest.fixture
def meeting(commune: Commune) -> Meeting:
    return factories.make_meeting(commune.branch)
