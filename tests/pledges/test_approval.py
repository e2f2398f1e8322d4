"""From draft to approved: who moves a pledge, from where, and what is said when not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intranet.accounts.models import User
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.pledges import approval, service
from intranet.pledges.items import items_of
from intranet.pledges.models import Pledge
from intranet.pledges.service import ItemData, PledgeData
from intranet.refusal import Refusal
from intranet.settings import service as settings
from tests.conftest import Login
from tests.factories import make_branch, make_member, make_pledge, make_user

STATES = (None, "pending", "returned", "approved")
LEGAL = {
    (None, "hand_in"): "pending", ("returned", "hand_in"): "pending", ("pending", "take_back"): None,
    ("pending", "give_back"): "returned", ("approved", "give_back"): "returned", ("pending", "approve"): "approved",
    ("approved", "reopen"): "pending",
}  # fmt: skip


@pytest.fixture
def secretary(branch: Organisation) -> User:
    return make_user("branch_secretary", branch)


@pytest.fixture
def pledge(branch: Organisation) -> Pledge:
    made = make_pledge(make_member(branch))
    db.session.refresh(made, ["organisation"])
    return made


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", approval.MOVES)
def test_only_the_drawn_steps_exist(pledge: Pledge, secretary: User, state: str | None, name: str) -> None:
    service.update(pledge, replace(service.data_of(pledge), approval=state))
    if (state, name) in LEGAL:
        assert approval.move(pledge, name, secretary, "Ghi rõ sản phẩm").approval == LEGAL[state, name]
    else:
        with pytest.raises(Refusal, match="đang ở trạng thái"):
            approval.move(pledge, name, secretary, "Ghi rõ sản phẩm")
        assert pledge.approval == state


def test_when_it_came_in_and_was_approved_is_kept(pledge: Pledge, secretary: User) -> None:
    approval.move(pledge, "hand_in", secretary)
    first = pledge.handed_in_at
    approval.move(pledge, "give_back", secretary, "Ghi rõ sản phẩm")
    assert (pledge.comment, pledge.revision, pledge.approved_at) == ("Ghi rõ sản phẩm", 0, None)
    approval.move(pledge, "hand_in", secretary)
    approval.move(pledge, "approve", secretary)
    assert pledge.revision == 1
    assert first is not None and pledge.handed_in_at is not None and pledge.approved_at is not None
    assert first <= pledge.handed_in_at <= pledge.approved_at


def test_giving_back_says_why(pledge: Pledge, secretary: User) -> None:
    approval.move(pledge, "hand_in", secretary)
    with pytest.raises(Refusal, match="Ghi góp ý"):
        approval.move(pledge, "give_back", secretary, "  ")
    assert pledge.approval == "pending"


def test_a_pledge_is_handed_in_with_as_many_works_as_the_rule_asks(pledge: Pledge, secretary: User) -> None:
    service.set_item_texts(pledge, ["Một việc"])
    with pytest.raises(Refusal, match="cần 2–3 việc; bản này có 1 việc"):
        approval.move(pledge, "hand_in", secretary)
    settings.put("pledge_items_least", "2022-01-01", 1, "Hướng dẫn 05-HD/ĐU")
    assert approval.move(pledge, "hand_in", secretary).approval == "pending"


def test_the_number_of_works_from_a_sheet_is_a_warning_only(pledge: Pledge) -> None:
    service.update(pledge, replace(service.data_of(pledge), items=(ItemData("Một việc"),), approval="approved"))
    assert pledge.approval == "approved"
    assert approval.count_warning(2022, 1) == "Mỗi bản đăng ký cần 2–3 việc; bản này có 1 việc."
    assert approval.count_warning(2022, 3) == ""


@pytest.mark.parametrize(
    ("role", "of_member", "of_collective"),
    [
        ("administrator", True, True), ("committee_office", False, True), ("branch_secretary", True, False),
        ("reader", False, False),
    ],
)  # fmt: skip
def test_the_branch_approves_its_members_and_the_office_its_collectives(
    pledge: Pledge, role: str, of_member: bool, of_collective: bool
) -> None:
    branch = pledge.organisation
    above = db.session.get(Organisation, branch.parent_id)
    home = {"branch_secretary": branch, "administrator": None}.get(role, above)
    user = make_user(role, home)
    own = service.create(PledgeData(branch.id, 2022, None, (ItemData("Đường hoa"), ItemData("Đường cờ"))))
    db.session.commit()
    db.session.refresh(own, ["organisation"])
    assert approval.may_approve(user, pledge) == of_member
    assert approval.may_approve(user, own) == of_collective


def test_a_neighbour_secretary_may_do_nothing(pledge: Pledge) -> None:
    above = db.session.get(Organisation, pledge.organisation.parent_id)
    assert above is not None
    stranger = make_user("branch_secretary", make_branch(above, "Chi bộ thôn Đông Hòa"))
    with pytest.raises(Refusal, match="bí thư chi bộ"):
        approval.move(pledge, "approve", stranger)
    assert approval.open_moves(stranger, pledge) == []


def test_a_changed_approved_pledge_waits_for_approval_again(pledge: Pledge, secretary: User) -> None:
    approval.move(pledge, "hand_in", secretary)
    approval.move(pledge, "approve", secretary)
    approval.revise(pledge, replace(service.data_of(pledge), comment="Nhất trí"))
    assert pledge.approval == "approved"
    approval.revise(pledge, replace(service.data_of(pledge), items=(*service.data_of(pledge).items, ItemData("Thêm"))))
    assert pledge.approval == "pending"
    assert len(items_of(pledge)) == 3


def test_the_words_written_to_a_plan_somebody_has_changed_stay_in_the_box(
    pledge: Pledge, secretary: User, login: Login
) -> None:
    approval.move(pledge, "hand_in", secretary, None)
    sent = {"version": "0", "comment": "Ghi rõ sản phẩm"}
    answer = login(secretary).post(f"/dang-ky/{pledge.uid}/give_back", data=sent)
    assert (answer.status_code, "Ghi rõ sản phẩm</textarea>" in answer.text) == (409, True)
