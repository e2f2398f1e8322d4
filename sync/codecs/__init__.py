"""Codecs, one a column type: between the cells of a field and its canonical value. decode(encode(v)) = v (law 16)."""

from sync.codecs.base import shown
from sync.codecs.calendar import DateCodec, HeldDateCodec, MonthCodec, TimeCodec
from sync.codecs.choices import BoolCodec, ChoiceCodec, ChoicesCodec, MarkCodec, ProgressCodec, TickCodec
from sync.codecs.names import MemberNameCodec, OrganisationCodec, OrganisationNameCodec, PersonCodec
from sync.codecs.plain import DecimalCodec, DocumentNumberCodec, IntCodec, ItemsCodec, MoneyCodec, PhoneCodec, TextCodec
from sync.codecs.units import (
    BelowCodec,
    BranchNameCodec,
    NameCodec,
    PartyNameCodec,
    PersonOrNameCodec,
    PersonsCodec,
    UnitCodec,
)
from sync.codecs.words import Words

__all__ = [
    "BelowCodec",
    "BoolCodec",
    "BranchNameCodec",
    "ChoiceCodec",
    "ChoicesCodec",
    "DateCodec",
    "DecimalCodec",
    "DocumentNumberCodec",
    "HeldDateCodec",
    "IntCodec",
    "ItemsCodec",
    "MarkCodec",
    "MemberNameCodec",
    "MoneyCodec",
    "MonthCodec",
    "NameCodec",
    "OrganisationCodec",
    "OrganisationNameCodec",
    "PartyNameCodec",
    "PersonCodec",
    "PersonOrNameCodec",
    "PersonsCodec",
    "PhoneCodec",
    "ProgressCodec",
    "TextCodec",
    "TickCodec",
    "TimeCodec",
    "UnitCodec",
    "Words",
    "shown",
]
