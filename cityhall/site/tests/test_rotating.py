"""A new data key while the city works: everything sealed is found from the models, sealed anew, and stays readable."""

import ast
import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as live
from django.db import connection

from cityhall.cases import actions as cases
from cityhall.cases import queries
from cityhall.cases.tests import given
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.journal.models import Entry
from cityhall.kernel.secrets import actions, columns, keys
from cityhall.people.models import Person
from cityhall.people.terms import Purpose
from cityhall.site import keyring, rotating

pytestmark = pytest.mark.django_db(transaction=True)
HOUSE = Path(__file__).resolve().parents[2]
OPERATOR = Actor("运维")
NOT_SEALED = {("ch_journal_batch", c) for c in ("leaves", "root", "before", "head", "signature")}
SEALED = {
    "ch_accounts_provider": {"client_secret"},
    "ch_accounts_secondfactor": {"secret"},
    "ch_cases_application": {"contact_phone", "sealed_form", "delivery_phone", "delivery_address", "email"},
    "ch_cases_consultation": {"phone"},
    "ch_cases_delivery": {"receiver_id", "address"},
    "ch_cases_grievance": {"phone"},
    "ch_cases_screencheck": {"content"},
    "ch_catalogue_keptanswers": {"answers"},
    "ch_exchange_client": {"phone"},
    "ch_exchange_subscription": {"secret", "former_secret"},
    "ch_helping_helprequest": {"phone", "address", "groups", "what"},
    "ch_joint_jointapplication": {"contact_phone", "sealed_form", "delivery_phone", "delivery_address"},
    "ch_messages_message": {"address", "body"},
    "ch_messages_paper": {"facts"},
    "ch_organs_staff": {"phone"},
    "ch_people_agency": {"principal_name", "text", "witness"},
    "ch_people_entity": {"phone"},
    "ch_people_owndata": {"content"},
    "ch_people_person": {"id_number", "phone", "address"},
    "ch_people_phonecode": {"phone", "code"},
}
ANOTHER = """
import sys, time
from cityhall.site import environment
environment.start_django()
from cityhall.kernel.secrets import keys
print(keys.seal("a")[0], flush=True)
end = time.monotonic() + 60
for line in sys.stdin:
    print(keys.unseal(bytes.fromhex(line.strip())), flush=True)
    while keys.seal("a")[0] == 1 and time.monotonic() < end:
        time.sleep(0.05)
    print(keys.seal("a")[0], flush=True)
"""


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The keys of this test, beginning with those everybody has."""
    place = tmp_path / "keys.json"
    place.write_text(json.dumps({"secret": "s", "data_keys": live.DATA_KEYS, "index_key": live.INDEX_KEY}))
    settings.KEYS_FILE = place
    keys.forget()
    yield place
    settings.KEYS_FILE = None
    keys.forget()


def test_every_sealed_column_is_found_and_every_one_in_the_source_is_known() -> None:
    assert {t.table: set(t.columns) for t in columns.sealed_tables()} == SEALED
    written = [
        node
        for place in HOUSE.rglob("models*")
        for source in ([place] if place.suffix == ".py" else place.glob("*.py"))
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("Sealed")
    ]
    assert len(written) == sum(len(names) for names in SEALED.values())


def test_no_other_column_holds_bytes_that_nobody_knows_of() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'bytea' "
            "AND table_schema = %s AND table_name LIKE 'ch\\_%%'",
            [live.CITY],
        )
        held = set(cursor.fetchall())
    assert held - NOT_SEALED == {(table, column) for table, names in SEALED.items() for column in names}


def test_all_is_sealed_anew_and_the_old_key_retires(file: Path) -> None:
    here = given.place()
    number = given.granted(here)
    before = Person.objects.get(pk=here.citizen.person_id or 0).phone
    assert set(columns.all_uses()) == {1}
    told: list[str] = []
    done = rotating.rotate(OPERATOR, file, told.append, pause=0)
    assert (done["writes"], done["retired"]) == (2, [1])
    assert set(columns.all_uses()) == {2}
    assert list(keys.parse(json.loads(file.read_text())["data_keys"])[0]) == [2]
    assert list(keyring.retired(file)) == [1]
    assert [p.stat().st_mode & 0o777 for p in (file, keyring.retired_place(file))] == [0o600, 0o600]
    assert Person.objects.get(pk=here.citizen.person_id or 0).phone == before
    assert cases.reveal(here.reviewer, number, "contact_phone", Purpose.CHECK) == "13900000001"
    assert queries.case_page(here.citizen, number).contact_phone == "13900000001"
    events = list(Entry.objects.filter(ref="house:keys").order_by("id").values_list("event", flat=True))
    assert events[:2] == ["keys.added", "keys.writes"]
    assert events[-1] == "keys.retired"
    assert any("共" in line for line in told)
    third = rotating.rotate(OPERATOR, file, told.append, pause=0)
    assert (third["writes"], third["retired"]) == (3, [2])
    assert rotating.status(file)["retired"] == [1, 2]


def test_a_rotation_that_was_killed_goes_on_where_it_stood(file: Path) -> None:
    given.granted(given.place())
    with pytest.raises(InterruptedError):
        rotating.rotate(OPERATOR, file, _interrupted, pause=0)
    assert set(columns.all_uses()) == {1}
    next(actions.reseal_all(OPERATOR, batch=1))  # and killed again after one row
    assert set(columns.all_uses()) == {1, 2}
    done = rotating.rotate(OPERATOR, file, lambda line: None, pause=0)
    assert (done["writes"], done["retired"]) == (2, [1])
    assert set(columns.all_uses()) == {2}


def _interrupted(line: str) -> None:
    if line.startswith("还有"):
        raise InterruptedError


def test_people_go_on_working_meanwhile(file: Path, settings: Any) -> None:
    here = given.place()
    numbers, stop, trouble = [given.accepted(here)], threading.Event(), list[BaseException]()

    def work() -> None:
        try:
            while not stop.is_set():
                numbers.append(given.received(here))
                assert cases.reveal(here.reviewer, numbers[0], "contact_phone", Purpose.CHECK) == "13900000001"
        except BaseException as wrong:
            trouble.append(wrong)
        finally:
            connection.close()

    person = threading.Thread(target=work)
    settings.LOOKS_AN_HOUR = 10_000
    person.start()
    try:
        rotating.rotate(OPERATOR, file, lambda line: None)
    finally:
        stop.set()
        person.join()
    assert not trouble
    assert len(numbers) > 2
    assert set(columns.all_uses()) == {2}


def test_another_process_takes_the_ring_up(file: Path, tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if k not in keyring.GIVEN} | {"CITYHALL_VAR": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", ANOTHER], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "1\n"
        rotating.rotate(OPERATOR, file, lambda line: None, pause=0)
        other.stdin.write(f"{keys.seal('样例').hex()}\n")
        other.stdin.close()
        assert other.stdout.read() == "样例\n2\n"


def test_keys_of_the_environment_are_not_changed_from_here(settings: Any) -> None:
    given.granted(given.place())
    settings.KEYS_FILE = None
    keys.forget()
    with pytest.raises(WrongStateError, match="环境变量"):
        rotating.rotate(OPERATOR, None, lambda line: None)
    more = base64.b64encode(os.urandom(32)).decode()
    old = settings.DATA_KEYS
    settings.DATA_KEYS = f"{old}*,2:{more}"
    keys.forget()
    with pytest.raises(WrongStateError, match="去掉"):
        rotating.rotate(OPERATOR, None, lambda line: None)
    settings.DATA_KEYS = f"{old},2:{more}"
    keys.forget()
    assert rotating.rotate(OPERATOR, None, lambda line: None)["writes"] == 2
    assert set(columns.all_uses()) == {2}
    settings.DATA_KEYS = old
    keys.forget()


def test_two_rotations_do_not_run_at_once(file: Path) -> None:
    with rotating._alone(file), pytest.raises(WrongStateError, match="正在进行"):
        rotating.rotate(OPERATOR, file, lambda line: None)
