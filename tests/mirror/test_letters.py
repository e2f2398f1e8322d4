"""A run's report as a letter: on the command line, on screen, and to a real mail server listening in this process."""

from __future__ import annotations

import email
import socket
import socketserver
import threading
from collections.abc import Iterator
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from intranet.config import ConfigurationError, Settings
from intranet.database import db
from intranet.mail import MailSettings
from intranet.mirror import jobs
from intranet.mirror.models import SyncRun
from tests import factories
from tests.conftest import SECRET, make_settings
from tests.mirror.office_book import Clerk, make_book
from tests.mirror.places import empty_place


class MailServer(socketserver.ThreadingTCPServer):
    """Takes letters as a mail server does, and keeps them; ``refuses`` says no to every receiver."""

    allow_reuse_address = daemon_threads = True
    refuses = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.letters: list[Any] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Conversation(socketserver.StreamRequestHandler):
    """One connection, as much of SMTP as a letter needs."""

    server: MailServer

    def handle(self) -> None:
        self._say("220 ready")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self._say("354 go on")
                self._take()
            elif word == b"RCPT" and self.server.refuses:
                self._say("550 no such person")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 good")

    def _take(self) -> None:
        content = b""
        for line in self.rfile:
            if line == b".\r\n":
                break
            content += line
        self.server.letters.append(email.message_from_bytes(content, policy=default))
        self._say("250 taken")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


def mail(port: int, *receivers: str) -> MailSettings:
    return MailSettings("127.0.0.1", port, "so-tay@xa.example", receivers, security="none")


@pytest.fixture
def place(tmp_path: Path, mail_server: MailServer) -> Iterator[Flask]:
    """A commune with a bound book and a mail server; letters go to one address of the office."""
    with empty_place(tmp_path, mail=mail(mail_server.port, "vanphong@xa.example")) as application:
        factories.make_organisation("Đảng bộ xã Mẫu Sơn", code="MAUSON")
        db.session.commit()
        book = make_book(tmp_path / "so.xlsx")
        bound = application.test_cli_runner().invoke(
            args=["sync", "bind", "--org", "MAUSON", "--file", str(book), "--yes"]
        )
        assert bound.exit_code == 0, bound.output
        yield application


def night() -> SyncRun:
    db.session.rollback()
    jobs.sync_every_workbook.call_local()
    db.session.rollback()
    return db.session.scalars(select(SyncRun).order_by(SyncRun.id.desc())).first()  # type: ignore[return-value]


def test_the_nightly_run_writes_to_the_office_as_a_clerk_would(place: Flask, mail_server: MailServer) -> None:
    run = night()
    (letter,) = mail_server.letters
    assert (letter["From"], letter["To"]) == ("so-tay@xa.example", "vanphong@xa.example")
    assert letter["Subject"] == "Sổ tay chi bộ: so.xlsx, có mục chờ anh chị xử lý"
    text = letter.get_content()
    assert text.startswith("Kính gửi anh chị,\n\nLúc ")
    assert "phần mềm đồng bộ bảng tính “so.xlsx” của Đảng bộ xã Mẫu Sơn: có mục chờ anh chị xử lý." in text
    assert "- Trang “Đảng viên”: phần mềm thêm 7 đảng viên." in text
    assert "- trang “Đảng viên”, ô C9, Năm sinh: phần mềm chưa đọc được, xin sửa hoặc ghi giá trị đúng." in text
    assert run.report["mail"] == "đã gửi thư báo"


def test_a_letter_names_places_and_never_what_stands_there(place: Flask, mail_server: MailServer) -> None:
    night()
    text = mail_server.letters[0].get_content()
    assert [word for word in ("31/02/1980", "Đỗ Văn Xuân", "Nguyễn Văn Mẫu") if word in text] == []


def test_a_night_with_nothing_new_sends_nothing(place: Flask, mail_server: MailServer) -> None:
    night()
    night()
    assert len(mail_server.letters) == 1


def test_whoever_looks_after_the_book_and_signs_in_with_an_address_gets_it(
    place: Flask, mail_server: MailServer, tmp_path: Path
) -> None:
    top = factories.make_organisation("Đảng bộ xã Bên Cạnh", code="BENCANH")
    own = db.session.execute(db.text("select id from organisations where code = 'MAUSON'")).scalar_one()
    clerk = factories.make_user("committee_office", top)
    stranger = factories.make_user("committee_office", top)
    clerk.login, clerk.organisation_id, stranger.login = "lan@xa.example", own, "khac@xa.example"
    db.session.commit()
    night()
    assert [letter["To"] for letter in mail_server.letters] == ["lan@xa.example"]


@pytest.mark.parametrize("trouble", ["nobody listens", "receivers are refused", "the connection is cut"])
def test_a_mail_server_that_fails_never_fails_the_run(
    place: Flask, mail_server: MailServer, trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trouble == "nobody listens":
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        place.config["SETTINGS"] = make_settings(Path(place.instance_path), mail=mail(port, "vanphong@xa.example"))
    elif trouble == "receivers are refused":
        mail_server.refuses = True
    else:
        monkeypatch.setattr(Conversation, "_take", lambda self: self.connection.shutdown(socket.SHUT_RDWR))
    run = night()
    assert (run.state, run.report["mail"]) == ("waiting", "chưa gửi được thư báo")
    assert [len(run.report["tables"]), mail_server.letters] == [4, []]


def test_without_a_mail_server_nothing_is_sent(place: Flask, mail_server: MailServer) -> None:
    place.config["SETTINGS"] = make_settings(Path(place.instance_path))
    assert "mail" not in night().report
    assert mail_server.letters == []


def test_cron_sends_the_same_letter(place: Flask, mail_server: MailServer) -> None:
    db.session.rollback()
    assert place.test_cli_runner().invoke(args=["sync", "run", "--all", "--mail"]).exit_code == 2
    (letter,) = mail_server.letters
    shown = place.test_cli_runner().invoke(args=["sync", "letter", "1"])
    assert shown.output == letter.get_content()


def test_a_guard_is_told_with_its_question(place: Flask, mail_server: MailServer) -> None:
    night()
    clerk = Clerk(Path(place.instance_path) / "so.xlsx")
    clerk.delete("Đảng viên", 5, 7)
    assert night().state == "guarded"
    text = mail_server.letters[-1].get_content()
    assert "nay không còn dòng nào. Có phải anh chị đã xóa hết?" in text


def test_the_settings_come_from_the_environment() -> None:
    env = {
        "SECRET_KEY": SECRET, "MAIL_SERVER": "mail.xa.example:2525", "MAIL_FROM": "so-tay@xa.example",
        "MAIL_TO": "a@xa.example, b@xa.example", "MAIL_SECURITY": "none",
    }  # fmt: skip
    expected = MailSettings(
        "mail.xa.example", 2525, "so-tay@xa.example", ("a@xa.example", "b@xa.example"), security="none"
    )
    assert Settings.from_environment(env).mail == expected
    assert Settings.from_environment({"SECRET_KEY": SECRET}).mail is None
    with pytest.raises(ConfigurationError, match="MAIL_SECURITY"):
        Settings.from_environment(env | {"MAIL_SECURITY": "maybe"})
