"""The calendar's text keeps the rules of RFC 5545, whatever stands in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from intranet.feeds.ical import Event, calendar, escaped, folded

STAMP = datetime(2022, 11, 1, 8, 0, tzinfo=UTC)
LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=400)


def unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


@given(LINES)
def test_a_folded_line_unfolds_to_itself_and_no_part_is_longer_than_75_octets(line: str) -> None:
    assert unfolded(folded(line)) == line
    assert all(len(part.encode()) <= 75 for part in folded(line).split("\r\n"))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200))
def test_a_value_never_breaks_out_of_its_line(text: str) -> None:
    said = escaped(text)
    assert "\n" not in said
    assert "\r" not in said
    back = said.replace("\\\\", "\0").replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\0", "\\")
    kept = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n") if c in "\n\t" or ord(c) >= 32)
    assert back.replace("\0", "") == kept.replace("\0", "")


def test_an_event_with_an_hour_is_written_in_utc_with_its_length() -> None:
    start = datetime(2022, 11, 3, 19, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    event = Event(
        "K1@x", start, "Thường kỳ; chuyên đề – Chi bộ 1, xã Mẫu", STAMP, 95, 3, "Nhà văn hóa", "https://so.test/a"
    )
    lines = unfolded(calendar("Sinh hoạt", [event])).split("\r\n")
    assert lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT") + 1] == [
        "BEGIN:VEVENT", "UID:K1@x", "DTSTAMP:20221101T080000Z", "DTSTART:20221103T123000Z", "DURATION:PT95M", "SEQUENCE:3",
        "SUMMARY:Thường kỳ\\; chuyên đề – Chi bộ 1\\, xã Mẫu", "CLASS:PRIVATE", "TRANSP:OPAQUE", "LOCATION:Nhà văn hóa",
        "URL:https://so.test/a", "END:VEVENT",
    ]  # fmt: skip


def test_an_event_without_an_hour_is_a_whole_day() -> None:
    text = calendar("Sinh hoạt", [Event("K1@x", date(2022, 11, 3), "Chào cờ", STAMP)])
    assert "DTSTART;VALUE=DATE:20221103\r\n" in text
    assert "DURATION" not in text.split("BEGIN:VEVENT")[1]


def test_the_calendar_begins_and_ends_as_one_with_lines_ended_by_crlf() -> None:
    text = calendar("Sinh hoạt, Đảng bộ xã Mẫu Sơn", [])
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert "X-WR-CALNAME:Sinh hoạt\\, Đảng bộ xã Mẫu Sơn" in text
