"""草稿: an application being written. Nothing here has legal effect; a draft is deleted by its owner at will."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cityhall.cases import rules
from cityhall.cases.models import Application, Case, CasePaper, Material, MaterialFile, ProceedingRow
from cityhall.cases.terms import Can, Channel, Origin, Proceeding, Stage, Status
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.queries import Offered
from cityhall.catalogue.terms import ItemTerms
from cityhall.deadlines.terms import Kind
from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.files.store import Stored, note, release
from cityhall.kernel.identifiers import check_phone
from cityhall.kernel.journal.record import on_behalf, record
from cityhall.kernel.writing import insert, update
from cityhall.people import queries as people

from . import clocks
from .beside import cancel_beside
from .lock import Held, lock, lock_draft, owns

FILES_A_MATERIAL = 20


@dataclass(frozen=True)
class Applicant:
    """Who applies, as the door knows it: ref of `people`, name, masked number, whom to call."""

    ref: str
    name: str
    mask: str
    contact_name: str
    contact_phone: str


@action
def start_draft(
    actor: Actor, item_id: int, applicant: Applicant, answers: Mapping[str, Any] | None = None, *, agency_id: int | None = None
) -> str:  # fmt: skip
    """开始申请: a draft of the published version, with what was answered to its questions before; answers its id. By a 授权委托
    (`agency_id`) it is the principal's: her account has it, the agent only while the agency runs."""
    require_signed_in(actor)
    terms, _ = asked_for(item_id)
    principal = people.represented(actor, agency_id, item_id) if agency_id is not None else None
    if not terms.online:
        raise WrongStateError("case.not_online", f"“{terms.name}”需到窗口办理：{terms.address or '见办事指南'}")
    said = catalogue.as_values(terms, answers or {})
    if principal is not None:
        on_behalf(principal.ref, principal.agency_id)
        applicant = replace(applicant, ref=principal.ref, name=principal.name, mask=principal.mask)
    application = new_case(actor, terms, applicant, Channel.ONLINE, said, principal=principal).application
    record(actor, "draft.started", f"draft:{application.pk}", organ_id=terms.organ_id, item=terms.item_code)
    return str(application.pk)


def asked_for(item_id: int) -> tuple[ItemTerms, str]:
    """The published version of the item, or a sentence; and the calendar's edition."""
    terms, offered = asked_here(item_id)
    return terms, offered.edition


def asked_here(item_id: int, window_id: int | None = None) -> tuple[ItemTerms, Offered]:
    """The same, with what this window and the item's organ say of it."""
    offered = catalogue.published_here(item_id, window_id)
    if offered.terms is None:
        raise NotFoundError("case.item_not_open", "这个事项目前没有开放办理，请在办事大厅查找相近事项或拨打 12345")
    return offered.terms, offered


@step
def new_case(
    actor: Actor,
    terms: ItemTerms,
    applicant: Applicant,
    channel: Channel,
    values: Mapping[str, str] | None = None,
    *,
    principal: people.Represented | None = None,
) -> Case:
    """Application and case, as drafts, with the form's values where they are known. Two statements; at the window one:
    there the case is written when it is received, in the same act (`settle`)."""
    account_id = actor.account_id if channel is Channel.ONLINE else None
    application = new_application(
        actor, terms, applicant, channel, values, account_id=account_id, principal=principal
    )  # fmt: skip
    case = Case(application=application, last_actor=actor.name, **pinned(terms, application))
    if channel is Channel.ONLINE:
        insert([case])
    return case


def pinned(terms: ItemTerms, application: Application) -> dict[str, Any]:
    """What a new case fixes of its item and its applicant."""
    return {
        "item_id": terms.item_id, "item_version_id": terms.version_id, "organ_id": terms.organ_id,
        "item_name": terms.name, "applicant_name": application.applicant_name,
        "access_code": f"{secrets.randbelow(10**6):06d}",
    }  # fmt: skip


