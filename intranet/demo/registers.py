"""A believable year in the registers of an office: deeds, models, stories, news, awards, obstacles, documents.

Everything comes through the services, as a secretary and an office would have entered it; people and collectives are
invented.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from intranet.database import db
from intranet.directives import service as directives
from intranet.meetings.models import Meeting
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.pledges.models import Pledge
from intranet.registers import service
from intranet.registers.commendations import COMMENDATIONS
from intranet.registers.description import Register
from intranet.registers.directives import DIRECTIVES
from intranet.registers.flag_ceremonies import FLAG_CEREMONIES
from intranet.registers.good_deeds import GOOD_DEEDS
from intranet.registers.held_months import HELD_MONTHS
from intranet.registers.news import NEWS_ITEMS
from intranet.registers.obstacles import OBSTACLES
from intranet.registers.plan_checks import PLAN_CHECKS
from intranet.registers.practice_models import PRACTICE_MODELS
from intranet.registers.references import reference_to
from intranet.registers.stories import EXEMPLAR_STORIES

_VILLAGERS = (
    "Vi Thị Mơ",
    "Hà Văn Sơn",
    "Lò Thị Xuân",
    "Cao Bá Thịnh",
    "Mai Thị Ngần",
    "Tạ Đình Vượng",
    "Chu Thị Lụa",
    "Kiều Văn Tài",
)
_DEEDS: Sequence[tuple[str, str, str, str]] = (
    ("villager", "Nhặt được ví có 3.200.000 đồng, tìm trả người đánh mất", "helping_others", "Biên bản của Công an xã"),
    ("member", "Hiến 120 m2 đất mở rộng đường thôn", "land_donation", "Biên bản bàn giao đất"),
    ("villager", "Cứu hai cháu nhỏ đuối nước ở đập Khe Lau", "helping_others", "Ảnh, xác nhận của gia đình"),
    ("collective", "Góp 45 ngày công sửa nhà cho hộ bà Lựu", "helping_others", "Ảnh trước và sau khi sửa"),
    ("member", "Trồng 2 ha keo lai, tạo việc làm cho 06 người", "economic_model", "Thôn xác nhận"),
    ("villager", "Tự nguyện viết đơn xin ra khỏi danh sách hộ nghèo", "left_poverty_list", "Đơn kèm theo"),
    ("collective", "Đội văn nghệ thôn đạt giải Nhất hội diễn xã", "culture_sport", "Giấy chứng nhận"),
    ("member", "Hoàn thành trước hạn việc số hóa hồ sơ chi bộ", "outstanding_work", "Đảng ủy xã nhận xét"),
)
_MODELS: Sequence[tuple[str, str, str]] = (
    ("Tuyến đường hoa, hàng rào xanh", "environment", "Trồng hoa dọc 800 m đường trục thôn, mỗi hộ chăm 10 m"),
    ("Thắp sáng đường quê", "security", "Lắp 24 bóng đèn, mỗi hộ góp 50.000 đồng"),
    ("Nuôi heo đất giúp hộ nghèo", "charity", "Mỗi đảng viên mỗi ngày 1.000 đồng"),
    ("Tổ thu gom rác thải nhựa", "environment", "Thu gom sáng thứ Bảy, bán gây quỹ khuyến học"),
    ("Tiếng kẻng học bài", "culture", "19 giờ đánh kẻng, các cháu ngồi vào bàn học"),
    ("Thư viện xanh", "culture", "Góc đọc sách ngoài trời ở sân trường"),
    ("Ngày thứ Sáu nghe dân nói", "party_building", "Bí thư trực, nghe và trả lời ý kiến của dân"),
)


@dataclass(frozen=True, slots=True)
class Office:
    """The demo's commune as its registers need it."""

    committee: Organisation
    branches: Sequence[Organisation]
    members: Mapping[int, Sequence[Member]]
    today: date

    def day(self, month: int, day: int) -> str:
        """A day of the year, not after today."""
        return min(date(self.today.year, month, day), self.today).isoformat()

    def ago(self, days: int) -> str:
        """So many days before today."""
        return (self.today - timedelta(days=days)).isoformat()


def fill(committee: Organisation, today: date) -> None:
    """Write the year so far into every register. Commits once."""
    below = Organisation.path.startswith(committee.path, autoescape=True)
    found = db.session.scalars(select(Organisation).where(below).order_by(Organisation.id)).all()
    branches = [unit for unit in found if unit.is_branch and unit.id != committee.id]
    members = {unit.id: _of(unit) for unit in branches}
    office = Office(committee, [unit for unit in branches if members[unit.id]], members, today)
    _documents(office)
    models = _models(office)
    deeds = _deeds(office)
    _awards(office, models, deeds)
    _stories(office)
    _news(office)
    _obstacles(office)
    _ceremonies(office)
    _plans(office)
    db.session.commit()


def _of(unit: Organisation) -> Sequence[Member]:
    return db.session.scalars(select(Member).where(Member.branch_id == unit.id).order_by(Member.id)).all()


