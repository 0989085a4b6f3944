"""The demo city's care for personal data: how long things are kept, what is on the register, and a look its citizen can read."""

from datetime import date, timedelta
from typing import Any

from cityhall.cases import actions, queries
from cityhall.cases.terms import Can
from cityhall.catalogue import queries as catalogue
from cityhall.kernel import clock
from cityhall.kernel.errors import DomainError
from cityhall.people import actions as people
from cityhall.people.terms import Held, Purpose

from . import files
from .city import KEEPER, citizen_actor, once, staff_actor

SOURCE = "澜宁市政务服务个人信息留存期限表（样例）"
LENT_FOR = timedelta(days=180)
MONTHS = {Held.DRAFTS: 12, Held.MESSAGES: 36, Held.CONSULTATIONS: 36}
REGISTER: tuple[dict[str, Any], ...] = (
    {
        "name": "受理和办理政务服务申请", "purpose": "办理许可、登记、给付等政务服务事项",
        "ground": "为履行法定职责所必需（个人信息保护法第十三条、第三十四条）",
        "what": "姓名、证件号码、电话、地址，事项要求的材料", "sensitive": False, "given_to": "", "kept": "随案卷保管期限",
        "measures": "分字段加密、分级脱敏、查看须有事由并留痕", "assessed_on": None, "from_on": date(2026, 1, 1),
    },
    {
        "name": "发送办理进度短信", "purpose": "告知申请人办理进度和取件", "ground": "为履行法定职责所必需；仅限通知内容",
        "what": "手机号码", "sensitive": False, "given_to": "受委托的短信服务商（样例）", "kept": "三年",
        "measures": "委托协议约定用途，传输加密，到期销毁",
        "assessed_on": date(2025, 12, 15), "from_on": date(2026, 1, 1),
    },
)  # fmt: skip


def guard_privacy() -> None:
    """Harmless the second time."""
    admin = staff_actor("guanli01")
    for kind, months in MONTHS.items():
        once(f"privacy:{kind}", people.set_retention, admin, kind.value, months, SOURCE)
    for n, record in enumerate(REGISTER):
        once(f"privacy:register:{n}", people.save_processing, admin, record)
    _look()
    _lend()


def _lend() -> None:
    """The keeper of an enterprise lets a colleague apply for her, and was asked by another to do the same."""
    keeper, colleague, third = (next(p for p in files.persons() if p.key == key) for key in (KEEPER, "p02", "p03"))
    matter = catalogue.items_written("食品经营许可（新办）")[0][:1]
    names = catalogue.item_names(matter)
    until = clock.today() + LENT_FOR
    first = once(
        "lend:1", people.give_agency, citizen_actor(keeper), colleague.name, colleague.phone,
        [(pk, names[pk][0]) for pk in matter], until, True,
    )  # fmt: skip
    once("lend:2", people.answer_agency, citizen_actor(colleague), first, True)
    once("lend:3", people.give_agency, citizen_actor(third), keeper.name, keeper.phone, [], until, True)


def _look() -> None:
    """A clerk rang her about a case."""
    citizen = citizen_actor(next(p for p in files.persons() if p.key == KEEPER))
    if queries.looks_at_me(citizen).rows:
        return
    clerk = staff_actor("chuangkou01")
    for row in queries.my_cases(citizen).rows:
        if clerk.may(Can.REVEAL, row.organ_id):
            try:
                actions.reveal(clerk, row.number, "contact_phone", Purpose.CONTACT, "电话通知取件时间")
            except DomainError:  # this one left no phone
                continue
            return
