"""``flask demo load``: the invented commune, for ``make run`` and for a look round."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from intranet.accounts.models import ROLES
from intranet.config import Settings
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.organisations.models import Organisation

group = AppGroup("demo", help="An invented commune to look round in.")


@group.command("load")
def load() -> None:
    """Load the demo into an empty database of its own instance folder; a second time only says how to sign in."""
    from intranet.demo import load as demo  # openpyxl is slow to import, and only this command needs it

    settings: Settings = current_app.config["SETTINGS"]
    if not settings.demo:
        raise click.ClickException("Dữ liệu mẫu chỉ nạp khi DEMO=1, để không lẫn vào dữ liệu thật.")
    if not demo.is_loaded():
        if db.session.scalar(select(Organisation.id).limit(1)) is not None:
            raise click.ClickException("Cơ sở dữ liệu đã có dữ liệu khác. Đặt INSTANCE_DIR sang một thư mục trống.")
        click.echo("Đang nạp dữ liệu mẫu: xã Mẫu Hòa (tên người và số liệu đều do phần mềm đặt ra) ...")
        demo.load(settings.instance_dir, local_today(utcnow()))
    click.echo("\nTài khoản dùng thử (mật khẩu chung: " + demo.PASSWORD + ")")
    for account in demo.ACCOUNTS:
        click.echo(f"  {account.login:<10} {ROLES[account.role]}")
    click.echo(f"\nBảng tính mẫu: {settings.instance_dir / demo.BOOK}")
    db.session.rollback()
