"""What a pledge keeps, refuses and allows, whoever asks: a form, a sheet or the demo."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from intranet.audit.models import AuditEntry
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.pledges import followup, removal, service, suggestions
from intranet.pledges.items import items_of
from intranet.pledges.models import MonthlyCheck, Pledge
from intranet.pledges.service import ItemData, PledgeData
from intranet.pledges.suggestions import SuggestionData
from intranet.refusal import Refusal
from intranet.settings import service as settings
from tests.factories import make_branch, make_member, make_organisation, make_pledge


def works(pledge: Pledge) -> list[str]:
    return [item.work for item in items_of(pledge)]


def test_a_pledge_keeps_everything_that_was_given(branch: Organisation) -> None:
    member = make_member(branch)
    item = ItemData("Trồng 20 cây", "Mỗi tuần 2 cây", "2022-Q2", "20 cây sống", uid="KQ4M7RXHP")
    data = PledgeData(
        branch.id, 2022, member.id, (item,), "Dân vận khéo", "Ít phát biểu", "Ghi sổ", "2022", "Tốt", "pending"
    )
    pledge = service.create(data, uid="KBBBBBBBB")
    assert service.data_of(pledge) == data
    assert pledge.uid == "KBBBBBBBB"
    assert pledge.handed_in_at is not None


def test_text_is_kept_tidy(branch: Organisation) -> None:
    pledge = service.create(PledgeData(branch.id, 2022, None, (ItemData(" Đọc \u00a0 sách "),), measure="  "))
    assert works(pledge) == ["Đọc sách"]
    assert pledge.measure is None


def test_a_member_has_one_pledge_a_year(branch: Organisation) -> None:
    member = make_member(branch, "Trần Văn Lộc")
    make_pledge(member)
    with pytest.raises(Refusal, match="Trần Văn Lộc đã có bản đăng ký năm 2022"):
        service.create(PledgeData(branch.id, 2022, member.id))
    assert service.create(PledgeData(branch.id, 2023, member.id)).year == 2023


def test_a_collective_has_one_pledge_a_year_beside_those_of_its_members(branch: Organisation) -> None:
    make_pledge(make_member(branch))
    service.create(PledgeData(branch.id, 2022, None, (ItemData("Đường hoa"),)))
    with pytest.raises(Refusal, match="đã có bản đăng ký"):
        service.create(PledgeData(branch.id, 2022))


def test_a_member_pledges_in_their_own_branch(commune: Organisation, branch: Organisation) -> None:
    other = make_branch(commune, "Chi bộ thôn Đông Hòa")
    with pytest.raises(Refusal, match="không sinh hoạt ở chi bộ này"):
        service.create(PledgeData(other.id, 2022, make_member(branch).id))


def test_the_same_content_again_changes_nothing(branch: Organisation) -> None:
    pledge = make_pledge(make_member(branch))
    version, entries = pledge.version, len(db.session.scalars(select(AuditEntry)).all())
    service.update(pledge, service.data_of(pledge))
    assert pledge.version == version
    assert len(db.session.scalars(select(AuditEntry)).all()) == entries


@pytest.mark.parametrize(
    ("change", "field"),
    [({"approval": "maybe"}, "approval"), ({"deadline": "thường xuyên"}, "deadline"), ({"theme": "x" * 301}, "theme")],
)
def test_what_makes_no_sense_is_refused_by_name(branch: Organisation, change: dict[str, str], field: str) -> None:
    pledge = make_pledge(make_member(branch))
    with pytest.raises(Refusal) as refused:
        service.update(pledge, replace(service.data_of(pledge), **change))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_one_item_or_none_is_kept_as_a_sheet_has_it(branch: Organisation) -> None:
    assert works(make_pledge(make_member(branch), works=("Một việc",))) == ["Một việc"]
    assert works(make_pledge(make_member(branch), works=())) == []


def test_a_moved_work_keeps_its_ticks_and_a_reworded_one_too(branch: Organisation) -> None:
    pledge = make_pledge(make_member(branch), works=("Đọc sách", "Trồng cây", "Nuôi heo đất"))
    uids = {item.work: item.uid for item in items_of(pledge)}
    for item in items_of(pledge):
        followup.set_check(item, 3, "done", evidence=item.work)
    service.set_item_texts(pledge, ["Nuôi heo đất", "Trồng 20 cây xanh", "Đọc sách"])
    found = [(i.work, i.uid, [c.evidence for c in i.checks]) for i in items_of(pledge)]
    assert found == [
        ("Nuôi heo đất", uids["Nuôi heo đất"], ["Nuôi heo đất"]),
        ("Trồng 20 cây xanh", uids["Trồng cây"], ["Trồng cây"]),
        ("Đọc sách", uids["Đọc sách"], ["Đọc sách"]),
    ]


def test_a_dropped_work_goes_with_its_ticks_into_the_change_log(branch: Organisation) -> None:
    pledge = make_pledge(make_member(branch))
    followup.set_check(items_of(pledge)[0], 3, "done")
    gone = items_of(pledge)[0].uid
    service.set_item_texts(pledge, ["Trồng cây"])
    db.session.commit()
    assert db.session.scalars(select(MonthlyCheck)).all() == []
    log = select(AuditEntry.field).where(AuditEntry.record_uid == gone, AuditEntry.action == "delete")
    assert sorted(db.session.scalars(log)) == ["", "m3"]


def test_a_deleted_pledge_comes_back_whole(branch: Organisation) -> None:
    pledge = make_pledge(make_member(branch), theme="Dân vận khéo", approval="approved")
    followup.set_check(items_of(pledge)[1], 5, 70, evidence="ảnh")
    db.session.commit()
    before, uid, approved_at = service.data_of(pledge), pledge.uid, pledge.approved_at
    removal.remove(pledge)
    db.session.commit()
    assert db.session.scalars(select(Pledge)).all() == []
    back = removal.restore(uid)
    db.session.commit()
    assert service.data_of(back) == before
    assert back.approved_at == approved_at
    assert [(c.month, c.value, c.evidence) for c in items_of(back)[1].checks] == [(5, "70", "ảnh")]
    with pytest.raises(Refusal, match="đã có lại"):
        removal.restore(uid)


def test_a_locked_year_lets_nothing_change(commune: Organisation, branch: Organisation) -> None:
    pledge = make_pledge(make_member(branch))
    settings.lock(commune.id, "2022")
    for attempt in (
        lambda: service.create(PledgeData(branch.id, 2022)),
        lambda: service.update(pledge, replace(service.data_of(pledge), theme="x")),
        lambda: service.set_item_texts(pledge, ["Việc khác"]),
        lambda: service.delete(pledge),
        lambda: followup.add_item(pledge, ItemData("Việc nữa")),
        lambda: followup.update_item(items_of(pledge)[0], annual="good"),
        lambda: followup.set_check(items_of(pledge)[0], 5, "done"),
    ):
        with pytest.raises(Refusal, match="đã khóa sổ"):
            attempt()


def test_a_locked_month_keeps_its_ticks_and_leaves_the_others_free(branch: Organisation) -> None:
    pledge = make_pledge(make_member(branch))
    item = items_of(pledge)[0]
    followup.set_check(item, 5, "done")
    settings.lock(branch.id, "2022-05")
    with pytest.raises(Refusal, match="Tháng 5/2022"):
        followup.set_check(item, 5, None)
    with pytest.raises(Refusal, match="Tháng 5/2022"):
        service.set_item_texts(pledge, ["Trồng cây"])
    with pytest.raises(Refusal, match="Tháng 5/2022"):
        service.delete(pledge)
    assert followup.set_check(item, 6, "done") is not None


@pytest.mark.parametrize(
    ("given", "kept"),
    [("done", "done"), ("in_progress", "in_progress"), (0, "0"), ("070", "70"), (100, "100"), ("", None)],
)
def test_a_tick_is_a_word_or_a_percentage(branch: Organisation, given: str | int, kept: str | None) -> None:
    item = items_of(make_pledge(make_member(branch)))[0]
    check = followup.set_check(item, 1, given)
    assert (check.value if check else None) == kept


@pytest.mark.parametrize("given", ["Đ/C", 101, "-1", "như T9"])
def test_what_is_no_progress_is_refused(branch: Organisation, given: str | int) -> None:
    item = items_of(make_pledge(make_member(branch)))[0]
    with pytest.raises(Refusal, match="không phải là kết quả tháng"):
        followup.set_check(item, 1, given)


def test_a_tick_from_a_sheet_leaves_the_evidence_alone(branch: Organisation) -> None:
    item = items_of(make_pledge(make_member(branch)))[0]
    followup.set_check(item, 2, "in_progress", evidence="Biên bản ngày 3/2")
    followup.set_check(item, 2, "done")
    check = followup.check_of(item, 2)
    assert check is not None
    assert (check.value, check.evidence) == ("done", "Biên bản ngày 3/2")
    assert followup.set_check(item, 2, None) is None
    assert item.checks == []


def test_both_ratings_are_kept_apart(branch: Organisation) -> None:
    item = items_of(make_pledge(make_member(branch)))[0]
    followup.update_item(item, midyear_own="excellent", midyear="good")
    db.session.commit()
    assert (item.midyear_own, item.midyear) == ("excellent", "good")
    with pytest.raises(Refusal, match="Không có mức xếp loại"):
        followup.update_item(item, annual="best")


def test_deleting_an_item_closes_the_ranks(branch: Organisation) -> None:
    pledge = make_pledge(make_member(branch), works=("a", "b", "c"))
    followup.delete_item(items_of(pledge)[1])
    db.session.commit()
    assert [(item.work, item.position) for item in items_of(pledge)] == [("a", 1), ("c", 2)]


def test_a_suggestion_reaches_pledges_below_its_giver_once(commune: Organisation, branch: Organisation) -> None:
    pledge = make_pledge(make_member(branch))
    given = suggestions.create(
        SuggestionData(commune.id, 2022, "Giúp một hộ nghèo", "Thăm hằng tháng", "Hộ thoát nghèo")
    )
    item = suggestions.take(pledge, given)
    assert (item.work, item.measure, item.product) == ("Giúp một hộ nghèo", "Thăm hằng tháng", "Hộ thoát nghèo")
    with pytest.raises(Refusal, match="đã có việc này"):
        suggestions.take(pledge, given)
    with pytest.raises(Refusal, match="đã có"):
        suggestions.create(SuggestionData(commune.id, 2022, " Giúp  một hộ nghèo"))
    stranger = make_organisation("Đảng bộ xã khác")
    foreign = suggestions.create(SuggestionData(stranger.id, 2022, "Việc khác"))
    with pytest.raises(Refusal, match="không dành cho"):
        suggestions.take(pledge, foreign)