def _write(register: Register, unit: Organisation, year: int, /, **values: Any) -> Any:
    return service.create(register, service.RecordData(unit.id, values, year=year))


def _documents(office: Office) -> None:
    """The cascade: a plan of the province, the commune's own, the branches' adoption of it."""
    year, committee = office.today.year, office.committee
    above = _write(
        DIRECTIVES, committee, year, doc_no="36-KH/TU", kind="plan", issued_on=office.day(1, 8), issuer="Tỉnh ủy",
        subject=f"Kế hoạch học tập, làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh năm {year}",
    )  # fmt: skip
    own = _write(
        DIRECTIVES, committee, year, doc_no="12-KH/ĐU", kind="plan", issued_on=office.day(1, 20), issuer="Đảng ủy xã",
        subject=f"Kế hoạch làm theo Bác năm {year}: mỗi chi bộ một mô hình, mỗi đảng viên hai việc", due=office.day(3, 31),
        parent=reference_to(above), agenda="Triển khai Kế hoạch 12-KH/ĐU của Đảng ủy xã",
        works="Tiết kiệm điện, nước, giấy ở nơi làm việc\nThăm, giúp một hộ khó khăn trong thôn",
    )  # fmt: skip
    for number, branch in enumerate(office.branches[:-2]):
        directives.adopt(own, branch, office.day(2, 5 + number))


def _models(office: Office) -> list[Any]:
    """A model for every branch but the last; two recognised, one taken over by the next branch."""
    year = office.today.year
    made: list[Any] = []
    for number, branch in enumerate(office.branches[:-1]):
        name, kind, content = _MODELS[number % len(_MODELS)]
        done = number < 3
        made.append(_write(
            PRACTICE_MODELS, branch, year, name=name, field=kind, content=content, started=office.ago(300 - number * 14)[:7],
            person=office.members[branch.id][0].id, result="Đang duy trì, được nhân dân hưởng ứng" if done else None,
            recognised_on=office.ago(80) if number < 2 else None,
            recognised_by="Đảng ủy xã, 45-QĐ/ĐU" if number < 2 else None,
            parent=reference_to(made[0]) if number == len(_MODELS) else None,
        ))  # fmt: skip
    if len(made) > 4:
        service.change(PRACTICE_MODELS, made[4], {"parent": reference_to(made[1])})
    return made


