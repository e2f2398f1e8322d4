"""Whose account it is: said by the administrator, found by name in the account's unit, never guessed."""

from __future__ import annotations

import pytest

from intranet.accounts import service
from intranet.accounts.models import User
from intranet.database import db
from intranet.members import service as members
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from tests.conftest import Login
from tests.factories import make_branch, make_member, make_organisation, make_user


def test_an_account_is_tied_to_the_one_member_of_its_name(branch: Organisation) -> None:
    member = make_member(branch, "Hồ Văn Lâm")
    make_member(branch, "Hồ Vân Lam")
    user = make_user("reader", branch, full_name="Hồ Văn Lâm")
    assert service.link_member(user) is member
    assert user.member_id == member.id
    service.unlink_member(user)
    assert user.member_id is None


@pytest.mark.parametrize(
    ("same", "said"), [(0, "không có đảng viên nào tên “Hồ Văn Lâm”"), (2, "có 2 đảng viên tên “Hồ Văn Lâm”")]
)
def test_nobody_or_several_of_a_name_are_told(branch: Organisation, same: int, said: str) -> None:
    for _ in range(same):
        make_member(branch, "Hồ Văn Lâm")
    with pytest.raises(Refusal, match=said):
        service.link_member(make_user("reader", branch, full_name="Hồ Văn Lâm"))


def test_a_member_of_another_unit_is_not_taken(branch: Organisation) -> None:
    make_member(make_branch(make_organisation("Đảng bộ xã Khác")), "Hồ Văn Lâm")
    with pytest.raises(Refusal, match="không có đảng viên nào"):
        service.link_member(make_user("reader", branch, full_name="Hồ Văn Lâm"))


def test_a_member_has_one_account(branch: Organisation) -> None:
    make_member(branch, "Hồ Văn Lâm")
    first, second = (make_user("reader", branch, full_name="Hồ Văn Lâm") for _ in range(2))
    service.link_member(first)
    with pytest.raises(Refusal, match=f"đã có tài khoản “{first.login}”"):
        service.link_member(second)


def test_a_member_deleted_and_brought_back_has_the_account_again(branch: Organisation) -> None:
    member = make_member(branch, "Hồ Văn Lâm")
    user = make_user("reader", branch, full_name="Hồ Văn Lâm")
    service.link_member(user)
    db.session.commit()
    uid, user_id = member.uid, user.id
    members.delete(member)
    db.session.commit()
    assert db.session.get_one(User, user_id).member_id is None
    back = members.restore(uid)
    db.session.commit()
    assert db.session.get_one(User, user_id).member_id == back.id


def test_only_the_administrator_says_whose_an_account_is(branch: Organisation, login: Login) -> None:
    make_member(branch, "Hồ Văn Lâm")
    user = make_user("reader", branch, full_name="Hồ Văn Lâm")
    address = f"/nguoi-dung/{user.uid}/dang-vien"
    assert login(make_user("committee_office", branch)).post(address).status_code == 403
    administrator = login(make_user("administrator"))
    assert "là đảng viên Hồ Văn Lâm" in administrator.post(address, follow_redirects=True).text
    assert "Đã bỏ gắn đảng viên" in administrator.post(f"{address}/bo", follow_redirects=True).text
