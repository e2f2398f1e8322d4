"""Number formats: which of them show a date or a time of day (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

from __future__ import annotations

import re
from typing import Literal

Shown = Literal["number", "date", "time"]

_DATE_IDS = frozenset({14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)})
_TIME_IDS = frozenset({18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47})
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[\$[^\]]*\]|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE | re.DOTALL)


def shown_as(format_id: int, code: str | None) -> Shown:
    """How a number of this format reads; ``code`` is the custom code of the id, if the workbook gives one.

    A format with both a date and a time shows a date.
    """
    if code is None:
        return "date" if format_id in _DATE_IDS else "time" if format_id in _TIME_IDS else "number"
    bare = _LITERALS.sub("", code).split(";")[0].lower().replace("general", "").replace("standard", "")
    if "y" in bare or "d" in bare:
        return "date"
    if "h" in bare or "s" in bare:
        return "time"
    if "m" in bare and not re.search(r"[0#?]", bare):
        return "date"
    return "number"
