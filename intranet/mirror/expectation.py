"""Whether the database after a run is what the engine saw plus what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from intranet.mirror import baseline
from intranet.mirror.baseline import Records
from sync.columns import Value
from sync.commit import Changes


def went_otherwise(seen: Mapping[str, Records], changes: Sequence[Changes], after: Mapping[str, Records]) -> bool:
    """Whether any table's records are now something else than what was seen of them plus what was changed.

    An edit by the office meanwhile, or one tab's change showing in another (a pledge's items are the follow-up's rows):
    the next run must look again.
    """
    by_key = {change.key: change for change in changes}
    return any(not _equal(_expected(seen[key], by_key.get(key)), now) for key, now in after.items() if key in seen)


def _expected(seen: Records, change: Changes | None) -> dict[str, dict[str, Value]]:
    """The records as the run should leave them."""
    expected = {row_id: dict(record) for row_id, record in seen.items()}
    if change is not None:
        for create in change.creates:
            expected[create.row_id] = dict(create.values)
        for update in change.updates:
            expected.setdefault(update.row_id, {}).update(update.values)
        for delete in change.deletes:
            expected.pop(delete.row_id, None)
    return expected


def _equal(expected: Records, now: Records) -> bool:
    return expected.keys() == now.keys() and all(
        baseline.same(record.get(name), value)
        for row_id, record in expected.items()
        for name, value in now[row_id].items()
    )
