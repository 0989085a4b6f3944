"""When a code is good, when a number may be claimed, and what a name or number must look like."""

import calendar
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cityhall.kernel import identifiers
from cityhall.kernel.accounts.terms import Outcome
from cityhall.kernel.errors import InvalidInputError, TooManyError, WrongStateError
from cityhall.kernel.secrets import masking

from .terms import AgencyState, Held, IdKind, Purpose, Tie, Verified

CODE_LIFE, CODE_TRIES, CODE_PAUSE = timedelta(minutes=5), 5, timedelta(minutes=1)
NAME_LENGTH, ENTITY_NAME_LENGTH = 60, 120
NOTE_SHORTEST, NOTE_LONGEST = 2, 100
PERMITS = ("81", "82", "83")
CHECKED = (IdKind.RESIDENT, IdKind.HMT_PERMIT)
LEAST_MONTHS = {Held.DRAFTS: 3, Held.MESSAGES: 12, Held.CONSULTATIONS: 12, Held.GRIEVANCES: 12}
MOST_MONTHS = 600
MOST_AGENCY_DAYS, MOST_AGENCY_ITEMS, MOST_AGENCIES = 1096, 50, 50  # local: no law fixes them
MOST_UNREGISTERED = timedelta(days=7)  # local as well: a paper signed at home is registered within a week
OTHER_NUMBER = re.compile(r"[0-9A-Z]{5,20}")


def judge_code(*, expires_at: datetime | None, attempts: int, same: bool, now: datetime) -> Outcome:
    """A code opens once, within five minutes, at one of the first five tries. `expires_at` is None without a code."""
    if expires_at is None or now >= expires_at:
        return Outcome.CODE_EXPIRED
    if attempts >= CODE_TRIES:
        return Outcome.CODE_SPENT
    return Outcome.OK if same else Outcome.CODE_WRONG


def check_pause(last_sent: datetime | None, now: datetime) -> None:
    """One minute between two codes to the same phone."""
    if last_sent is not None and now < last_sent + CODE_PAUSE:
        wait = int((last_sent + CODE_PAUSE - now).total_seconds()) + 1
        raise TooManyError(
            "people.code_too_soon", f"验证码刚刚已发送，请查收短信；{wait} 秒后可重新获取", field="phone"
        )


def check_name(name: str) -> str:
    """姓名 as on the document: ethnic names with their dot, foreign names with blanks."""
    clean = re.sub(r"\s+", " ", name).strip().replace("•", "·").replace("．", "·")
    if not clean or len(clean) > NAME_LENGTH or not re.fullmatch(r"[^\W\d_]([^\W\d_]|[·. '’\-])*", clean):
        raise InvalidInputError("people.name", "请按证件填写姓名，不要包含数字和其他符号", field="name")
    return clean


def check_entity_name(name: str) -> str:
    """名称 as on the licence; brackets are written the Chinese way."""
    clean = re.sub(r"\s+", " ", name).strip().replace("(", "（").replace(")", "）")
    if not clean or len(clean) > ENTITY_NAME_LENGTH:
        raise InvalidInputError("people.entity_name", "请按执照或法人证书填写单位名称", field="name")
    return clean


def check_number(kind: IdKind, number: str, today: date) -> str:
    """证件号码: with its check digit where the document has one."""
    if kind in CHECKED:
        permit = number.strip()[:2] in PERMITS
        if permit != (kind is IdKind.HMT_PERMIT):
            raise InvalidInputError(
                "people.id_kind", f"这个号码不是{kind.label}的号码，请核对证件类型后重新填写", field="id_number"
            )
        return identifiers.check_id_number(number, today)
    clean = identifiers.plain(number)
    if not OTHER_NUMBER.fullmatch(clean):
        raise InvalidInputError(
            "people.id_number", f"{kind.label}号码应为 5 至 20 位字母或数字，请核对后重新填写", field="id_number"
        )
    return clean


def kind_of_number(number: str) -> IdKind:
    """Which of the documents with a check digit a provider's number is of (GB 11643: 81, 82, 83 are residence permits)."""
    return IdKind.HMT_PERMIT if number.strip()[:2] in PERMITS else IdKind.RESIDENT


@dataclass(frozen=True)
class Known:
    """What the house knows of a person when somebody else comes with the same number."""

    name: str
    phone_index: str
    verified: Verified
    has_account: bool


