"""The demo's waves and rota: this year's wave held everywhere, another under way, and two presenters a month in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from sqlalchemy import func, select

from intranet.campaigns import queries, steps
from intranet.campaigns import service as campaigns
from intranet.campaigns.models import Wave
from intranet.campaigns.service import WaveData, WaveSessionData
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.meetings.models import Meeting
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.organisations.queries import branches
from intranet.rota import absences, months, proposals, topics
from intranet.rota import service as rota
from intranet.rota.absences import AbsenceData
from intranet.rota.models import Assignment, TopicEntry
from intranet.rota.topics import TopicData

TERM_THEME = "Học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh về ý chí tự lực, tự cường"
LESSONS = (
    "Phát câu hỏi gợi ý cho đảng viên trước 3 ngày thì thảo luận sôi nổi hơn.",
    "Mời bí thư chi đoàn, chi hội trưởng phụ nữ cùng dự để liên hệ việc làm của thôn.",
)
GUESTS = ("đ/c Hồ Văn Lâm – Phó Bí thư Thường trực Đảng ủy xã", "đ/c Lê Thu Hà – Văn phòng Đảng ủy xã")
QUARTERS = ("I", "II", "III", "IV")
TOPICS = (
    ("Chuyện “Ba chiếc ba lô”", "story_of_bac", "story", "Sách kể chuyện Bác Hồ, tập 1"),
    ("Chuyện “Nước nóng, nước nguội”", "story_of_bac", "story", "Sách kể chuyện Bác Hồ, tập 1"),
    ("Chuyện “Thời gian quý báu lắm”", "story_of_bac", "story", "Sách kể chuyện Bác Hồ, tập 2"),
    ("Chuyện “Không ai được vào đây”", "story_of_bac", "story", "Sách kể chuyện Bác Hồ, tập 2"),
    ("Chuyện “Một bữa ăn tối của Bác”", "story_of_bac", "story", "Sách kể chuyện Bác Hồ, tập 3"),
    ("Phim tư liệu về những ngày cuối đời của Bác", "story_of_bac", "film", "Đĩa phim ở nhà văn hóa xã"),
    ("Gương đảng viên làm kinh tế giỏi ở xã", "concern", "article", "Bản tin nội bộ của Đảng ủy xã"),
    ("Nghị quyết đại hội Đảng bộ xã", "policy", "article", "Văn phòng Đảng ủy xã gửi"),
    ("Tình hình thời sự trong nước, thế giới tháng qua", "news", "slides", "Tài liệu hằng tháng của Ban Tuyên giáo"),
    ("Giá vật tư nông nghiệp, điều bà con quan tâm", "concern", "article", "Ý kiến tại họp thôn"),
)


def make_waves_and_rota(committee: Organisation, today: date) -> None:
    """Two waves and a year of presentations for every branch under the committee."""
    random = Random(27)
    under = select(Organisation).where(Organisation.path.startswith(committee.path, autoescape=True))
    found = branches(under)
    _held_wave(committee, found, today, random)
    _wave_under_way(committee, found, today)
    bank = [topics.create(TopicData(committee.id, *values)) for values in TOPICS]
    for branch in found:
        _rota(branch, bank, today, random)
    db.session.commit()


def _held_wave(committee: Organisation, found: Sequence[Organisation], today: date, random: Random) -> None:
    """The wave of February and March, held by every branch; the first one as a pilot, with a delegation and lessons."""
    year = today.year if today >= date(today.year, 4, 1) else today.year - 1
    wave = campaigns.create(
        WaveData(
            committee.id, year, f"Đợt sinh hoạt chuyên đề năm {year}", f"{year}-02-07", f"{year}-03-31",
            "Ý chí tự lực, tự cường và khát vọng phát triển quê hương", TERM_THEME,
            f"Kế hoạch 12-KH/ĐU ngày 20/01/{year} của Đảng ủy xã\nHướng dẫn 05-HD/BTG ngày 10/01/{year}",
        )
    )  # fmt: skip
    steps.fill(wave)
    known = queries.wave(Organisation.id == committee.id, wave.uid)
    for number, step in enumerate(known.steps if known else ()):
        step.done_on = (date(year, 1, 25) + timedelta(days=24 * number)).isoformat()
    for number, branch in enumerate(found):
        line = _line(wave, branch, date(year, 2, 11 + 3 * number) if number < 5 else date(year, 3, 5), random)
        if number < len(LESSONS):
            line = replace(line, pilot=True, guest=GUESTS[number], lessons=LESSONS[number])
        session = campaigns.create_session(line)
        meeting = _thematic_meeting(branch, wave)
        if meeting is not None and line.held_on:
            campaigns.update_session(session, replace(line, held_on=meeting.date, meeting_id=meeting.id))


def _line(wave: Wave, branch: Organisation, day: date, random: Random) -> WaveSessionData:
    members = db.session.scalar(select(func.count()).select_from(Member).where(Member.branch_id == branch.id)) or 0
    present = max(0, members - random.choice((0, 1, 1, 2)))
    return _happened(WaveSessionData(wave.id, branch.id, total=members, present=present), day)


def _thematic_meeting(branch: Organisation, wave: Wave) -> Meeting | None:
    """A thematic session the branch's book has in the window, to stand behind the line."""
    thematic = Meeting.organisation_id == branch.id, Meeting.kinds.contains("thematic_session")
    query = select(Meeting).where(*thematic, Meeting.date.between(wave.opens_on, wave.closes_on))
    return db.session.scalars(query.order_by(Meeting.date).limit(1)).first()


