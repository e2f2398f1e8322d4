"""The book every storm begins with: seven people, their tasks, a title above and a signature below."""

from __future__ import annotations

from tests.sync.engine.office import STAFF, TASKS
from tests.sync.engine.papers import Page, plain

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng")
MIDDLE = ("Văn", "Thị", "Hữu", "Ngọc", "Đình", "Xuân")
GIVEN = ("An", "Bình", "Cúc", "Dũng", "Em", "Giang", "Hoa", "Khánh", "Lan", "Minh", "Nga", "Oanh", "Phúc", "Quang", "Sơn",
         "Tám", "Uyên", "Vinh", "Xuyến", "Yến")  # fmt: skip
KEYS = ("T1", "T2")


def name_number(n: int) -> str:
    """A person's name nobody has had before."""
    return f"{FAMILY[n % 7]} {MIDDLE[n % 6]} {GIVEN[n % 20]}" + (f" {GIVEN[n // 20 % 20]}" if n >= 20 else "")


def first_book(pages: list[Page]) -> list[Page]:
    """Seven people with tasks, a title above and a signature below each table; the office's own tab stays."""
    people = [
        (name_number(n), f"Thôn {n % 3}", f"việc {n}" if n % 3 else "", f"lời {n}" if n % 2 else "", f"riêng {n}")
        for n in range(7)
    ]
    heads = {
        "Người": ["TT", *[f.label for f in STAFF.fields], "Riêng"],
        "Phần việc": ["TT", *[f.label for f in TASKS.fields]],
    }
    lines = {
        "Người": [[f"a{n}", *values] for n, values in enumerate(people)],
        "Phần việc": [[f"b{n}", people[n][0], f"phần việc {n}", f"kết quả {n}" if n % 2 else ""] for n in range(5)],
    }
    for page in pages:
        if page.title in lines:
            page.grid = plain(
                [["DANH SÁCH"], [], heads[page.title], *lines[page.title], [], ["", "", "NGƯỜI LẬP BIỂU"]]
            )
    return pages
