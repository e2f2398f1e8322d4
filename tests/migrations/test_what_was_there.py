"""An office that has worked with an earlier version keeps all it has, and finds it with what the newer one can do."""

from __future__ import annotations

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from intranet.database import db
from intranet.formatting import search_key


def test_sessions_written_before_are_found_by_their_words_after_the_upgrade(bare_app: Flask) -> None:
    topic = "Chuyên đề: Ý chí tự lực, ĐỔI MỚI"
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO organisations (id, uid, version, name, sort_key, search_key, path, active, created_at)"
                " VALUES (1, 'KAAA', 1, 'Chi bộ thôn Bắc Sơn', '', '', '/1/', true, '2022-01-01 00:00:00')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO meetings (uid, version, organisation_id, year, kinds, topic, created_at)"
                " VALUES ('KBBB', 1, 1, 2022, 'regular_session', :topic, '2022-01-01 00:00:00')"
            ),
            {"topic": topic},
        )
    upgrade()
    with db.engine.begin() as connection:
        found = connection.execute(text("SELECT topic, search_key FROM meetings")).all()
    assert [tuple(row) for row in found] == [(topic, search_key(topic))]
