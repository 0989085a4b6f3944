"""个人信息副本: everything the city holds of the signed-in citizen, in words she can read and programs can too."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

from cityhall.cases.models import Application, Case, MaterialFile
from cityhall.cases.terms import Sealed, Status
from cityhall.catalogue import queries as catalogue
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor
from cityhall.kernel.journal import queries as journal
from cityhall.messages import queries as messages
from cityhall.people import queries as people

from .counter import my_grievances
from .ends import licences_of
from .looks import looks_at_me
from .story import told

MOST = 500  # cases, and pages of anything else
WHAT_NOT = (
    "不包括：其他人的信息；尚未作出的决定的内部意见；办事日志中不涉及您个人信息的内容。"
    "办件的文书请在“我的办件”中下载。对内容有疑问或要更正的，请在“我的个人信息”中提出。"
)


def own_data(actor: Actor) -> dict[str, Any]:
    """Plain JSON. Statements grow with what there is: for the worker."""
    me, own = people.me(actor), people.own(actor)
    return {
        "说明": {"生成时间": _said(clock.now()), "依据": "个人信息保护法第四十五条", "范围": WHAT_NOT},
        "本人": {
            "姓名": own.name, "证件类型": own.id_kind.label, "证件号码": own.id_number, "联系电话": own.phone, "地址": own.address,
            "实名程度": me.verified.label,
        },
        "关联单位": [
            {"名称": e.name, "统一社会信用代码": e.credit_code, "身份": e.tie.label, "自": _said(e.from_on)}
            for e in people.entities_of(actor)
        ],
        "办件和草稿": [_case(case) for case in _cases(actor)],
        "证照": [{key: _said(value) for key, value in vars(one).items()} for one in licences_of(actor)],
        "反映": [{"编号": g.number, "内容": g.what, "要求": g.wanted, "时间": _said(g.opened_at), "答复": g.answer}
               for g in _pages(my_grievances, actor)],
        "消息": [{"标题": m.subject, "内容": m.body, "时间": _said(m.created_at)} for m in _pages(messages.inbox, actor)],
        "谁看过我的信息": [
            {"时间": _said(look.at), "单位": look.organ, "姓名": look.name, "内容": look.what, "事由": look.purpose,
             "说明": look.note, "办件": look.case_number}
            for look in _pages(looks_at_me, actor)
        ],
    }  # fmt: skip


def own_files(actor: Actor) -> list[tuple[str, str]]:
    """The materials she handed in: path in the archive, content (SHA-256)."""
    files = MaterialFile.objects.filter(
        material__application__in=[c.application_id for c in _cases(actor)], removed_at=None
    )
    told = files.order_by("pk").values_list("pk", "material__application__cases__number", "name", "sha256")
    return [(f"材料/{number or '草稿'}/{pk}-{name}", sha256) for pk, number, name, sha256 in told]


def must_be_kept(actor: Actor) -> bool:
    """Has she cases whose files the city has to keep?"""
    return any(case.number for case in _cases(actor))


def _cases(actor: Actor) -> list[Case]:
    """Hers by her account, and those a window took in under her name and document."""
    mine = Case.objects.filter(application__account=actor.account_id)
    at_window = Case.objects.filter(application__applicant_ref__in=people.own_refs(actor))
    found = {c.pk: c for rows in (mine, at_window) for c in rows.select_related("application").order_by("-id")[:MOST]}
    return [found[pk] for pk in sorted(found, reverse=True)]


def _case(case: Case) -> dict[str, Any]:
    application = case.application
    labels = {spec.key: spec.label for spec in catalogue.terms(str(case.item_version_id)).fields}
    values = {**application.form, **application.sealed_form}
    happened = told(journal.lines_of([case.ref]), public=True) if case.number else []
    return {
        "编号": case.number or "草稿", "事项": case.item_name, "状态": Status(case.status).label,
        "收件": _said(case.received_at), "申请人": application.applicant_name, "联系人": application.contact_name,
        Sealed.CONTACT.label: application.contact_phone, "邮箱": application.email or "", "收件人": application.delivery_receiver,
        "收件电话": application.delivery_phone or "", "收件地址": application.delivery_address or "",
        "申请表": {labels.get(key, key): value for key, value in values.items()},
        "办理经过": [f"{_said(h.at)} {h.title} {h.detail}".strip() for h in happened],
        "保存": _kept(application, case),
    }  # fmt: skip


def _kept(application: Application, case: Case) -> str:
    return (
        "案卷依法保存，期满按规定鉴定销毁"
        if case.number
        else f"草稿，上次保存 {_said(application.saved_at)}，可随时删除"
    )


def _pages(ask: Any, actor: Actor) -> Iterator[Any]:
    after = ""
    for _ in range(MOST):
        found = ask(actor, after)
        yield from found.rows
        if not (after := found.next):
            return


def _said(value: object) -> str:
    if isinstance(value, datetime):
        return f"{clock.local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(getattr(value, "label", value))
    return "" if value is None else str(value)
