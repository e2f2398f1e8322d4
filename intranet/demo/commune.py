"""An invented commune: branches, people, a year of sessions and pledges, drawn from word lists with a fixed seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

COMMITTEE = "Đảng bộ xã Mẫu Hòa"
CODE = "MAUHOA"

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Võ", "Đinh")
MIDDLE = {
    "male": ("Văn", "Đình", "Quang", "Hữu", "Xuân", "Minh", "Đức"),
    "female": ("Thị", "Thị Thu", "Thị Mỹ", "Thị Kim"),
}
GIVEN = {
    "male": (
        "Bảo",
        "Cường",
        "Đạt",
        "Hùng",
        "Khôi",
        "Lộc",
        "Nghĩa",
        "Phúc",
        "Sáng",
        "Thành",
        "Tuấn",
        "Vinh",
        "Ứng",
        "Toản",
    ),
    "female": (
        "An",
        "Bích",
        "Duyên",
        "Hạnh",
        "Hiền",
        "Lan",
        "Mai",
        "Nga",
        "Oanh",
        "Phượng",
        "Thảo",
        "Yến",
        "Vân",
        "Ánh",
    ),
}
WORKS = (
    "Tiết kiệm mỗi ngày 1.000 đồng nuôi heo đất",
    "Vệ sinh đường làng ngõ xóm sáng chủ nhật hằng tuần",
    "Đọc báo Đảng hằng ngày, ghi sổ tay học tập",
    "Phân loại rác tại nhà, hạn chế túi ni lông",
    "Vận động 02 hộ hiến đất mở rộng đường thôn",
    "Giúp 01 hộ cận nghèo sửa lại nhà ở",
    "Trồng 20 m hàng rào xanh trước nhà",
    "Kể 01 câu chuyện về Bác trong sinh hoạt chi bộ",
    "Tham gia tổ liên gia tự quản, giữ gìn an ninh xóm",
    "Hướng dẫn người dân làm thủ tục trên mạng tại nhà văn hóa",
)
MEASURES = (
    "Lập kế hoạch tuần, tự kiểm tra",
    "Phối hợp chi hội phụ nữ, ban công tác mặt trận",
    "Ghi sổ tay đảng viên",
    "Bố trí thời gian hợp lý",
)
COMMENTS = ("Nhất trí", "Nhất trí, đề nghị làm điểm", "Cần cụ thể hơn phần việc 2", None)
TOPICS = (
    "Đánh giá công tác tháng trước, triển khai nhiệm vụ tháng {}",
    "Kiểm điểm việc thực hiện nghị quyết, phương hướng tháng {}",
    "Sinh hoạt thường kỳ tháng {}; kể chuyện Bác Hồ",
)
#: The member of each larger branch who has not pledged anything yet.
LATECOMER = 6


@dataclass(frozen=True, slots=True)
class DemoBranch:
    """A branch: its name, the kind as staff write it, how many members, and the hour of its sessions."""

    name: str
    kind: str
    size: int
    hour: str


BRANCHES = (
    DemoBranch("Chi bộ thôn Bắc Sơn", "Nông thôn", 12, "19h30"),
    DemoBranch("Chi bộ thôn Đông Hòa", "Nông thôn", 10, "19h30"),
    DemoBranch("Chi bộ thôn Suối Vàng", "Nông thôn", 9, "20h"),
    DemoBranch("Chi bộ Trường Tiểu học Mẫu Hòa", "Trường học", 8, "16h00"),
    DemoBranch("Chi bộ Trạm Y tế Mẫu Hòa", "Y tế", 5, "7g30"),
)


@dataclass(slots=True)
class DemoMember:
    """A member with the year of marks and pledged works."""

    name: str
    gender: str
    born: int
    joined: date
    official: date | None
    role: str | None
    standing: str
    marks: list[str | None] = field(default_factory=list)
    works: list[str] = field(default_factory=list)
    checks: list[list[str | None]] = field(default_factory=list)


@dataclass(slots=True)
class Commune:
    """Everything the demo book holds, up to the month before ``today``."""

    today: date
    members: dict[str, list[DemoMember]]

    @property
    def year(self) -> int:
        """The book's year."""
        return self.today.year

    @property
    def months(self) -> int:
        """Months that are recorded."""
        return recorded_months(self.today)


def recorded_months(today: date) -> int:
    """The months of the year that are over; in January that one, or there would be nothing to look at."""
    return max(today.month - 1, 1)


def invent(today: date) -> Commune:
    """The demo commune as it stands on a day; the same people every time."""
    random = Random(1930)  # a fixed seed: the same demo for everybody
    used: set[str] = set()
    members = {b.name: [_member(random, used, n, today) for n in range(b.size)] for b in BRANCHES}
    return Commune(today, members)


def _member(random: Random, used: set[str], number: int, today: date) -> DemoMember:
    gender = random.choice(("male", "female"))
    born = random.randint(today.year - 68, today.year - 24)
    joined = date(min(born + random.randint(22, 35), today.year - 2), random.randint(1, 12), random.randint(1, 28))
    new = number > 3 and random.random() < 0.08
    official = None if new else joined.replace(year=joined.year + 1)
    role = ("Bí thư", "Phó Bí thư", "Chi ủy viên")[number] if number < 3 else None
    standing = "Dự bị" if new else "Miễn sinh hoạt" if born < today.year - 64 and number > 3 else "Chính thức"
    member = DemoMember(_name(random, used, gender), gender, born, joined, official, role, standing)
    months = recorded_months(today)
    member.marks = [random.choices(("x", "P", "K", "M"), (90, 6, 2, 2))[0] for _ in range(months)]
    pledges = number != LATECOMER and random.random() < 0.94
    member.works = random.sample(WORKS, random.choice((2, 2, 3))) if pledges else []
    member.checks = [[_check(random) for _ in range(months)] for _ in member.works]
    return member


def _check(random: Random) -> str | None:
    return random.choices(("Đ", "Đạt", "đang TH", "70%", "C", None), (48, 14, 18, 8, 4, 8))[0]


def _name(random: Random, used: set[str], gender: str) -> str:
    while True:
        name = " ".join((random.choice(FAMILY), random.choice(MIDDLE[gender]), random.choice(GIVEN[gender])))
        if name not in used:
            used.add(name)
            return name
