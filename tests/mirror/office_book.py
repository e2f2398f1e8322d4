"""A small workbook as a commune's office keeps it, and the hands of a clerk in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

BRANCHES = ["STT", "Tên chi bộ", "Loại hình", "Bí thư", "SĐT", "Ghi chú riêng"]
MEMBERS = ["STT", "Họ và tên", "Năm sinh", "Nam", "Nữ", "Chức vụ", "Chi bộ", "Diện", "Ghi chú", "Cột riêng"]
PLEDGES = ["STT", "Họ tên", "Nội dung đăng ký 1", "Nội dung đăng ký 2", "Biện pháp", "Thời gian", "Duyệt"]
CHECKS = ["Họ tên", "Phần việc", *(f"T{m}" for m in range(1, 13)), "6 tháng", "Nhận xét"]
PEOPLE = [
    ("Nguyễn Văn Mẫu", "3/2/1970", "x", None, "BT", "Bắc Sơn", "CT", None),
    ("TRẦN THỊ HOÀ", "1985", None, "x", "ĐV", "CB thôn Bắc Sơn", "CT", "đang học"),
    ("Lê Quang Dũng", "05/1990", "x", None, None, "Chi bộ thôn Nam", "DB", None),
    ("Phạm Thu Cúc", "1991", None, "x", "BT", "thôn Nam", "CT", None),
    ("Đỗ Văn Xuân", "31/02/1980", "x", None, None, "thôn Nam", "CT", None),
    ("Vũ Thị Hạnh", "1979", None, "x", None, "Bắc Sơn", "CT", None),
    ("Bùi Đức Thắng", "1988", "x", None, None, "Bắc Sơn", "CT", None),
]
UNREADABLE = ("Đảng viên", "C9")


def make_book(path: Path) -> Path:
    """Title rows, headers, rows as people write them (one date no calendar has), a signature under each table."""
    book = openpyxl.Workbook()
    tab = book.active
    assert isinstance(tab, Worksheet)
    tab.title = "Chi bộ"
    _fill(tab, "DANH SÁCH CHI BỘ", BRANCHES, [
        (1, "Chi bộ thôn Bắc Sơn", "Nông thôn", "Nguyễn Văn Mẫu", "0951234567", "gần chợ"),
        (2, "CB thôn Nam", "thôn", "đ/c Cúc", "095.123.4568", None),
    ])  # fmt: skip
    people = [(i, *row[:8], f"riêng {i}") for i, row in enumerate(PEOPLE, 1)]
    _fill(book.create_sheet("Đảng viên"), "DANH SÁCH ĐẢNG VIÊN", MEMBERS, people)
    _fill(book.create_sheet("Đăng ký làm theo"), "ĐĂNG KÝ LÀM THEO NĂM 2022", PLEDGES, [
        (1, "Nguyễn Văn Mẫu", "Đọc sách", "Trồng cây", "Mỗi tuần", "quý III/2022", "x"),
        (2, "Trần Thị Hòa", "Giúp hộ nghèo", None, None, "30/6/2022", None),
    ])  # fmt: skip
    _fill(book.create_sheet("Theo dõi tháng"), "THEO DÕI NĂM 2022", CHECKS, [
        ("Nguyễn Văn Mẫu", "Đọc sách", "Đ", "70%", *[None] * 10, "HTT", None),
        ("Nguyễn Văn Mẫu", "Trồng cây", None, "đang TH", *[None] * 10, None, None),
        ("Trần Thị Hòa", "Giúp hộ nghèo", *[None] * 12, None, "cố gắng"),
    ])  # fmt: skip
    book.save(path)
    return path


def _fill(tab: Worksheet, title: str, headers: list[str], rows: Sequence[tuple[object, ...]]) -> None:
    tab["A1"] = "ĐẢNG BỘ XÃ MẪU SƠN"
    tab["A2"] = title
    tab.append([])
    tab.append(headers)
    for row in rows:
        tab.append(list(row))
    tab.append([])
    tab.append([None, None, "T/M ĐẢNG ỦY"])


class Clerk:
    """Edits the saved file as a person would, and reads what stands in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, tab: str, **cells: str | int | None) -> None:
        """Type into cells."""
        book = openpyxl.load_workbook(self.path)
        for address, value in cells.items():
            book[tab][address] = value
        book.save(self.path)

    def insert(self, tab: str, above: int, *values: str | int | None) -> None:
        """Insert a row and type into it."""
        book = openpyxl.load_workbook(self.path)
        book[tab].insert_rows(above)
        for column, value in enumerate(values, 1):
            book[tab].cell(above, column).value = value
        book.save(self.path)

    def delete(self, tab: str, row: int, amount: int = 1) -> None:
        """Delete rows."""
        book = openpyxl.load_workbook(self.path)
        book[tab].delete_rows(row, amount)
        book.save(self.path)

    def sees(self, tab: str, *addresses: str) -> list[object]:
        """What stands in cells."""
        book = openpyxl.load_workbook(self.path)
        return [book[tab][address].value for address in addresses]

    def whole(self) -> dict[str, list[list[object]]]:
        """Every cell of the file but our two columns (which stand at the right edge)."""
        book = openpyxl.load_workbook(self.path)
        widths = {
            "Chi bộ": len(BRANCHES),
            "Đảng viên": len(MEMBERS),
            "Đăng ký làm theo": len(PLEDGES),
            "Theo dõi tháng": len(CHECKS),
        }
        return {t.title: [[c.value for c in row[: widths[t.title]]] for row in t.iter_rows()] for t in book}
