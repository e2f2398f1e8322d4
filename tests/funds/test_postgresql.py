"""The ledger on the second database: the same order and balances, and two who spend at once are told one after the other."""

from __future__ import annotations

import threading

from flask import Flask

from intranet.database import db
from intranet.funds import book, entries, service
from intranet.funds.models import Fund
from intranet.refusal import Refusal
from tests import factories


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
