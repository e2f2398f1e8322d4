"""The administrator's screen of accounts."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from sqlalchemy import select

from intranet.access import Verb, me, require
from intranet.accounts import queries, service
from intranet.accounts.forms import read_new_user
from intranet.accounts.models import ROLES, User
from intranet.database import db, utcnow
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.organisations.models import Organisation
from intranet.refusal import Refusal

blueprint = Blueprint("users", __name__, url_prefix="/nguoi-dung")


@blueprint.before_request
def only_administrators() -> None:
    """Accounts are the administrator's alone."""
    require(Verb.ADMINISTER)


@blueprint.get("/")
def index() -> Response:
    """All accounts."""
    users = db.session.scalars(queries.users()).all()
    waiting = set(db.session.scalars(queries.waiting_user_ids(utcnow())))
    return render("accounts/users/index.html", users=users, waiting=waiting)


@blueprint.route("/them", methods=["GET", "POST"])
def create() -> Response:
    """Make an account and show its activation card."""
    form, organisations = Form(request.form), _organisations()
    if request.method == "POST":
        new = read_new_user(form, {o.uid: o.id for o in organisations})
        try:
            user = service.create_user(new) if new else None
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            if user:
                return _card(user)
        db.session.rollback()
    choices = [(o.uid, o.name) for o in organisations]
    return render("accounts/users/form.html", status=200 if form else 422, form=form, roles=ROLES, choices=choices)


@blueprint.post("/<uid>/the")
def card(uid: str) -> Response:
    """Print a new activation card; the earlier one stops working."""
    return _card(_user(uid))


@blueprint.post("/<uid>/ngung")
def deactivate(uid: str) -> Response:
    """Close an account; undone by the button in the message."""
    user = _user(uid)
    if user.id == me().id:
        raise Refusal("Anh chị không thể ngừng tài khoản của chính mình.")
    service.deactivate(user)
    db.session.commit()
    flash({"text": f"Đã ngừng tài khoản của {user.full_name}.", "undo": url_for("users.reactivate", uid=uid)}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("users.index"))


@blueprint.post("/<uid>/mo-lai")
def reactivate(uid: str) -> Response:
    """Open a closed account again."""
    user = _user(uid)
    service.reactivate(user)
    db.session.commit()
    flash(f"Đã mở lại tài khoản của {user.full_name}.", "success")
    return redirect(url_for("users.index"))


@blueprint.post("/<uid>/dang-vien")
def link(uid: str) -> Response:
    """Note whose account it is: the one member of its organisation who bears its name."""
    user = _user(uid)
    try:
        member = service.link_member(user)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal.message, "error")
        return redirect(url_for("users.index"))
    said = f"Tài khoản {user.login} là của đồng chí {member.full_name}; đồng chí xem được xếp loại của mình."
    db.session.commit()
    flash({"text": said, "undo": url_for("users.unlink", uid=uid)}, "undo")  # type: ignore[arg-type]
    return redirect(url_for("users.index"))


@blueprint.post("/<uid>/dang-vien/bo")
def unlink(uid: str) -> Response:
    """The account is nobody's own any more."""
    user = _user(uid)
    service.unlink_member(user)
    db.session.commit()
    flash(f"Đã bỏ gắn đảng viên khỏi tài khoản {user.login}.", "success")
    return redirect(url_for("users.index"))


def _card(user: User) -> Response:
    """The card is in the answer itself: its code is shown once and kept nowhere."""
    code = service.issue_card(user)
    db.session.commit()
    expires_at = utcnow() + service.CARD_LIFE
    return render("accounts/users/card.html", user=user, code=code, expires_at=expires_at)


def _user(uid: str) -> User:
    user: User = db.one_or_404(select(User).where(User.uid == uid))
    return user


def _organisations() -> list[Organisation]:
    return list(db.session.scalars(select(Organisation).where(Organisation.active).order_by(Organisation.path)))
