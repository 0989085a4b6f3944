"""一次申报: the one form and the one set of materials, until they are handed in."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cityhall.cases import queries as cases
from cityhall.cases.actions import Applicant
from cityhall.cases.terms import Channel
from cityhall.catalogue import queries as catalogue
from cityhall.deadlines import actions as deadlines
from cityhall.deadlines.terms import Clock, Kind
from cityhall.joint import queries
from cityhall.joint.models import JointApplication, JointFile, JointPart
from cityhall.joint.queries.applications import put_of
from cityhall.joint.queries.packages import Put
from cityhall.joint.rules.joining import standing
from cityhall.joint.terms import FINAL, Can, JointState, OneMaterial, PackageTerms, PartState
from cityhall.kernel import clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require, require_signed_in
from cityhall.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongStateError
from cityhall.kernel.files.store import Stored, note, release
from cityhall.kernel.identifiers import check_phone
from cityhall.kernel.journal.record import on_behalf, record
from cityhall.kernel.numbering.allocate import next_in
from cityhall.kernel.writing import insert
from cityhall.organs import queries as organs
from cityhall.people import queries as people

from .lock import fill, own_draft

FILES_A_MATERIAL, COPIES_AT_MOST = 20, 99


@action
def start_joint(
    actor: Actor, code: str, applicant: Applicant, answers: Mapping[str, Any] | None = None, *, agency_id: int | None = None
) -> str:  # fmt: skip
    """开始申请一件事: a draft of the version in force, of the package and of every item in it; answers its id. By a 授权委托
    (`agency_id`) that covers all its items it is the principal's: her account has it, the agent only while the agency runs."""
    require_signed_in(actor)
    package = queries.published(code)
    items = [part.item_id for part in package.parts]
    lent = people.represented(actor, agency_id, *items) if agency_id is not None else None
    whose: dict[str, Any] = {"account_id": actor.account_id}
    if lent is not None:
        on_behalf(lent.ref, lent.agency_id)
        applicant = replace(applicant, ref=lent.ref, name=lent.name, mask=lent.mask)
        whose = {"account_id": lent.account_id, "agent_account": actor.account_id, "agency_id": lent.agency_id}
    return _draft(actor, package, applicant, answers or {}, whose)


@action
def start_joint_here(actor: Actor, code: str, applicant: Applicant, answers: Mapping[str, Any] | None = None) -> str:
    """窗口收一件事: the same for a person present, written by a clerk; it belongs to no account. Answers its id."""
    package = queries.published(code)
    require(actor, Can.TAKE_IN, package.organ_id)
    phone = applicant.contact_phone or (people.contact_of(applicant.ref) if applicant.ref else "")
    whose = {
        "channel": Channel.WINDOW, "taken_account": actor.account_id, "taken_by": actor.name[:80],
        "window_id": actor.window_id,
    }  # fmt: skip
    return _draft(actor, package, replace(applicant, contact_phone=phone), answers or {}, whose)


@step
def _draft(
    actor: Actor, package: PackageTerms, applicant: Applicant, answers: Mapping[str, Any], whose: Mapping[str, Any]
) -> str:  # fmt: skip
    items = queries.versions_now(package)
    if gone := [p.key for p in package.parts if p.key not in items]:
        raise _withdrawn(package, gone)
    if not applicant.name.strip():
        raise InvalidInputError("joint.no_applicant", "请填写申请人姓名或名称", field="applicant_name")
    now = clock.now()
    row = JointApplication(
        package_id=package.package_id, package_version_id=package.version_id, **whose,
        applicant_ref=applicant.ref, applicant_name=applicant.name.strip(), applicant_mask=applicant.mask,
        contact_name=(applicant.contact_name.strip() or applicant.name.strip())[:60],
        contact_phone=check_phone(applicant.contact_phone) if applicant.contact_phone else "",
        versions={key: terms.version_id for key, terms in items.items()}, created_at=now, saved_at=now,
    )  # fmt: skip
    said = {key: str(value) for key, value in answers.items()}
    here = put_of(row, said)
    fill(row, here, _fitting(here, said))
    insert([row])
    record(
        actor, "joint.started", row.ref, organ_id=package.organ_id, package=package.code, package_version=package.number,
        channel=row.channel,
    )  # fmt: skip
    return str(row.pk)


