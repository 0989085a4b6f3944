"""双屏确认: what the clerk has written is shown to the applicant on the second screen, who says that it is right, or where
it is wrong. Personal values are sealed while they are shown, and gone when answered for."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from cityhall.cases.models import ScreenCheck, WindowScreen
from cityhall.cases.queries.screens import TRIES_FROM
from cityhall.cases.rules.counter import told
from cityhall.cases.terms import ScreenState
from cityhall.kernel import clock
from cityhall.kernel.accounts import tally
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import InvalidInputError, NotFoundError, WrongStateError
from cityhall.kernel.journal.record import record
from cityhall.kernel.secrets.keys import blind, keyed

from .shifts import at_window

CODE_HOLDS = timedelta(minutes=10)
FORM = "form"


@action
def pair_screen(actor: Actor) -> str:
    """配对屏幕: a code of six digits for ten minutes; whichever screen was paired before shows nothing any more."""
    window = at_window(actor)
    code = f"{secrets.randbelow(10**6):06d}"
    WindowScreen.objects.update_or_create(
        window_id=window,
        defaults={
            "code": blind("screen_code", code), "code_until": clock.now() + CODE_HOLDS, "secret": "",
            "paired_by": actor.name, "paired_at": None,
        },
    )  # fmt: skip
    record(actor, "screen.code_given", f"window:{window}")
    return code


@action
def enter_code(actor: Actor, code: str, address: str, secret: str) -> bool:
    """The screen says the code: from now on `secret`, which only it holds, opens it. A wrong code is counted."""
    found = WindowScreen.objects.select_for_update().filter(
        code=blind("screen_code", code.strip()), code_until__gt=clock.now()
    )  # fmt: skip
    row = found.exclude(code="").first()
    if row is None:
        tally.count(TRIES_FROM, address)
        record(actor, "screen.refused", "screen:public")
        return False
    row.code, row.code_until, row.secret, row.paired_at = "", None, blind("screen", secret), clock.now()
    row.save(update_fields=["code", "code_until", "secret", "paired_at"])
    record(actor, "screen.paired", f"window:{row.window_id}")
    return True


@action
def push_check(
    actor: Actor, item_name: str, who: str, fields: Mapping[str, str], shown: Sequence[tuple[str, str]],
    materials: Sequence[str],
) -> str:  # fmt: skip
    """推送: form and materials as they stand, on the screen of this window instead of what was there. `shown` is what the
    applicant reads of `fields`: labels, and personal values masked."""
    window = at_window(actor)
    screen = WindowScreen.objects.select_for_update().filter(window_id=window).first()
    if screen is None or not screen.secret:
        raise WrongStateError("case.no_screen", "本窗口还没有配对申请人屏幕，请先点“配对屏幕”，在屏幕上输入配对码")
    now = clock.now()
    ScreenCheck.objects.filter(window_id=window, state=ScreenState.SHOWN).update(
        state=ScreenState.CLOSED, content={}, answered_at=now
    )
    content = {"who": who, "fields": [list(pair) for pair in shown], "materials": list(materials)}
    check = ScreenCheck.objects.create(
        window_id=window, account_id=actor.account_id or 0, by=actor.name, item_name=item_name, content=content,
        digest=keyed(told(item_name, who, fields, materials)), shown_at=now,
    )  # fmt: skip
    record(actor, "screen.shown", f"window:{window}", item=item_name, fields=len(shown), materials=len(materials))
    return str(check.pk)


@action
def answer_check(actor: Actor, secret: str, check_id: str, right: bool, wrong: str = "") -> None:
    """确认 or 有误 by the applicant's own hand, on the screen that is paired now."""
    screen = WindowScreen.objects.filter(secret=blind("screen", secret)).exclude(secret="").first()
    if screen is None:
        raise WrongStateError("case.screen_unpaired", "这块屏幕已经解除配对，请窗口人员重新配对")
    check = ScreenCheck.objects.select_for_update().filter(pk=UUID(check_id), window_id=screen.window_id).first()
    if check is None or check.state != ScreenState.SHOWN:
        raise WrongStateError("case.check_gone", "内容已由窗口人员收回或更新，请看最新的一份")
    if not right and not wrong.strip():
        raise InvalidInputError("case.no_wrong", "请点出哪一项有误", field="wrong")
    check.state = ScreenState.CONFIRMED if right else ScreenState.WRONG
    check.wrong, check.answered_at, check.content = ("" if right else wrong.strip()[:120]), clock.now(), {}
    check.save(update_fields=["state", "wrong", "answered_at", "content"])
    record(actor, "screen.answered", f"window:{screen.window_id}", right=right, wrong=check.wrong)


@action
def close_check(actor: Actor, check_id: str) -> None:
    """收回: the screen is dark again."""
    check = _mine(actor, check_id)
    if check.state == ScreenState.SHOWN:
        check.state, check.answered_at, check.content = ScreenState.CLOSED, clock.now(), {}
        check.save(update_fields=["state", "answered_at", "content"])
    record(actor, "screen.closed", f"window:{check.window_id}")


@action
def keep_check(
    actor: Actor, check_id: str, number: str, item_name: str, who: str, fields: Mapping[str, str], materials: Sequence[str]
) -> bool:  # fmt: skip
    """After receipt: the journal keeps that she confirmed it on the screen, if what came in is what she confirmed."""
    check = _mine(actor, check_id)
    same = check.digest == keyed(told(item_name, who, fields, materials))
    good = check.state == ScreenState.CONFIRMED and same and not check.case_number
    if good:
        check.case_number = number
        check.save(update_fields=["case_number"])
        at = check.answered_at.isoformat() if check.answered_at else ""
        record(actor, "case.confirmed_on_screen", f"case:{number}", organ_id=actor.organ_id, at=at)
    else:
        record(actor, "screen.not_kept", f"window:{check.window_id}", case=number)
    return good


def _mine(actor: Actor, check_id: str) -> ScreenCheck:
    window = at_window(actor)
    try:
        key = UUID(check_id)
    except ValueError:
        key = UUID(int=0)
    check = ScreenCheck.objects.select_for_update().filter(pk=key, window_id=window).first()
    if check is None:
        raise NotFoundError("case.no_check", "没有找到这次推送，请重新推送")
    return check
