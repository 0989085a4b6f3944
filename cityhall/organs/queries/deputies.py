"""Who stands in for whom."""

from dataclasses import dataclass
from datetime import date, timedelta

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.organs.models import Deputy, Staff
from cityhall.organs.terms import Can


@dataclass(frozen=True)
class DeputyRow:
    """One appointment: `until_on` is the first day on which it no longer holds."""

    id: int
    staff_id: int
    staff: str
    deputy_id: int
    deputy: str
    from_on: date
    until_on: date
    reason: str
    made_by: str
    open: bool  # today
    ended: bool  # before its time

    @property
    def last_on(self) -> date:
        return self.until_on - timedelta(days=1)


def deputies_of(actor: Actor, staff_id: int) -> list[DeputyRow]:
    """Who stood, stands or will stand in for this member of staff, latest first. Two statements."""
    organ = _whose(actor, staff_id)
    if organ[1] != actor.account_id or actor.account_id is None:
        require(actor, Can.MANAGE_STAFF, organ[0])
    rows = Deputy.objects.filter(staff=staff_id).select_related("staff", "deputy").order_by("-from_on", "-id")
    today = clock.today()
    return [
        DeputyRow(
            r.pk, r.staff_id, r.staff.name, r.deputy_id, r.deputy.name, r.from_on, r.until_on, r.reason, r.made_by,
            r.ended_at is None and r.from_on <= today < r.until_on, r.ended_at is not None,
        )
        for r in rows
    ]  # fmt: skip


def who_may_deputise(actor: Actor, staff_id: int) -> list[tuple[int, str]]:
    """Her colleagues in the same organ, id and name with post."""
    organ_id, _ = _whose(actor, staff_id)
    require(actor, Can.MANAGE_STAFF, organ_id)
    rows = Staff.objects.filter(organ_id=organ_id, left_on=None).exclude(pk=staff_id).order_by("name", "pk")
    return [(pk, f"{name}（{post}）" if post else name) for pk, name, post in rows.values_list("pk", "name", "post")]


def _whose(actor: Actor, staff_id: int) -> tuple[int, int]:
    """Her organ and her account."""
    found = Staff.objects.filter(pk=staff_id).values_list("organ_id", "account_id").first()
    if found is None:
        require(actor, Can.MANAGE_STAFF)
        raise NotFoundError("organs.no_member", "没有找到这位工作人员，或不归您管理")
    return found