def _withdrawn(package: PackageTerms, keys: list[str]) -> WrongStateError:
    ids = {p.key: p.item_id for p in package.parts}
    names = catalogue.item_names(ids[key] for key in keys)
    told = "、".join(names[ids[key]][0] for key in keys if ids[key] in names)
    return WrongStateError(
        "joint.item_withdrawn", f"其中的“{told}”已停止办理，这件事暂时不能联办；请分别办理其余事项，或拨打 12345 咨询"
    )  # fmt: skip


def _unfit(wrong: Mapping[str, str]) -> InvalidInputError:
    told = "；".join(wrong.values())
    return InvalidInputError("joint.form", f"申请表还有要改的地方：{told}", field=next(iter(wrong)), errors=wrong)


def _fitting(here: Put, values: Mapping[str, str]) -> dict[str, str]:
    wrong = cases.problems_of(here.every, values, partly=True)
    return {key: value for key, value in values.items() if value and key not in wrong}


@action
def save_joint(actor: Actor, draft: str, values: Mapping[str, str], contact_phone: str = "") -> int:
    """保存: what is typed must fit, gaps are allowed; what does not apply to her answers is kept aside and not handed in.
    Answers the version now."""
    row = own_draft(actor, draft)
    before = {**row.form, **row.sealed_form}
    said = {**before, **{key: str(value).strip() for key, value in values.items()}}
    here = put_of(row, said)
    if wrong := cases.problems_of(here.fields, said, partly=True):
        raise _unfit(wrong)
    fill(row, here, _fitting(here, said))
    if contact_phone:
        row.contact_phone = check_phone(contact_phone)
    row.saved_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=["form", "sealed_form", "contact_phone", "saved_at", "version"])
    record(actor, "joint.saved", row.ref, organ_id=here.package.organ_id, filled=len(row.form) + len(row.sealed_form))
    return row.version


@action
def attach_joint(actor: Actor, draft: str, slot: str, stored: Stored, name: str) -> int:
    """上传共用材料: once, for every item that asks for it. Answers the file's id."""
    row = own_draft(actor, draft, seen=False)
    here, spec = _asked(row, slot)
    [pk] = _attach(row, Given(slot, files=((stored, name.strip() or spec.name),)))
    record(
        actor, "joint.material_attached", row.ref, organ_id=here.package.organ_id, material=slot, sha256=stored.sha256,
        uses=len(spec.uses),
    )  # fmt: skip
    return pk


def _asked(row: JointApplication, slot: str) -> tuple[Put, OneMaterial]:
    here = put_of(row)
    spec = here.slot_of(slot)
    if spec is None:
        raise NotFoundError(
            "joint.material_not_asked", "按您回答的情况不用交这份材料；情况有变的，请先改申请表开头的回答"
        )
    return here, spec


@dataclass(frozen=True)
class Given:
    """What a clerk took of one shared material: copies on paper, whether she looked at the original, new scans."""

    slot: str
    copies: int = 0
    seen: bool = False
    files: tuple[tuple[Stored, str], ...] = ()
    source: str = ""  # the earlier case they come from


@action
def write_joint_here(
    actor: Actor, draft: str, values: Mapping[str, str], given: Sequence[Given], contact_phone: str = ""
) -> int:
    """窗口填写: the whole page a clerk has before her, in one act: what is typed must fit, paper is as it is ticked now, scans are
    added. Answers the version now."""
    row = own_draft(actor, draft)
    _at_window(row)
    said = {**row.form, **row.sealed_form, **{key: str(value).strip() for key, value in values.items()}}
    here = put_of(row, said)
    if wrong := cases.problems_of(here.fields, said, partly=True):
        raise _unfit(wrong)
    fill(row, here, _fitting(here, said))
    asked = {one.key for one in here.materials}
    for one in given:
        if one.slot not in asked:
            continue  # what was ticked before an answer took it off the list
        _note(row, one)
        if one.files:
            _attach(row, one)
    if contact_phone:
        row.contact_phone = check_phone(contact_phone)
    row.saved_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=["form", "sealed_form", "papers", "contact_phone", "saved_at", "version"])
    record(
        actor, "joint.written", row.ref, organ_id=here.package.organ_id, filled=len(row.form) + len(row.sealed_form),
        paper=sorted(row.papers), scanned=[stored.sha256 for one in given for stored, _ in one.files],
    )  # fmt: skip
    return row.version


