"""编排: packages are written, checked, published in versions and taken out of service."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from cityhall.joint import queries
from cityhall.joint.models import Package, PackageVersion
from cityhall.joint.rules.reading import KEY
from cityhall.joint.rules.verifying import blocking
from cityhall.joint.terms import Can, PackageState
from cityhall.kernel import call, clock
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record

SHOWN = 5


@action
def create_package(
    actor: Actor, code: str, name: str, organ_id: int, content: Mapping[str, Any] | None = None
) -> str:  # fmt: skip
    """新建一件事 in the name of the organ that leads it; answers its code."""
    require(actor, Can.DESIGN, organ_id)
    if not KEY.fullmatch(code):
        raise InvalidInputError(
            "joint.bad_code", "标识只能用小写字母、数字和下划线，以字母开头，最多 30 个字符", field="code"
        )
    kept = _content(content or {}) if content else {}
    made, fresh = Package.objects.get_or_create(
        code=code,
        defaults={
            "name": _name(name), "organ_id": organ_id, "draft": kept, "drafted_at": clock.now(), "drafted_by": actor.name,
        },
    )  # fmt: skip
    if not fresh:
        raise WrongStateError("joint.code_taken", f"标识“{code}”已经用于“{made.name}”，请换一个")
    record(actor, "package.created", made.ref, organ_id=organ_id)
    return code


@action
def save_package(actor: Actor, code: str, name: str, content: Mapping[str, Any]) -> int:
    """保存草稿: what can be read is kept, whether or not it could be published. Answers the version now."""
    row = _locked(code)
    require(actor, Can.DESIGN, row.organ_id)
    call.check_seen(row.version, row.drafted_by)
    row.name, row.draft = _name(name), _content(content)
    row.drafted_at, row.drafted_by, row.version = clock.now(), actor.name, row.version + 1
    row.save(update_fields=["name", "draft", "drafted_at", "drafted_by", "version"])
    record(actor, "package.saved", row.ref, organ_id=row.organ_id, parts=len(row.draft.get("parts") or ()))
    return row.version


@action
def publish_package(actor: Actor, code: str, note: str = "") -> int:
    """发布: only what can work. Applications under way keep the version they began with. Answers the version's number."""
    row = _locked(code)
    require(actor, Can.PUBLISH, row.organ_id)
    call.check_seen(row.version, row.drafted_by)
    read = queries.read(row.draft, package_id=row.pk, code=code, name=row.name, organ_id=row.organ_id)
    checked = queries.check(read, named=False)
    if wrong := blocking(checked.problems):
        told = "；".join(p.sentence for p in wrong[:SHOWN])
        more = f"；另有 {len(wrong) - SHOWN} 处" if len(wrong) > SHOWN else ""
        raise WrongStateError("joint.cannot_publish", f"还不能发布，有 {len(wrong)} 处要改：{told}{more}")
    owners = {item_id: terms.organ_id for item_id, terms in checked.items.items()}
    content = {**row.draft, "parts": [{**p, "organ_id": owners[p["item_id"]]} for p in row.draft["parts"]]}
    number = (row.versions.aggregate(n=Max("number"))["n"] or 0) + 1
    row.versions.filter(state=PackageState.PUBLISHED).update(state=PackageState.RETIRED)
    made = PackageVersion.objects.create(
        package=row, number=number, name=row.name, content=content, published_at=clock.now(), published_by=actor.name,
        note=note.strip()[:300],
    )  # fmt: skip
    row.published, row.retired_why, row.version = made, "", row.version + 1
    row.save(update_fields=["published", "retired_why", "version"])
    record(actor, "package.published", row.ref, organ_id=row.organ_id, number=number, parts=len(content["parts"]))
    return number


@action
def retire_package(actor: Actor, code: str, reason: str) -> None:
    """停用: no more applications; those under way are carried to their end."""
    row = _locked(code)
    require(actor, Can.PUBLISH, row.organ_id)
    call.check_seen(row.version, row.drafted_by)
    if row.published_id is None:
        raise WrongStateError("joint.not_published", "这件一件事没有在用的版本，不需要停用")
    if not reason.strip():
        raise InvalidInputError("joint.no_reason", "请写明停用原因，会告诉查找它的人", field="reason")
    row.versions.filter(state=PackageState.PUBLISHED).update(state=PackageState.RETIRED)
    row.published, row.retired_why, row.version = None, reason.strip()[:300], row.version + 1
    row.save(update_fields=["published", "retired_why", "version"])
    record(actor, "package.retired", row.ref, organ_id=row.organ_id, reason=row.retired_why)


def _locked(code: str) -> Package:
    row = Package.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise NotFoundError("joint.unknown", "没有找到这件一件事，请回到列表重新选择")
    return row


def _name(name: str) -> str:
    if not name.strip():
        raise InvalidInputError("joint.no_name", "请填写一件事的名称", field="name")
    return name.strip()[:80]


def _content(content: Mapping[str, Any]) -> dict[str, Any]:
    queries.read(content)
    return dict(content)
