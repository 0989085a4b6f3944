"""邮寄清单: addresses leave the seal once, on the list the letters are addressed from, and it is on record who took it."""

from collections.abc import Sequence
from dataclasses import dataclass

from cityhall.cases.models import Case
from cityhall.cases.terms import Can, DeliveryMethod, Sealed, Status
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError
from cityhall.people import actions as people
from cityhall.people.actions import Seen
from cityhall.people.terms import Purpose

MOST = 100


@dataclass(frozen=True)
class Label:
    """One letter to address."""

    number: str
    item: str
    receiver: str
    phone: str
    address: str


def mail_list(actor: Actor, numbers: Sequence[str]) -> list[Label]:
    """The letters of these cases, for those who send them. The looks are committed first, then the values read: they
    are not kept as the request's answer."""
    with calling():
        _look(actor, list(numbers)[:MOST])
    return [
        Label(
            str(c.number), c.item_name, c.application.delivery_receiver or c.applicant_name,
            c.application.delivery_phone or c.application.contact_phone, c.application.delivery_address or "",
        )
        for c in _letters(numbers)
    ]  # fmt: skip


@action
def _look(actor: Actor, numbers: list[str]) -> None:
    cases = _letters(numbers)
    if not cases:
        raise InvalidInputError("case.no_letters", "没有待邮寄的办件，无需打印清单")
    for one in cases:
        require(actor, Can.DELIVER, one.organ_id, one.item_id)
    seen = [Seen(one.ref, Sealed.DELIVERY, one.organ_id) for one in cases]
    people.note_looks(actor, "case.revealed", seen, Purpose.SERVE)


def _letters(numbers: Sequence[str]) -> list[Case]:
    rows = Case.objects.filter(
        number__in=list(numbers)[:MOST], application__delivery_method=DeliveryMethod.MAIL,
        status__in=(Status.DECIDED, Status.NOT_ACCEPTED, Status.TERMINATED, Status.DEEMED_WITHDRAWN),
    )  # fmt: skip
    return list(rows.select_related("application").order_by("number"))