def _at_window(row: JointApplication) -> None:
    if row.channel != Channel.WINDOW:
        raise WrongStateError("joint.not_at_window", "网上填报的申请不登记纸质材料，请上传电子件")


def _note(row: JointApplication, one: Given) -> None:
    if not 0 <= one.copies <= COPIES_AT_MOST:
        raise InvalidInputError("joint.copies", f"份数填 0 到 {COPIES_AT_MOST} 之间的整数", field="copies")
    kept = {key: told for key, told in row.papers.items() if key != one.slot}
    row.papers = {**kept, one.slot: {"copies": one.copies, "seen": one.seen}} if one.copies or one.seen else kept


@step
def _attach(row: JointApplication, one: Given) -> list[int]:
    """The scans of one material, in their order; answers their ids."""
    there = JointFile.objects.filter(application=row, slot=one.slot, removed_at=None).count()
    if there + len(one.files) > FILES_A_MATERIAL:
        raise InvalidInputError(
            "joint.too_many_files", f"一份材料最多 {FILES_A_MATERIAL} 个文件，请合并后上传", field="file"
        )
    note(*(stored for stored, _ in one.files))
    files = [
        JointFile(
            application=row, slot=one.slot, sha256=stored.sha256, name=name.strip()[-200:] or one.slot, size=stored.size,
            media_type=stored.media_type, added_at=clock.now(), source=one.source,
        )
        for stored, name in one.files
    ]  # fmt: skip
    return [int(file.pk) for file in insert(files)]


@action
def take_earlier(actor: Actor, draft: str, slot: str, case_number: str) -> int:
    """选用以前交过的: what an organ found good in an earlier case of the applicant's own; each case of the whole checks it anew.
    Answers how many files."""
    row = own_draft(actor, draft, seen=False)
    here, spec = _asked(row, slot)
    if row.account_id is None or row.account_id != actor.account_id:
        raise NotAllowedError("joint.earlier_own", "以前交过的材料只能由申请人本人选用，请上传或请申请人自己选")
    before = queries.earlier_for(actor, row.applicant_ref, here).get(slot)
    if before is None or before.case_number != case_number:
        raise NotFoundError("joint.no_earlier", "没有找到以前交过的这份材料，可能已经有更新的；请刷新页面或重新上传")
    made = _attach(row, Given(slot, files=before.files, source=case_number))
    record(
        actor, "joint.earlier_taken", row.ref, organ_id=here.package.organ_id, material=slot, case=case_number,
        sha256=[stored.sha256 for stored, _ in before.files], uses=len(spec.uses),
    )  # fmt: skip
    return len(made)


@action
def note_paper(actor: Actor, draft: str, slot: str, copies: int, original_seen: bool = False) -> None:
    """收到纸质材料 at the window: how many copies, and whether the original was looked at; each case of it is told. None at all
    takes the mark back."""
    row = own_draft(actor, draft, seen=False)
    here, spec = _asked(row, slot)
    _at_window(row)
    _note(row, Given(slot, copies, original_seen))
    row.save(update_fields=["papers"])
    record(
        actor, "joint.paper_noted", row.ref, organ_id=here.package.organ_id, material=slot, copies=copies,
        original_seen=original_seen, uses=len(spec.uses),
    )  # fmt: skip


@action
def remove_joint_file(actor: Actor, draft: str, file_id: int) -> None:
    """移除: the file is marked, not destroyed."""
    row = own_draft(actor, draft, seen=False)
    mine = JointFile.objects.filter(application=row, pk=file_id, removed_at=None)
    sha256 = mine.values_list("sha256", flat=True).first()
    if sha256 is None:
        raise NotFoundError("joint.no_file", "没有找到这个文件，可能已经移除")
    mine.update(removed_at=clock.now())
    release([sha256])
    record(actor, "joint.material_removed", row.ref, file=file_id)