def _deeds(office: Office) -> list[Any]:
    """Deeds over the year, of members, villagers and collectives; the latest wait for the branch's word."""
    made = []
    for number in range(24):
        branch = office.branches[number % len(office.branches)]
        kind, deed, criterion, evidence = _DEEDS[number % len(_DEEDS)]
        people = office.members[branch.id]
        named: dict[str, int | str] = {
            "member": people[(number + 3) % len(people)].id,
            "collective": f"Chi hội Phụ nữ {branch.name.removeprefix('Chi bộ ')}",
        }
        who = named.get(kind, _VILLAGERS[(number * 3 + number // 8) % len(_VILLAGERS)])
        made.append(_write(
            GOOD_DEEDS, branch, office.today.year, who=who, deed=deed, criterion=criterion, evidence=evidence,
            recorded_on=office.ago(330 - number * 14), checks=["true", "willing", "useful"],
            proposer=people[0].id, confirmed=True if number < 20 else None,
        ))  # fmt: skip
    return made


def _awards(office: Office, models: Sequence[Any], deeds: Sequence[Any]) -> None:
    """Awards of the commune and from above: for models, for deeds, and alone."""
    year, committee = office.today.year, office.committee
    for model in models[:3]:
        unit = db.session.get_one(Organisation, model.organisation_id)
        _write(
            COMMENDATIONS, unit, year, who=unit.name, form="merit_note", level="commune",
            decision_no="52-QĐ/ĐU", decided_on=office.ago(40), reason=f"Có mô hình “{model.name}” hiệu quả", model=model.name,
            amount=600_000, source=reference_to(model),
        )  # fmt: skip
    for number, deed in enumerate(deeds[:6]):
        unit = db.session.get_one(Organisation, deed.organisation_id)
        praise = number % 2 == 0
        _write(
            COMMENDATIONS, unit, year, who=deed.who_id or deed.who_name, form="praise" if praise else "merit_note",
            level="base" if praise else "commune", decision_no=None if praise else "53-QĐ/ĐU", decided_on=office.ago(35),
            reason=deed.deed, amount=None if praise else 300_000, source=reference_to(deed),
        )  # fmt: skip
    leader = office.members[office.branches[0].id][0]
    _write(
        COMMENDATIONS, committee, year, who=leader.id, form="merit_certificate", level="province", decision_no="118-QĐ/TU",
        decided_on=office.ago(70), reason="Có thành tích xuất sắc trong học tập và làm theo Bác", amount=1_500_000,
    )  # fmt: skip


def _stories(office: Office) -> None:
    """Stories with lesson, own job and product; one used again elsewhere, two in the yearbook."""
    year, made = office.today.year, []
    told = (
        ("Chiếc áo ấm", "Bác nhường áo cho chiến sĩ gác đêm.", "Quan tâm người khác từ việc nhỏ", "Thăm hộ neo đơn trước mùa rét"),
        ("Bác tắt điện khi ra khỏi phòng", "Bác tự tay tắt từng ngọn đèn không dùng.", "Tiết kiệm của công", "Cắt điện sau giờ làm"),
        ("Người giữ đập Khe Lau", "Ông Thịnh trông đập 12 năm không lấy thù lao.", "Việc làng là việc nhà", "Nhận chăm một đoạn kênh"),
    )  # fmt: skip
    for number, (title, story, lesson, own_job) in enumerate(told):
        branch = office.branches[number % len(office.branches)]
        made.append(_write(
            EXEMPLAR_STORIES, branch, year, title=title, story=story, lesson=lesson, own_job=own_job,
            product="Chi bộ ghi nhận trong nghị quyết tháng", teller=office.members[branch.id][1].id,
            told_on=office.day(number * 3 + 2, 5), shared=True, yearbook=year if number != 1 else None,
        ))  # fmt: skip
    again = office.branches[-1]
    _write(
        EXEMPLAR_STORIES, again, year, title=made[0].title, story=made[0].story, lesson=made[0].lesson,
        own_job="Giúp học sinh nội trú xa nhà", teller=office.members[again.id][0].id, told_on=office.day(8, 6),
        parent=reference_to(made[0]),
    )  # fmt: skip


def _news(office: Office) -> None:
    titles = ("Đường hoa ở xã Mẫu Hòa", "Heo đất của chi bộ thôn", "Tiếng kẻng học bài", "Gương sáng giữ đập Khe Lau")
    for number, title in enumerate(titles):
        _write(
            NEWS_ITEMS, office.committee, office.today.year, title=title, published_on=office.day(number * 2 + 3, 12),
            author="Ban Biên tập bản tin xã" if number % 2 else "CTV", column="Học tập và làm theo Bác",
            link=f"https://mauhoa.example.vn/tin/{number + 1}",
        )  # fmt: skip


def _obstacles(office: Office) -> None:
    """One overdue, one waiting for a direction, one closed; the first raised at a session."""
    year, (first, second, *_rest) = office.today.year, office.branches
    meeting = db.session.scalars(
        select(Meeting).where(Meeting.organisation_id == first.id, Meeting.date.is_not(None)).order_by(Meeting.id)
    ).first()
    raised = meeting.date if meeting is not None and meeting.date else office.ago(60)
    _write(
        OBSTACLES, first, year, content="Nhà văn hóa thôn dột, không họp được khi mưa", raised_on=raised,
        raised_by=office.members[first.id][0].id, meeting=reference_to(meeting) if meeting else None,
        direction="UBND xã khảo sát, bố trí kinh phí sửa chữa", answerer="UBND xã", due=max(raised, office.ago(9)),
    )  # fmt: skip
    _write(
        OBSTACLES, second, year, content="Đảng viên đi làm ăn xa, khó dự sinh hoạt thường kỳ", raised_on=office.ago(12),
        raised_by=office.members[second.id][1].id,
    )  # fmt: skip
    _write(
        OBSTACLES, second, year, content="Chưa có tài liệu chuyên đề quý III", raised_on=office.ago(120),
        direction="Văn phòng Đảng ủy gửi tài liệu", answerer="Văn phòng Đảng ủy", due=office.ago(100), closed_on=office.ago(104),
        result="Đã gửi đủ tài liệu cho các chi bộ",
    )  # fmt: skip


def _ceremonies(office: Office) -> None:
    for month in range(1, office.today.month + 1):
        day = date(office.today.year, month, 1)
        monday = day + timedelta(days=(7 - day.weekday()) % 7)
        if monday <= office.today:
            _write(
                FLAG_CEREMONIES, office.committee, monday.year, date=monday.isoformat(), kind="first_monday",
                present=24 + month % 4, content="Chào cờ, hát Quốc ca; kể chuyện về Bác; việc trọng tâm của tháng",
                chair="Phó Bí thư Thường trực Đảng ủy xã",
            )  # fmt: skip


def _plans(office: Office) -> None:
    """Who has handed in a plan, and in which months each branch held its session of learning."""
    year = office.today.year
    written = set(db.session.scalars(select(Pledge.member_id).where(Pledge.year == year, Pledge.items.any())))
    for number, branch in enumerate(office.branches):
        months = {f"m{month}": number != 3 or month % 5 != 0 for month in range(1, office.today.month + 1)}
        _write(HELD_MONTHS, branch, year, **months)
        for place, member in enumerate(office.members[branch.id]):
            missing = member.id not in written
            _write(
                PLAN_CHECKS, branch, year, member=member.id, has_plan=not missing,
                submitted_on=None if missing else office.day(1, 10 + place % 18), note="Đã nhắc nộp" if missing else None,
            )  # fmt: skip
