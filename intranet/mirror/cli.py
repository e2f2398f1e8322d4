"""``flask sync``: bind workbooks, look, run, settle, undo; for cron and for whoever sits at the machine."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from intranet.audit.actor import Actor, acting_as
from intranet.database import db
from intranet.mirror import finding, home, jobs, letters, nightly, queries, reports, resolve, runs, service
from intranet.mirror.dry_run import dry_run
from intranet.mirror.entering import for_item
from intranet.mirror.models import InboxItem, SyncRun, Workbook
from intranet.mirror.undo import undo_run
from intranet.refusal import Refusal
from sync.stores.protocol import StoreError

P = ParamSpec("P")
R = TypeVar("R")

group = AppGroup("sync", help="Keep workbooks and the intranet in step.")
as_json = click.option("--json", "as_json", is_flag=True, help="For scripts.")
one_workbook = click.option("--workbook", "reference", help="Number of the workbook (see: flask sync status).")


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Refusals and unusable workbooks end with their Vietnamese sentence and exit code 1."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with acting_as(Actor("cli")):
                return command(*args, **kwargs)
        except (Refusal, StoreError) as error:
            db.session.rollback()
            raise click.ClickException(str(error)) from error

    return wrapped


def tell(content: Any) -> None:
    """Print JSON that a person can read too."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


@group.command("plan")
@one_workbook
@as_json
@plainly
def plan(reference: str | None, as_json: bool) -> None:
    """Show what a run would do, with no effect on either side."""
    found = finding.workbooks(reference, everything=True)
    planned = [(w.id, w.name, w.uid) for w in found]
    contents = []
    for number, name, _ in planned:
        content = dry_run(db.session.get_one(Workbook, number))
        contents.append({"workbook": number, "name": name, **content})
        if not as_json:
            _print_plan(name, content)
    if as_json:
        tell({"workbooks": contents})


def _print_plan(name: str, content: dict[str, Any]) -> None:
    click.echo(f"Xem trước “{name}” (chưa ghi gì):")
    for line in reports.sentences(content) or ["Hai bên đã khớp, không có gì phải ghi."]:
        click.echo(f"  {line}")


@group.command("run")
@one_workbook
@click.option("--all", "everything", is_flag=True, help="Every workbook that is switched on.")
@click.option(
    "--confirm", "confirmed", multiple=True, metavar="TABLE", help="Let this table past the guard that holds it."
)
@click.option("--mail", "mailed", is_flag=True, help="Send the letters that the nightly run sends (for cron).")
@as_json
@plainly
def run(reference: str | None, everything: bool, confirmed: tuple[str, ...], mailed: bool, as_json: bool) -> None:
    """Bring both sides in step. Exit 0 in step, 1 error, 2 inbox, 3 a guard stopped a table, 4 another run holds it."""
    found = finding.workbooks(reference, everything=everything)
    numbers = [workbook.id for workbook in found]
    for number in numbers:
        _confirm(number, confirmed)
    done = [one.id for one in nightly.run_many(numbers, "cli")]
    if mailed:
        for number in done:
            letters.post(db.session.get_one(SyncRun, number))
    _report_runs([db.session.get_one(SyncRun, number) for number in done], as_json=as_json)


def _confirm(number: int, tables: tuple[str, ...]) -> None:
    """Confirm the very plan that stands now; if it has changed by the time of the run, the guard asks again."""
    for table in tables:
        content = dry_run(db.session.get_one(Workbook, number))
        binding = finding.binding(db.session.get_one(Workbook, number), table)
        service.confirm(binding, content["digests"].get(str(binding.id), ""))
        db.session.commit()


def _report_runs(done: list[SyncRun], *, as_json: bool) -> None:
    names = {w.id: w.name for w in db.session.scalars(queries.workbooks())}
    if as_json:
        tell({"workbooks": [run_content(r, names[r.workbook_id]) for r in done], "exit": runs.exit_code(done)})
    else:
        for one in done:
            click.echo("\n".join(reports.letter(one, names[one.workbook_id])))
    click.get_current_context().exit(runs.exit_code(done))


def run_content(run: SyncRun, name: str) -> dict[str, Any]:
    """A run for scripts."""
    waiting = runs.waiting_count(run.workbook_id)
    empty: dict[str, Any] = {"tables": {}, "calls": {"sheet_reads": 0, "sheet_writes": 0, "drive": 0}, "message": ""}
    about = {"workbook": run.workbook_id, "name": name, "run": run.id}
    return {**empty, **run.report, **about, "state": run.state, "waiting": waiting}


