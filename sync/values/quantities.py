"""Numbers as people write them: counts, money in whole đồng, telephone numbers, progress in percent."""

from __future__ import annotations

import re
from decimal import Decimal

from sync.values.problem import Problem
from sync.values.text import single_line

_COUNT_WORDS = r"(?: ?(?:đ/c|đồng chí|đảng viên|đv|người|bài|buổi|lượt|điểm|đ))?"
_INT = re.compile(rf"(\d{{1,9}}|\d{{1,3}}(?:\.\d{{3}})+){_COUNT_WORDS}")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_DONG = r"\s*(?:đ|đồng|vnđ|vnd|₫)?\.?"
_WHOLE = re.compile(rf"(\d+|\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}(?:,\d{{3}})+){_DONG}")
_THOUSANDS = re.compile(rf"(\d+(?:[.,]\d{{1,3}})?)\s*(?:k|nghìn|ngàn|n){_DONG}")
_MILLIONS = re.compile(rf"(\d+(?:[.,]\d{{1,3}})?)\s*(?:tr|triệu|củ){_DONG}")
_MILLION_AND = re.compile(rf"(\d+)\s*(?:tr|triệu)\s*(\d{{1,3}}){_DONG}")
_BILLIONS = re.compile(rf"(\d+(?:[.,]\d{{1,3}})?)\s*(?:tỷ|tỉ){_DONG}")
_MISGROUPED = re.compile(rf"\d{{1,3}}(?:[.,]\d{{1,3}})+{_DONG}")
#: Nobody writes a longer amount, and Python reads no number of thousands of digits.
_LONGEST = 100
_ABOUT = re.compile(r"(?:khoảng|chừng|tầm|độ|gần|hơn|trên) (.+)")


def parse_int(text: str) -> int | Problem:
    """A count, perhaps with its word: 36, 1.058, 36 đ/c."""
    line = single_line(text).lower()
    if m := _INT.fullmatch(line):
        return int(m[1].replace(".", ""))
    if m := re.fullmatch(r"(\d{1,9}) ?\?+", line):
        return Problem("unsure", (int(m[1]),))
    if re.fullmatch(r"\d{1,9} ?(?:-|–|/|hoặc|đến) ?\d{1,9}", line):
        return Problem("two_values")
    return Problem("unknown_value")


def parse_decimal(text: str) -> float | Problem:
    """A mark with decimals after a comma or a dot: 9,61 or 9.61."""
    line = single_line(text).lower().removesuffix("điểm").removesuffix("đ").strip()
    if re.fullmatch(r"\d{1,6}(?:[.,]\d{1,3})?", line):
        return float(_decimal(line))
    bare = line.rstrip("?").strip()
    if bare != line and re.fullmatch(r"\d{1,6}(?:[.,]\d{1,3})?", bare):
        return Problem("unsure", (float(_decimal(bare)),))
    return Problem("unknown_value")


def decimal_text(value: float) -> str:
    """A decimal with a comma: 9,61; a whole one without."""
    return f"{value:g}".replace(".", ",")


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def parse_money(text: str) -> int | Problem:
    """Whole đồng: 500k, 1tr2, 1,5 triệu, 1.000.000đ, 1,000,000. A group of digits of the wrong length is a problem."""
    line = single_line(text).lower()
    if len(line) > _LONGEST:
        return Problem("not_money")
    amount = _amount(line)
    if amount is not None:
        return amount
    if m := _ABOUT.fullmatch(line):
        meant = _amount(m[1])
        return Problem("approximate", () if meant is None else (meant,))
    bare = re.sub(r"[?()]", " ", line)
    if "?" in line and (sure := _amount(" ".join(bare.split()))) is not None:
        return Problem("unsure", (sure,))
    if _MISGROUPED.fullmatch(line):
        digits = re.sub(r"\D", "", line)
        return Problem("mistyped", tuple(sorted({int(digits), int(digits) * 10})))
    return Problem("unknown_value" if not line.strip("?") else "not_money")


def _amount(line: str) -> int | None:
    if m := _WHOLE.fullmatch(line):
        return int(re.sub(r"\D", "", m[1]))
    if m := _MILLION_AND.fullmatch(line):
        return int(m[1]) * 1_000_000 + int(m[2].ljust(3, "0")) * 1_000
    for pattern, unit in ((_THOUSANDS, 1_000), (_MILLIONS, 1_000_000), (_BILLIONS, 1_000_000_000)):
        if (m := pattern.fullmatch(line)) and (exact := _decimal(m[1]) * unit) == int(exact):
            return int(exact)
    return None


def number_text(value: int) -> str:
    """A whole number with dots for thousands: 1.000.000."""
    return f"{value:,}".replace(",", ".")


def parse_phone(text: str) -> str | Problem:
    """Ten digits with a leading 0 (eleven for a land line), written with spaces or dots, without its 0, or with +84."""
    line = single_line(text)
    if len(re.findall(r"\d[\d .\-]{7,}\d", line)) > 1 and re.search(r"[/;,]| và ", line):
        return Problem("two_values")
    digits = re.sub(r"[\s.\-()]", "", line)
    if m := re.fullmatch(r"(?:\+84|0084|84(?=\d{9}$))(\d{9,10})", digits):
        digits = "0" + m[1]
    if re.fullmatch(r"[1-9]\d{8}", digits):
        digits = "0" + digits
    if re.fullmatch(r"0\d{9}|02\d{9}", digits):
        return digits
    return Problem("incomplete_number" if re.search(r"\d", line) else "unknown_value")


def parse_number_progress(number: float) -> int | Problem:
    """Progress in a number cell: 0,7 is 70 %, as is 70; above the whole is a problem. 1 is the whole."""
    percent = number * 100 if 0 <= number <= 1 else number
    rounded = round(percent)
    if not 0 <= percent <= 100:
        return Problem("out_of_range")
    return rounded if abs(percent - rounded) < 1e-6 else Problem("unknown_value")


def parse_progress(text: str) -> int | Problem | None:
    """Progress written with digits: 70%, 0,7, 70. None when it is no number at all."""
    line = single_line(text).replace(" ", "")
    if m := re.fullmatch(r"(\d{1,4}(?:[.,]\d+)?)%", line):
        percent = _decimal(m[1])
        if percent > 100:
            return Problem("out_of_range")
        return int(percent) if percent == int(percent) else Problem("unknown_value")
    if re.fullmatch(r"\d{1,4}(?:[.,]\d+)?", line):
        return parse_number_progress(float(_decimal(line)))
    return None
