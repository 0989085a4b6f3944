"""项目材料: files that belong to the project and not to one application."""

from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.files.store import Stored, note, release
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert, update
from cityhall.projects.models import ProjectDocument
from cityhall.projects.terms import Can

from .lock import check_own_or, check_running, locked, stages_of, touch

MOST = 200


@action
def add_document(
    actor: Actor, number: str, stored: Stored, file_name: str, name: str, *, document_no: str = "", stage: str = "",
    inside: bool = False,
) -> int:  # fmt: skip
    """加入材料: by the project unit, or by an organ that takes part; `inside` is for the organs alone, and theirs to set."""
    row = locked(number)
    own = check_own_or(actor, row, Can.KEEP)
    check_running(row)
    if not name.strip():
        raise InvalidInputError("projects.no_document_name", "请填写材料名称", field="name")
    stages = {one.key: one for one in stages_of(row)}
    if stage and stage not in stages:
        raise InvalidInputError("projects.unknown_stage", "这个项目没有这个阶段，请刷新页面重新选择", field="stage")
    if ProjectDocument.objects.filter(project=row, removed_at=None).count() >= MOST:
        raise WrongStateError("projects.too_many_documents", f"一个项目最多 {MOST} 份材料，请先移除不用的")
    one = ProjectDocument(
        project=row, stage=stages.get(stage), name=name.strip()[:120], document_no=document_no.strip()[:80],
        inside=inside and not own, sha256=note(stored), file_name=file_name.strip()[-200:] or name.strip()[:120],
        size=stored.size, media_type=stored.media_type, added_at=clock.now(), added_by=actor.name,
        added_account=actor.account_id,
    )  # fmt: skip
    insert([one])
    record(
        actor, "project.document_added", row.ref, organ_id=row.organ_id, document=one.pk, sha256=stored.sha256,
        inside=one.inside,
    )  # fmt: skip
    return int(one.pk)


@action
def remove_document(actor: Actor, number: str, document: int, reason: str = "") -> None:
    """移除: the file is marked, not destroyed. The project unit removes what it put in, staff with a reason."""
    row = locked(number)
    own = check_own_or(actor, row, Can.KEEP)
    one = ProjectDocument.objects.filter(project=row, pk=document, removed_at=None).first()
    if one is None or (own and one.inside):
        raise NotFoundError("projects.no_document", "没有找到这份材料，可能已经移除")
    if own and one.added_account != actor.account_id:
        raise NotAllowedError("projects.not_your_document", "这份材料由部门加入，请联系牵头单位移除")
    if not own and not reason.strip():
        raise InvalidInputError("projects.no_reason", "请写明原因和依据", field="reason")
    one.removed_at = clock.now()
    update(one, ["removed_at"])
    release([one.sha256])
    touch(actor, row)
    record(
        actor,
        "project.document_removed",
        row.ref,
        organ_id=row.organ_id,
        document=document,
        reason=reason.strip()[:300],
    )