def check_claim(known: Known, name: str, phone_index: str) -> None:
    """A signed-in citizen declares a number that a window has registered: hers only if name and phone agree, for the
    code proved the phone and the window saw the document. Two accounts never share a number."""
    if known.has_account or known.name != name or not phone_index or known.phone_index != phone_index:
        raise WrongStateError(
            "people.id_taken",
            "该证件号码已在本系统登记。如确为您本人的证件，请用登记时的手机号登录，或携带证件原件到政务服务中心窗口核验",
            field="id_number",
        )


def outranked(known: Known, name: str, phone_index: str) -> bool:
    """The window sees the document of somebody whose number was only declared, by an account that does not fit her:
    what was seen outranks what was declared, and the account loses the number."""
    fits = known.name == name and bool(phone_index) and known.phone_index == phone_index
    return known.verified is Verified.DECLARED and not fits


def check_same_name(known: str, name: str) -> None:
    if known != name:
        raise InvalidInputError(
            "people.name_differs",
            "该证件号码此前已由窗口核验，登记的姓名与所填不一致；请核对证件，确已更名的请先更正登记信息",
            field="name",
        )


def check_tie(tie: Tie, person_name: str, representative: str) -> None:
    """Only the person named on the licence is the legal representative."""
    if tie is Tie.LEGAL_REPRESENTATIVE and representative and representative != person_name:
        raise WrongStateError(
            "people.not_representative", "登记的法定代表人与您的姓名不一致；您可以以经办人身份办理", field="tie"
        )


def check_purpose(purpose: str, note: str) -> tuple[Purpose, str]:
    """What a value is seen whole for: one of the list, in words where none fits; the words hold no personal value, for
    they are read by others (个人信息保护法 第六条, 第五十一条)."""
    if purpose not in set(Purpose):
        raise InvalidInputError("people.no_purpose", "请选择查看原文的事由，系统会记录并告知本人", field="purpose")
    clean = re.sub(r"\s+", " ", note).strip()
    if Purpose(purpose) is Purpose.OTHER and len(clean) < NOTE_SHORTEST:
        raise InvalidInputError("people.no_note", "事由选择“其他”的，请写明为什么要查看", field="note")
    if len(clean) > NOTE_LONGEST:
        raise InvalidInputError("people.long_note", "事由说明请控制在 100 字以内", field="note")
    if masking.betrays(clean):
        raise InvalidInputError(
            "people.personal_note", "事由说明里不要写证件号码、电话、账号和邮箱，请删去后再查看", field="note"
        )
    return Purpose(purpose), clean


def check_retention(kind: str, months: int, source: str) -> None:
    """How long, and where it is said: no figure without its source (个人信息保护法 第十九条: as short as the purpose lets)."""
    if kind not in set(Held):
        raise InvalidInputError("people.held", "请选择哪一类内容", field="kind")
    if not LEAST_MONTHS[Held(kind)] <= months <= MOST_MONTHS:
        raise InvalidInputError(
            "people.months", f"留存期限应为 {LEAST_MONTHS[Held(kind)]} 至 {MOST_MONTHS} 个月", field="months"
        )
    if len(source.strip()) < NOTE_SHORTEST:
        raise InvalidInputError(
            "people.no_source", "请写明留存期限的依据：法规条款、文件名称或本单位的决定", field="source"
        )


