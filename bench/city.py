"""A small city for benchmarks and for the crash test, founded through actions: `python -m bench.city CITIZENS`.

Two organs of two divisions, one item each with two review steps and a decision, staff for every act, and citizens with
a sign-in code in their hands."""

import json
import sys
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from cityhall.kernel.terms import Term

PASSWORD = "mima-Liangzhi-2026"
FORM = {"premises_name": "样例面馆", "premises_address": "样例路 1 号", "contact_phone": "13900000001"}
MATERIALS = ("form", "identity")
STEPS = [
    {"key": "review", "name": "初审", "desk": "review", "order": 1, "limit": {"amount": 3, "unit": "workdays"}},
    {"key": "second", "name": "复核", "desk": "review", "order": 2, "limit": {"amount": 2, "unit": "workdays"}},
    {"key": "decide", "name": "决定", "desk": "approve", "order": 3, "limit": {"amount": 2, "unit": "workdays"},
     "decides": True},
]  # fmt: skip


@dataclass(frozen=True)
class Office:
    """One organ, its item, and the logins of those who work there, each with whatever she may do."""

    organ: int
    item: int
    series: str  # the division and its first six digits: numbers are counted by it
    clerk: str
    reviewer: str
    second: str
    approver: str
    issuer: str


@dataclass(frozen=True)
class City:
    password: str
    offices: tuple[Office, ...]
    citizens: tuple[tuple[str, str], ...]  # phone, code

    @classmethod
    def read(cls, text: str) -> "City":
        told: dict[str, Any] = json.loads(text)
        offices = tuple(Office(**office) for office in told["offices"])
        return cls(told["password"], offices, tuple((phone, code) for phone, code in told["citizens"]))


def found(citizens: int) -> City:
    from cityhall.kernel import clock
    from cityhall.people.tests import given as people

    offices = tuple(_office(division) for division in ("990100000000", "990200000000"))
    phones = [people.phone() for _ in range(citizens)]
    with clock.frozen(clock.now() - timedelta(minutes=5)):  # a code may be asked for once a minute
        for phone in phones:
            people.citizen(phone, name="样例")
    return City(PASSWORD, offices, tuple((phone, people.sent_code(phone)) for phone in phones))


def _office(division: str) -> Office:
    from cityhall.cases.terms import Can
    from cityhall.catalogue.tests import given as items
    from cityhall.organs.terms import Desk
    from cityhall.organs.tests import given as organs

    series = division[:6]
    organ = organs.organ(division=division)
    window = organs.window(organ)
    return Office(
        organ=organ,
        item=items.published_item(organ, steps=STEPS),
        series=series,
        clerk=_login(f"clerk{series}", organ, Desk.INTAKE, Can.INTAKE, Can.SEE, window=window),
        reviewer=_login(f"reviewer{series}", organ, Desk.REVIEW, Can.REVIEW, Can.SEE),
        second=_login(f"second{series}", organ, Desk.REVIEW, Can.REVIEW, Can.SEE),
        approver=_login(f"approver{series}", organ, Desk.APPROVE, Can.DECIDE, Can.SEE),
        issuer=_login(f"issuer{series}", organ, Desk.ISSUE, Can.DELIVER, Can.SEE),
    )


def _login(login: str, organ: int, desk: str, *permissions: Term, window: int | None = None) -> str:
    """A member of staff who may do just this, and whose first password may stay."""
    from cityhall.kernel.actor import HOUSE
    from cityhall.organs import actions
    from cityhall.organs.terms import Reach

    actions.save_role(HOUSE, login, login, [str(p) for p in permissions], desk=desk)
    staff_id = actions.create_staff(HOUSE, login, login, organ, PASSWORD, window_id=window, must_change=False)
    actions.assign(HOUSE, staff_id, login, Reach.ORGAN if window is None else Reach.WINDOW)
    return login


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(asdict(found(int(sys.argv[1])))))
