"""How wide the columns of a clean tab are made, by what will stand in them, so that a page can be read before anybody drags a column."""

from __future__ import annotations

from sync import codecs
from sync.columns import Field

_LONGEST = 40
#: In characters; the first kind that fits holds.
_WIDTHS: tuple[tuple[type, int], ...] = (
    (codecs.DocumentNumberCodec, 15),
    (codecs.PhoneCodec, 13),
    (codecs.TextCodec, 36),
    (codecs.ItemsCodec, _LONGEST),
    (codecs.MonthCodec, 10),
    (codecs.DateCodec, 13),
    (codecs.MoneyCodec, 14),
    (codecs.PersonsCodec, 34),
    (codecs.PersonCodec, 24),
    (codecs.MemberNameCodec, 24),
    (codecs.NameCodec, 24),
    (codecs.OrganisationCodec, 30),
    (codecs.OrganisationNameCodec, 30),
    (codecs.UnitCodec, 30),
    (codecs.ChoicesCodec, 18),
    (codecs.TickCodec, 6),
    (codecs.MarkCodec, 6),
    (codecs.ProgressCodec, 8),
    (codecs.BoolCodec, 12),
    (codecs.ChoiceCodec, 18),
)


def width_of(field: Field, header: str) -> int:
    """Characters for the column of a field under this header: wide enough for both, the header on one line."""
    usual = next((width for kind, width in _WIDTHS if isinstance(field.codec, kind)), 9)
    return min(_LONGEST, max(usual, len(header) + 4))
