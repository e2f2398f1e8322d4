"""How values are shown, ordered and searched in Vietnamese: dates, money, names, moments (domain.md, section 6)."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DASH = "–"
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
QUARTERS = {"1": "I", "2": "II", "3": "III", "4": "IV"}

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")

# CLDR vi: the letters differ first, then the tones (ngang < huyền < hỏi < ngã < sắc < nặng), then the case.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONE_MARKS = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTER_CODE = {letter: chr(0x41 + i) for i, letter in enumerate(_LETTERS)}


def _taken_apart(letter: str) -> tuple[str, str]:
    """A letter without its tone, and the tone's number (``ậ`` gives ``â`` and ``5``)."""
    marks = unicodedata.normalize("NFD", letter)
    tone = next((_TONE_MARKS[m] for m in marks if m in _TONE_MARKS), "0")
    return unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONE_MARKS)), tone


def _tables() -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
    """Translation tables of the three levels, for every Vietnamese letter in both cases."""
    letters, tones, cases = {}, {}, {}
    for base in _LETTERS:
        for mark in ("", *_TONE_MARKS):
            lower = unicodedata.normalize("NFC", base + mark)
            for shown in (lower, lower.upper()):
                if len(shown) != 1:
                    continue
                plain, tone = _taken_apart(lower)
                letters[ord(shown)] = _LETTER_CODE.get(plain, plain)
                tones[ord(shown)] = tone
                cases[ord(shown)] = "0" if shown == lower else "1"
    return letters, tones, cases


_LETTER, _TONE, _CASE = _tables()


def _level(text: str, table: dict[int, str], otherwise: str) -> str:
    return "".join(table.get(ord(c), otherwise) for c in text)


def text_key(text: str) -> str:
    """A key whose byte order is Vietnamese order: all letters, then all tones, then all cases."""
    text = _one_spaced(text)
    return "\x02".join((text.translate(_LETTER), _level(text, _TONE, "0"), _level(text, _CASE, "0")))


def name_key(name: str) -> str:
    """A key that orders persons by given name (the last word), then middle, then family name."""
    words = _one_spaced(name).split(" ")
    family, middle, given = words[0], words[1:-1], words[-1]
    parts = (given, " ".join(middle), family if len(words) > 1 else "")
    return "\x01".join(text_key(part) for part in parts)


def search_key(text: str) -> str:
    """The text as it is searched: without marks, đ as d, lower case, single spaces (hoà, hòa and Hoa are one)."""
    decomposed = unicodedata.normalize("NFD", _one_spaced(text).replace("Đ", "D").replace("đ", "d"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def _one_spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _padded(day: int, month: int) -> str:
    """Days below 10 and the months 1 and 2 get a zero: 02/3/2022, 15/10/2022, 01/01/2023."""
    return f"{day:02}/{month:02}" if month < 3 else f"{day:02}/{month}"


def vn_date(value: str | date | None) -> str:
    """A date at its own precision: 02/3/2022, 3/2022, Quý II/2022 or 2022.

    Takes a ``date`` or a canonical string whose length is its precision; a dash for nothing.
    """
    if not value:
        return DASH
    text = value.isoformat()[:10] if isinstance(value, date) else value
    if m := _DAY.fullmatch(text):
        return f"{_padded(int(m[3]), int(m[2]))}/{m[1]}"
    if m := _QUARTER.fullmatch(text):
        return f"Quý {QUARTERS[m[2]]}/{m[1]}"
    if m := _MONTH.fullmatch(text):
        month = int(m[2])
        return f"{month:02}/{m[1]}" if month < 3 else f"{month}/{m[1]}"
    return text


def vn_weekday(value: date) -> str:
    """The weekday and the date: Thứ Hai, 07/11/2022."""
    return f"{WEEKDAYS[value.weekday()]}, {vn_date(value)}"


def vn_moment(value: datetime | None) -> str:
    """A moment on the office's clock: 16:02, 06/11/2022."""
    if value is None:
        return DASH
    local = value.astimezone(TIME_ZONE)
    return f"{local:%H:%M}, {vn_date(local.date())}"


def local_today(now: datetime) -> date:
    """The day it is in Viet Nam at this moment."""
    return now.astimezone(TIME_ZONE).date()


def number(value: int | float | None) -> str:
    """A number with dots for thousands and a comma for decimals: 1.058; 12,5."""
    if value is None:
        return DASH
    if isinstance(value, float) and not value.is_integer():
        return f"{value:,.2f}".rstrip("0").translate(str.maketrans(",.", ".,"))
    return f"{int(value):,}".replace(",", ".")


def money(value: int | None) -> str:
    """Whole đồng: 1.000.000 đ."""
    return DASH if value is None else f"{number(value)} đ"


def percent(part: int, whole: int) -> str:
    """How much of the whole, rounded down so that 100 % is said only of all."""
    return f"{part * 100 // whole}%" if whole else DASH


FILTERS = (vn_date, vn_weekday, vn_moment, number, money)


def init_app(app: Flask) -> None:
    """Offer the formats to templates under their own names."""
    app.jinja_env.filters.update({f.__name__: f for f in FILTERS})
    app.jinja_env.globals["percent"] = percent