@step
def new_application(
    actor: Actor, terms: ItemTerms, applicant: Applicant, channel: Channel, values: Mapping[str, str] | None = None,
    *, account_id: int | None, principal: people.Represented | None = None,
    agency: tuple[int | None, int | None] = (None, None), **more: Any,
) -> Application:  # fmt: skip
    """The application alone; `agency`: by which 授权委托 whose account makes it, where that was settled before. One statement."""
    if not applicant.name.strip():
        raise InvalidInputError("case.no_applicant", "请填写申请人姓名或名称", field="applicant_name")
    now = clock.now()
    clear, personal = rules.split_form(catalogue.all_fields(terms), values or {})
    return Application.objects.create(
        account_id=principal.account_id if principal else account_id,
        agent_account=actor.account_id if principal else agency[1],
        agency_id=principal.agency_id if principal else agency[0],
        applicant_ref=applicant.ref,
        applicant_name=applicant.name.strip(),
        applicant_mask=applicant.mask,
        contact_name=(applicant.contact_name.strip() or applicant.name.strip())[:60],
        contact_phone=_reached_at(applicant, channel),
        channel=channel,
        form=clear,
        sealed_form=personal,
        created_at=now,
        saved_at=now,
        **more,
    )


def _reached_at(applicant: Applicant, channel: Channel) -> str:
    """Whom to call: what was said, else at a window what is on file for somebody known."""
    if applicant.contact_phone:
        return check_phone(applicant.contact_phone)
    return people.contact_of(applicant.ref) if applicant.ref and channel is Channel.WINDOW else ""


@action
def save_draft(actor: Actor, draft: str, values: Mapping[str, str], contact_phone: str = "") -> int:
    """保存草稿: what is typed must fit, gaps are allowed; answers the version now. What does not apply to her answers is
    kept aside in case she answers otherwise; it is not handed in."""
    held = own_draft(actor, draft)
    application = held.case.application
    here = catalogue.situated(held.terms, values)
    aside = _aside(here, {**application.form, **application.sealed_form, **values}) if here.asks else {}
    fill_form(held, {**aside, **rules.check_form(here.fields, values, partly=True)})
    if contact_phone:
        application.contact_phone = check_phone(contact_phone)
    application.saved_at = clock.now()
    update(application, ["form", "sealed_form", "contact_phone", "saved_at"])
    _bump(actor, held)
    record(actor, "draft.saved", held.ref, organ_id=held.case.organ_id, filled=len(application.form))
    return held.case.version


def _aside(here: ItemTerms, values: Mapping[str, str]) -> dict[str, str]:
    """What was said in fields and to questions that do not apply, as far as it fits."""
    put = {f.key for f in here.fields}
    rest = [f for f in catalogue.all_fields(here) if f.key not in put]
    wrong = rules.form_problems(rest, values, partly=True)
    return rules.check_form(rest, {k: v for k, v in values.items() if k not in wrong}, partly=True)


def fill_form(held: Held, kept: Mapping[str, str]) -> None:
    """Personal values are sealed whether their field applies or not."""
    clear, personal = rules.split_form(catalogue.all_fields(held.terms), kept)
    held.case.application.form, held.case.application.sealed_form = clear, personal


@action
def attach(actor: Actor, ref: str, key: str, stored: Stored, name: str, origin: str = Origin.UPLOADED) -> int:
    """上传材料: a file for one line of the checklist, on a draft or while supplements are asked for (`ref` is a draft id
    or a case number). Answers the file's id."""
    held = open_for_materials(actor, ref, key)
    spec = held.terms.material(key)
    if spec is None:
        raise refuse_material(held, key)
    [material] = Material.objects.bulk_create(
        [Material(application=held.case.application, key=key)],
        update_conflicts=True,
        unique_fields=["application", "key"],
        update_fields=["verdict", "problem"],
    )
    if MaterialFile.objects.filter(material=material, removed_at=None).count() >= FILES_A_MATERIAL:
        raise InvalidInputError(
            "case.too_many_files", f"一份材料最多 {FILES_A_MATERIAL} 个文件，请合并后上传", field="file"
        )
    file = MaterialFile.objects.create(
        material=material, sha256=note(stored), name=name.strip()[-200:] or spec.name, size=stored.size,
        media_type=stored.media_type, origin=Origin(origin), added_at=clock.now(),
    )  # fmt: skip
    record(actor, "material.attached", held.ref, organ_id=held.case.organ_id, material=key, sha256=stored.sha256)
    return file.pk


def refuse_material(held: Held, key: str) -> NotFoundError:
    """A material the item does not have; or one that her answers do not ask of her."""
    spec = catalogue.whole(held.terms).material(key)
    if spec is None:
        return NotFoundError("case.unknown_material", "该事项没有这份材料，请刷新页面")
    sentence = f"按您回答的情况，不用交“{spec.name}”；情况有变的，请先改申请表开头的回答"
    return NotFoundError("case.material_not_asked", sentence)


