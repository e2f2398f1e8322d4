"""Between a record and a service's dataclass whose fields have the names of the record's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

D = TypeVar("D")


def read(kind: type[D], record: object, **known: Any) -> D:
    """What a record says, as such a dataclass; ``known`` are the fields that the record keeps in another way."""
    return kind(**{name: getattr(record, name) for name in _names(kind) if name not in known}, **known)


def again(kind: type[D], whole: Mapping[str, Any], **known: Any) -> D:
    """What a deleted record said, as its history keeps it (see ``intranet.audit.kept``)."""
    return kind(**{name: whole[name] for name in _names(kind) if name not in known}, **known)


def fill(record: object, data: object, *without: str, **known: Any) -> None:
    """Write the data into a record, the fields ``without`` left out, the ``known`` ones as the record keeps them.

    Only what differs is written, so that the change log tells no empty story.
    """
    for name in _names(type(data)):
        value = known[name] if name in known else getattr(data, name)
        if name not in without and getattr(record, name) != value:
            setattr(record, name, value)


def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