@group.command("inbox")
@one_workbook
@as_json
@plainly
def inbox(reference: str | None, as_json: bool) -> None:
    """List what waits for a person."""
    found = [finding.numbered(Workbook, reference)] if reference else db.session.scalars(queries.workbooks()).all()
    items = queries.inbox(workbook.id for workbook in found)
    if as_json:
        tell({"items": [resolve.shown(item) for item in items]})
        return
    for item in items:
        decided = " (đã chọn, chờ lần đồng bộ tới)" if item.state == "decided" else ""
        click.echo(f"{item.id}. {item.tab} {item.cell}: {item.message}{decided}")
    if not items:
        click.echo("Không có mục nào chờ xử lý.")


@group.command("resolve")
@click.argument("item")
@click.option("--take", type=click.Choice(["db", "sheet"]), help="Whose value holds.")
@click.option("--value", "text", help="A third value, written as in a cell.")
@click.option("--alike", is_flag=True, help="The same for every item that asks the same of the same column.")
@as_json
@plainly
def settle(item: str, take: str | None, text: str | None, alike: bool, as_json: bool) -> None:
    """Settle one item of the inbox, or all alike; the next run carries it out."""
    found = finding.numbered(InboxItem, item)
    settle_it = resolve.settle_alike if alike else resolve.settle
    if text is not None:
        settle_it(found, "value", for_item(found, text))
    elif take is not None or found.kind == "note":
        settle_it(found, take or "db")
    else:
        raise Refusal("Ghi rõ --take db, --take sheet hoặc --value GIÁ_TRỊ.")
    db.session.commit()
    if as_json:
        tell(resolve.shown(found))
    else:
        click.echo("Đã ghi nhận. Lần đồng bộ tới sẽ thực hiện.")


@group.command("letter")
@click.argument("run")
@plainly
def letter(run: str) -> None:
    """Print the letter about a run, as it is sent by e-mail."""
    click.echo(letters.letter_of(finding.numbered(SyncRun, run)).text(), nl=False)


@group.command("undo")
@click.argument("run")
@as_json
@plainly
def undo(run: str, as_json: bool) -> None:
    """Undo a run on both sides; what was edited since stays and is told."""
    undone = undo_run(finding.numbered(SyncRun, run))
    _report_undo(undone, as_json=as_json)


def _report_undo(undone: SyncRun, *, as_json: bool) -> None:
    name = db.session.get_one(Workbook, undone.workbook_id).name
    if as_json:
        tell(run_content(undone, name))
    else:
        click.echo("\n".join(reports.letter(undone, name)))
    click.get_current_context().exit(1 if undone.state in ("error", "deferred") else 4 if undone.state == "busy" else 0)


@group.command("here")
@one_workbook
@click.option("--all", "everything", is_flag=True, help="Every workbook that is switched on.")
@plainly
def here(reference: str | None, everything: bool) -> None:
    """Say that this installation is the one that syncs: after a move, or a restore from a backup in another place."""
    for workbook in finding.workbooks(reference, everything=everything):
        home.settle(workbook)
        click.echo(f"Từ nay “{workbook.name}” được đồng bộ từ nơi này.")
    db.session.commit()


@group.command("status")
@as_json
@plainly
def status(as_json: bool) -> None:
    """List workbooks, their tables, the last run and what waits."""
    standings = queries.standings(db.session.scalars(queries.workbooks()).all())
    if as_json:
        tell({"workbooks": [_standing(s) for s in standings]})
        return
    for s in standings:
        click.echo(f"{s.workbook.id}. {s.workbook.name} ({s.workbook.organisation.name}, năm {s.workbook.year})")
        for binding in s.workbook.bindings:
            click.echo(f"   {binding.table_name}: trang “{binding.tab_title}”")
        click.echo(f"   {reports.summary(s.last_run)} Đang chờ: {s.waiting} mục.")
    if not standings:
        click.echo("Chưa gắn bảng tính nào.")


def _standing(s: queries.Standing) -> dict[str, Any]:
    w = s.workbook
    tables = [{"table": b.table_name, "tab": b.tab_title, "binding": b.id, "held": b.held} for b in w.bindings]
    return {
        "workbook": w.id, "uid": w.uid, "name": w.name, "organisation": w.organisation.code or w.organisation.uid,
        "kind": w.kind, "location": w.location, "year": w.year, "enabled": w.enabled, "tables": tables,
        "waiting": s.waiting, "last_run": run_content(s.last_run, w.name) if s.last_run else None,
    }  # fmt: skip


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Work off "sync now" and the nightly run until stopped."""
    jobs.serve(current_app._get_current_object())  # type: ignore[attr-defined]
