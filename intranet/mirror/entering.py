"""Values as people write them outside a sheet (a command line, the inbox), read with the sheet's own codecs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from intranet.database import db
from intranet.meetings.models import MARKS, MEETING_KINDS, RATINGS
from intranet.members.models import GENDERS, MEMBER_ROLES, STANDINGS
from intranet.mirror.models import InboxItem, TableBinding, Workbook
from intranet.mirror.names import names_in
from intranet.mirror.registers import Scope
from intranet.mirror.tables import TABLES
from intranet.organisations.models import KINDS, Organisation
from intranet.pledges.models import APPROVALS, GRADES, PROGRESS
from intranet.refusal import Refusal
from sync import cells, ids
from sync.codecs import ChoiceCodec
from sync.columns import Context, Directory, Field, Refused, Table, Value
from sync.directory import BookDirectory
from sync.values import compare_key

#: The words of a choice by (table, field): its keys and labels are understood as well as whatever a sheet may say.
CHOICES: dict[tuple[str, str], Mapping[str, str]] = {
    ("organisations", "kind"): KINDS,
    ("members", "gender"): GENDERS,
    ("members", "roles"): MEMBER_ROLES,
    ("members", "standing"): STANDINGS,
    ("meetings", "kinds"): MEETING_KINDS,
    ("meetings", "rating"): RATINGS,
    ("pledges", "approval"): APPROVALS,
    ("monthly_checks", "midyear"): GRADES,
    ("monthly_checks", "annual"): GRADES,
    **{("attendance", f"m{month}"): MARKS for month in range(1, 13)},
    **{("monthly_checks", f"m{month}"): PROGRESS for month in range(1, 13)},
}
LISTS = {"roles", "kinds", "items"}


def entered(table: Table, name: str, text: str, directory: Directory, year: int, branch: str | None = None) -> Value:
    """The canonical value of a text; an id or a choice's key may stand for itself. Raises Refusal rather than guess."""
    field = _field(table, name)
    text = text.strip()
    if not text:
        return None
    if ids.is_ours(text):
        return text
    if text.startswith("["):
        return json.loads(text)
    chosen = _chosen(table.name, name, text)
    if chosen is not None:
        return chosen
    value = _decoded(field, text, Context(year, directory, branch, indices=tuple(h.index for h in field.headings)))
    if isinstance(value, Refused):
        raise Refusal(f"{field.label}: {value.message}", name)
    return value


def _field(table: Table, name: str) -> Field:
    try:
        return table.field(name)
    except KeyError:
        known = ", ".join(f.name for f in table.fields)
        raise Refusal(f"{table.label} không có mục “{name}”. Các mục: {known}.", name) from None


def _chosen(table: str, name: str, text: str) -> Value:
    """The keys of the choices named, if every one is a key or a label."""
    words = CHOICES.get((table, name))
    if words is None:
        codec = TABLES[table].field(name).codec
        return text if isinstance(codec, ChoiceCodec) and text in codec.words.values else None
    known = {compare_key(label): key for key, label in words.items()} | {key: key for key in words}
    parts = [compare_key(part) for part in text.split(",")] if name in LISTS else [compare_key(text)]
    keys = [known.get(part) for part in parts]
    if None in keys:
        return None
    return keys if name in LISTS else keys[0]


def _decoded(field: Field, text: str, context: Context) -> Value | Refused:
    """What the field's codec makes of the text, written over its columns as a person would."""
    parts: Sequence[str] = text.split(";") if name_is_list(field) and len(field.headings) > 1 else [text]
    written = [cells.text(part.strip()) for part in parts[: len(field.headings)]]
    written += [cells.EMPTY] * (len(field.headings) - len(written))
    return field.codec.decode(written, context)


def name_is_list(field: Field) -> bool:
    """Whether the field holds several values."""
    return field.name in LISTS


def for_item(item: InboxItem, text: str) -> Value:
    """The canonical value of what a person writes into an inbox item. Raises Refusal."""
    if item.binding_id is None:
        raise Refusal("Mục này không phải của một ô.")
    binding = db.session.get_one(TableBinding, item.binding_id)
    workbook = db.session.get_one(Workbook, item.workbook_id)
    scope = Scope(db.session.get_one(Organisation, workbook.organisation_id), workbook.year, workbook.first_year)
    return entered(TABLES[binding.table_name], item.field, text, BookDirectory(names_in(scope)), workbook.year)
