"""What an organisation may be: the rules that every way in has to pass, and what stands in the way of deleting one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sqlalchemy import exists, select

from intranet.database import Base, db
from intranet.forms import tidy
from intranet.members.models import Member
from intranet.organisations.models import COMMITTEE_KINDS, KINDS, Organisation
from intranet.refusal import Refusal

#: What refuses to be orphaned when an organisation is deleted, in a clerk's words.
HOLDERS = {
    "organisations": "đơn vị trực thuộc",
    "members": "đảng viên",
    "meetings": "buổi sinh hoạt",
    "pledges": "bản đăng ký làm theo",
    "transfers": "lịch sử chuyển sinh hoạt",
    "work_tasks": "nhiệm vụ hằng tháng",
    "grades": "xếp loại cuối năm",
    "waves": "đợt sinh hoạt",
    "wave_sessions": "kết quả trong đợt sinh hoạt",
    "assignments": "phân công trình bày",
    "topics": "chủ đề trình bày",
    "funds": "quỹ tiết kiệm",
    "fund_entries": "khoản thu chi của quỹ",
    "contests": "cuộc thi",
    "contest_entries": "bài dự thi",
    "contest_tallies": "số bài dự thi",
    "users": "tài khoản người dùng",
    "workbooks": "bảng tính đã gắn",
}
_PHONE_NOISE = re.compile(r"[\s.\-()]")


@dataclass(frozen=True, slots=True)
class OrganisationData:
    """What a person may write about an organisation. ``parent_id`` and ``secretary_id`` are database ids."""

    name: str
    kind: str | None = None
    parent_id: int | None = None
    code: str | None = None
    phone: str | None = None
    secretary_id: int | None = None
    reported_total: int | None = None
    reported_probationary: int | None = None
    reported_exempt: int | None = None


def clean_phone(text: str | None) -> str | None:
    """Ten digits with a leading 0; spaces, dots and +84 are understood. Raises Refusal."""
    if not text or not text.strip():
        return None
    digits = _PHONE_NOISE.sub("", text)
    digits = "0" + digits[3:] if digits.startswith("+84") else digits
    if not (digits.isascii() and digits.isdigit() and len(digits) == 10 and digits.startswith("0")):
        raise Refusal(f"Số điện thoại “{text.strip()}” phải có 10 chữ số, bắt đầu bằng 0.", "phone")
    return digits


def checked(
    data: OrganisationData, organisation: Organisation | None = None
) -> tuple[OrganisationData, Organisation | None]:
    """The data tidied and its parent. Raises Refusal, naming the field."""
    data = replace(
        data,
        name=tidy(data.name or ""),
        code=tidy(data.code or "") or None,
        kind=data.kind or None,
        phone=data.phone if organisation and data.phone == organisation.phone else clean_phone(data.phone),
    )
    _check_name(data.name)
    if data.kind and data.kind not in KINDS:
        raise Refusal(f"Không có loại hình “{data.kind}”.", "kind")
    _check_counts(data)
    parent = _parent(data, organisation)
    _check_children(data, organisation)
    if data.code and (organisation is None or data.code != organisation.code):
        _check_code(data.code, organisation)
    if data.secretary_id and (organisation is None or data.secretary_id != organisation.secretary_id):
        _check_secretary(data.secretary_id, parent or organisation)
    return data, parent


def _check_name(name: str) -> None:
    if not name:
        raise Refusal("Nhập tên đơn vị.", "name")
    if len(name) > 200:
        raise Refusal("Tên đơn vị dài quá 200 ký tự.", "name")


def _check_counts(data: OrganisationData) -> None:
    for name in ("reported_total", "reported_probationary", "reported_exempt"):
        value = getattr(data, name)
        if value is not None and not 0 <= value <= 100_000:
            raise Refusal("Số đảng viên phải là số nguyên không âm.", name)


def _check_code(code: str, organisation: Organisation | None) -> None:
    if len(code) > 40 or " " in code:
        raise Refusal("Mã đơn vị không quá 40 ký tự và không có dấu cách.", "code")
    holder = db.session.scalar(select(Organisation).where(Organisation.code == code))
    if holder is not None and holder is not organisation:
        raise Refusal(f"Mã “{code}” đã dùng cho {holder.name}.", "code")


def _check_secretary(secretary_id: int, top: Organisation | None) -> None:
    """The secretary is a member somewhere under the organisation above: never a stranger's."""
    branch_path = db.session.scalar(
        select(Organisation.path).join(Member, Member.branch_id == Organisation.id).where(Member.id == secretary_id)
    )
    if branch_path is None or (top is not None and not branch_path.startswith(top.path)):
        raise Refusal("Bí thư phải là đảng viên thuộc đơn vị này hoặc đơn vị cấp trên trực tiếp.", "secretary_id")


def _parent(data: OrganisationData, organisation: Organisation | None) -> Organisation | None:
    if data.parent_id is None:
        return None
    parent = db.session.get(Organisation, data.parent_id)
    if parent is None:
        raise Refusal("Không còn đơn vị cấp trên đã chọn.", "parent_id")
    if organisation is not None and parent.path.startswith(organisation.path):
        raise Refusal("Đơn vị không thể trực thuộc chính nó hoặc đơn vị cấp dưới của nó.", "parent_id")
    if not _fits(data.kind, parent.kind):
        raise Refusal(f"{_kind_word(data.kind)} không thể trực thuộc “{parent.name}”.", "parent_id")
    return parent


def _check_children(data: OrganisationData, organisation: Organisation | None) -> None:
    """A committee with branches under it does not become a branch."""
    if organisation is None or data.kind == organisation.kind:
        return
    kinds = db.session.scalars(select(Organisation.kind).where(Organisation.parent_id == organisation.id).distinct())
    if any(not _fits(kind, data.kind) for kind in kinds):
        raise Refusal("Loại hình này không giữ được các đơn vị đang trực thuộc.", "kind")


def _fits(kind: str | None, parent_kind: str | None) -> bool:
    """Committees stand under a wider committee, branches under a committee; groups and mass organisations anywhere."""
    if kind in ("party_group", "mass_org"):
        return True
    if parent_kind not in COMMITTEE_KINDS:
        return False
    return kind not in COMMITTEE_KINDS or COMMITTEE_KINDS.index(kind) > COMMITTEE_KINDS.index(parent_kind)


def _kind_word(kind: str | None) -> str:
    return KINDS[kind] if kind in ("party_group", "mass_org", *COMMITTEE_KINDS) else "Chi bộ"


def holders(organisation: Organisation) -> list[str]:
    """In words, what belongs to the organisation: every table that refers to it is asked, in one query."""
    questions = {
        table.name: exists().where(column == organisation.id)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column is Organisation.__table__.c.id for key in column.foreign_keys)
    }
    answers = db.session.execute(select(*(question.label(name) for name, question in questions.items()))).one()
    held = [name for name in questions if getattr(answers, name)]
    words = [HOLDERS[name] for name in HOLDERS if name in held]
    return words or (["dữ liệu khác của đơn vị"] if held else [])
