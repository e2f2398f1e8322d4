"""Who sees what and may do what: the subtree bounds every lookup, the role bounds every verb."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from flask_login import login_user
from sqlalchemy import select
from werkzeug.exceptions import Forbidden, NotFound

from intranet import access
from intranet.access import Verb
from intranet.accounts.models import User
from intranet.database import Base, db
from intranet.meetings.models import Meeting
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.pledges.models import Pledge, PledgeItem
from tests import factories


@dataclass
class Tree:
    """Two communes; the first has two branches, each with a member, a session and a plan."""

    commune: Organisation
    branch: Organisation
    sister: Organisation
    foreign: Organisation
    records: dict[str, list[tuple[type[Base], str]]]


@pytest.fixture
def tree(app: Flask) -> Tree:
    commune = factories.make_organisation()
    branch, sister = (factories.make_branch(commune, name) for name in ("Chi bộ thôn Bắc Sơn", "Chi bộ thôn Đông Hòa"))
    foreign = factories.make_branch(factories.make_organisation("Đảng bộ xã Bên Cạnh"), "Chi bộ thôn Xa")
    records = {o.name: _records(o) for o in (branch, sister, foreign)}
    return Tree(commune, branch, sister, foreign, records)


def _records(branch: Organisation) -> list[tuple[type[Base], str]]:
    """One record of every kind that belongs to the branch, directly or through its owner."""
    member, meeting = factories.make_member(branch), factories.make_meeting(branch)
    pledge = factories.make_pledge(member)
    item = db.session.scalars(select(PledgeItem).where(PledgeItem.pledge_id == pledge.id)).first()
    assert item
    return [
        (Organisation, branch.uid), (Member, member.uid), (Meeting, meeting.uid), (Pledge, pledge.uid), (PledgeItem, item.uid),
    ]  # fmt: skip


def seen_by(app: Flask, user: User, records: list[tuple[type[Base], str]], verb: Verb = Verb.READ) -> set[object]:
    """The outcome of looking up every record as this person: found, 404 or 403."""
    with app.test_request_context():
        login_user(user)
        return {_outcome(model, uid, verb) for model, uid in records}


def _outcome(model: type[Base], uid: str, verb: Verb) -> object:
    try:
        return "found" if access.find(model, uid, verb) else None
    except (NotFound, Forbidden) as refused:
        return refused.code


@pytest.mark.parametrize(
    ("role", "at", "sees"),
    [
        ("administrator", None, {"branch", "sister", "foreign"}),
        ("committee_office", "commune", {"branch", "sister"}),
        ("reader", "commune", {"branch", "sister"}),
        ("branch_secretary", "branch", {"branch"}),
        ("reader", "branch", {"branch"}),
    ],
)
def test_a_person_finds_what_belongs_to_their_subtree_and_nothing_else_exists(
    app: Flask, tree: Tree, role: str, at: str | None, sees: set[str]
) -> None:
    user = factories.make_user(role, getattr(tree, at) if at else None)
    found = {
        name: seen_by(app, user, tree.records[getattr(tree, name).name]) for name in ("branch", "sister", "foreign")
    }
    assert found == {name: {"found"} if name in sees else {404} for name in found}


@pytest.mark.parametrize(
    ("role", "verbs"),
    [
        ("administrator", {Verb.READ, Verb.RECORD, Verb.MANAGE, Verb.ADMINISTER}),
        ("committee_office", {Verb.READ, Verb.RECORD, Verb.MANAGE}),
        ("branch_secretary", {Verb.READ, Verb.RECORD}),
        ("reader", {Verb.READ}),
    ],
)
def test_a_verb_the_role_lacks_is_forbidden_on_what_is_seen(
    app: Flask, tree: Tree, role: str, verbs: set[Verb]
) -> None:
    user = factories.make_user(role, None if role == "administrator" else tree.branch)
    outcomes = {verb: seen_by(app, user, tree.records[tree.branch.name], verb) for verb in Verb}
    assert outcomes == {verb: {"found"} if verb in verbs else {403} for verb in Verb}


def test_a_forbidden_verb_on_a_foreign_record_is_still_a_404_so_that_nothing_is_told(app: Flask, tree: Tree) -> None:
    reader = factories.make_user("reader", tree.branch)
    assert seen_by(app, reader, tree.records[tree.foreign.name], Verb.MANAGE) == {404}


def test_an_unknown_id_is_a_404(app: Flask, tree: Tree) -> None:
    administrator = factories.make_user("administrator")
    assert seen_by(app, administrator, [(Member, "KHONGCO")]) == {404}


def test_lists_are_scoped_like_lookups(app: Flask, tree: Tree) -> None:
    secretary = factories.make_user("branch_secretary", tree.branch)
    assert db.session.scalars(access.visible_organisations(secretary)).all() == [tree.branch.id]
    assert [m.branch_id for m in db.session.scalars(access.scoped(Member, secretary))] == [tree.branch.id]
    assert access.may(secretary, Verb.RECORD, tree.branch)
    assert not access.may(secretary, Verb.RECORD, tree.sister)
    assert not access.may(secretary, Verb.MANAGE, tree.branch)


def test_a_branch_whose_number_begins_alike_is_not_in_the_subtree(app: Flask) -> None:
    roots = [factories.make_organisation(f"Đảng bộ xã {n}") for n in range(11)]
    user = factories.make_user("reader", roots[0])
    assert roots[10].path.startswith(roots[0].path.rstrip("/"))
    assert db.session.scalars(access.visible_organisations(user)).all() == [roots[0].id]


def test_a_role_that_lost_its_organisation_sees_nothing(app: Flask, tree: Tree) -> None:
    user = factories.make_user("reader", tree.branch)
    user.organisation = None
    db.session.commit()
    assert db.session.scalars(access.visible_organisations(user)).all() == []
