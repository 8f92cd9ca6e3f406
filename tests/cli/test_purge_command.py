"""`ruhu purge`: ordered, told, taken back by commands."""

from datetime import datetime, timedelta
from pathlib import Path

import stores
from terminal import NUMBER, Ruhu

from desktop.casework import people
from desktop.domain.fields import Role

SECOND = "林示例"


def test_a_purge_is_ordered_confirmed_listed_and_taken_back(stated: Path, ruhu: Ruhu) -> None:
    with stores.opened(stated) as store:
        people.admit(store, SECOND, Role.CLERK, stores.PASSPHRASE)
        day = datetime.now(store.zone()).date() + timedelta(days=30)
    by, also = ("--as", stores.CLERK), ("--as", SECOND)
    propose = ("purge", "propose", NUMBER, "--ground", "个保法 第四十七条", "--from", day, *by)
    assert "not been paid" in ruhu(*propose, "--not-handed", "不要", ends=1).err
    payment = stated.parent / "paid.jsonl"
    payment.write_text(
        f'{{"record": "payment", "household": "{NUMBER}", "paid_on": "2020-11-19", "amount": 100}}', "utf-8"
    )
    ruhu("record", payment, "--because", "付款", *by)
    assert "--not-handed WHY" in ruhu(*propose, ends=1).err
    said = ruhu(*propose, "--not-handed", "住户不要").out
    assert "waits for a second person of the office" in said
    assert "the household has not taken its whole file: 住户不要" in said
    assert "Backups of before" in said
    assert "second person" in ruhu("purge", "confirm", NUMBER, *by, ends=1).err
    facts = ruhu("purge", "confirm", NUMBER, *also, "--json").facts
    assert (facts["state"], facts["ordered_by"], facts["confirmed_by"]) == ("told", stores.CLERK, SECOND)
    assert f"from {day} on" in ruhu("purge", "list", *by).out
    assert ruhu("purge", "apply", *by).out == "No order is due.\n"
    assert "Nothing was destroyed" in ruhu("purge", "withdraw", NUMBER, "--because", "先不删", *by).out
    assert ruhu("purge", "list", *by).out == "Nothing is ordered.\n"
