"""改按新版办理: an open draft goes over to the version of its item that is in force now; a running case never does."""

from cityhall.cases import rules
from cityhall.cases.models import MaterialFile
from cityhall.cases.rules import carrying
from cityhall.catalogue import queries as catalogue
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import update

from .drafts import drop_pre_review, own_draft


@action
def carry_over(actor: Actor, draft: str) -> str:
    """改按新版填写: what still fits is kept; answers in words what is new, gone, or to be said again."""
    held = own_draft(actor, draft)
    now = catalogue.published(held.case.item_id)
    if now is None:
        raise WrongStateError("case.item_closed", "这个事项已经停止办理，请到办事大厅查找相近事项或拨打 12345")
    if now.version_id == held.terms.version_id:
        raise WrongStateError("case.version_current", "这份申请已经是按现行版本填写的，不需要更换")
    if not now.online:
        sentence = f"“{now.name}”的新版改为到窗口办理：{now.address or '见办事指南'}；这份草稿可以打印后带去"
        raise WrongStateError("case.not_online", sentence)
    case, application = held.case, held.case.application
    said = {**application.form, **application.sealed_form}
    here = catalogue.situated(now, said)
    came = carrying.carried(held.terms, here, said)
    application.form, application.sealed_form = rules.split_form(catalogue.all_fields(now), came.values)
    application.saved_at = clock.now()
    update(application, ["form", "sealed_form", "saved_at"])
    gone = MaterialFile.objects.filter(material__application=application, removed_at=None)
    if dropped := [key for key in came.papers_gone if now.material(key) is None]:
        gone.filter(material__key__in=dropped).update(removed_at=clock.now())
    drop_pre_review(actor, held)
    case.item_version_id, case.item_name, case.version = now.version_id, now.name, case.version + 1
    update(case, ["item_version_id", "item_name", "version", "beside"])
    record(
        actor, "draft.carried_over", held.ref, organ_id=case.organ_id, item=now.item_code,
        before=held.terms.version, after=now.version,
    )  # fmt: skip
    return carrying.told(came)
