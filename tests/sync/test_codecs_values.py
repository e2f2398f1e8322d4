"""What people write into cells, and what it means."""

from __future__ import annotations

import pytest

from sync.values import (
    Problem,
    clean,
    compare_key,
    date_text,
    decimal_text,
    in_period,
    is_collective,
    is_ditto,
    is_mass_organisation,
    month_in,
    organisation_case,
    parse_date,
    parse_decimal,
    parse_int,
    parse_money,
    parse_number_progress,
    parse_period,
    parse_phone,
    parse_progress,
    parse_serial_date,
    parse_serial_time,
    parse_time,
    plain_name,
    security_marking,
    split_items,
    title_case,
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1/5/2022", "2022-05-01"), ("01.05.2022", "2022-05-01"), ("1-5-22", "2022-05-01"), ("3-2-85", "1985-02-03"),
        ("02/3/2022", "2022-03-02"), ("ngày 5 tháng 3 năm 2022", "2022-03-05"), ("2022-03-05", "2022-03-05"),
        ("tháng 5/2022", "2022-05"), ("T12/2022", "2022-12"), ("05/2022", "2022-05"), ("tháng 5 năm 2022", "2022-05"),
        ("Quý II/2022", "2022-Q2"), ("quý 4 năm 2022", "2022-Q4"), ("Năm 1956", "1956"), ("Cả năm 2022", "2022"),
        ("1-5-23", "1923-05-01"),
    ],
)  # fmt: skip
def test_a_date_keeps_its_precision(written: str, meant: str) -> None:
    assert parse_date(written, 2022) == meant


@pytest.mark.parametrize(
    ("written", "reason", "likely"),
    [
        ("31/02/2022", "impossible_date", ()), ("30.02.2022", "impossible_date", ()), ("13/13/2022", "impossible_date", ()),
        ("5/3", "year_missing", ("2022-03-05",)), ("tháng 5", "year_missing", ("2022-05",)),
        ("quý II", "year_missing", ("2022-Q2",)), ("khoảng 1960", "approximate", ("1960",)),
        ("5/2o12", "mistyped", ("2012-05",)), ("3 và 5/8/2022", "two_values", ()), ("3-5/8/2022", "two_values", ()),
        ("như đ/c trên", "refers_elsewhere", ()), ("như năm 2021", "refers_elsewhere", ()), ("??", "unknown_value", ()),
        ("sau 12 tháng", "not_a_date", ()), ("thường xuyên", "not_a_date", ()), ("trước 20/11", "not_a_date", ()),
        ("1/5/2022?", "unsure", ("2022-05-01",)),
    ],
)  # fmt: skip
def test_a_date_nobody_can_be_sure_of_is_a_problem(written: str, reason: str, likely: tuple[str, ...]) -> None:
    assert parse_date(written, 2022) == Problem(reason, likely)


def test_a_number_is_a_serial_or_a_year_but_never_a_decimal() -> None:
    assert parse_serial_date(44682, formatted=False) == "2022-05-01"
    assert parse_serial_date(20226, formatted=False) == "1955-05-17"
    assert parse_serial_date(1967, formatted=False) == "1967"
    assert parse_serial_date(1967, formatted=True) == "1905-05-20"
    assert parse_serial_date(5.2022, formatted=False) == Problem("not_a_date", ("2022-05",))
    assert parse_serial_date(12, formatted=False) == Problem("not_a_date")


def test_dates_are_written_with_the_official_padding() -> None:
    shown = [date_text(d) for d in ("2022-03-02", "2022-12-15", "2022-02", "2022-05", "2022-Q2", "2022")]
    assert shown == ["02/3/2022", "15/12/2022", "02/2022", "5/2022", "Quý II/2022", "2022"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("19h30", "19:30"), ("7g", "07:00"), ("7:00", "07:00"), ("16h00", "16:00"), ("7g30", "07:30"), ("7 giờ 30", "07:30"),
        ("2h chiều", "14:00"), ("7h tối", "19:00"), ("tối", Problem("not_a_time")), ("25h", Problem("not_a_time")),
        ("7", Problem("not_a_time", ("07:00",))), ("19h-21h", Problem("two_values")),
    ],
)  # fmt: skip
def test_times_of_day(written: str, meant: str | Problem) -> None:
    assert parse_time(written) == meant


