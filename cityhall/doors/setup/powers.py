"""Every permission of the house, by room, for the check-boxes of a role."""

from cityhall.cases.terms import Can as Cases
from cityhall.catalogue.terms import Can as Catalogue
from cityhall.deadlines.terms import Can as Deadlines
from cityhall.kernel.jobs.terms import Can as Jobs
from cityhall.kernel.terms import Term
from cityhall.messages.terms import Can as Messages
from cityhall.organs.terms import Can as Organs
from cityhall.people.terms import Can as People

ROOMS: tuple[tuple[str, type[Term]], ...] = (
    ("办件", Cases), ("文书", Messages), ("申请人", People), ("事项", Catalogue), ("机构与人员", Organs),
    ("时限与日历", Deadlines), ("后台任务", Jobs),
)  # fmt: skip
LABELS = {term.value: term.label for _, room in ROOMS for term in room}
CHOICES = [(room, [(term.value, term.label) for term in terms]) for room, terms in ROOMS]
