"""The demo's year of the whole practice, and the second workbook that the office has the product make for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from intranet.database import db
from intranet.demo import campaigns, contests, funds, grading, registers, reviews
from intranet.mirror import binding, runs, tables
from intranet.mirror import service as mirror
from intranet.mirror.stores import Opener
from intranet.organisations.models import Organisation

PRACTICE_BOOK = "so-phong-trao-mau-hoa.xlsx"
#: Each makes its part through its own services.
PARTS = (
    campaigns.make_waves_and_rota, reviews.make_reviews, grading.make_grades, registers.fill, funds.fill, contests.fill,
)  # fmt: skip
#: What the second workbook shows, in the order of its tabs.
TABLES = (
    "assignments", "work_tasks", "practice_models", "good_deeds", "exemplar_stories", "commendations", "fund_entries",
    "contests", "obstacles", "directives",
)  # fmt: skip


def keep(committee: Organisation, folder: Path, today: date) -> None:
    """Make the year below the committee, then the workbook of it in ``folder``. Commits part by part."""
    for part in PARTS:
        part(committee, today)
        db.session.commit()
    _make_book(committee, folder / PRACTICE_BOOK, today.year)


def _make_book(committee: Organisation, path: Path, year: int) -> None:
    """A clean workbook, a tab a register; staff may go on in it as in their own."""
    data = mirror.WorkbookData(committee.id, f"Sổ phong trào xã Mẫu Hòa {year}", "xlsx", str(path), year)
    store = Opener().place("xlsx", str(path))
    titles = [(name, tables.TABLES[name].tabs[0]) for name in TABLES]
    if not path.exists():
        store.create_tabs([binding.clean_tab(name, title, committee.name, year) for name, title in titles])
    workbook = mirror.ensure_workbook(data)
    for found in binding.propose(store.read(), titles).found:
        mapping = found.layout.mapping.to_json()
        mirror.bind_table(
            workbook, mirror.BindingData(found.table.name, found.tab.key, found.tab.title, mapping, found.options)
        )
    db.session.commit()
    runs.run_now(workbook, "manual", force=True)
