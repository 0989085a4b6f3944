"""专家库: put in, kept up, taken out."""

from collections.abc import Sequence

from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.meetings import rules
from cityhall.meetings.models import Expert
from cityhall.meetings.terms import Can

KEPT = ("field", "title", "conflicts", "active", "note", "organ_id", "kept_at", "version")


@action
def keep_expert(
    actor: Actor, organ_id: int, name: str, field: str, institution: str, title: str = "", conflicts: Sequence[str] = (),
    expert_id: int | None = None,
) -> int:  # fmt: skip
    """登记专家, or change what is kept of her; who was taken out is in again. Answers her id."""
    require(actor, Can.KEEP_EXPERTS, organ_id)
    who = rules.check_text(name, "name", "专家姓名", 60)
    where = rules.check_text(institution, "institution", "工作单位", 120)
    what = rules.check_text(field, "field", "专业", 80)
    row = _row(actor, expert_id) if expert_id else Expert(organ_id=organ_id, version=0)
    same = Expert.objects.filter(name=who, institution=where)
    if (same.exclude(pk=row.pk) if row.pk else same).exists():
        raise WrongStateError("meeting.expert_known", f"{where}的{who}已在专家库，请直接修改")
    row.name, row.institution, row.field, row.title = who, where, what, title.strip()[:60]
    row.conflicts = list(dict.fromkeys(one.strip()[:120] for one in conflicts if one.strip()))[:20]
    row.active, row.note, row.organ_id, row.kept_at, row.version = True, "", organ_id, clock.now(), row.version + 1
    if row.pk:
        row.save(update_fields=["name", "institution", *KEPT])
    else:
        row.save(force_insert=True)
    record(actor, "expert.kept", f"expert:{row.pk}", organ_id=organ_id, field=row.field)
    return int(row.pk)


@action
def retire_expert(actor: Actor, expert_id: int, reason: str) -> None:
    """出库: no more invitations; what she advised stays."""
    row = _row(actor, expert_id)
    if not row.active:
        raise WrongStateError("meeting.expert_out_already", "这位专家已经出库，不需要再办")
    row.note, row.active, row.version = rules.check_text(reason, "reason", "出库的原因", 300), False, row.version + 1
    row.save(update_fields=["note", "active", "version"])
    record(actor, "expert.retired", f"expert:{row.pk}", organ_id=row.organ_id)


def _row(actor: Actor, expert_id: int) -> Expert:
    row = Expert.objects.select_for_update().filter(pk=expert_id).first()
    if row is None:
        raise NotFoundError("meeting.unknown_expert", "专家库里没有这位专家，请回到列表重新选择")
    require(actor, Can.KEEP_EXPERTS, row.organ_id)
    call.check_seen(row.version)
    return row
