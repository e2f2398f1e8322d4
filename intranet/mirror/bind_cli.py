"""``flask sync bind``: bind a file or a spreadsheet, after showing what each tab and column is taken for."""

from __future__ import annotations

from pathlib import Path

import click

from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.mirror import binding, finding, service
from intranet.mirror.binding import Proposal, Proposals
from intranet.mirror.cli import group, plainly
from intranet.mirror.stores import Opener, title_of
from intranet.mirror.tables import TABLES
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from sync.stores.protocol import Store, WorkbookMissing


@group.command("bind")
@click.option("--org", "code", required=True, help="Code or public id of the organisation.")
@click.option("--file", "path", type=click.Path(path_type=Path), help="An .xlsx file.")
@click.option("--spreadsheet", "spreadsheet", help="The id of a Google spreadsheet.")
@click.option("--table", "tables", multiple=True, metavar="TABLE=TAB", help="Which tab holds which register.")
@click.option("--column", "columns", multiple=True, metavar="TABLE.FIELD=COLUMN", help="Correct a column.")
@click.option("--create", is_flag=True, help="Make the workbook or the tabs that are not there.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--year", type=int, help="The book's year; else the one its titles name.")
@click.option("--since", "first_year", type=int, help="The first year of a book that covers a term.")
@plainly
def bind(
    code: str, path: Path | None, spreadsheet: str | None, tables: tuple[str, ...], columns: tuple[str, ...],
    create: bool, yes: bool, year: int | None, first_year: int | None,
) -> None:  # fmt: skip
    """Bind the tabs of a workbook to registers; the mapping is shown for correction and remembered."""
    organisation, named = finding.organisation(code), binding.parse_named(tables)
    kind, location = _place(path, spreadsheet)
    store = Opener().place(kind, location)
    name = title_of(kind, location)
    proposals = _proposals(store, name, named, organisation, year, create=create)
    when = year or proposals.year or local_today(utcnow()).year
    since = first_year or (proposals.first_year if when == proposals.year else None)
    proposals.found = binding.corrected(proposals.found, columns)
    if not yes:
        proposals.found = _looked_at(proposals)
    good = [p for p in proposals.found if not p.problem]
    if not good:
        raise Refusal("\n".join(binding.remaining_problems(proposals)) or f"“{location}” không có trang nào gắn được.")
    data = service.WorkbookData(organisation.id, name, kind, location, when, since)
    _remember(data, good)
    for problem in binding.remaining_problems(proposals):
        click.echo(problem, err=True)
    failed = any(p.problem and p.named for p in proposals.found) or bool(named and proposals.missing)
    click.get_current_context().exit(1 if failed else 0)


def _place(path: Path | None, spreadsheet: str | None) -> tuple[str, str]:
    if (path is None) == (spreadsheet is None):
        raise Refusal("Ghi --file TỆP hoặc --spreadsheet MÃ, một trong hai.")
    return ("xlsx", str(path.resolve())) if path is not None else ("sheets", str(spreadsheet))


def _proposals(
    store: Store, name: str, named: list[tuple[str, str]], organisation: Organisation, year: int | None, *, create: bool
) -> Proposals:
    """What the workbook offers, with missing tabs made first if so wished."""
    try:
        proposals = binding.propose(store.read(), named, everything=create, file_name=name)
    except WorkbookMissing:
        if not create:
            raise
        proposals = Proposals(missing=named or [(name, table.tabs[0]) for name, table in TABLES.items()])
    if create and proposals.missing:
        when = year or proposals.year or local_today(utcnow()).year
        store.create_tabs(
            [binding.clean_tab(table, title, organisation.name, when) for table, title in proposals.missing]
        )
        made = [(p.table.name, p.tab.title) for p in proposals.found] + proposals.missing
        proposals = binding.propose(store.read(), made, file_name=name)
    return proposals


def _looked_at(proposals: Proposals) -> list[Proposal]:
    """Show everything and let a person correct it until it is right."""
    found = proposals.found
    while True:
        _show(found)
        answer = click.prompt("Đúng chưa? (c: đúng; k: thôi; hoặc sửa, ví dụ members.born=C)", default="c").strip()
        if answer.lower() in ("c", "có", "y", "yes"):
            return found
        if answer.lower() in ("k", "không", "n", "no"):
            raise click.Abort
        try:
            found = binding.corrected(found, [answer])
        except Refusal as refusal:
            click.echo(refusal.message)


def _show(found: list[Proposal]) -> None:
    for proposal in found:
        click.echo(f"Trang “{proposal.tab.title}” → {proposal.table.name} ({proposal.table.label})")
        if proposal.problem:
            click.echo(f"   {proposal.problem}")
        for line in proposal.columns():
            click.echo(f"   {line}")
        for line in proposal.left_out():
            click.echo(f"   {line} (cột riêng của cơ quan, không đụng tới)")


def _remember(data: service.WorkbookData, proposals: list[Proposal]) -> None:
    workbook = service.ensure_workbook(data)
    workbook.year, workbook.first_year = data.year, data.first_year
    for p in proposals:
        mapping = p.layout.mapping.to_json()
        service.bind_table(workbook, service.BindingData(p.table.name, p.tab.key, p.tab.title, mapping, p.options))
    db.session.commit()
    click.echo(f"Đã gắn “{workbook.name}” (bảng tính số {workbook.id}, năm {workbook.year}):")
    for p in proposals:
        click.echo(f"   {p.table.name}: trang “{p.tab.title}”, {len(p.layout.mapping.columns)} cột")
