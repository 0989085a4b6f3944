"""查看个人信息原文: with a purpose, and a journal line that says who looked at what."""

from cityhall.cases.models import Application, Case
from cityhall.cases.terms import Can
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.journal.record import record

from .lock import lock

CONTACT = "contact_phone"


def reveal(actor: Actor, number: str, field: str, purpose: str) -> str:
    """The clear value of one personal field of the form, or of the contact's phone. The looking is committed first,
    then the value read: it is not kept as the request's answer."""
    with calling():  # sent again, it is another look: allowed anew, and another line
        _look(actor, number, field, purpose)
    application = Case.objects.select_related("application").get(number=number).application
    return str(_personal(application)[field])


@action
def _look(actor: Actor, number: str, field: str, purpose: str) -> None:
    held = lock(number)
    require(actor, Can.REVEAL, held.case.organ_id, held.case.item_id)
    if not purpose.strip():
        raise InvalidInputError("case.no_purpose", "请填写查看原文的事由，系统会记录并告知申请人", field="purpose")
    if not _personal(held.case.application).get(field):
        raise NotFoundError("case.no_field", "没有这一项个人信息")
    record(
        actor, "case.revealed", held.ref, organ_id=held.case.organ_id, field=field, purpose=purpose.strip()[:100]
    )  # fmt: skip


def _personal(application: Application) -> dict[str, str]:
    return {**application.sealed_form, CONTACT: application.contact_phone}
