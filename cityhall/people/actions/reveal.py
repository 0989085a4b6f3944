"""Seeing a personal value whole: for a purpose, and never unseen."""

from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.call import calling
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.journal.record import record
from cityhall.people.models import Entity, Person
from cityhall.people.terms import Can, Field

PURPOSE = range(2, 101)


def reveal(actor: Actor, ref: str, field: Field, purpose: str) -> str:
    """查看完整信息: the looking is committed first, then the value read; it is not kept as the request's answer."""
    with calling():  # sent again, it is another look: allowed anew, and another line
        _look(actor, ref, Field(field), purpose.strip())
    return _clear(ref, Field(field))


@action
def _look(actor: Actor, ref: str, field: Field, purpose: str) -> None:
    require(actor, Can.REVEAL)
    if len(purpose) not in PURPOSE:
        raise InvalidInputError("people.no_purpose", "请写明查看的用途（2 至 100 字），将记入日志", field="purpose")
    _clear(ref, field)
    record(actor, "people.revealed", ref, field=field.value, purpose=purpose)


def _clear(ref: str, field: Field) -> str:
    kind, _, key = ref.partition(":")
    value: object = None
    if kind == "person" and key.isdigit():
        value = Person.objects.filter(pk=int(key)).values_list(field.value, flat=True).first()
    if kind == "entity" and field is not Field.ID_NUMBER:
        value = Entity.objects.filter(credit_code=key).values_list(field.value, flat=True).first()
    if value is None:
        raise NotFoundError("people.unknown", "没有找到这位申请人，请核对后重新查找")
    return str(value)
