"""What a value looks like in the grid: number formats, locale separators, dates from serials."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from .cells import ErrorValue, Json, Value, tidy_number

EPOCH = datetime(1899, 12, 30)
DATE_TYPES = {"DATE", "TIME", "DATE_TIME"}
_DATE_PART = re.compile(r'(y+|m+|d+|h+|s+|am/pm|"[^"]*"|\\.|.)', re.IGNORECASE)


def separators(locale: str) -> tuple[str, str]:
    """(decimal, thousands) of a spreadsheet locale."""
    return (".", ",") if locale.startswith("en") else (",", ".")


def default_pattern(kind: str, locale: str) -> str:
    """The pattern Google applies when a format has a type and no pattern."""
    date = "m/d/yyyy" if locale.startswith("en_US") else "dd/mm/yyyy"
    patterns = {
        "DATE": date,
        "TIME": "h:mm:ss am/pm" if locale.startswith("en_US") else "hh:mm:ss",
        "DATE_TIME": f"{date} h:mm:ss" if locale.startswith("en_US") else f"{date} hh:mm:ss",
        "PERCENT": "0.00%",
        "NUMBER": "#,##0.00",
        "CURRENCY": '"$"#,##0.00' if locale.startswith("en") else '#,##0.00 "₫"',
        "SCIENTIFIC": "0.00E+00",
    }
    return patterns.get(kind, "")


def to_datetime(serial: float) -> datetime:
    """The moment a serial number names."""
    return EPOCH + timedelta(seconds=round(float(serial) * 86_400))


def from_datetime(moment: datetime) -> float:
    """The serial number of a moment."""
    return tidy_number((moment - EPOCH) / timedelta(days=1))


def formatted(value: Value, number_format: Json | None, locale: str) -> str:
    """The text the grid shows for a value under a user-entered number format."""
    if value is None:
        return ""
    if isinstance(value, ErrorValue):
        return value.text
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    kind = (number_format or {}).get("type", "")
    pattern = (number_format or {}).get("pattern") or default_pattern(kind, locale)
    if kind in DATE_TYPES:
        return _date_text(value, pattern)
    if kind == "TEXT" or not pattern or pattern.lower() == "general":
        return general(value, locale)
    return _number_text(value, pattern, locale)


def general(value: float, locale: str) -> str:
    """A number without a format: up to 15 significant digits, exponent beyond."""
    value = tidy_number(value)
    if isinstance(value, int):
        return str(value)
    text = f"{value:.15g}" if abs(value) < 1e15 else f"{value:.5e}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        tiny = -16 < int(exponent) < 0
        short = f"{mantissa.rstrip('0').rstrip('.')}E{int(exponent):+03d}"
        text = format(Decimal(repr(value)), "f") if tiny else short
    decimal, _ = separators(locale)
    return text.replace(".", decimal)


def _date_text(serial: float, pattern: str) -> str:
    moment = to_datetime(serial)
    parts = _DATE_PART.findall(pattern)
    lower = [part.lower() for part in parts]
    twelve_hours = "am/pm" in lower
    out = []
    for at, part in enumerate(lower):
        if part.startswith(('"', "\\")):
            out.append(parts[at].strip('"').lstrip("\\"))
        elif part[0] == "m" and _is_minute(lower, at):
            out.append(f"{moment.minute:0{min(len(part), 2)}d}")
        else:
            out.append(_date_part(moment, part, twelve_hours) or parts[at])
    return "".join(out)


def _is_minute(parts: list[str], at: int) -> bool:
    """`m` beside hours or seconds is a minute."""
    before = [part for part in parts[:at] if part[0] in "ymdhs"]
    after = [part for part in parts[at + 1 :] if part[0] in "ymdhs"]
    return bool(before and before[-1][0] == "h") or bool(after and after[0][0] == "s")


def _date_part(moment: datetime, part: str, twelve_hours: bool) -> str | None:
    width = len(part)
    hour = (moment.hour - 1) % 12 + 1 if twelve_hours else moment.hour
    if part == "am/pm":
        return moment.strftime("%p")
    if part[0] == "y":
        return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"
    if part[0] == "d" and width > 2:
        return moment.strftime("%a" if width == 3 else "%A")
    if part[0] == "m" and width > 2:
        return moment.strftime("%b" if width == 3 else "%B")
    numbers = {"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}
    if part[0] in numbers:
        return f"{numbers[part[0]]:0{min(width, 2)}d}"
    return None


def _number_text(value: float, pattern: str, locale: str) -> str:
    sections = pattern.split(";")
    if value < 0 and len(sections) > 1:
        value, pattern, sign = -value, sections[1], ""
    else:
        pattern, sign = sections[0], "-" if value < 0 else ""
    match = re.search(r"[#0?,.]*[#0?][#0?,.]*", _without_literals(pattern))
    if match is None:
        return sign + _literal(pattern)
    prefix, suffix = pattern[: match.start()], pattern[match.end() :]
    if "E+" in suffix.upper():
        return _scientific(value, locale)
    amount = abs(Decimal(repr(float(value)))) * (100 if "%" in _without_literals(pattern) else 1)
    return sign + _literal(prefix) + _digits(amount, match[0], locale) + _literal(suffix)


def _without_literals(pattern: str) -> str:
    return re.sub(r'"[^"]*"|\[[^]]*\]|\\.', lambda match: "\0" * len(match[0]), pattern)


def _literal(text: str) -> str:
    text = re.sub(r"\[\$([^-\]]*)[^\]]*\]", r"\1", text)
    return re.sub(r"\[[^]]*\]|_.|\*.", "", text).replace('"', "").replace("\\", "")


def _digits(amount: Decimal, mask: str, locale: str) -> str:
    whole_mask, _, fraction_mask = mask.partition(".")
    least, most = fraction_mask.count("0"), len(fraction_mask)
    quantized = amount.quantize(Decimal(1).scaleb(-most), rounding=ROUND_HALF_UP)
    whole, _, fraction = format(quantized, "f").partition(".")
    while len(fraction) > least and fraction.endswith("0"):
        fraction = fraction[:-1]
    whole = whole.lstrip("0").rjust(whole_mask.replace(",", "").count("0"), "0")
    decimal, thousands = separators(locale)
    if "," in whole_mask:
        whole = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", thousands, whole)
    return whole + (decimal + fraction if fraction else "")


def _scientific(value: float, locale: str) -> str:
    mantissa, exponent = f"{abs(value):.2e}".split("e")
    sign = "-" if value < 0 else ""
    return f"{sign}{mantissa.replace('.', separators(locale)[0])}E{int(exponent):+03d}"
