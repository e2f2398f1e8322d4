"""A dry-run: everything a run would do, with no effect on either side."""

from __future__ import annotations

from typing import Any

from intranet.mirror import reports
from intranet.mirror.ledger import WorkbookLedger
from intranet.mirror.models import Workbook
from intranet.mirror.stores import Opener
from intranet.mirror.understanding import engine_for


class RehearsingLedger(WorkbookLedger):
    """The database side of a dry-run: it has no run to report to and holds no lease."""

    def progress(self, done: int, total: int, words: str) -> None:
        """Nobody waits with a progress bar."""


def dry_run(workbook: Workbook) -> dict[str, Any]:
    """What a run over the workbook would do now, as a run's report. Raises StoreError."""
    ledger = RehearsingLedger(workbook, None, "")
    store = Opener().with_the_database_free(workbook)
    return reports.content_of(engine_for(store, ledger).plan(), store.calls)
