"""What happens to an account: made, activated by a card, signed in, changed, deactivated."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from intranet.accounts import passwords, queries
from intranet.accounts.models import ROLES, Activation, User, WebSession
from intranet.database import db, utcnow
from intranet.formatting import search_key
from intranet.members.models import Member
from intranet.members.queries import of_subtree
from intranet.refusal import Refusal

SESSION_LIFE = timedelta(days=30)
SESSION_IDLE = timedelta(days=7)
TOUCH_AFTER = timedelta(minutes=15)
CARD_LIFE = timedelta(days=7)

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{2,79}")
WRONG_SIGN_IN = "Tên đăng nhập hoặc mật khẩu không đúng."
WRONG_CARD = "Mã kích hoạt không đúng, đã dùng hoặc đã hết hạn. Nhờ người quản trị in thẻ mới."


@dataclass(frozen=True, slots=True)
class NewUser:
    """An account to be made. ``organisation_id`` is None only for an administrator."""

    login: str
    full_name: str
    role: str
    organisation_id: int | None


def login_problem(login: str) -> str | None:
    """What is wrong with a sign-in name, in a sentence for the person, or None."""
    if _LOGIN.fullmatch(login.lower()):
        return None
    return "Tên đăng nhập gồm chữ không dấu, số, dấu chấm hoặc gạch; ít nhất 3 ký tự."


def create_user(new: NewUser) -> User:
    """Make an account without a password; a card or ``set_password`` opens it.

    Raises Refusal where the sign-in name is unfit or taken, or the role lacks its organisation.
    """
    if problem := login_problem(new.login):
        raise Refusal(problem, "login")
    if new.role not in ROLES:
        raise Refusal("Vai trò không có trong danh sách.", "role")
    if new.role != "administrator" and new.organisation_id is None:
        raise Refusal("Chọn đơn vị cho vai trò này.", "organisation")
    if db.session.scalars(queries.user_by_login(new.login)).first():
        raise Refusal(f"Tên đăng nhập “{new.login}” đã có người dùng.", "login")
    organisation_id = None if new.role == "administrator" else new.organisation_id
    user = User(login=new.login.lower(), full_name=new.full_name, role=new.role, organisation_id=organisation_id)
    db.session.add(user)
    db.session.flush()
    return user


def link_member(user: User) -> Member:
    """Note that the account is that of the one member of its organisation who bears its name. Raises Refusal.

    Never guessed: nobody or several of that name are told, and so is an account that has the member already.
    """
    path = user.organisation.path if user.organisation else "/"
    called = [m for m in db.session.scalars(of_subtree(path).where(Member.search_key == search_key(user.full_name)))
              if m.full_name.casefold() == user.full_name.casefold()]  # fmt: skip
    if len(called) != 1:
        found = f"có {len(called)} đảng viên" if called else "không có đảng viên nào"
        raise Refusal(f"Trong đơn vị của tài khoản {found} tên “{user.full_name}”, nên chưa gắn được.")
    other = db.session.scalar(select(User).where(User.member_id == called[0].id, User.id != user.id))
    if other is not None:
        raise Refusal(f"Đồng chí {called[0].full_name} đã có tài khoản “{other.login}”.")
    user.member_id = called[0].id
    db.session.flush()
    return called[0]


def unlink_member(user: User) -> None:
    """The account is nobody's own any more."""
    user.member_id = None
    db.session.flush()


def set_password(user: User, password: str) -> None:
    """Give the account this password. Raises Refusal where it is weak."""
    if weak := passwords.weakness(password, user.login):
        raise Refusal(weak, "password")
    user.password_hash = passwords.hash_password(password)
    db.session.flush()


def issue_card(user: User) -> str:
    """A new one-time code for the account, valid for CARD_LIFE; earlier unused ones stop working."""
    now = utcnow()
    unused = Activation.user_id == user.id, Activation.used_at.is_(None), Activation.expires_at > now
    db.session.execute(update(Activation).where(*unused).values(expires_at=now))
    code = passwords.new_code()
    db.session.add(Activation(user_id=user.id, code_hash=passwords.code_digest(code), expires_at=now + CARD_LIFE))
    db.session.flush()
    return code


def activate(login: str, code: str, password: str) -> User:
    """Open an account with its card and a first password. Raises Refusal where the card does not fit."""
    user = db.session.scalars(queries.user_by_login(login)).first()
    card = db.session.scalars(queries.open_activation(passwords.code_digest(code), utcnow())).first()
    if user is None or card is None or card.user_id != user.id or not user.active:
        raise Refusal(WRONG_CARD, "code")
    set_password(user, password)
    card.used_at = utcnow()
    revoke_sessions(user)
    return user


def sign_in(login: str, password: str) -> User:
    """The account that these open. Raises Refusal, the same and as slowly whatever is wrong."""
    user = db.session.scalars(queries.user_by_login(login)).first()
    fits = passwords.verify(user.password_hash if user else None, password)
    if user is None or not fits or not user.active:
        raise Refusal(WRONG_SIGN_IN, "login")
    return user


def open_session(user: User, user_agent: str) -> str:
    """Sign a browser in; the token goes into its cookie, only the hash stays here."""
    token = secrets.token_urlsafe(32)
    expires_at = utcnow() + SESSION_IDLE
    db.session.add(
        WebSession(
            user_id=user.id, token_hash=passwords.digest(token), expires_at=expires_at, user_agent=user_agent[:200]
        )
    )
    db.session.flush()
    return token


def is_stale(session: WebSession) -> bool:
    """Whether it is time to note again that the browser was seen."""
    return utcnow() - session.seen_at >= TOUCH_AFTER


def touch(session: WebSession) -> None:
    """Note that the browser was seen; it stays signed in while used, at most SESSION_LIFE."""
    session.seen_at = utcnow()
    session.expires_at = min(session.seen_at + SESSION_IDLE, session.created_at + SESSION_LIFE)
    db.session.flush()


def revoke(session: WebSession) -> None:
    """Sign one browser out."""
    session.revoked_at = utcnow()
    db.session.flush()


def revoke_sessions(user: User, keep: WebSession | None = None) -> None:
    """Sign out every browser of the account, but for the one in hand."""
    open_ones = select(WebSession).where(WebSession.user_id == user.id, WebSession.revoked_at.is_(None))
    for session in db.session.scalars(open_ones):
        if keep is None or session.id != keep.id:
            session.revoked_at = utcnow()
    db.session.flush()


def change_password(user: User, current: str, new: str, keep: WebSession | None = None) -> None:
    """Replace the password and sign out the other browsers. Raises Refusal where the current one is wrong."""
    if not passwords.verify(user.password_hash, current):
        raise Refusal("Mật khẩu hiện tại không đúng.", "current")
    set_password(user, new)
    revoke_sessions(user, keep)


def deactivate(user: User) -> None:
    """Close the account: no sign-in, no open browser, no card."""
    user.active = False
    revoke_sessions(user)
    db.session.execute(update(Activation).where(Activation.user_id == user.id).values(expires_at=utcnow()))
    db.session.flush()


def reactivate(user: User) -> None:
    """Open the account again (the undo of ``deactivate``); its password still holds."""
    user.active = True
    db.session.flush()
