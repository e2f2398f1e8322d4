"""Texts typed in TCVN3 and VNI, and names typed without a keyboard driver."""

from __future__ import annotations

import pytest

from sync.cells import Cell
from sync.headers import TabText
from sync.legacy import encoding_of, from_tcvn3, from_vni, is_syllable, reading, telex_reading
from tests.sync.book import make_tab


def test_both_encodings_are_read() -> None:
    assert from_tcvn3("Phã BÝ th\xad, Th«n tr\xadëng") == "Phó Bí thư, Thôn trưởng"
    assert from_tcvn3("§Æng Quèc Hîi") == "Đặng Quốc Hợi"
    assert from_vni("Chi boä thoân Ñoâng Thoï") == "Chi bộ thôn Đông Thọ"
    assert from_vni("Nguyeãn Thò Myõ Höông") == "Nguyễn Thị Mỹ Hương"


@pytest.mark.parametrize(
    ("texts", "encoding"),
    [
        (["Hä vµ tªn", "Vâ ThÞ Hoµi V©n"], "tcvn3"), (["Chi boä thoân Baéc Sôn", "nt"], "vni"),
        (["Họ và tên", "Lý", "Phú"], None), (["chú", "Lý"], None), (["plain"], None), ([], None),
    ],
)  # fmt: skip
def test_a_column_shows_its_encoding(texts: list[str], encoding: str | None) -> None:
    assert encoding_of(texts) == encoding


def test_a_column_without_evidence_of_its_own_is_read_like_the_others() -> None:
    tab = make_tab("DS", [["Hä vµ tªn", "Ghi chó", "Chi boä"], ["TrÇn §øc Qu©n", None, "thoân Taân Kheâ"]])
    page = TabText.of(tab)
    assert [page.text(0, c) for c in range(3)] == ["Họ và tên", "Ghi chú", "Chi bộ"]


def test_a_unicode_cell_in_a_legacy_column_stays_as_it_is() -> None:
    assert reading("Phan Văn Phú", "tcvn3") == "Phan Văn Phú"


def test_reading_never_changes_the_sheet_cell() -> None:
    tab = make_tab("DS", [["Hä vµ tªn"], ["TrÇn §øc Qu©n"]])
    page = TabText.of(tab)
    assert page.cell(1, 0) == Cell("Trần Đức Quân", "text")
    assert tab.cell(1, 0) == Cell("TrÇn §øc Qu©n", "text")


def test_telex_keys_typed_raw_are_recognised() -> None:
    assert telex_reading("Nguyeenx Vawn Hungf") == "Nguyễn Văn Hùng"
    assert telex_reading("Traanf Thij Hoaf") == "Trần Thị Hòa"


@pytest.mark.parametrize("name", ["Nguyen Van Hung", "Ksor Hbot", "Nguyễn Văn Hùng", "K'Brôi", ""])
def test_other_names_are_not_taken_for_telex(name: str) -> None:
    assert telex_reading(name) is None


def test_vietnamese_syllables() -> None:
    names = "Nguyễn Hòa Khuê Quỳnh Thuyết Yến Oanh Giang Quyên Nghiêm Hương Lưu Huyền Ích Quốc Khỏe Uyên Tuyển"
    assert [w for w in names.split() if not is_syllable(w)] == []
    assert [w for w in ("Nguyeenx", "boä", "vµ", "Hbot", "ắắ") if is_syllable(w)] == []