@action
def remove_file(actor: Actor, ref: str, file_id: int) -> None:
    """移除材料: the file is marked, not destroyed."""
    rows = MaterialFile.objects.filter(pk=file_id, removed_at=None)
    file = rows.select_related("material").first()
    held = open_for_materials(actor, ref, file.material.key if file else "")
    since = _since(held)
    mine = rows.filter(material__application=held.case.application)
    if not (mine if since is None else mine.filter(added_at__gt=since)).update(removed_at=clock.now()):
        raise NotFoundError("case.no_file", "没有可以移除的这个文件；已随申请提交的材料不能删除，可补充新的")
    record(actor, "material.removed", held.ref, organ_id=held.case.organ_id, file=file_id)


def _since(held: Held) -> datetime | None:
    """What came before this moment belongs to the file of the case."""
    if held.case.status == Status.DRAFT:
        return None
    return held.case.accepted_at if held.case.status == Status.ACCEPTED else held.case.received_at


@action
def delete_draft(actor: Actor, draft: str) -> None:
    """删除草稿: the rows go, with what was asked about it; the journal keeps that there was one."""
    held = own_draft(actor, draft)
    application = held.case.application
    drop_pre_review(actor, held)
    files = MaterialFile.objects.filter(material__application=application)
    release(files.values_list("sha256", flat=True))
    files.delete()
    Material.objects.filter(application=application).delete()
    CasePaper.objects.filter(case=held.case).delete()
    ProceedingRow.objects.filter(case=held.case).delete()
    Case.objects.filter(pk=held.case.pk).delete()
    Application.objects.filter(pk=application.pk).delete()
    record(actor, "draft.deleted", held.ref, organ_id=held.case.organ_id)


@step
def drop_pre_review(actor: Actor, held: Held) -> None:
    """A draft that is handed in or deleted needs no opinion any more. No statement where none was asked."""
    if refs := cancel_beside(actor, held):
        clocks.stop(actor, refs, [Kind.PRE_REVIEW], met=False)


def open_for_materials(actor: Actor, ref: str, key: str = "") -> Held:
    """A draft of one's own, or a case that waits for supplements or for what was promised (that `key` alone), or one the
    window is looking at."""
    held = lock(ref) if is_number(ref) else lock_draft(ref)
    status, mine = Status(held.case.status), owns(actor, held.case)
    if not mine:
        require(actor, Can.INTAKE, held.case.organ_id, held.case.item_id)
        check_own_draft(actor, held)
    if status is Status.ACCEPTED and promised(held, key, broken=not mine):
        return held
    if mine and status not in (Status.DRAFT, Status.SUPPLEMENTING):
        raise WrongStateError("case.materials_closed", f"办件{status.label}，现在不能增减材料；如需补充请联系受理部门")
    if status not in (Status.DRAFT, Status.SUPPLEMENTING, Status.RECEIVED):
        raise WrongStateError("case.materials_closed", f"办件{status.label}，不能再增减材料")
    return held


def promised(held: Held, key: str, *, broken: bool) -> bool:
    """Is this material still owed by a promise? The window also takes in what comes after the limit. One SELECT, and
    none where the item lets nothing come later."""
    if held.terms.gaps is None or not key:
        return False
    stages = (Stage.OPEN, Stage.BROKEN) if broken else (Stage.OPEN,)
    rows = ProceedingRow.objects.filter(case=held.case, kind=Proceeding.PROMISE, stage__in=stages)
    return any(key in facts["left"] for facts in rows.values_list("facts", flat=True))


def is_number(ref: str) -> bool:
    """A case number (six digits, year, eight digits) rather than a draft's id."""
    return len(ref) == len("990100-2026-00000001") and ref[6:7] == "-" and ref[11:12] == "-"


def check_own_draft(actor: Actor, held: Held) -> None:
    """What she has not handed in yet is nobody's to add to or to hand in but hers."""
    if held.case.status == Status.DRAFT and not owns(actor, held.case):
        raise NotAllowedError("case.not_yours", "这是他人尚未提交的申请，只能由申请人本人填写和提交")


def own_draft(actor: Actor, draft: str) -> Held:
    held = lock_draft(draft)
    if not owns(actor, held.case):
        require_signed_in(actor)
        raise NotAllowedError("case.not_yours", "这不是您的申请")
    if held.case.status != Status.DRAFT:
        raise WrongStateError("case.submitted", "这份申请已经提交，不能再修改；可在“我的办件”中查看进度")
    call.check_seen(held.case.version)
    return held


def _bump(actor: Actor, held: Held) -> None:
    held.case.version += 1
    update(held.case, ["version"])
