"""个人信息副本: what one thing holds of the signed-in citizen."""

from typing import Any

from django.db.models import Q

from cityhall.joint.models import JointApplication, JointFile
from cityhall.joint.terms import JointState
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.people import queries as people

from .applications import put_of

MOST = 200


def own_joint(actor: Actor) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Her applications of one thing, those a window or an agent wrote for her among them, and the files of those not handed in or still
    under way, by their path in the archive.
    What is over keeps no form of its own: its cases have it."""
    require_signed_in(actor)
    for_her = Q(account=None, applicant_ref__in=people.own_refs(actor))
    rows = list(JointApplication.objects.filter(Q(account=actor.account_id) | for_her).order_by("-created_at")[:MOST])
    files = JointFile.objects.filter(application__in=rows, removed_at=None).order_by("pk")
    told = files.values_list("pk", "application__number", "name", "sha256")
    paths = [(f"材料/一件事/{number or '草稿'}/{pk}-{name}", sha256) for pk, number, name, sha256 in told]
    return {"一件事": [_told(row) for row in rows]}, paths


def _told(row: JointApplication) -> dict[str, Any]:
    values = {**row.form, **row.sealed_form}
    labels = {f.key: f.label for f in put_of(row).every} if values else {}
    return {
        "编号": row.number or "草稿", "名称": row.package_version.name, "状态": JointState(row.state).label,
        "申请人": row.applicant_name, "联系人": row.contact_name, "联系电话": row.contact_phone,
        "保存": clock.local(row.saved_at).isoformat(timespec="minutes"),
        "申请表": {labels.get(key, key): value for key, value in values.items()},
    }  # fmt: skip