def test_a_time_serial_is_a_fraction_of_a_day() -> None:
    assert parse_serial_time(0.8125) == "19:30"
    assert parse_serial_time(44682.25) == "06:00"
    assert parse_serial_time(7) == Problem("not_a_time", ("07:00",))
    assert parse_serial_time(19.3) == Problem("not_a_time", ("19:30",))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("500k", 500_000), ("1tr2", 1_200_000), ("1,5 triệu", 1_500_000), ("1.000.000đ", 1_000_000), ("1,000,000", 1_000_000),
        ("500 nghìn", 500_000), ("1tr250", 1_250_000), ("2 tỷ", 2_000_000_000), ("500.000 đồng", 500_000),
        ("1.000.00đ", Problem("mistyped", (100_000, 1_000_000))), ("quà", Problem("not_money")),
        ("2 suất", Problem("not_money")), ("khoảng 300k", Problem("approximate", (300_000,))),
    ],
)  # fmt: skip
def test_money_is_whole_dong(written: str, meant: int | Problem) -> None:
    assert parse_money(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("0950 128 759", "0950128759"), ("0956.434.104", "0956434104"), ("958944491", "0958944491"),
        ("+84 950128759", "0950128759"), ("09516959?", Problem("incomplete_number")), ("không có", Problem("unknown_value")),
        ("0950128759 / 0950128760", Problem("two_values")),
    ],
)  # fmt: skip
def test_a_telephone_number_gets_its_zero_back(written: str, meant: str | Problem) -> None:
    assert parse_phone(written) == meant


def test_counts_and_progress() -> None:
    assert [parse_int(t) for t in ("36", "1.058", "46 bài", "vài đ/c", "9?")] == [
        36, 1058, 46, Problem("unknown_value"), Problem("unsure", (9,)),
    ]  # fmt: skip
    assert [parse_progress(t) for t in ("70%", "0,7", "1,0", "150%", "đạt")] == [
        70,
        70,
        100,
        Problem("out_of_range"),
        None,
    ]
    assert [parse_number_progress(n) for n in (0.7, 1, 70, 101)] == [70, 100, 70, Problem("out_of_range")]


def test_only_a_mark_repeats_the_line_above() -> None:
    assert all(is_ditto(t) for t in ("nt", "NT", "//", '"', "”", "như trên", " nt "))
    assert not any(is_ditto(t) for t in ("như năm 2021", "như đ/c trên", "n", "", "/"))


@pytest.mark.parametrize(
    "text", ["Mật", "TỐI MẬT", "(Mật)", "Độ mật: Mật", "Tuyệt mật: kế hoạch A", "KH 5 (Tối mật)", "x\nMẬT\ny"]
)
def test_a_security_marking_is_seen(text: str) -> None:
    assert security_marking(text)


@pytest.mark.parametrize(
    "text",
    ["mật ong", "bảo mật thông tin", "mật độ dân cư", "giữ gìn tài liệu mật", "bí mật", "Nuôi ong lấy mật", "mật khẩu"],
)
def test_ordinary_words_are_no_security_marking(text: str) -> None:
    assert not security_marking(text)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1. Đọc sách\n2. Trồng cây", ["Đọc sách", "Trồng cây"]), ("1) Đọc sách\n2) Trồng cây", ["Đọc sách", "Trồng cây"]),
        ("- Đọc sách\n- Trồng cây", ["Đọc sách", "Trồng cây"]), ("1. Đọc sách 2. Trồng cây", ["Đọc sách", "Trồng cây"]),
        ("1. Đọc sách\nmỗi ngày\n2. Trồng cây", ["Đọc sách mỗi ngày", "Trồng cây"]), ("02 hộ nghèo", ["02 hộ nghèo"]),
        ("Tiết kiệm 1.000 đồng", ["Tiết kiệm 1.000 đồng"]), ("1. Đọc sách", ["Đọc sách"]), ("", []),
    ],
)  # fmt: skip
def test_a_list_in_one_cell_is_taken_apart(text: str, items: list[str]) -> None:
    assert split_items(text) == items


