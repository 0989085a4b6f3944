"""Every permission of the house, by room, for the check-boxes of a role; and the acts that ask for it."""

from functools import cache

from cityhall.anywhere.terms import Can as Anywhere
from cityhall.cases.terms import Can as Cases
from cityhall.catalogue.terms import Can as Catalogue
from cityhall.deadlines.terms import Can as Deadlines
from cityhall.exchange.terms import Can as Exchange
from cityhall.helping.terms import Can as Helping
from cityhall.joint.terms import Can as Joint
from cityhall.kernel.accounts.terms import Can as Accounts
from cityhall.kernel.action import REGISTERED
from cityhall.kernel.asked import label_of, permissions_of
from cityhall.kernel.jobs.terms import Can as Jobs
from cityhall.kernel.journal.terms import Can as Journal
from cityhall.kernel.terms import Term
from cityhall.meetings.terms import Can as Meetings
from cityhall.messages.terms import Can as Messages
from cityhall.organs.terms import Can as Organs
from cityhall.payments.terms import Can as Payments
from cityhall.people.terms import Can as People
from cityhall.projects.terms import Can as Projects
from cityhall.supervision.terms import Can as Supervision

ROOMS: tuple[tuple[str, type[Term]], ...] = (
    ("办件", Cases), ("文书", Messages), ("申请人", People), ("事项", Catalogue), ("一件事", Joint), ("会商", Meetings),
    ("投资项目", Projects), ("通办", Anywhere), ("帮办代办", Helping), ("缴费", Payments), ("机构与人员", Organs),
    ("时限与日历", Deadlines), ("后台任务", Jobs), ("监察督办", Supervision), ("对接", Exchange), ("登录", Accounts), ("审计", Journal),
)  # fmt: skip
LABELS = {term.value: term.label for _, room in ROOMS for term in room}
CHOICES = [(room, [(term.value, term.label) for term in terms]) for room, terms in ROOMS]


@cache
def acts_by_permission() -> dict[str, tuple[str, ...]]:
    """The acts that name each permission, by what they are called."""
    found: dict[str, set[str]] = {}
    for fn in REGISTERED.values():
        for permission in permissions_of(fn):
            found.setdefault(permission, set()).add(label_of(fn))
    return {permission: tuple(sorted(acts)) for permission, acts in found.items()}
