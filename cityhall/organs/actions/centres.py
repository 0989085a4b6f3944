"""Centres, their windows, and whom each window serves."""

from django.db import IntegrityError, transaction

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.organs import rules
from cityhall.organs.models import Centre, Entrustment, Organ, Window
from cityhall.organs.terms import Can


@action
def create_centre(
    actor: Actor, name: str, organ_id: int, division_code: str, address: str = "", phone: str = "", hours: str = ""
) -> int:
    """设立政务服务中心: answers its id."""
    require(actor, Can.MANAGE_CENTRES, organ_id)
    if not name.strip():
        raise InvalidInputError("organs.centre_name", "请填写中心名称", field="name")
    centre = Centre(name=name.strip(), organ_id=organ_id, division_code=rules.full_code(division_code))
    centre.address, centre.phone, centre.hours = address.strip(), phone.strip(), hours.strip()
    try:
        with transaction.atomic():
            centre.save(force_insert=True)
    except IntegrityError as clash:
        raise InvalidInputError("organs.centre_taken", "已有同名的中心，请核对", field="name") from clash
    record(actor, "centre.created", centre.ref, organ_id=organ_id, name=centre.name)
    return centre.pk


@action
def open_window(actor: Actor, centre_id: int, number: str, name: str) -> int:
    """开设窗口: answers its id."""
    centre = Centre.objects.select_for_update().filter(pk=centre_id).first()
    if centre is None:
        raise NotFoundError("organs.no_centre", "没有找到这个中心")
    require(actor, Can.MANAGE_CENTRES, centre.organ_id)
    window = Window(centre=centre, number=number.strip(), name=name.strip())
    try:
        with transaction.atomic():
            window.save(force_insert=True)
    except IntegrityError as clash:
        raise InvalidInputError("organs.window_taken", f"{centre.name}已有 {number} 号窗口", field="number") from clash
    record(actor, "window.opened", window.ref, organ_id=centre.organ_id, number=window.number, centre=centre.ref)
    return window.pk


@action
def entrust(actor: Actor, window_id: int, organ_ids: list[int], document: str = "", may_decide: bool = False) -> None:
    """委托窗口受理 (`may_decide`: 授权当场决定): the organs named are served at this window from now on, on these
    terms; earlier ones end."""
    window = Window.objects.select_related("centre").select_for_update(of=("self",)).filter(pk=window_id).first()
    if window is None:
        raise NotFoundError("organs.no_window", "没有找到这个窗口")
    require(actor, Can.MANAGE_CENTRES, window.centre.organ_id)
    if may_decide and not document.strip():
        raise InvalidInputError(
            "organs.no_document", "授权当场决定须有公布的委托文件（行政许可法第二十四条）", field="document"
        )
    known = set(Organ.objects.filter(pk__in=organ_ids, valid_until=None).values_list("id", flat=True))
    if known != set(organ_ids):
        raise InvalidInputError("organs.unknown", "所选机构中有已终止或不存在的，请重新选择", field="organ_ids")
    Entrustment.objects.filter(window=window, organ__in=organ_ids, until_on=None).update(until_on=clock.today())
    Entrustment.objects.bulk_create(
        [
            Entrustment(window=window, organ_id=o, may_decide=may_decide, document=document, from_on=clock.today())
            for o in organ_ids
        ]
    )
    record(actor, "window.entrusted", window.ref, organs=organ_ids, may_decide=may_decide, document=document)


@action
def end_entrustment(actor: Actor, window_id: int, organ_id: int) -> None:
    """终止委托: from now on the window no longer serves the organ."""
    found = (
        Entrustment.objects.select_related("window__centre")
        .select_for_update(of=("self",))
        .filter(window_id=window_id, organ_id=organ_id, until_on=None)
        .first()
    )
    if found is None:
        raise WrongStateError("organs.not_entrusted", "该窗口目前没有受这个机构委托")
    require(actor, Can.MANAGE_CENTRES, found.window.centre.organ_id)
    Entrustment.objects.filter(pk=found.pk).update(until_on=clock.today())
    record(actor, "window.entrustment_ended", found.window.ref, organs=[organ_id])
