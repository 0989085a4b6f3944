"""What stands on a window's second screen, for the screen and for the clerk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cityhall.cases.models import ScreenCheck, WindowScreen
from cityhall.cases.terms import ScreenState
from cityhall.kernel.accounts import tally
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import TooManyError
from cityhall.kernel.secrets.keys import blind

TRIES_FROM = tally.Limit("screen_code_from", 10, timedelta(minutes=10))


@dataclass(frozen=True)
class ScreenView:
    """What the applicant reads: `paired` is false where this screen's secret is no window's any more."""

    paired: bool
    id: str = ""
    item_name: str = ""
    who: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    materials: tuple[str, ...] = ()
    state: ScreenState | None = None


@dataclass(frozen=True)
class CheckView:
    """What the clerk reads of it."""

    id: str
    state: ScreenState
    wrong: str
    answered_at: datetime | None


def screen(secret: str) -> ScreenView:
    """What is on the screen that holds this secret now: what waits for an answer, else what was answered last."""
    paired = WindowScreen.objects.filter(secret=blind("screen", secret)).exclude(secret="").first() if secret else None
    if paired is None:
        return ScreenView(paired=False)
    pushed = ScreenCheck.objects.filter(window_id=paired.window_id)
    last = pushed.filter(state=ScreenState.SHOWN).first() or pushed.order_by("-shown_at").first()
    if last is None or last.state == ScreenState.CLOSED or last.case_number:
        return ScreenView(paired=True)
    content = last.content or {}
    return ScreenView(
        True, str(last.pk), last.item_name, content.get("who", ""),
        tuple((label, value) for label, value in content.get("fields", [])), tuple(content.get("materials", [])),
        ScreenState(last.state),
    )  # fmt: skip


def check(actor: Actor, check_id: str) -> CheckView | None:
    """How the applicant answered this push of the actor's own window."""
    try:
        key = UUID(check_id)
    except ValueError:
        return None
    row = ScreenCheck.objects.filter(pk=key, window_id=actor.window_id or 0).first()
    return CheckView(str(row.pk), ScreenState(row.state), row.wrong, row.answered_at) if row else None


def has_screen(actor: Actor) -> bool:
    """Is a screen paired with this actor's window?"""
    return WindowScreen.objects.filter(window_id=actor.window_id or 0).exclude(secret="").exists()


def check_code_tries(address: str) -> None:
    """Six digits are not found out by trying."""
    if tally.reached([(TRIES_FROM, address)]):
        raise TooManyError("case.screen_tries", "配对码输错次数过多，请十分钟后再试", field="code")
