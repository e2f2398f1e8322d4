"""Codecs, one a column type: between the cells of a field and its canonical value. decode(encode(v)) = v (law 16)."""

from sync.codecs.base import shown
from sync.codecs.calendar import DateCodec, TimeCodec
from sync.codecs.choices import BoolCodec, ChoiceCodec, ChoicesCodec, MarkCodec, ProgressCodec, TickCodec
from sync.codecs.names import MemberNameCodec, OrganisationCodec, OrganisationNameCodec, PersonCodec
from sync.codecs.plain import IntCodec, ItemsCodec, MoneyCodec, PhoneCodec, TextCodec
from sync.codecs.words import Words

__all__ = [
    "BoolCodec",
    "ChoiceCodec",
    "ChoicesCodec",
    "DateCodec",
    "IntCodec",
    "ItemsCodec",
    "MarkCodec",
    "MemberNameCodec",
    "MoneyCodec",
    "OrganisationCodec",
    "OrganisationNameCodec",
    "PersonCodec",
    "PhoneCodec",
    "ProgressCodec",
    "TextCodec",
    "TickCodec",
    "TimeCodec",
    "Words",
    "shown",
]