def test_texts_are_compared_without_regard_to_form() -> None:
    assert compare_key("HOÀ  Bình\u00a0") == compare_key("Hòa bình") == compare_key("ho\u0061\u0300 bi\u0300nh")
    assert compare_key("Hoa") != compare_key("Hòa")
    assert clean(" Lê\u200b  Thị\u00a0Hoa \r\n x ") == "Lê Thị Hoa\nx"
    assert clean("Lê\x07 Thị\x00 Hoa\x7f\ufffe") == "Lê Thị Hoa"
    assert title_case("TÔ  THỊ hồng TÂM") == "Tô Thị Hồng Tâm"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ông Lê Hồng Phúc", "Lê Hồng Phúc"), ("đ/c Ma Đức Toàn", "Ma Đức Toàn"), ("PHÙNG VĂN THIỆN", "Phùng Văn Thiện"),
        ("Bà  Hoàng Thị My", "Hoàng Thị My"), ("bà con trong thôn", "bà con trong thôn"), ("CTV", "CTV"),
        ("CHI HỘI PHỤ NỮ", "Chi hội Phụ Nữ"), ("Đoàn Thị Lụa", "Đoàn Thị Lụa"),
    ],
)  # fmt: skip
def test_a_name_is_brought_to_one_form(written: str, name: str) -> None:
    assert plain_name(written) == name


def test_a_collective_is_known_by_the_words_it_begins_with() -> None:
    collectives = [
        "Chi bộ thôn Nam",
        "Chi hội Phụ nữ",
        "Tập thể lớp 5A",
        "Tổ tự quản",
        "Đội văn nghệ",
        "Chi đoàn",
        "Đoàn TN xã",
    ]
    people = ["Đoàn Thị Lụa", "Lê Văn Tổ", "Mai Thị Hội", "Văn Công Phòng", "Tô Thị Huệ", "Hồ Bản"]
    assert [is_collective(name) for name in collectives] == [True] * len(collectives)
    assert [is_collective(name) for name in people] == [False] * len(people)
    assert [is_mass_organisation(n) for n in ("Hội Liên hiệp Phụ nữ xã", "Đoàn TN xã", "thôn mới", "Chi bộ Nam")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_an_organisation_in_capitals_is_written_as_usual() -> None:
    assert organisation_case("ĐẢNG BỘ THỊ TRẤN KỲ ĐỒNG") == "Đảng bộ thị trấn Kỳ Đồng"
    assert organisation_case("CÁC CHI BỘ, ĐẢNG BỘ KHỐI CƠ QUAN HUYỆN") == "Khối cơ quan huyện"
    assert organisation_case("Chi bộ thôn Nam") == "Chi bộ thôn Nam"


def test_a_month_may_leave_its_year_to_the_book() -> None:
    months = [month_in(text, 2022) for text in ("3", "T3", "Tháng 12", "03/2022", "tháng 1/2023", "th 4")]
    assert months == ["2022-03", "2022-03", "2022-12", "2022-03", "2023-01", "2022-04"]
    assert isinstance(month_in("13", 2022), Problem)
    assert month_in("5/3/2022", 2022) == Problem("not_a_date")


def test_a_group_header_may_name_a_period() -> None:
    periods = [
        parse_period(text, 2022) for text in ("Năm 2016", "QUÝ I", "Tháng 3", "Chi bộ Nam", "05/3/2022", "A. TẬP THỂ")
    ]
    assert periods == ["2016", "2022-Q1", "2022-03", None, None, None]
    assert [in_period("2016-05-24", p) for p in ("2016", "2016-Q2", "2016-05", "2017", "collective")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert not in_period("collective", "2016")


def test_a_mark_has_decimals_after_a_comma_or_a_dot() -> None:
    assert [parse_decimal(text) for text in ("9,61", "9.5", "8", "9,5 điểm")] == [9.61, 9.5, 8.0, 9.5]
    assert parse_decimal("9?") == Problem("unsure", (9.0,))
    assert parse_decimal("giỏi") == Problem("unknown_value")
    assert [decimal_text(value) for value in (9.61, 8.0)] == ["9,61", "8"]
