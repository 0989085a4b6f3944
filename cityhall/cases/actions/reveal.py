"""查看个人信息原文: with a purpose, and a journal line that says who looked at what."""

from cityhall.cases.models import Application, Case
from cityhall.cases.terms import Can, Sealed
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.call import calling
from cityhall.kernel.errors import NotFoundError
from cityhall.people import actions as people
from cityhall.people.actions import Seen

from .lock import lock


def reveal(actor: Actor, number: str, field: str, purpose: str, note: str = "") -> str:
    """The clear value of one personal field of the form, or of the contact's phone. The looking is committed first,
    then the value read: it is not kept as the request's answer."""
    with calling():  # sent again, it is another look: allowed anew, and another line
        _look(actor, number, field, purpose, note)
    application = Case.objects.select_related("application").get(number=number).application
    return str(_personal(application)[field])


@action
def _look(actor: Actor, number: str, field: str, purpose: str, note: str) -> None:
    held = lock(number)
    require(actor, Can.REVEAL, held.case.organ_id, held.case.item_id)
    if not _personal(held.case.application).get(field):
        raise NotFoundError("case.no_field", "没有这一项个人信息")
    people.note_looks(actor, "case.revealed", [Seen(held.ref, field, held.case.organ_id)], purpose, note)


def _personal(application: Application) -> dict[str, str]:
    return {**application.sealed_form, Sealed.CONTACT: application.contact_phone}
