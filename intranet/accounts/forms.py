"""What is typed into the account screens."""

from __future__ import annotations

import re
from collections.abc import Mapping

from intranet.accounts.models import ROLES
from intranet.accounts.service import NewUser
from intranet.forms import Form

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,79}")


def read_new_user(form: Form, organisations: Mapping[str, int]) -> NewUser | None:
    """The account typed, or None with the errors in the form. ``organisations`` maps public id to id."""
    login = form.text("login", "Tên đăng nhập", required=True, limit=80).lower()
    if login and not _LOGIN.fullmatch(login):
        form.fail("login", "Tên đăng nhập gồm chữ không dấu, số, dấu chấm hoặc gạch; ít nhất 3 ký tự.")
    full_name = form.text("full_name", "Họ và tên", required=True, limit=120)
    role = form.choice("role", "Vai trò", ROLES)
    organisation = form.choice("organisation", "Đơn vị", organisations, required=bool(role) and role != "administrator")
    return NewUser(login, full_name, role, organisations.get(organisation)) if form else None


def read_new_password(form: Form) -> str:
    """The password typed twice; errors stay in the form."""
    password, again = form.raw("password"), form.raw("again")
    if not password:
        form.fail("password", "Nhập mật khẩu mới.")
    elif password != again:
        form.fail("again", "Hai lần nhập mật khẩu không giống nhau.")
    return password
