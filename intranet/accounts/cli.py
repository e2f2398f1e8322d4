"""``flask user``: accounts from the command line."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import select

from intranet.accounts import service
from intranet.accounts.models import ROLES
from intranet.audit.actor import Actor, acting_as
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal

group = AppGroup("user", help="Accounts of the intranet.")


@group.command("create")
@click.argument("login")
@click.option("--name", "full_name", required=True, help="Full name, family name first.")
@click.option("--role", type=click.Choice(list(ROLES)), required=True)
@click.option("--org", "code", help="Code or public id of the organisation; not for an administrator.")
@click.option("--password", help="Set the password at once instead of printing an activation code.")
def create(login: str, full_name: str, role: str, code: str | None, password: str | None) -> None:
    """Make an account and print its one-time activation code."""
    with acting_as(Actor("cli")):
        try:
            user = service.create_user(service.NewUser(login, full_name, role, _organisation_id(code)))
            if password:
                service.set_password(user, password)
                card = None
            else:
                card = service.issue_card(user)
        except Refusal as refusal:
            db.session.rollback()
            raise click.ClickException(refusal.message) from refusal
        db.session.commit()
    click.echo(f"Đã tạo tài khoản {user.login} ({ROLES[role]}).")
    if card:
        click.echo(f"Mã kích hoạt (dùng một lần, trong {service.CARD_LIFE.days} ngày): {card}")


def _organisation_id(code: str | None) -> int | None:
    if code is None:
        return None
    found = db.session.scalars(
        select(Organisation.id).where((Organisation.code == code) | (Organisation.uid == code))
    ).one_or_none()
    if found is None:
        raise click.ClickException(f"Không có đơn vị mang mã {code}.")
    return found
