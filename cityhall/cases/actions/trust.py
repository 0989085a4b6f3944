"""失信记录: a promise that was not kept is noted, bars from promising again, and can be repaired."""

from cityhall.cases import rules
from cityhall.cases.models import TrustRecord
from cityhall.cases.queries.trust import barred, known_as
from cityhall.cases.terms import Can
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record

from .lock import Held


def check_trusted(held: Held) -> None:
    """Refuse a promise of somebody whose broken one is not repaired. One SELECT."""
    rules.check_trusted(barred=barred(held.case.application))


@step
def note_broken(actor: Actor, held: Held, what: str) -> None:
    """记录失信. One INSERT."""
    application = held.case.application
    TrustRecord.objects.create(
        applicant_ref=known_as(application.applicant_ref, application.applicant_mask), applicant_name=held.case.applicant_name,
        case_number=held.case.number or "", organ_id=held.case.organ_id, what=what[:300], noted_at=clock.now(),
        noted_by=actor.name,
    )  # fmt: skip


@action
def repair_trust(actor: Actor, record_id: int, repair: str) -> None:
    """信用修复: the record stays readable, the bar ends."""
    row = TrustRecord.objects.select_for_update().filter(pk=record_id).first()
    if row is None:
        raise NotFoundError("trust.unknown", "没有找到这条失信记录，请刷新列表")
    require(actor, Can.SUPERVISE, row.organ_id)
    if row.repaired_at is not None:
        raise WrongStateError("trust.repaired", "这条失信记录已经修复，不用再办")
    if not repair.strip():
        raise InvalidInputError("trust.no_repair", "请写明修复情况：申请人做了什么、依据什么", field="repair")
    row.repaired_at, row.repaired_by, row.repair = clock.now(), actor.name, repair.strip()[:300]
    row.save(update_fields=["repaired_at", "repaired_by", "repair"])
    record(actor, "trust.repaired", f"trust:{row.pk}", organ_id=row.organ_id, case=row.case_number)
