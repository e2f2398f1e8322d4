"""Sending a letter by e-mail, where the office has configured a mail server; without one nothing is ever sent."""

from __future__ import annotations

import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Self

#: Seconds to wait for the mail server at any step.
PATIENCE = 20.0
PORTS = {"starttls": 587, "tls": 465, "none": 25}


class MailFailed(Exception):
    """The letter was not sent; the message says why, for the log."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How letters leave the house. ``security``: starttls, tls, or none (a server in the same house)."""

    server: str
    port: int
    sender: str
    receivers: tuple[str, ...] = ()
    user: str = ""
    password: str = ""
    security: str = "starttls"

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Self | None:
        """Read MAIL_SERVER (host or host:port), MAIL_FROM, MAIL_TO (by comma), MAIL_USER, MAIL_PASSWORD, MAIL_SECURITY.

        None without a server and a sender. Raises ValueError for a port or a kind of security there is not.
        """
        host, _, port = env.get("MAIL_SERVER", "").strip().partition(":")
        sender, security = env.get("MAIL_FROM", "").strip(), env.get("MAIL_SECURITY", "").strip().lower() or "starttls"
        if not host or not sender:
            return None
        if security not in PORTS or (port and not port.isdigit()):
            raise ValueError("MAIL_SECURITY is starttls, tls or none; MAIL_SERVER is a host or host:port")
        receivers = tuple(filter(None, (address.strip() for address in env.get("MAIL_TO", "").split(","))))
        number = int(port) if port else PORTS[security]
        return cls(host, number, sender, receivers, env.get("MAIL_USER", ""), env.get("MAIL_PASSWORD", ""), security)


def send(settings: MailSettings, receivers: Sequence[str], subject: str, body: str) -> None:
    """Send one plain letter. Raises MailFailed."""
    letter = EmailMessage()
    try:
        letter["From"], letter["To"], letter["Subject"] = settings.sender, ", ".join(receivers), subject
        letter["Date"], letter["Message-ID"] = formatdate(), make_msgid(domain="so-tay.invalid")
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(body)
        with _connection(settings) as server:
            server.send_message(letter)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise MailFailed(f"{type(error).__name__}: {error}") from error


def _connection(settings: MailSettings) -> smtplib.SMTP:
    kind = smtplib.SMTP_SSL if settings.security == "tls" else smtplib.SMTP
    server = kind(settings.server, settings.port, timeout=PATIENCE)
    if settings.security == "starttls":
        server.starttls()
    if settings.user:
        server.login(settings.user, settings.password)
    return server
