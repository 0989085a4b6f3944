"""Organs, windows and people as tests need them, made through actions."""

from itertools import count

from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.identifiers import make_credit_code
from cityhall.kernel.terms import Term
from cityhall.organs import actions, queries
from cityhall.organs.terms import OrganKind, Reach

PASSWORD = "mima-Ceshi-2026"
_numbers = count(1)


def credit_code() -> str:
    """A sample code of a made-up organ: right check digits, no real division."""
    return make_credit_code(f"11990100{100000000 + next(_numbers):09d}"[:16])


def organ(name: str = "", division: str = "990100000000") -> int:
    n = next(_numbers)
    name = name or f"市样例局{n}"
    return actions.create_organ(HOUSE, name, name.removeprefix("市"), division, OrganKind.DEPARTMENT)


def staff(organ_id: int, *permissions: Term, name: str = "", desk: str = "", reach: Reach = Reach.ORGAN) -> Actor:
    """A member of staff who may do just this, for this organ."""
    n = next(_numbers)
    key = f"role{n}"
    actions.save_role(HOUSE, key, key, [str(p) for p in permissions] or ["none.at_all"], desk=desk)
    staff_id = actions.create_staff(HOUSE, f"user{n}", name or f"样例人员{n}", organ_id, PASSWORD)
    actions.assign(HOUSE, staff_id, key, reach)
    return actor(f"user{n}")


def actor(login: str) -> Actor:
    from cityhall.organs.models import Staff

    found = queries.actor_for(Staff.objects.get(account__login=login).account_id)
    assert found is not None
    return found


def centre(organ_id: int | None = None) -> int:
    n = next(_numbers)
    return actions.create_centre(HOUSE, f"样例政务服务中心{n}", organ_id or organ(), "990100000000")


def window(*organ_ids: int, may_decide: bool = False) -> int:
    """A window that serves these organs."""
    n = next(_numbers)
    window_id = actions.open_window(HOUSE, centre(), str(n), "综合窗口")
    if organ_ids:
        actions.entrust(HOUSE, window_id, list(organ_ids), "样例委托书", may_decide)
    return window_id


def clerk(window_id: int, *permissions: Term, authority: tuple[Term, ...] = (), desk: str = "") -> Actor:
    """A clerk at a window, with these permissions over the organs it serves."""
    n = next(_numbers)
    key = f"role{n}"
    held = [str(p) for p in (*permissions, *authority)]
    actions.save_role(HOUSE, key, key, held, [str(p) for p in authority], desk)
    staff_id = actions.create_staff(HOUSE, f"user{n}", f"样例窗口人员{n}", organ(), PASSWORD, window_id=window_id)
    actions.assign(HOUSE, staff_id, key, Reach.WINDOW)
    return actor(f"user{n}")