@action
def delete_joint(actor: Actor, draft: str) -> None:
    """删除草稿: the rows go; the journal keeps that there was one."""
    row = own_draft(actor, draft)
    files = JointFile.objects.filter(application=row)
    release(files.values_list("sha256", flat=True))
    files.delete()
    JointApplication.objects.filter(pk=row.pk).delete()
    record(actor, "joint.deleted", row.ref)


@action
def take_new_versions(actor: Actor, draft: str) -> int:
    """改按新版填写: the draft goes over to the items' versions in force; what still fits is kept. Answers the version now."""
    row = own_draft(actor, draft)
    package = queries.terms(str(row.package_version_id))
    items = queries.versions_now(package)
    if gone := [p.key for p in package.parts if p.key not in items]:
        raise _withdrawn(package, gone)
    said = {**row.form, **row.sealed_form}
    row.versions = {key: terms.version_id for key, terms in items.items()}
    here = put_of(row, said)
    fill(row, here, _fitting(here, said))
    row.saved_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=["versions", "form", "sealed_form", "saved_at", "version"])
    record(actor, "joint.carried", row.ref, organ_id=package.organ_id)
    return row.version


@action
def submit_joint(actor: Actor, draft: str) -> str:
    """一次提交, or 窗口收件 of what a clerk wrote: handed in for all organs this moment; the cases that can start are opened at
    once by the house. A form that cannot be read is refused, missing materials are told by each organ once. Answers the number."""
    row = own_draft(actor, draft)
    values = {**row.form, **row.sealed_form}
    here = put_of(row, values)
    package = here.package
    _check_submission(here, values)
    now = clock.now()
    parts = _parts(row, here)
    after = standing(package, {p.key: PartState(p.state) for p in parts})
    for part in parts:
        part.state = after.parts[part.key]
        part.ended_at = now if part.state in FINAL else None
    row.number, row.state, row.submitted_at = _number(package), JointState.OPEN, now
    row.access_code = f"{secrets.randbelow(10**6):06d}"
    row.stages = {key: {"state": state.value, "at": ""} for key, state in after.stages.items()}
    fill(row, here, {f.key: values[f.key] for f in here.fields if values.get(f.key)})
    row.version += 1
    row.save(
        update_fields=["number", "state", "access_code", "submitted_at", "stages", "form", "sealed_form", "version"]
    )
    insert(parts)
    _start_clock(actor, row, package)
    record(
        actor, "joint.submitted", row.ref, organ_id=package.organ_id, package=package.code, package_version=package.number,
        draft=str(row.pk), parts=[p.key for p in parts], channel=row.channel,
    )  # fmt: skip
    return str(row.number)


def _check_submission(here: Put, values: Mapping[str, str]) -> None:
    if not here.parts:
        raise WrongStateError("joint.nothing_applies", "按您的回答，没有需要办理的事项；请核对开头几个问题的回答")
    still = catalogue.published_of(p.item_id for p in here.parts)
    if gone := [p.key for p in here.parts if p.item_id not in still]:
        raise _withdrawn(here.package, gone)
    if wrong := queries.form_problems(here, values):
        raise _unfit(wrong)


def _parts(row: JointApplication, here: Put) -> list[JointPart]:
    return [
        JointPart(
            application=row, key=p.key, item_id=p.item_id, organ_id=here.items[p.key].organ_id,
            item_name=here.items[p.key].name, stage=p.stage, order=n, state=PartState.WAITING,
        )
        for n, p in enumerate(here.parts)
    ]  # fmt: skip


@step
def _number(package: PackageTerms) -> str:
    """联办编号: division (6) - year - L and seven digits, without a gap."""
    place, year = organs.organ(package.organ_id).division_code[:6], clock.local(clock.now()).year
    return f"{place}-{year}-L{next_in(f'joint:{place}:{year}'):07d}"


@step
def _start_clock(actor: Actor, row: JointApplication, package: PackageTerms) -> None:
    """整件事承诺 runs from the moment of submission, beside the cases' own clocks, which start as they do for anybody."""
    deadlines.start(
        actor,
        [
            Clock(row.ref, Kind.GROUP, package.organ_id, clock.now(), package.promise, package.name, row.applicant_name)
        ],
    )  # fmt: skip
