"""A member's plan with two works."""

from __future__ import annotations

import pytest

from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.pledges.models import Pledge
from tests.factories import make_member, make_pledge


@pytest.fixture
def pledge(branch: Organisation) -> Pledge:
    return make_pledge(make_member(branch, "Trần Văn Lộc"))


def fresh(pledge: Pledge) -> Pledge:
    db.session.expire_all()
    return db.session.get_one(Pledge, pledge.id)
