"""The intranet: a Flask application. One folder per capability; the rest is what they share."""

from __future__ import annotations

from importlib import import_module
from pkgutil import resolve_name

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from intranet import errors, extensions, formatting, headers, htmx, logs, navigation, static_files
from intranet.audit import service as audit
from intranet.config import ROOT, Settings
from intranet.database import db

#: Where mapped classes live: all are needed before the first query, because they name each other.
MODELS = (
    "accounts",
    "audit",
    "campaigns",
    "contests",
    "directives",
    "funds",
    "feeds",
    "grading",
    "meetings",
    "members",
    "mirror",
    "organisations",
    "pledges",
    "registers",
    "reviews",
    "rota",
    "settings",
)
#: A capability joins the application by its line here: ``module:blueprint``.
BLUEPRINTS = (
    "intranet.accounts.routes:blueprint",
    "intranet.accounts.user_routes:blueprint",
    "intranet.meetings.routes:blueprint",
    "intranet.settings.routes:blueprint",
    "intranet.settings.routes:periods",
    "intranet.audit.routes:blueprint",
    "intranet.members.routes:blueprint",
    "intranet.organisations.routes:blueprint",
    "intranet.start.routes:blueprint",
    "intranet.search.routes:blueprint",
    "intranet.reports.routes:blueprint",
    "intranet.pledges.routes:blueprint",
    "intranet.pledges.edit_routes:blueprint",
    "intranet.pledges.suggestion_routes:blueprint",
    "intranet.pledges.check_routes:blueprint",
    "intranet.campaigns.routes:blueprint",
    "intranet.rota.routes:blueprint",
    "intranet.registers.routes:blueprint",
    "intranet.directives.routes:blueprint",
    "intranet.contests.routes:blueprint",
    "intranet.contests.import_routes:blueprint",
    "intranet.contests.bank_routes:blueprint",
    "intranet.contests.play_routes:blueprint",
    "intranet.funds.routes:blueprint",
    "intranet.funds.entry_routes:blueprint",
    "intranet.funds.work_routes:blueprint",
    "intranet.reviews.routes:blueprint",
    "intranet.reviews.edit_routes:blueprint",
    "intranet.grading.routes:blueprint",
    "intranet.feeds.routes:blueprint",
    "intranet.mirror.routes:blueprint",
)
#: Groups of the ``flask`` command.
COMMANDS = (
    "intranet.accounts.cli:group",
    "intranet.demo.cli:group",
    "intranet.reports.cli:group",
    "intranet.mirror.bind_cli:group",
    "intranet.mirror.record_cli:group",
    "intranet.mirror.cli:worker",
)


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application; without ``settings`` they are read from the environment."""
    settings = settings or Settings.from_environment()
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__, template_folder=str(ROOT / "templates"), instance_path=str(settings.instance_dir))
    app.config.from_mapping(settings.flask_config())
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    import_models()
    logs.init_app(app, settings)
    extensions.init_app(app, settings)
    audit.install(db.session)
    for part in (htmx, headers, errors, formatting, navigation, static_files):
        part.init_app(app)
    for address in BLUEPRINTS:
        app.register_blueprint(resolve_name(address))
    for address in COMMANDS:
        app.cli.add_command(resolve_name(address))
    return app


def import_models() -> None:
    """Import every mapped class, so that relationships and migrations find them."""
    for capability in MODELS:
        import_module(f"intranet.{capability}.models")
