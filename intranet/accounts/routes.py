"""Signing in and out, activation, and one's own account."""

from __future__ import annotations

from flask import Blueprint, Request, Response, current_app, flash, g, request, session, url_for
from flask_limiter.util import get_remote_address

from intranet.access import me, public
from intranet.accounts import passwords, queries, service
from intranet.accounts.devices import device_name
from intranet.accounts.forms import read_new_password
from intranet.accounts.models import User, WebSession
from intranet.audit.actor import Actor, become
from intranet.database import db, reading, utcnow
from intranet.extensions import limiter, login
from intranet.feeds import queries as feeds
from intranet.forms import Form
from intranet.htmx import current_location, redirect, render
from intranet.logs import signed_in
from intranet.refusal import Refusal

blueprint = Blueprint("accounts", __name__)

blueprint.add_app_template_filter(device_name, "device")

SESSION_KEY = "session"
OPEN_TO_ALL = {"static"}


def typed_login() -> str:
    """The limiter's key: guesses at one account are counted wherever they come from."""
    return "login:" + request.form.get("login", "").strip().lower()


guarded = [
    limiter.limit("20 per minute", key_func=get_remote_address, methods=["POST"]),
    limiter.limit("10 per 5 minutes", key_func=typed_login, methods=["POST"]),
]


@login.request_loader  # type: ignore[untyped-decorator]
def load_user(_request: Request) -> User | None:
    """The account of the browser whose token the signed cookie holds."""
    token = session.get(SESSION_KEY)
    if not token:
        return None
    found = db.session.scalars(queries.live_session(passwords.digest(token), utcnow())).first()
    g.web_session = found
    return found.user if found else None


def ask_to_sign_in() -> Response:
    """Send the person to the sign-in page, and back here afterwards."""
    return redirect(url_for("accounts.sign_in", next=current_location() or None))


@blueprint.before_app_request
def admit() -> Response | None:
    """Every view but a public one needs a signed-in person, who is then the author of what is changed."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint in OPEN_TO_ALL or getattr(view, "is_public", False):
        return None
    user = me()
    if not user.is_authenticated:
        return ask_to_sign_in()
    if service.is_stale(g.web_session):
        _note_seen(g.web_session)
    become(Actor("web", user.id, label=user.full_name))
    signed_in(user.uid)
    return None


def _note_seen(web_session: WebSession) -> None:
    """Write that the browser was seen, in a transaction of its own: the page itself may only be reading."""
    db.session.rollback()
    token = reading.set(False)
    service.touch(web_session)
    db.session.commit()
    reading.reset(token)


@blueprint.teardown_app_request
def forget_actor(_error: BaseException | None) -> None:
    """The next request of this thread starts with no author."""
    become(Actor())


@blueprint.route("/dang-nhap", methods=["GET", "POST"])
@public
@guarded[0]
@guarded[1]
def sign_in() -> Response:
    """Sign in with name and password."""
    if me().is_authenticated:
        return redirect(_home())
    form = Form(request.form)
    if request.method == "POST":
        try:
            user = service.sign_in(form.raw("login"), form.raw("password"))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _enter(user)
    return render("accounts/sign_in.html", status=200 if form else 422, form=form, demo=_demo())


@blueprint.post("/dang-xuat")
@public
def sign_out() -> Response:
    """Sign this browser out."""
    if me().is_authenticated:
        service.revoke(g.web_session)
        db.session.commit()
    session.clear()
    flash("Đã đăng xuất.", "success")
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/kich-hoat", methods=["GET", "POST"])
@public
@guarded[0]
@guarded[1]
def activate() -> Response:
    """Open an account with the card the administrator printed."""
    form = Form(request.form)
    if request.method == "POST":
        password = read_new_password(form)
        try:
            user = service.activate(form.raw("login"), form.raw("code"), password) if form else None
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            if user:
                return _enter(user)
        db.session.rollback()
    return render("accounts/activate.html", status=200 if form else 422, form=form)


@blueprint.get("/tai-khoan")
def account() -> Response:
    """One's own account: who I am, password, signed-in browsers."""
    return _account_page(Form())


@blueprint.post("/tai-khoan/mat-khau")
def change_password() -> Response:
    """Change one's own password."""
    form = Form(request.form)
    password = read_new_password(form)
    try:
        if form:
            service.change_password(me(), form.raw("current"), password, keep=g.web_session)
    except Refusal as refusal:
        form.refuse(refusal)
    if not form:
        db.session.rollback()
        return _account_page(form, 422)
    db.session.commit()
    flash("Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất.", "success")
    return redirect(url_for("accounts.account"))


@blueprint.post("/tai-khoan/thiet-bi/<int:session_id>/dang-xuat")
def revoke_session(session_id: int) -> Response:
    """Sign out one of one's own browsers; somebody else's does not exist."""
    mine = queries.live_sessions(me().id, utcnow()).where(WebSession.id == session_id)
    service.revoke(db.one_or_404(mine))
    db.session.commit()
    flash("Đã đăng xuất thiết bị đó.", "success")
    return redirect(url_for("accounts.account"))


def _account_page(form: Form, status: int = 200) -> Response:
    sessions = db.session.scalars(queries.live_sessions(me().id, utcnow())).all()
    feed = db.session.scalars(feeds.live(me().id)).first()
    return render(
        "accounts/account.html", status=status, form=form, sessions=sessions, current=g.web_session, feed=feed
    )


def _enter(user: User) -> Response:
    """Start a fresh browser session, so that a cookie planted before means nothing."""
    target = _inside(request.args.get("next", ""))
    session.clear()
    session.permanent = True
    session[SESSION_KEY] = service.open_session(user, request.user_agent.string)
    db.session.commit()
    return redirect(target)


def _inside(target: str) -> str:
    """The page to go to, if it is one of ours. A browser reads a backslash as a slash and drops tabs and line breaks."""
    ours = target.startswith("/") and not target.startswith("//") and target.isprintable() and "\\" not in target
    return target if ours else _home()


def _home() -> str:
    return url_for("start.index") if "start.index" in current_app.view_functions else url_for("accounts.account")


def _demo() -> bool:
    return bool(current_app.config["SETTINGS"].demo)
