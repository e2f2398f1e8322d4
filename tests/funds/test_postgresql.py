"""The ledger on the second database: the same order and balances, and two who spend at once are told one after the other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from intranet import create_app
from intranet.database import db
from intranet.funds import book, entries, service
from intranet.funds.models import Fund
from intranet.refusal import Refusal
from tests import factories
from tests.conftest import make_settings


@pytest.fixture
def on_postgresql(postgres_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database of this test's own."""
    server = postgres_url.replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE ledger")
    app = create_app(make_settings(tmp_path, database_url=postgres_url.replace("/postgres?", "/ledger?")))
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE ledger WITH (FORCE)")


def test_two_who_spend_the_same_money_at_once_do_not_both(on_postgresql: Flask) -> None:
    branch = factories.make_branch(factories.make_organisation())
    fund = service.create(service.FundData(branch.id, "Heo đất", opening=100_000))
    entries.deposit(fund, "2022-03", 50_000, "Góp")
    entries.deposit(fund, "2022-03-01", 20_000, "Góp")
    db.session.commit()
    assert [row.balance for row in book.rows(fund.id, book.within("2022"))] == [120_000, 170_000]
    number, meet, said = fund.id, threading.Barrier(2), []
    db.session.commit()

    def spend() -> None:
        with on_postgresql.app_context():
            meet.wait()
            try:
                entries.spend(db.session.get_one(Fund, number), "2022-04-01", 100_000, "Mua gạo")
                db.session.commit()
                said.append("ghi")
            except Refusal as refusal:
                said.append(refusal.message.partition(",")[0])
            db.session.remove()

    both = [threading.Thread(target=spend) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(said) == ["Quỹ chỉ còn 70.000 đ", "ghi"]
