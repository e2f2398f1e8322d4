"""What may and may not happen to an organisation."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from intranet.audit.models import AuditEntry
from intranet.database import db
from intranet.organisations import service
from intranet.organisations.models import Organisation
from intranet.organisations.service import OrganisationData
from intranet.refusal import Refusal
from tests.factories import make_branch, make_meeting, make_member, make_organisation, make_user

pytestmark = pytest.mark.usefixtures("app")


def refused(action: object, *args: object, **kwargs: object) -> tuple[str, str]:
    """The field and message of the refusal that this call must give."""
    with pytest.raises(Refusal) as caught:
        action(*args, **kwargs)  # type: ignore[operator]
    db.session.rollback()
    return caught.value.field, caught.value.message


def test_a_new_organisation_stands_on_the_path_of_its_parent() -> None:
    district = make_organisation("Đảng bộ huyện Mẫu", "district")
    commune = make_organisation("Đảng bộ xã Mẫu Sơn", "commune", district)
    branch = make_branch(commune)
    assert district.path == f"/{district.id}/"
    assert branch.path == f"/{district.id}/{commune.id}/{branch.id}/"


def test_a_name_is_kept_composed_with_single_spaces() -> None:
    branch = service.create(OrganisationData("  Chi bộ   thôn\u00a0Ha\u0300 ", "rural", make_organisation().id))
    assert branch.name == "Chi bộ thôn Hà"


def test_the_whole_subtree_moves_with_its_top() -> None:
    province = make_organisation("Đảng bộ tỉnh Mẫu", "province")
    old = make_organisation("Đảng bộ huyện Cũ", "district", province)
    new = make_organisation("Đảng bộ huyện Mới", "district", province)
    commune = make_organisation("Đảng bộ xã Mẫu Sơn", "commune", old)
    branch = make_branch(commune)
    group = make_organisation("Tổ đảng 1", "party_group", branch)
    service.update(commune, OrganisationData(commune.name, "commune", new.id))
    db.session.commit()
    db.session.expire_all()
    top = f"/{province.id}/{new.id}/{commune.id}/"
    assert [commune.path, branch.path, group.path] == [top, f"{top}{branch.id}/", f"{top}{branch.id}/{group.id}/"]
    assert old.path == f"/{province.id}/{old.id}/"


def test_an_organisation_cannot_stand_under_itself_or_its_own_branches() -> None:
    union = make_organisation("Hội Phụ nữ xã", "mass_org", make_organisation())
    group = make_organisation("Tổ phụ nữ", "mass_org", union)
    for place in (union, group):
        refusal = refused(service.update, union, OrganisationData(union.name, "mass_org", place.id))
        assert refusal == ("parent_id", "Đơn vị không thể trực thuộc chính nó hoặc đơn vị cấp dưới của nó.")


@pytest.mark.parametrize(
    ("kind", "parent_kind", "allowed"),
    [
        ("commune", "district", True), ("district", "commune", False), ("commune", "commune", False),
        ("school", "commune", True), (None, "commune", True), ("rural", "rural", False),
        ("party_group", "rural", True), ("mass_org", "commune", True), ("rural", "mass_org", False),
    ],
)  # fmt: skip
def test_what_may_stand_under_what(kind: str | None, parent_kind: str, allowed: bool) -> None:
    top = make_organisation("Đảng bộ tỉnh Mẫu", "province")
    parent = make_organisation("Cấp trên", parent_kind, top)
    data = OrganisationData("Cấp dưới", kind, parent.id)
    assert (service.create(data).parent_id == parent.id) if allowed else refused(service.create, data)[0] == "parent_id"


def test_a_committee_with_branches_does_not_become_a_branch() -> None:
    commune = make_organisation()
    make_branch(commune)
    assert refused(service.update, commune, OrganisationData(commune.name, "rural"))[0] == "kind"


def test_a_code_belongs_to_one_organisation() -> None:
    make_organisation(code="MAUSON")
    other = make_organisation("Đảng bộ xã Khác", code="KHAC")
    message = ("code", "Mã “MAUSON” đã dùng cho Đảng bộ xã Mẫu Sơn.")
    assert refused(service.create, OrganisationData("Xã mới", "commune", code="MAUSON")) == message
    assert refused(service.update, other, OrganisationData(other.name, "commune", code="MAUSON")) == message
    assert service.update(other, OrganisationData("Đổi tên", "commune", code="KHAC")).name == "Đổi tên"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0950 128 759", "0950128759"), ("0950.128.759", "0950128759"), ("+84950128759", "0950128759"), ("  ", None)],
)
def test_a_phone_is_ten_digits_with_a_leading_zero(typed: str, kept: str | None) -> None:
    assert make_organisation(phone=typed).phone == kept


@pytest.mark.parametrize("typed", ["950128759", "09516959?", "095012875", "09501287590", "1950128759", "hỏi văn thư"])
def test_a_phone_that_is_none_is_refused(typed: str) -> None:
    assert refused(service.create, OrganisationData("Xã", "commune", phone=typed))[0] == "phone"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (OrganisationData("   "), "name"), (OrganisationData("x" * 201), "name"),
        (OrganisationData("Xã", "kho bạc"), "kind"), (OrganisationData("Xã", "commune", 999), "parent_id"),
        (OrganisationData("Xã", "commune", reported_total=-1), "reported_total"),
        (OrganisationData("Xã", "commune", code="MẪU SƠN"), "code"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_field(data: OrganisationData, field: str) -> None:
    assert refused(service.create, data)[0] == field


def test_the_secretary_is_a_member_of_the_same_party_organisation() -> None:
    commune, stranger = make_organisation(), make_organisation("Đảng bộ xã Khác")
    branch, sister = make_branch(commune), make_branch(commune, "Chi bộ thôn Nam Sơn")
    near, far = make_member(sister), make_member(make_branch(stranger))
    data = service.data_of(branch)
    assert service.update(branch, OrganisationData(data.name, "rural", commune.id, secretary_id=near.id)).version == 2
    wrong = OrganisationData(data.name, "rural", commune.id, secretary_id=far.id)
    assert refused(service.update, branch, wrong)[0] == "secretary_id"


def test_writing_the_same_values_again_changes_nothing() -> None:
    branch = make_branch(make_organisation())
    entries = len(db.session.scalars(select(AuditEntry)).all())
    service.update(branch, service.data_of(branch))
    assert (branch.version, len(db.session.scalars(select(AuditEntry)).all())) == (1, entries)


def test_branches_are_ordered_as_people_count_them() -> None:
    commune = make_organisation()
    for name in ("Chi bộ thôn 10", "Chi bộ thôn Đông", "Chi bộ thôn 2", "Chi bộ thôn Dung"):
        make_branch(commune, name)
    named = select(Organisation.name).where(Organisation.parent_id == commune.id).order_by(Organisation.sort_key)
    shown = list(db.session.scalars(named))
    assert shown == ["Chi bộ thôn 2", "Chi bộ thôn 10", "Chi bộ thôn Dung", "Chi bộ thôn Đông"]


def test_an_organisation_that_holds_anything_is_not_deleted() -> None:
    commune = make_organisation()
    branch = make_branch(commune)
    make_member(branch)
    make_meeting(branch)
    make_user("branch_secretary", branch)
    _, message = refused(service.delete, branch)
    assert "còn đảng viên, buổi sinh hoạt, tài khoản người dùng" in message
    assert "còn đơn vị trực thuộc" in refused(service.delete, commune)[1]


def test_a_deleted_organisation_comes_back_as_it_was() -> None:
    commune = make_organisation()
    branch = make_organisation(
        "Chi bộ thôn Bắc Sơn", "rural", commune, code="BS", phone="0950128759", reported_total=31
    )
    uid, before = branch.uid, service.data_of(branch)
    service.delete(branch)
    db.session.commit()
    back = service.restore(uid)
    db.session.commit()
    assert (service.data_of(back), back.uid, back.path) == (before, uid, f"/{commune.id}/{back.id}/")
    assert refused(service.restore, uid)[1].startswith("Không có gì để khôi phục")


def test_an_organisation_closes_only_when_nobody_is_left_in_it() -> None:
    commune = make_organisation()
    branch = make_branch(commune)
    member = make_member(branch)
    assert "đảng viên đang sinh hoạt" in refused(service.close, branch)[1]
    assert "đơn vị trực thuộc" in refused(service.close, commune)[1]
    member.left_on = "2022-05-01"
    service.close(branch)
    assert branch.active is False
    service.reopen(branch)
    assert branch.active is True
