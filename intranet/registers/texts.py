"""Texts of a shape of their own: a document's number, an address on the web."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement

from intranet.registers.kinds import Text
from sync.codecs import DocumentNumberCodec
from sync.columns import Codec, Value


class Number(Text):
    """The number and sign of a document: 15-QĐ/ĐU."""

    def codec(self) -> Codec:
        """A number; a date beside it is asked about."""
        return DocumentNumberCodec()


def number_key(number: str | None) -> str:
    """A document's number as it is compared: 15-QĐ/ĐU and 15 - qđ/đu are one."""
    return "".join((number or "").split()).casefold()


def starts_alike(column: Any, number: str) -> ColumnElement[bool]:
    """The condition that a stored number begins with the same figures: those whose keys are worth comparing."""
    figures = re.match(r"\d*", number)
    condition: ColumnElement[bool] = column.startswith(figures[0] if figures else "", autoescape=True)
    return condition


@dataclass(frozen=True)
class Link(Text):
    """An address on the web. Only http and https become links on a page (see ``href``)."""

    limit: int = 500
    control = "address"

    @staticmethod
    def href(value: Value) -> str:
        """Where a click leads; empty where the text is no address that may be followed."""
        text = str(value or "").strip()
        if _WEB.match(text):
            return text
        return f"https://{text}" if _BARE.fullmatch(text) else ""


_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
#: An address written without its scheme, as people do: khoi.example.vn/tin/1007.
_BARE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
