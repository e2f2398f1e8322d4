"""Whose turn it is: proposals for a month or several, who is left out and why, the due date."""

from __future__ import annotations

from intranet.rota import absences, proposals
from intranet.rota.absences import AbsenceData
from intranet.settings import service as settings
from tests import factories
from tests.factories import Commune
from tests.rota.conftest import assign, refused


def proposed(commune: Commune, month: str) -> list[str]:
    return [
        c.member.full_name
        for c in proposals.for_month(commune.branch, month, settings.rulebook()).choices
        if c.proposed
    ]


def test_the_two_who_have_waited_longest_are_proposed(commune: Commune) -> None:
    an, bao, cuong, dat, hung = commune.people
    assign(commune.branch, "2022-01", an, bao, delivered=True)
    assign(commune.branch, "2022-02", cuong, dat, delivered=True)
    assert proposed(commune, "2022-03") == ["Hồ Sỹ Hùng", "Nguyễn Thị An"]
    assign(commune.branch, "2022-03", hung, an)
    assert proposed(commune, "2022-04") == ["Trần Đình Bảo", "Phạm Văn Cường"]


def test_a_turn_that_was_not_presented_is_still_due(commune: Commune) -> None:
    an, bao, cuong, dat, hung = commune.people
    assign(commune.branch, "2022-01", an, bao, delivered=False)
    assign(commune.branch, "2022-02", cuong, dat, delivered=True)
    assign(commune.branch, "2022-02", hung, delivered=True)
    assert proposed(commune, "2022-03") == ["Nguyễn Thị An", "Trần Đình Bảo"]


def test_who_is_away_exempt_or_presents_already_is_left_out_with_the_reason(commune: Commune) -> None:
    an, bao, cuong, *_ = commune.people
    absences.create(AbsenceData(an.id, "2022-03-20", "2022-04-02", "đi công tác"))
    absences.create(AbsenceData(bao.id, "2022-01-05"))
    absences.create(AbsenceData(cuong.id, "2022-04-01", "2022-04-30"))
    assign(commune.branch, "2022-03", commune.people[3])
    found = proposals.for_month(commune.branch, "2022-03", settings.rulebook())
    assert {c.member.full_name: c.why_not for c in found.choices if c.why_not} == {
        "Nguyễn Thị An": "vắng từ 20/3/2022 đến 02/4/2022 (đi công tác)",
        "Trần Đình Bảo": "vắng từ 05/01/2022 chưa rõ ngày về",
        "Lê Quang Đạt": "đã có phân công trong tháng",
        "Võ Thị Hiền": "miễn sinh hoạt",
    }
    assert proposed(commune, "2022-03") == ["Phạm Văn Cường"]


def test_how_many_present_in_a_month_is_a_dated_rule(commune: Commune) -> None:
    settings.put("rota_presenters_per_month", "2022-04-01", 3, "NQ 1")
    assert (len(proposed(commune, "2022-03")), len(proposed(commune, "2022-04"))) == (2, 3)


def test_nobody_available_is_said_with_a_way_on(commune: Commune) -> None:
    for member in commune.people:
        absences.create(AbsenceData(member.id, "2022-03-01", "2022-03-31"))
    assert proposals.for_month(commune.branch, "2022-03", settings.rulebook()).nobody == (
        "Tháng 3/2022 không còn ai để đề xuất: mọi người đều vắng, miễn sinh hoạt hoặc đã có phân công. "
        "Vẫn có thể chọn người trong danh sách dưới đây, xem lại phần người vắng, hoặc để trống người trình bày và ghi sau."
    )
    planned = proposals.for_months(commune.branch, "2022-03", "2022-03")
    assert refused(lambda: proposals.carry_out(commune.branch, planned))[0] == (
        "Chi bộ thôn Bắc Sơn không còn ai để phân công trong các tháng này. Xem lại người vắng, người miễn sinh hoạt, "
        "hoặc chọn tháng khác."
    )
    assert proposals.for_month(commune.other, "2022-03", settings.rulebook()).nobody == (
        "Chi bộ chưa có đảng viên nào trong danh sách. Nhập đảng viên trước rồi phân công."
    )


def test_a_plan_of_months_gives_everybody_one_turn_before_anyone_has_two(commune: Commune) -> None:
    assign(commune.branch, "2022-04", commune.people[0])
    planned = proposals.for_months(commune.branch, "2022-03", "2022-05")
    assert [(p.month, [m.full_name for m in p.people]) for p in planned] == [
        ("2022-03", ["Trần Đình Bảo", "Phạm Văn Cường"]),
        ("2022-04", ["Lê Quang Đạt"]),
        ("2022-05", ["Hồ Sỹ Hùng", "Trần Đình Bảo"]),
    ]
    made = proposals.carry_out(commune.branch, planned)
    assert [(a.month, a.due, len(a.presenters)) for a in made] == [
        ("2022-03", "2022-02-26", 2), ("2022-04", "2022-03-29", 1), ("2022-05", "2022-04-28", 2),
    ]  # fmt: skip
    assert proposals.for_months(commune.branch, "2022-03", "2022-05") == []


def test_a_committee_plans_branches_in_turn(commune: Commune) -> None:
    third = factories.make_branch(commune.committee, "Chi bộ Trường Tiểu học", "school")
    assign(commune.branch, "2022-02")
    planned = proposals.for_months(commune.committee, "2022-03", "2022-04")
    assert [(p.month, [b.name for b in p.branches]) for p in planned] == [
        ("2022-03", [commune.other.name, third.name]),
        ("2022-04", [commune.branch.name, commune.other.name]),
    ]
    made = proposals.carry_out(commune.committee, planned)
    assert [(a.month, a.organisation_id) for a in made] == [
        ("2022-03", commune.other.id), ("2022-03", third.id),
        ("2022-04", commune.branch.id), ("2022-04", commune.other.id),
    ]  # fmt: skip


def test_the_due_date_is_counted_from_the_months_session_where_it_is_known(commune: Commune) -> None:
    assert proposals.due_for(commune.branch, "2022-03") == "2022-02-26"
    factories.make_meeting(commune.branch, "2022-03-15")
    factories.make_meeting(commune.branch, "2022-03-20")
    assert proposals.due_for(commune.branch, "2022-03") == "2022-03-12"
    settings.put("rota_due_days", "2022-03-01", 7, "NQ 1")
    assert proposals.due_for(commune.branch, "2022-03") == "2022-03-08"
