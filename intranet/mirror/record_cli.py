"""``flask record``: the registers from the command line, through the same services as the screens and the sync."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.members.models import Member
from intranet.mirror import finding
from intranet.mirror.cli import as_json, plainly, tell
from intranet.mirror.entering import entered
from intranet.mirror.names import names_in
from intranet.mirror.registers import REGISTERS, Register, Scope
from intranet.mirror.registers.base import Record
from intranet.mirror.tables import TABLES
from intranet.organisations import service as organisations
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal
from sync import ids
from sync.columns import Value
from sync.directory import BookDirectory

#: Fields that hold the id of a person or an organisation.
REFERENCES: dict[str, type[Organisation] | type[Member]] = {
    "branch": Organisation, "parent": Organisation, "member": Member, "secretary": Member, "chair": Member, "minute_taker": Member,
    "unit": Organisation, "presenters": Member, "owner": Member, "proposer": Member, "person": Member, "raised_by": Member,
    "answerer": Member, "teller": Member,
}  # fmt: skip

group = AppGroup("record", help="List and change records.")
of_table = click.argument("table", type=click.Choice(list(REGISTERS)))
of_organisation = click.option("--org", "org", help="Code or public id of an organisation: it and what is below it.")
of_year = click.option("--year", type=int, help="The year of dated records.")
values = click.argument("pairs", nargs=-1, required=True, metavar="FIELD=VALUE...")


@group.command("list")
@of_table
@of_organisation
@of_year
@as_json
@plainly
def list_records(table: str, org: str | None, year: int | None, as_json: bool) -> None:
    """List records with their ids and canonical values."""
    records = REGISTERS[table](_scope(org, year)).records()
    shown = _shown(records)
    if as_json:
        tell(shown)
        return
    for one in shown:
        told = "; ".join(f"{name}={_plain(value)}" for name, value in one["values"].items() if value not in (None, []))
        click.echo(f"{one['id']}  {told}")


@group.command("add")
@of_table
@of_organisation
@of_year
@click.option("--code", help="Code of a new organisation, by which other commands name it.")
@values
@as_json
@plainly
def add(table: str, org: str | None, year: int | None, code: str | None, pairs: tuple[str, ...], as_json: bool) -> None:
    """Make a record."""
    given = _given(table, pairs, _scope(org, year or local_today(utcnow()).year), year)
    scope, uid = _scope(org, year or _year_of(given)), ids.mint()
    if table == "organisations":
        _add_organisation(scope, uid, code, given)
    else:
        REGISTERS[table](scope).create(uid, given)
    db.session.commit()
    _tell_one(table, uid, "Đã thêm", as_json=as_json)


def _add_organisation(scope: Scope, uid: str, code: str | None, given: Record) -> None:
    """A new organisation stands under the one named by --org; without it, it is the top of a tree."""
    if not given.get("name"):
        raise Refusal('Ghi tên đơn vị: name="...".', "name")
    data = organisations.OrganisationData(
        name=given["name"], kind=given.get("kind"), code=code, parent_id=scope.organisation_id
    )
    organisations.create(data, uid=uid)
    rest = {name: value for name, value in given.items() if name not in ("name", "kind")}
    if rest:
        REGISTERS["organisations"](Scope.everything(None)).update(uid, rest)


@group.command("set")
@of_table
@click.argument("record_id")
@values
@as_json
@plainly
def change(table: str, record_id: str, pairs: tuple[str, ...], as_json: bool) -> None:
    """Change a record."""
    register = _register_of(table)
    before = register.records().get(record_id, {})
    branch = before.get("branch") if isinstance(before.get("branch"), str) else None
    given = _given(table, pairs, register.scope, local_today(utcnow()).year, branch)
    register.update(record_id, given)
    db.session.commit()
    _tell_one(table, record_id, "Đã sửa", as_json=as_json)


@group.command("delete")
@of_table
@click.argument("record_id")
@as_json
@plainly
def delete(table: str, record_id: str, as_json: bool) -> None:
    """Delete a record."""
    _register_of(table).delete(record_id)
    db.session.commit()
    if as_json:
        tell({"id": record_id, "deleted": True})
    else:
        click.echo(f"Đã xóa {record_id}.")


def _register_of(table: str) -> Register:
    return REGISTERS[table](Scope.everything(None))


def _scope(org: str | None, year: int | None) -> Scope:
    return Scope(finding.organisation(org), year) if org else Scope.everything(year)


def _year_of(given: Record) -> int:
    """The year of a new record where none is said: its date's, else this one."""
    date = given.get("date")
    return int(date[:4]) if isinstance(date, str) else local_today(utcnow()).year


def _given(table: str, pairs: tuple[str, ...], scope: Scope, year: int | None, branch: str | None = None) -> Record:
    """The pairs as canonical values; the branch first, since it says whom a name means."""
    directory, when = BookDirectory(names_in(scope)), year or local_today(utcnow()).year
    given: Record = {}
    for pair in sorted(pairs, key=lambda p: not p.startswith(("branch=", "unit="))):
        name, equals, text = pair.partition("=")
        if not equals:
            raise Refusal(f'“{pair}” chưa đúng: ghi theo dạng mục=giá trị, ví dụ name="Chi bộ thôn Bắc".')
        given[name.strip()] = entered(
            TABLES[table], name.strip(), text, directory, when, given.get("branch") or given.get("unit") or branch
        )
    return given


def _shown(records: dict[str, Record]) -> list[dict[str, Any]]:
    names = _names(records)
    return [
        {"id": uid, "values": {name: _reference(name, value, names) for name, value in record.items()}}
        for uid, record in records.items()
    ]


def _names(records: dict[str, Record]) -> dict[str, str]:
    """The names of everybody the records refer to (two queries)."""
    values = [value for record in records.values() for name, value in record.items() if name in REFERENCES]
    wanted = {uid for value in values for uid in (value if isinstance(value, list) else [value]) if uid}
    if not wanted:
        return {}
    people = db.session.execute(select(Member.uid, Member.full_name)).all()
    places = db.session.execute(select(Organisation.uid, Organisation.name)).all()
    return {uid: name for uid, name in [*people, *places] if uid in wanted}


def _reference(name: str, value: Value, names: dict[str, str]) -> Value:
    """Whom or what an id names; a name in words stays as it is."""
    if isinstance(value, list):
        return [_reference(name, each, names) for each in value]
    referred = name in REFERENCES and isinstance(value, str) and ids.is_ours(value)
    return {"id": value, "name": names.get(value, "")} if referred else value


def _plain(value: Value) -> str:
    if isinstance(value, dict):
        return str(value["name"])
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value)


def _tell_one(table: str, uid: str, done: str, *, as_json: bool) -> None:
    one = _shown({uid: _register_of(table).records()[uid]})[0]
    if as_json:
        tell(one)
    else:
        click.echo(f"{done} {uid}.")
