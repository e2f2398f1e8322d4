"""The change log read back as a record's history: who, when, from which side, what became of what, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from intranet.accounts.models import User
from intranet.audit.models import AuditEntry
from intranet.database import db
from intranet.formatting import vn_date

NOTHING = "để trống"
SIDES = {
    "web": "trên phần mềm",
    "sheet": "từ bảng tính",
    "cli": "bằng dòng lệnh",
    "demo": "dữ liệu mẫu",
    "undo": "khi hoàn tác",
    "system": "phần mềm tự làm",
}
ACTIONS = {"create": "Thêm mới", "update": "Sửa", "delete": "Xóa", "restore": "Khôi phục"}
#: Changes by one author so close together were one action.
TOGETHER = timedelta(seconds=2)
_MONTH = re.compile(r"m(\d{1,2})")

#: The names behind database ids, for a whole page of history at once.
Names = Callable[[Collection[int]], dict[int, str]]


@dataclass(frozen=True, slots=True)
class Word:
    """How a field of the change log is said: its label, and its values by ``choices``, as a date, or by ``names``."""

    label: str
    choices: Mapping[str, str] = field(default_factory=dict)
    date: bool = False
    many: bool = False
    names: Names | None = None
    flag: tuple[str, str] | None = None


Vocabulary = Mapping[str, Word]


@dataclass(frozen=True, slots=True)
class Change:
    """One value: what it was and what it became, as a person reads them."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """What one author did at one moment."""

    at: datetime
    who: str
    side: str
    action: str
    run_id: int | None
    changes: Sequence[Change]


def entries(table: str, uid: str) -> Select[AuditEntry]:
    """A record's log, the latest first."""
    mine = select(AuditEntry).where(AuditEntry.table_name == table, AuditEntry.record_uid == uid)
    return mine.order_by(AuditEntry.id.desc())


def deletion(table: str, uid: str) -> dict[str, Any] | None:
    """What a deleted record said, if its deletion is the last thing that happened to it."""
    last = db.session.scalar(entries(table, uid).where(AuditEntry.field == "").limit(1))
    return dict(last.before) if last is not None and last.action == "delete" else None


def history(table: str, uid: str, vocabulary: Vocabulary, limit: int = 200) -> list[Event]:
    """The record's history, the latest first; fields without a word are left out. As many queries as kinds of names."""
    log = db.session.scalars(entries(table, uid).limit(limit)).all()
    names = _names_needed(log, vocabulary)
    authors = _authors(log)
    groups = _grouped(log)
    events = [
        _event(group, _kind(group, groups[i + 1 :]), vocabulary, names, authors) for i, group in enumerate(groups)
    ]
    return [event for event in events if event is not None]


def differences(before: Mapping[str, Any], after: Mapping[str, Any], vocabulary: Vocabulary) -> list[Change]:
    """Where two versions of a record differ, in words: for a form that somebody else was faster with."""
    changes = []
    for name, word in vocabulary.items():
        old, new = (_plain(values.get(name)) for values in (before, after))
        if old != new and name in before:
            ids = {value for value in (old, new) if isinstance(value, int)}
            names = word.names(ids) if word.names else None
            changes.append(Change(word.label, _said(old, word, names), _said(new, word, names)))
    return changes


def _plain(value: Any) -> Any:
    return ",".join(value) if isinstance(value, list | tuple) else value


def _event(
    group: Sequence[AuditEntry],
    kind: str,
    vocabulary: Vocabulary,
    names: Mapping[str, Mapping[int, str]],
    authors: Mapping[int, str],
) -> Event | None:
    last = group[0]
    changes = [
        Change(word.label, _said(e.before, word, names.get(e.field)), _said(e.after, word, names.get(e.field)))
        for e in reversed(group)
        if e.field and (word := _word(e.field, vocabulary))
    ]
    if kind == "update" and not changes:
        return None
    who = authors.get(last.user_id or 0) or last.label
    return Event(last.at, who, SIDES.get(last.source, last.source), ACTIONS[kind], last.run_id, changes)


def _kind(group: Sequence[AuditEntry], earlier: Sequence[Sequence[AuditEntry]]) -> str:
    """What happened to the record itself: a part made or deleted is a change of it; made after a deletion, it is back."""
    whole = next((entry.action for entry in group if not entry.field), "update")
    before = next((entry.action for older in earlier for entry in older if not entry.field), "")
    return "restore" if (whole, before) == ("create", "delete") else whole


def _grouped(log: Iterable[AuditEntry]) -> list[list[AuditEntry]]:
    groups: list[list[AuditEntry]] = []
    for entry in log:
        if groups and _one_action(groups[-1][-1], entry):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return groups


def _one_action(later: AuditEntry, earlier: AuditEntry) -> bool:
    same = (later.source, later.user_id, later.run_id) == (earlier.source, earlier.user_id, earlier.run_id)
    both_parts = bool(later.field) == bool(earlier.field)
    return same and both_parts and later.at - earlier.at < TOGETHER and later.field != earlier.field


def _word(name: str, vocabulary: Vocabulary) -> Word | None:
    if name in vocabulary:
        return vocabulary[name]
    month = _MONTH.fullmatch(name)
    return Word(f"Tháng {month[1]}", vocabulary["month"].choices) if month and "month" in vocabulary else None


def _said(value: Any, word: Word, names: Mapping[int, str] | None) -> str:
    if value is None or value == "":
        return NOTHING
    if word.flag:
        return word.flag[0] if value else word.flag[1]
    if word.names:
        return (names or {}).get(value, "mục đã xóa")
    if word.many:
        return ", ".join(word.choices.get(part, part) for part in str(value).split(","))
    return vn_date(str(value)) if word.date else word.choices.get(str(value), str(value))


def _names_needed(log: Iterable[AuditEntry], vocabulary: Vocabulary) -> dict[str, dict[int, str]]:
    wanted: dict[str, set[int]] = {}
    for entry in log:
        word = vocabulary.get(entry.field)
        if word and word.names:
            wanted.setdefault(entry.field, set()).update(v for v in (entry.before, entry.after) if isinstance(v, int))
    return {name: loader(ids) for name, ids in wanted.items() if ids and (loader := vocabulary[name].names)}


def _authors(log: Iterable[AuditEntry]) -> dict[int, str]:
    ids = {entry.user_id for entry in log if entry.user_id}
    if not ids:
        return {}
    query = select(User.id, User.full_name).where(User.id.in_(ids))
    return {row.id: row.full_name for row in db.session.execute(query)}


@dataclass(frozen=True, slots=True)
class Register:
    """A register whose history people may read: its mapped class, its words, and how a record is called and reached.

    ``address`` are further parts of the page's address, beside the record's uid.
    """

    model: type[Any]
    vocabulary: Vocabulary
    title: Callable[[Any], str]
    endpoint: str
    #: Where a record holds sensitive fields: the words this person may read of it (aborts where none).
    readable: Callable[[Any], Vocabulary] | None = None
    address: Mapping[str, str] = field(default_factory=dict)


#: By the register's identifier in the plural; each capability's routes module adds its own.
REGISTERS: dict[str, Register] = {}
