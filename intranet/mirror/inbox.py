"""The inbox of one workbook: what a run found out is merged into it, and what a person decided is read from it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from intranet.database import db, utcnow
from intranet.mirror.models import InboxItem
from sync.commit import Issue
from sync.facts import Decision

OPEN_STATES = ("open", "decided")
KEY_LENGTH = 200


def open_items(binding_ids: Iterable[int]) -> list[InboxItem]:
    """Everything of these tables that is not closed, the oldest first."""
    wanted = select(InboxItem).where(InboxItem.binding_id.in_(list(binding_ids)), InboxItem.state.in_(OPEN_STATES))
    return list(db.session.scalars(wanted.order_by(InboxItem.id)))


def decisions(binding_id: int) -> dict[tuple[str, str], Decision]:
    """What people have decided about a table's values and no run has carried out yet, by row id and field."""
    return {
        (item.row_id, item.field): Decision(
            item=item.uid,
            take=item.decision,  # type: ignore[arg-type]
            seen_db=item.db_value,
            seen_text=item.sheet_text,
            value=item.decided_value,
        )
        for item in open_items([binding_id])
        if item.state == "decided" and item.decision
    }


def notes(binding_id: int) -> dict[str, list[str]]:
    """The messages of notes nobody has dismissed, by row id."""
    found: dict[str, list[str]] = defaultdict(list)
    for item in open_items([binding_id]):
        if item.kind == "note" and item.row_id:
            found[item.row_id].append(item.message)
    return dict(found)


def merge(
    workbook_id: int, run_id: int, judged: Iterable[int], issues: Sequence[Issue], settled: Iterable[str]
) -> None:
    """Bring the inbox up to date with one run.

    A thing known already is refreshed, not reported again (law 18); what no longer stands is closed, except notes, which a
    person dismisses. A decision about values that have changed since is void: the item is open again.
    """
    judged, done = set(judged), set(settled)
    known = {(item.binding_id, item.key): item for item in open_items(judged | {int(i.key) for i in issues})}
    seen: set[tuple[int | None, str]] = set()
    for issue in issues:
        address: tuple[int | None, str] = (int(issue.key), _key(issue.identity))
        if address in seen:
            continue
        seen.add(address)
        item = known.get(address)
        if item is None or item.uid in done:
            db.session.add(_new(workbook_id, run_id, issue))
        else:
            _refresh(item, issue)
    for place, item in known.items():
        over = item.binding_id in judged and place not in seen and item.kind != "note"
        if over or item.uid in done:
            close(item)
    db.session.flush()


def close(item: InboxItem) -> None:
    """Put an item away."""
    item.state, item.closed_at = "closed", utcnow()


def _key(identity: str) -> str:
    """The identity, shortened where a column could not hold it."""
    return identity if len(identity) <= KEY_LENGTH else hashlib.sha256(identity.encode()).hexdigest()


def _new(workbook_id: int, run_id: int, issue: Issue) -> InboxItem:
    item = InboxItem(
        workbook_id=workbook_id, binding_id=int(issue.key), run_id=run_id, key=_key(issue.identity), kind=issue.kind,
        row_id=issue.row_id, field=issue.field, state="open",
    )  # fmt: skip
    _show(item, issue)
    return item


def _refresh(item: InboxItem, issue: Issue) -> None:
    moved = item.db_value != issue.db_value or item.sheet_text != issue.text
    if moved and item.state == "decided":
        item.state, item.decision, item.decided_value = "open", None, None
    _show(item, issue)


def _show(item: InboxItem, issue: Issue) -> None:
    """What stands on both sides now, and where."""
    item.tab, item.cell, item.reason, item.message = issue.tab, issue.cell, issue.reason, issue.message
    item.base_value, item.db_value, item.sheet_value = issue.base_value, issue.db_value, issue.sheet_value
    item.sheet_text, item.candidates = issue.text, list(issue.candidates)
