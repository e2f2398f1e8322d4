"""Undo of any run: whatever clerk and office had done before it, both sides stand again as they stood before the run."""

from __future__ import annotations

import random

import pytest

from tests.mirror.test_end_to_end import Office, in_step, office

__all__ = ["in_step", "office"]

#: What may be typed where: tab, column, words.
CELLS = (
    ("Đảng viên", "I", "ghi"), ("Đảng viên", "J", "riêng"), ("Chi bộ", "E", "09512345"), ("Đăng ký làm theo", "E", "biện pháp"),
    ("Theo dõi tháng", "P", "nhận xét"), ("Chi bộ", "F", "của văn phòng"),
)  # fmt: skip
PEOPLE = ("Nguyễn Văn Mẫu", "Trần Thị Hoà", "Lê Quang Dũng", "Phạm Thu Cúc", "Vũ Thị Hạnh")


def clerk_edits(made: Office, dice: random.Random, number: int) -> None:
    tab, column, words = dice.choice(CELLS)
    first, last = {"Đảng viên": (5, 11), "Chi bộ": (5, 6), "Đăng ký làm theo": (5, 6), "Theo dõi tháng": (5, 7)}[tab]
    made.clerk.write(tab, **{f"{column}{dice.randint(first, last)}": f"{words}{number:02}"})


def office_edits(made: Office, dice: random.Random, number: int) -> None:
    made.change(dice.choice(PEOPLE), note=f"văn phòng {number}")


@pytest.mark.parametrize("seed", range(6))
def test_any_run_can_be_undone_on_both_sides(in_step: Office, seed: int) -> None:
    dice = random.Random(seed)
    for number in range(dice.randint(2, 6)):
        dice.choice((clerk_edits, clerk_edits, office_edits))(in_step, dice, number)
    if dice.random() < 0.5:
        in_step.clerk.delete("Đảng viên", dice.randint(9, 11))
    if dice.random() < 0.5:
        in_step.clerk.insert("Đảng viên", 8, 9, "Lý Thị Mới", "1990", None, "x", "ĐV", "thôn Nam", "CT", "mới")
    before, seen = in_step.everything(), in_step.clerk.whole()
    done = in_step.run()[1]["run"]
    in_step.command("undo", str(done))
    assert (in_step.everything(), in_step.clerk.whole()) == (before, seen)
