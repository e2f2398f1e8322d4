"""The database side of a run: what it sees, what it commits, and what it leaves for the next run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.audit.models import AuditEntry
from intranet.database import db
from intranet.members import service as members
from intranet.members.models import Member
from intranet.mirror import resolve
from intranet.mirror.models import BaseRow, InboxItem, RunEffect, TableBinding, Workbook
from sync import ids
from sync.commit import BaseAdvance, Changes, RecordCreate, RecordDelete, RecordUpdate
from sync.facts import Announced
from tests import factories
from tests.mirror.world import World, commit_of, conflict, learnt, make_world


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


@contextmanager
def the_office(world: World) -> Iterator[Member]:
    """Somebody works in the intranet while the run is under way."""
    db.session.rollback()
    yield db.session.scalars(select(Member).where(Member.uid == world.member)).one()
    db.session.commit()


def note(world: World, text: str) -> None:
    with the_office(world) as member:
        members.update(member, members.MemberData(member.full_name, member.branch_id, standing="full", note=text))


def update(world: World, expected: str, value: str) -> Changes:
    return Changes(world.keys["members"], updates=[RecordUpdate(world.member, {"note": value}, {"note": expected})])


def test_tables_come_in_the_order_in_which_they_refer_to_each_other(app: Flask) -> None:
    world = make_world("monthly_checks", "members", "organisations")
    assert [bound.table.name for bound in world.ledger().tables()] == ["organisations", "members", "monthly_checks"]


def test_a_commit_carries_the_changes_and_remembers_who_made_them(world: World) -> None:
    ledger = world.ledger()
    ledger.facts(world.keys["members"])
    result = ledger.commit(commit_of(update(world, "cũ", "mới")))
    assert (result.applied, result.deferred, list(result.rejected)) == (1, 0, [])
    assert world.records("members")[world.member]["note"] == "mới"
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.field == "note").order_by(AuditEntry.id.desc())
    ).first()
    assert entry is not None
    assert (entry.source, entry.run_id, entry.label) == ("sheet", ledger.run_id, "Sổ mẫu")
    effect = db.session.scalars(select(RunEffect)).one()
    assert (effect.side, effect.field, effect.before, effect.after) == ("db", "note", "cũ", "mới")


def test_a_value_the_office_changed_meanwhile_is_left_for_the_next_run(world: World) -> None:
    ledger, key = world.ledger(), world.keys["members"]
    ledger.facts(key)
    note(world, "vừa sửa")
    result = ledger.commit(
        commit_of(update(world, "cũ", "mới"), base=(learnt(key, world.member, inbound=True, note="mới"),))
    )
    assert (result.applied, result.deferred) == (0, 1)
    assert world.records("members")[world.member]["note"] == "vừa sửa"
    assert world.ledger().facts(key).base == {}
    ledger.save_state("token")
    assert ledger.saved_state().fingerprint is None


def test_a_quiet_run_saves_a_fingerprint_by_which_the_next_one_sees_that_nothing_changed(world: World) -> None:
    ledger = world.ledger()
    ledger.facts(world.keys["members"])
    ledger.commit(commit_of(update(world, "cũ", "mới")))
    ledger.save_state("token")
    assert world.ledger().saved_state().fingerprint == world.ledger().fingerprint()
    note(world, "khác")
    assert world.ledger().saved_state().fingerprint != world.ledger().fingerprint()


def test_a_neighbours_change_does_not_wake_this_workbook(world: World) -> None:
    before = world.ledger().fingerprint()
    neighbour = factories.make_organisation("Đảng bộ xã Láng Giềng")
    factories.make_member(factories.make_branch(neighbour, "Chi bộ thôn Đông"))
    assert world.ledger().fingerprint() == before


def test_a_rehearsal_names_every_refused_field_and_changes_nothing(world: World) -> None:
    changes = [
        Changes(
            world.keys["members"],
            creates=[
                RecordCreate(ids.mint(), {"full_name": "Lê Thị Mới", "branch": world.branch, "born": "1990-02-31"})
            ],
            updates=[RecordUpdate(world.member, {"gender": "đực", "joined_on": "1990-13"}, {})],
        )
    ]
    rejected = world.ledger().rehearse(changes)
    assert {(r.field, r.message) for r in rejected} == {
        ("born", "Ngày sinh “1990-02-31” không phải là ngày có thật."),
        ("gender", "Giới tính là Nam hoặc Nữ."),
        ("joined_on", "Ngày vào Đảng “1990-13” không phải là ngày có thật."),
    }
    assert list(world.records("members")) == [world.member]
    assert not db.session.scalars(select(AuditEntry).where(AuditEntry.source == "sheet")).all()


def test_one_refused_row_leaves_the_others(world: World) -> None:
    good, bad = ids.mint(), ids.mint()
    creates = [
        RecordCreate(bad, {"full_name": "Lê Thị Lạc", "branch": ids.mint()}),
        RecordCreate(good, {"full_name": "Lê Thị Đúng", "branch": world.branch}),
    ]
    result = world.ledger().commit(commit_of(Changes(world.keys["members"], creates=creates)))
    assert [(r.row_id, r.field) for r in result.rejected] == [(bad, "branch")]
    assert set(world.records("members")) == {world.member, good}


def test_a_branch_may_name_a_secretary_who_is_entered_by_the_same_run(world: World) -> None:
    branch, member = ids.mint(), ids.mint()
    ledger = world.ledger()
    result = ledger.commit(
        commit_of(
            Changes(
                world.keys["organisations"],
                creates=[RecordCreate(branch, {"name": "Chi bộ mới", "kind": "rural", "secretary": member})],
            ),
            Changes(
                world.keys["members"], creates=[RecordCreate(member, {"full_name": "Lê Thị Mới", "branch": branch})]
            ),
        )
    )
    assert list(result.rejected) == []
    assert world.records("organisations")[branch]["secretary"] == member


def test_a_record_that_is_gone_already_is_nothing_to_delete_and_nothing_to_refuse(world: World) -> None:
    gone = [Changes(world.keys["members"], deletes=[RecordDelete(ids.mint(), {"full_name": "Lê Thị Thừa"})])]
    assert world.ledger().rehearse(gone) == []


def test_records_are_deleted_before_those_they_refer_to(world: World) -> None:
    branch, member = ids.mint(), ids.mint()
    org, people = world.keys["organisations"], world.keys["members"]
    world.ledger().commit(
        commit_of(
            Changes(org, creates=[RecordCreate(branch, {"name": "Chi bộ thừa", "kind": "rural"})]),
            Changes(people, creates=[RecordCreate(member, {"full_name": "Lê Thị Thừa", "branch": branch})]),
        )
    )
    result = world.ledger().commit(
        commit_of(
            Changes(org, deletes=[RecordDelete(branch, {"name": "Chi bộ thừa"})]),
            Changes(people, deletes=[RecordDelete(member, {"full_name": "Lê Thị Thừa"})]),
        )
    )
    assert (list(result.rejected), result.applied) == ([], 2)
    assert (list(world.records("organisations")), list(world.records("members"))) == ([world.branch], [world.member])


def test_a_record_that_changed_since_is_not_deleted(world: World) -> None:
    key = world.keys["members"]
    ledger = world.ledger()
    delete = Changes(key, deletes=[RecordDelete(world.member, {"note": "cũ rích"})])
    assert ledger.commit(commit_of(delete, base=(BaseAdvance(key, world.member, {}, drop=True),))).deferred == 1
    assert list(world.records("members")) == [world.member]


def test_the_base_takes_what_stands_in_the_database_and_merges_field_by_field(world: World) -> None:
    key = world.keys["members"]
    world.ledger().commit(commit_of(base=(learnt(key, world.member, inbound=True, note="cũ", born="1970"),)))
    world.ledger().commit(commit_of(base=(learnt(key, world.member, full_name="Nguyễn Văn Mẫu"),)))
    base = world.ledger().facts(key).base[world.member]
    assert {name: known.value for name, known in base.fields.items()} == {"note": "cũ", "full_name": "Nguyễn Văn Mẫu"}


def test_a_row_both_sides_let_go_leaves_a_tombstone(world: World) -> None:
    key = world.keys["members"]
    world.ledger().commit(commit_of(base=(learnt(key, world.member, note="cũ"),)))
    gone = Changes(key, deletes=[RecordDelete(world.member, {"note": "cũ"})])
    world.ledger().commit(commit_of(gone, base=(BaseAdvance(key, world.member, {}, drop=True),)))
    assert world.ledger().facts(key).base[world.member].deleted
    world.ledger().commit(
        commit_of(
            Changes(key, creates=[RecordCreate(world.member, {"full_name": "Nguyễn Văn Mẫu", "branch": world.branch})]),
            base=(learnt(key, world.member, full_name="Nguyễn Văn Mẫu"),),
        )
    )
    base = world.ledger().facts(key).base[world.member]
    assert (base.deleted, set(base.fields)) == (False, {"full_name"})


def test_an_announced_batch_is_remembered_until_its_outcome_is_committed(world: World) -> None:
    world.ledger().announce("m1", {"rows": {"KNEW": {"note": "x"}}, "restored": {"KNEW": "được giữ lại"}})
    sent = [Announced("m1", {"KNEW": {"note": "x"}}, {"KNEW": "được giữ lại"})]
    assert list(world.ledger().journalled()) == sent
    world.ledger().commit(commit_of(marker="m2", judged=(world.keys["members"],)))
    assert list(world.ledger().journalled()) == sent  # not every table was looked at
    world.ledger().commit(commit_of(judged=tuple(world.keys.values())))
    assert list(world.ledger().journalled()) == []


def test_a_conflict_is_reported_once_and_goes_when_it_is_over(world: World) -> None:
    key = world.keys["members"]
    issue = conflict(key, world.member, "note", "a", "b")
    for _ in range(2):
        world.ledger().commit(commit_of(issues=(issue,), judged=(key,)))
    item = db.session.scalars(select(InboxItem)).one()
    assert (item.state, item.db_value, item.sheet_value, item.cell) == ("open", "a", "b", "C5")
    world.ledger().commit(commit_of(judged=(world.keys["meetings"],)))
    assert db.session.scalars(select(InboxItem.state)).all() == ["open"]
    world.ledger().commit(commit_of(judged=(key,)))
    assert db.session.scalars(select(InboxItem.state)).all() == ["closed"]


def test_a_decision_reaches_the_engine_and_is_void_once_the_values_move(world: World) -> None:
    key = world.keys["members"]
    world.ledger().commit(commit_of(issues=(conflict(key, world.member, "note", "a", "b"),), judged=(key,)))
    before = world.ledger().fingerprint()
    resolve.settle(db.session.scalars(select(InboxItem)).one(), "sheet")
    db.session.commit()
    assert world.ledger().fingerprint() != before
    decision = world.ledger().facts(key).decisions[world.member, "note"]
    assert (decision.take, decision.seen_db, decision.seen_text) == ("sheet", "a", "b")
    world.ledger().commit(commit_of(issues=(conflict(key, world.member, "note", "a", "c"),), judged=(key,)))
    assert world.ledger().facts(key).decisions == {}
    item = db.session.scalars(select(InboxItem)).one()
    assert (item.state, item.sheet_value) == ("open", "c")


def test_a_decision_carried_out_closes_its_item(world: World) -> None:
    key = world.keys["members"]
    world.ledger().commit(commit_of(issues=(conflict(key, world.member, "note", "a", "b"),), judged=(key,)))
    item = db.session.scalars(select(InboxItem)).one()
    resolve.settle(item, "db")
    db.session.commit()
    world.ledger().commit(commit_of(judged=(key,), settled=(item.uid,)))
    assert db.session.scalars(select(InboxItem.state)).all() == ["closed"]


def test_a_guards_question_is_kept_until_the_table_is_free(world: World) -> None:
    key = world.keys["members"]
    world.ledger().commit(commit_of(held={key: "Có đúng là xóa hết không?"}))
    binding = db.session.get_one(TableBinding, int(key))
    assert binding.held == "Có đúng là xóa hết không?"
    world.ledger().commit(commit_of(held={key: None}))
    assert db.session.get_one(TableBinding, int(key)).held is None


def test_nothing_of_a_commit_stays_if_it_fails_halfway(world: World) -> None:
    ledger, key = world.ledger(), world.keys["members"]
    with pytest.raises(KeyError):
        ledger.commit(commit_of(update(world, "cũ", "mới"), base=(learnt("999", world.member, note="mới"),)))
    assert world.records("members")[world.member]["note"] == "cũ"
    assert db.session.scalars(select(BaseRow)).all() == []
    assert key


def test_progress_is_shown_and_holds_the_lease(world: World) -> None:
    ledger = world.ledger()
    before = db.session.get_one(Workbook, world.workbook).lease_until
    ledger.progress(2, 6, "Đang đọc bảng tính")
    after = db.session.get_one(Workbook, world.workbook).lease_until
    assert before is not None and after is not None and after > before