def _wave_under_way(committee: Organisation, found: Sequence[Organisation], today: date) -> None:
    """A wave that is open now: one branch held it, one has a date, one let its date pass, the rest say nothing yet."""
    opens, closes = today - timedelta(days=24), today + timedelta(days=20)
    quarter = QUARTERS[(opens.month - 1) // 3]
    wave = campaigns.create(
        WaveData(
            committee.id, opens.year, f"Đợt sinh hoạt chuyên đề quý {quarter}/{opens.year}", opens.isoformat(),
            closes.isoformat(), "Nêu gương của cán bộ, đảng viên trong xây dựng nông thôn mới", TERM_THEME,
        )
    )  # fmt: skip
    steps.fill(wave)
    held, planned, late = (today + timedelta(days=days) for days in (-9, 6, -3))
    for branch, day in zip(found, (held, planned, late), strict=False):
        line = WaveSessionData(wave.id, branch.id)
        line = _happened(line, day) if day == held else replace(line, planned_on=day.isoformat())
        campaigns.create_session(line)


def _happened(line: WaveSessionData, day: date) -> WaveSessionData:
    """Held on that day; a day that has not come yet (the demo of a day to come) is a plan."""
    if day > local_today(utcnow()):
        return replace(line, planned_on=day.isoformat())
    return replace(line, held_on=day.isoformat())


def _rota(branch: Organisation, bank: Sequence[TopicEntry], today: date, random: Random) -> None:
    """Two members a month from January to the month after next, in turn; what is past was presented but for one."""
    last = months.after(f"{today:%Y-%m}", 2)
    people = list(db.session.scalars(select(Member).where(Member.branch_id == branch.id).order_by(Member.sort_key)))
    if people:
        away = AbsenceData(people[-1].id, today.isoformat(), (today + timedelta(days=20)).isoformat(), "đi học ở huyện")
        absences.create(away)
    made = proposals.carry_out(branch, proposals.for_months(branch, f"{today.year}-01", last)) if people else []
    for number, assignment in enumerate(made):
        _presented(assignment, random.choice(bank), number == len(made) // 2, f"{today:%Y-%m}")


def _presented(assignment: Assignment, topic: TopicEntry, missed: bool, this_month: str) -> None:
    data = replace(rota.data_of(assignment), topic=topic.title, media=topic.media, topic_entry_id=topic.id)
    if assignment.month < this_month:
        data = replace(data, prepared_on=None if missed else assignment.due, delivered=not missed)
    elif assignment.month == this_month:
        data = replace(data, prepared_on=assignment.due)
    rota.update(assignment, data)
