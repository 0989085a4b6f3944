"""When a code is good, when a number may be claimed, and what a name or number must look like."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cityhall.kernel import identifiers
from cityhall.kernel.accounts.terms import Outcome
from cityhall.kernel.errors import InvalidInputError, TooManyError, WrongStateError

from .terms import IdKind, Tie, Verified

CODE_LIFE, CODE_TRIES, CODE_PAUSE = timedelta(minutes=5), 5, timedelta(minutes=1)
NAME_LENGTH, ENTITY_NAME_LENGTH = 60, 120
CHECKED = (IdKind.RESIDENT, IdKind.HMT_PERMIT)
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
        permit = number.strip()[:2] in {"81", "82", "83"}
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