def months_before(now: datetime, months: int) -> datetime:
    """So many calendar months ago; where the month is shorter, its last day."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, calendar.monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


def check_other(proposer: int, approver: int | None) -> None:
    """Two pairs of eyes: who proposed does not approve."""
    if approver is None or proposer == approver:
        raise WrongStateError("people.same_person", "提出销毁的人不能自己审批，请由另一位有权的同事审批")


def folded(digest: str, keys: Sequence[str]) -> str:
    """The digest so far, with these ids folded in, in their order."""
    return hashlib.sha256("\n".join([digest, *keys]).encode()).hexdigest() if keys else digest


NEEDED = {
    "name": "处理活动", "purpose": "处理目的", "ground": "合法性依据", "what": "个人信息种类", "kept": "保存期限",
    "measures": "保护措施",
}  # fmt: skip


def check_processing(told: dict[str, Any]) -> dict[str, Any]:
    """What a record of processing says. Sensitive data, and data given to others, want an assessment before (第五十五条)."""
    missing = {key: f"请填写{label}" for key, label in NEEDED.items() if not str(told.get(key) or "").strip()}
    if missing:
        raise InvalidInputError("people.processing_missing", "处理活动记录没有填完整", errors=missing)
    if (told.get("sensitive") or str(told.get("given_to") or "").strip()) and told.get("assessed_on") is None:
        raise InvalidInputError(
            "people.not_assessed",
            "含敏感个人信息、或委托提供给他人的，应当事前进行影响评估，请填写评估日期",
            field="assessed_on",
        )
    return {key: value.strip() if isinstance(value, str) else value for key, value in told.items()}


# 授权委托 (民法典 第一百六十五条: in writing, with the agent's name, the matters, the powers and the time)


def agency_span(from_on: date, until_on: date, today: date) -> None:
    """The time of an agency: begins today or later, ends no sooner than it begins, lasts at most three years."""
    if from_on < today:
        raise InvalidInputError("people.agency_past", "授权的开始日期不能早于今天", field="from_on")
    if until_on < from_on:
        raise InvalidInputError("people.agency_span", "授权的截止日期不能早于开始日期", field="until_on")
    if (until_on - from_on).days > MOST_AGENCY_DAYS:
        raise InvalidInputError("people.agency_long", "一次授权最长三年，到期可以重新授权", field="until_on")


def agency_text(principal: str, agent: str, matters: Sequence[str], from_on: date, until_on: date) -> str:
    """授权委托书: what the principal agrees to, kept word for word."""
    scope = "、".join(f"“{name}”" for name in matters) if matters else "在本系统办理的各项政务服务事项"
    return (
        f"委托人{principal}授权{agent}，自{said_day(from_on)}起至{said_day(until_on)}止，代为办理{scope}的申请，包括填写和提交申请、"
        "补正材料、接收通知和查询进度。代办人在授权范围内的行为由委托人承担。委托人可以随时撤销授权，代办人可以随时辞去委托。"
    )


def said_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


AGENCY_MOVES: dict[AgencyState, tuple[frozenset[AgencyState], str]] = {
    AgencyState.ACCEPTED: (frozenset({AgencyState.OFFERED, AgencyState.PROPOSED}), "接受"),
    AgencyState.DECLINED: (frozenset({AgencyState.OFFERED, AgencyState.PROPOSED}), "谢绝"),
    AgencyState.REVOKED: (frozenset({AgencyState.OFFERED, AgencyState.PROPOSED, AgencyState.ACCEPTED}), "撤销"),
    AgencyState.RESIGNED: (frozenset({AgencyState.ACCEPTED}), "辞去"),
    AgencyState.EXPIRED: (frozenset({AgencyState.ACCEPTED}), "到期"),
}
"""Into which state an agency goes from which others, and what that is called."""


def check_agency_move(state: AgencyState, to: AgencyState) -> None:
    before, called = AGENCY_MOVES[to]
    if state not in before:
        raise WrongStateError("people.agency_state", f"这份授权“{state.label}”，不能{called}；请刷新页面查看")


def agency_runs(state: AgencyState, from_on: date, until_on: date, today: date) -> bool:
    """May the agent act by it today? The last day counts."""
    return state is AgencyState.ACCEPTED and from_on <= today <= until_on


def check_staff_agency(matters: Sequence[str], from_on: date, until_on: date, today: date, most_days: int) -> None:
    """代办员's 授权 names its matters one by one, and lasts no longer than the city says (`most_days`)."""
    if not matters:
        raise InvalidInputError(
            "people.agency_no_matter", "给代办员的授权须写明代办哪些事项，请至少填一个事项", field="matters"
        )
    if len(matters) > MOST_AGENCY_ITEMS:
        raise InvalidInputError(
            "people.agency_items", f"一份授权最多列 {MOST_AGENCY_ITEMS} 个事项；更多时请另作一份授权", field="matters"
        )
    agency_span(from_on, until_on, today)
    if (until_on - from_on).days > most_days:
        raise InvalidInputError(
            "people.agency_too_long",
            f"给代办员的授权最长 {most_days} 天，办不完的到期后请申请人重新授权",
            field="until_on",
        )


def check_signature(witness: str, signed_at: datetime, now: datetime) -> None:
    """A paper signed at home: who was by, and when; not from the future, nor from long ago."""
    if not witness.strip():
        raise InvalidInputError(
            "people.no_witness", "请填写签字时在场的见证人，例如家属、邻居或随同的工作人员", field="witness"
        )
    if signed_at > now or now - signed_at > MOST_UNREGISTERED:
        raise InvalidInputError(
            "people.signed_when",
            "签字时间应在最近 7 天以内，且不晚于现在；更早的授权书请申请人重新签字",
            field="signed_at",
        )
