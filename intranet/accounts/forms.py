"""What is typed into the account screens."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.accounts.models import ROLES
from intranet.accounts.service import NewUser, login_problem
from intranet.forms import Form


def read_new_user(form: Form, organisations: Mapping[str, int]) -> NewUser | None:
    """The account typed, or None with the errors in the form. ``organisations`` maps public id to id."""
    login = form.text("login", "Tên đăng nhập", required=True, limit=80).lower()
    if login and (problem := login_problem(login)):
        form.fail("login", problem)
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
