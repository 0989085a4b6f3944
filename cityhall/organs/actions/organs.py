"""Organs: founded, corrected, succeeded."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from cityhall.kernel import call, clock
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError
from cityhall.kernel.identifiers import check_credit_code
from cityhall.kernel.journal.record import record
from cityhall.organs import rules
from cityhall.organs.models import Organ, Successor
from cityhall.organs.queries import ids_by_name
from cityhall.organs.terms import Can, OrganKind, Succession


@dataclass(frozen=True)
class OrganSpec:
    """What an import knows of an organ: its name, its code if it has a valid one, its division."""

    name: str
    credit_code: str
    division_code: str


@action
def create_organ(
    actor: Actor,
    name: str,
    short_name: str,
    division_code: str,
    kind: str,
    credit_code: str = "",
    mark: str = "",
    phone: str = "",
    address: str = "",
    parent_id: int | None = None,
) -> int:
    """设立机构: answers its id."""
    require(actor, Can.MANAGE_ORGANS, parent_id)
    organ = Organ(
        name=_required(name, "name", "请填写机构全称"),
        short_name=short_name.strip() or name.strip(),
        mark=mark.strip() or (short_name.strip() or name.strip())[:6],
        credit_code=check_credit_code(credit_code) if credit_code else "",
        division_code=rules.full_code(division_code),
        kind=_kind(kind),
        parent_id=parent_id,
        phone=phone.strip(),
        address=address.strip(),
        valid_from=clock.today(),
    )
    _insert(organ)
    record(actor, "organ.created", organ.ref, organ_id=organ.pk, name=organ.name, credit_code=organ.credit_code)
    return organ.pk


@action
def update_organ(
    actor: Actor,
    organ_id: int,
    name: str,
    short_name: str,
    credit_code: str = "",
    mark: str = "",
    phone: str = "",
    address: str = "",
) -> int:
    """更正机构信息: answers the new version."""
    organ = locked(organ_id)
    require(actor, Can.MANAGE_ORGANS, organ.pk)
    call.check_seen(organ.version)
    rules.check_can_end(organ.valid_until, 0, 0)
    organ.name = _required(name, "name", "请填写机构全称")
    organ.short_name = short_name.strip() or organ.name
    organ.mark = mark.strip() or organ.mark
    organ.credit_code = check_credit_code(credit_code) if credit_code else ""
    organ.phone, organ.address = phone.strip(), address.strip()
    organ.version += 1
    fields = ["name", "short_name", "mark", "credit_code", "phone", "address", "version"]
    try:
        with transaction.atomic():
            organ.save(update_fields=fields)
    except IntegrityError as clash:
        raise _doubled(clash) from clash
    record(actor, "organ.updated", organ.ref, organ_id=organ.pk, name=organ.name, version=organ.version)
    return organ.version


@action
def succeed_organ(actor: Actor, organ_id: int, kind: str, successors: Sequence[int], document: str) -> None:
    """机构改革: the organ ends today; its work goes to the successors, by the document named."""
    organ = locked(organ_id)
    require(actor, Can.MANAGE_ORGANS, organ.pk)
    call.check_seen(organ.version)
    how = Succession(kind)
    needs = {Succession.ABOLISHED: 0, Succession.SPLIT: 2}.get(how, 1)
    rules.check_can_end(organ.valid_until, len(set(successors) - {organ.pk}), needs)
    paper = _required(document, "document", "请填写机构变动的依据文件")
    if Organ.objects.filter(pk__in=successors, valid_until=None).count() != len(set(successors)):
        raise InvalidInputError("organs.unknown_successor", "承接机构不存在或已终止，请重新选择", field="successors")
    today = clock.today()
    Organ.objects.filter(pk=organ.pk).update(valid_until=today, version=organ.version + 1)
    Successor.objects.bulk_create(
        [Successor(old=organ, new_id=new, kind=how, on=today, document=paper) for new in successors]
        or [Successor(old=organ, new=None, kind=how, on=today, document=paper)]
    )
    record(
        actor, "organ.succeeded", organ.ref, organ_id=organ.pk, kind=how, successors=list(successors), document=paper
    )


@step
def ensure_organs(actor: Actor, wanted: Sequence[OrganSpec]) -> dict[tuple[str, str], int]:
    """Organs an import refers to, made where they are missing; answers `(name, division) → id`, since two counties
    have an organ of the same name each. Three statements however many."""
    have = ids_by_name(spec.name for spec in wanted)
    missing = {(s.name, s.division_code): s for s in wanted if (s.name, s.division_code) not in have}
    taken = set(Organ.objects.filter(valid_until=None).exclude(credit_code="").values_list("credit_code", flat=True))
    fresh: list[Organ] = []
    for spec in missing.values():
        code = "" if spec.credit_code in taken else spec.credit_code
        taken.add(code)
        fresh.append(
            Organ(name=spec.name, short_name=spec.name, mark=spec.name[:6], credit_code=code,
                  division_code=spec.division_code, kind=OrganKind.DEPARTMENT, valid_from=clock.today())
        )  # fmt: skip
    for organ in Organ.objects.bulk_create(fresh):
        have[organ.name, organ.division_code] = organ.pk
        record(actor, "organ.created", organ.ref, organ_id=organ.pk, name=organ.name, by="import")
    return have


def locked(organ_id: int) -> Organ:
    found = Organ.objects.select_for_update().filter(pk=organ_id).first()
    if found is None:
        raise NotFoundError("organs.unknown", "没有找到这个机构，请核对后重试")
    return found


def _insert(organ: Organ) -> None:
    try:
        with transaction.atomic():
            organ.save(force_insert=True)
    except IntegrityError as clash:
        raise _doubled(clash) from clash


def _doubled(clash: IntegrityError) -> InvalidInputError:
    if "one_organ_a_code" in str(clash):
        return InvalidInputError(
            "organs.code_taken", "这个统一社会信用代码已属于另一个机构，请核对", field="credit_code"
        )
    return InvalidInputError("organs.name_taken", "本地区已有同名机构，请核对是否重复登记", field="name")


def _required(text: str, field: str, sentence: str) -> str:
    if not text.strip():
        raise InvalidInputError(f"organs.{field}_missing", sentence, field=field)
    return text.strip()


def _kind(text: str) -> OrganKind:
    if text not in list(OrganKind):
        raise InvalidInputError("organs.kind", "请选择机构类别", field="kind")
    return OrganKind(text)
