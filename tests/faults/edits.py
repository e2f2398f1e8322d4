"""What two people did since the last run: the clerk in the workbook, the office in the intranet."""

from __future__ import annotations

from typing import Any

from sync import ids
from tests.faults.world import RUN, World, edit_database

MEMBERS, PLEDGES, CHECKS = "Đảng viên", "Đăng ký làm theo", "Theo dõi tháng"


def row_of(world: World, tab: str, name: str) -> int:
    """The row, as people count, in which a name stands."""
    rows = world.place.rows()[tab]
    return next(n for n, row in enumerate(rows, 1) if name in row)


def uid_of(records: dict[str, Any], name: str) -> str:
    """The id of the record of that name."""
    return next(uid for uid, r in records.items() if name in (r.get("full_name"), r.get("name")))


def a_few(world: World) -> None:
    """One of each: typed, cleared, inserted and deleted on both sides, and the same cell by both."""
    place = world.place
    place.type(MEMBERS, f"I{row_of(world, MEMBERS, 'Lê Quang Dũng')}", "đi học xa")
    place.type(MEMBERS, f"I{row_of(world, MEMBERS, 'TRẦN THỊ HOÀ')}", "ghi trong bảng")
    place.type(CHECKS, f"E{row_of(world, CHECKS, 'Trồng cây')}", "Đ")
    place.delete(MEMBERS, row_of(world, MEMBERS, "Bùi Đức Thắng"))
    place.insert(
        MEMBERS, row_of(world, MEMBERS, "Vũ Thị Hạnh"), ["", "Hồ Văn Thêm", "1983", "x", "", "", "Bắc Sơn", "CT"]
    )
    edit_database(world, _office)


def _office(books: dict[str, Any]) -> None:
    people, branches, pledges = books["members"], books["organisations"], books["pledges"]
    known = people.records()
    people.update(uid_of(known, "Nguyễn Văn Mẫu"), {"note": "huy hiệu 30 năm"})
    people.update(uid_of(known, "Trần Thị Hoà"), {"note": "ghi trong phần mềm"})
    people.delete(uid_of(known, "Phạm Thu Cúc"))
    branch = uid_of(branches.records(), "Chi bộ thôn Bắc Sơn")
    people.create(ids.mint(), {"full_name": "Cao Thị Mới", "branch": branch, "gender": "female"})
    branches.update(branch, {"phone": "0951111111"})
    first = next(iter(pledges.records()))
    pledges.update(first, {"measure": "Mỗi ngày"})


def many(world: World) -> None:
    """A bigger book: everything of the small one, and rows copied, sorted, moved, revised in every tab on both sides."""
    place, people = world.place, [f"{first} {given}" for first in ("Đinh Văn", "Mai Thị", "Hà Quốc") for given in GIVEN]
    for n, name in enumerate(people):
        place.insert(
            MEMBERS, row_of(world, MEMBERS, "Vũ Thị Hạnh"), ["", name, str(1960 + n), "x", "", "", "Bắc Sơn", "CT"]
        )
    assert world.ask(RUN, RUN, here=True).codes == [2, 2]
    a_few(world)
    for n, name in enumerate(people[::3]):
        place.type(MEMBERS, f"I{row_of(world, MEMBERS, name)}", f"sửa lần {n}")
    for name in people[1::6]:
        place.delete(MEMBERS, row_of(world, MEMBERS, name))
    place.type(PLEDGES, f"E{row_of(world, PLEDGES, 'Nguyễn Văn Mẫu')}", "")
    place.insert(
        PLEDGES, row_of(world, PLEDGES, "Trần Thị Hòa"), ["", people[0], "Đọc báo", "", "Mỗi sáng", "30/9/2022", ""]
    )
    edit_database(world, lambda books: _office_at_length(books["members"], people))


def _office_at_length(members: Any, people: list[str]) -> None:
    known = members.records()
    for name in people[2::6]:
        members.update(uid_of(known, name), {"note": "văn phòng sửa"})
    for name in people[3::6]:
        members.update(uid_of(known, name), {"note": "văn phòng cũng sửa"})
    for name in people[5::6]:
        members.delete(uid_of(known, name))


GIVEN = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Khánh", "Lan")
