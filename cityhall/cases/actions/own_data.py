"""我的个人信息: the copy she asked for, a correction she asks for, the end of her account."""

from collections.abc import Callable, Sequence

from cityhall.cases.models import Case, Grievance
from cityhall.cases.queries import own_data as queries
from cityhall.cases.terms import GrievanceState, OwnField, Status
from cityhall.kernel.action import action, step
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.errors import InvalidInputError, WrongStateError
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.journal.record import record
from cityhall.kernel.secrets import masking
from cityhall.messages import actions as messages
from cityhall.people import actions as people_actions
from cityhall.people import queries as people

from .grievances import brought_up

READY = "您申请的个人信息副本已备好，请登录后在“我的资料—我的个人信息”中下载，过期后会销毁，可以再次申请。"
UNDER_WAY = (Status.RECEIVED, Status.SUPPLEMENTING, Status.ACCEPTED, Status.DECIDED)
NAMED = 3
Above = tuple[dict[str, object], Sequence[tuple[str, str]]]
"""What a room above holds of her: words by heading, files by path and content."""


def make_own_data(line: Line, above: Callable[[Actor], Above]) -> None:
    """After commit: put together what she asked for, with what the rooms above hold of her, and tell her. Harmless the
    second time."""
    citizen = people.actor_for(line.account_id or 0)
    if citizen is not None:
        more, files = above(citizen)
        content = queries.own_data(citizen) | more | {"文件": [list(f) for f in (*queries.own_files(citizen), *files)]}
        _keep(HOUSE, int(line.ref.removeprefix("own_data:")), citizen.account_id or 0, content)


@action
def _keep(actor: Actor, own_data_id: int, account_id: int, content: dict[str, object]) -> None:
    ref = f"own_data:{own_data_id}"
    if people_actions.keep_own_data(actor, own_data_id, content):
        messages.send(
            actor, ref=ref, kind="own_data", subject="个人信息副本已备好", body=READY, account_id=account_id
        )  # fmt: skip
    else:
        record(actor, "people.own_data_again", ref)


@action
def ask_correction(actor: Actor, field: str, words: str) -> str:
    """申请更正或补充 (第四十六条): goes to whoever runs the hall, who verifies it. What is right is shown at the window, not
    written here, where others read it. Answers the matter's number."""
    if field not in set(OwnField):
        raise InvalidInputError("own_data.no_field", "请选择哪一项信息有误", field="field")
    if not words.strip():
        raise InvalidInputError("own_data.no_words", "请写明哪里不对", field="words")
    if masking.betrays(words):
        raise InvalidInputError(
            "own_data.personal", "这里不要写证件号码、电话等原文；请写明哪里不对，核对时出示证件即可", field="words"
        )
    own = people.own(actor)
    what = f"申请更正登记的{OwnField(field).label}：{words.strip()[:1000]}"
    return brought_up(actor, own.name, own.phone, what, "请核实后更正或补充", None, "个人信息更正", None).number


@step
def end_account(actor: Actor, sure: bool) -> bool:
    """注销账号. Not while something of hers is under way; answers whether her name and number stay with her cases. Called by the
    room above, which looks at its own first."""
    if not sure:
        raise InvalidInputError("own_data.not_sure", "请确认您了解注销的后果", field="sure")
    people.me(actor)
    mine = Case.objects.filter(application__account=actor.account_id)
    refuse_to_close(
        "办理中的申请", list(mine.filter(status__in=UNDER_WAY).values_list("number", flat=True)), "办结或撤回"
    )
    refuse_to_close(
        "没有提交的草稿", list(mine.filter(status=Status.DRAFT).values_list("item_name", flat=True)), "提交或删除"
    )
    open_ones = Grievance.objects.filter(account=actor.account_id).exclude(state=GrievanceState.CLOSED)
    refuse_to_close("没有办结的反映", list(open_ones.values_list("number", flat=True)), "等办结")
    keep = queries.must_be_kept(actor)
    people_actions.close_person(actor, keep=keep)
    return keep


def refuse_to_close(what: str, names: list[str | None], how: str) -> None:
    """What is under way keeps an account open; it is named."""
    if names:
        named = "、".join(str(name) for name in names[:NAMED]) + ("等" if len(names) > NAMED else "")
        raise WrongStateError("own_data.under_way", f"还有{len(names)}件{what}（{named}），请{how}后再注销")
