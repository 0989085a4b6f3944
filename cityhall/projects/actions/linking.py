"""关联申请: an application, single or joint, becomes one of a project; also while it is still a draft."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from cityhall.cases import queries as cases
from cityhall.joint import queries as joint
from cityhall.kernel import clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.writing import insert
from cityhall.projects.models import Project, ProjectCase, ProjectLink
from cityhall.projects.rules.standing import Place, check_may_begin, of_case, of_joint, open_stage
from cityhall.projects.terms import Can, StageState, WorkState

from .lock import check_own_or, check_running, for_staff, locked, stages_of

WHY = 300


@dataclass(frozen=True)
class Found:
    """The application as it is kept with the project."""

    ref: str
    title: str
    account_id: int | None
    applicant_ref: str
    state: WorkState
    numbers: tuple[str, ...]


@action
def link_application(actor: Actor, number: str, application: str, stage: str = "") -> str:
    """关联: `application` is the number of a case or of a joint application, or the ref of a draft. The project unit links its own;
    an organ that takes part what it may see. Into the stage named, or the first that is not done. Answers the stage."""
    row = locked(number)
    own = check_own_or(actor, row, Can.KEEP)
    check_running(row)
    found = find(application)
    _check_belongs(actor, row, found, own=own)
    stages = stages_of(row)
    places = [Place(s.key, s.name, s.waits, s.state == StageState.DONE) for s in stages]
    key = stage or open_stage(places)
    check_may_begin(places, key)
    one = next(s for s in stages if s.key == key)
    link = ProjectLink(
        project=row, stage=one, ref=found.ref, title=found.title[:200], state=found.state, linked_at=clock.now(),
        linked_by=actor.name,
    )  # fmt: skip
    _insert(link)
    record(actor, "project.linked", row.ref, organ_id=row.organ_id, application=found.ref, stage=key, project=row.pk)
    return key


def _insert(link: ProjectLink) -> None:
    try:
        with transaction.atomic():
            insert([link])
    except IntegrityError as taken:
        raise WrongStateError(
            "projects.linked_already", "这份申请已经关联了项目；要改到别的项目或阶段，请先由牵头单位解除关联"
        ) from taken


@action
def unlink_application(actor: Actor, number: str, application: str, reason: str) -> None:
    """解除关联: by the organ that looks after the project; the application itself goes on."""
    row = for_staff(actor, number, Can.KEEP)
    link = ProjectLink.objects.filter(project=row, ref=ref_of(application)).first()
    if link is None:
        raise NotFoundError("projects.not_linked", "这个项目没有关联这份申请，请刷新页面")
    if not reason.strip():
        raise InvalidInputError("projects.no_reason", "请写明原因和依据", field="reason")
    ProjectCase.objects.filter(link=link).delete()
    ProjectLink.objects.filter(pk=link.pk).delete()
    record(
        actor, "project.unlinked", row.ref, organ_id=row.organ_id, application=link.ref, reason=reason.strip()[:WHY],
        project=row.pk,
    )  # fmt: skip


def ref_of(application: str) -> str:
    """The ref a number, or a ref, stands for: those of joint applications have an L."""
    text = application.strip()
    if text.partition(":")[0] in ("case", "joint", "draft", "joint-draft"):
        return text
    return f"joint:{text}" if text.rpartition("-")[2].startswith("L") else f"case:{text}"


def find(application: str) -> Found:
    """The application behind a number or a ref, as it stands. One statement, or three. Of a case that is part of a whole the
    whole is meant."""
    ref = ref_of(application)
    kind, _, key = ref.partition(":")
    found = {"case": _case, "draft": _draft, "joint": _joint, "joint-draft": _joint_draft}[kind](key)
    if found is None:
        raise NotFoundError(
            "projects.unknown_application", "没有找到这份申请，请核对办件编号或联办编号", errors={"application": "没有找到"}
        )  # fmt: skip
    return found


def _case(number: str) -> Found | None:
    whole = joint.whole_of_case(number)
    return _joint(whole) if whole else _of_facts(cases.facts_of([number]).get(number))


def _draft(draft_id: str) -> Found | None:
    return _of_facts(cases.facts_of_draft(draft_id), draft_id)


def _of_facts(one: cases.CaseFacts | None, draft_id: str = "") -> Found | None:
    if one is None:
        return None
    ref, numbers = (f"case:{one.number}", (one.number,)) if one.number else (f"draft:{draft_id}", ())
    return Found(ref, one.item_name, one.account_id, one.applicant_ref, of_case(one.status, one.outcome), numbers)


def _joint(number: str) -> Found | None:
    return _of_whole(joint.wholes_of([number]).get(number))


def _joint_draft(draft_id: str) -> Found | None:
    return _of_whole(joint.whole_of_draft(draft_id), draft_id)


def _of_whole(one: joint.WholeFacts | None, draft_id: str = "") -> Found | None:
    if one is None:
        return None
    ref = f"joint:{one.number}" if one.number else f"joint-draft:{draft_id}"
    return Found(ref, one.name, one.account_id, one.applicant_ref, of_joint(one.state, one.outcome, ()), one.cases)


def _check_belongs(actor: Actor, row: Project, found: Found, *, own: bool) -> None:
    """An application of the same unit; and of the account itself, or one the member of staff may see."""
    if own and found.account_id == actor.account_id:
        return
    same_unit = bool(found.applicant_ref) and found.applicant_ref == row.applicant_ref
    same_account = found.account_id is not None and found.account_id == row.account_id
    if not same_unit and not same_account:
        raise NotAllowedError(
            "projects.other_applicant", "这份申请不是项目单位提交的，不能关联；请核对编号，或由项目单位自己关联"
        )
    if not own and (not found.numbers or not cases.numbers_seen(actor, found.numbers)):
        raise NotAllowedError("projects.unseen_application", "您不能查看这份申请，请由项目单位或经办单位关联")
