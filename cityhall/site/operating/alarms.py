"""Every few minutes: what of the house turned bad, and what is well again."""

from cityhall.deadlines.terms import Light
from cityhall.exchange.terms import Can, StopCause
from cityhall.kernel.actor import HOUSE
from cityhall.kernel.journal.queries import Line
from cityhall.messages import actions as messages
from cityhall.organs import queries as organs
from cityhall.site.operating.state import state


def raise_alarms() -> list[str]:
    """Tell the operators what is new; answers the names of the looks that changed."""
    return [
        one.name
        for one in state().tiles
        if messages.note_state(HOUSE, one.name, one.label, bad=one.light is Light.RED, text=one.text)
    ]


def warn_of_subscription(line: Line) -> None:
    """A program is told nothing any more: whoever keeps it, in its organ or for the whole city, reads why."""
    said = line.values
    why = next((one.label for one in StopCause if one == said.get("cause")), "")
    text = (
        f"对接系统“{said.get('name')}”的事件订阅已自动停用：{why}。停用期间的事件不会丢失。"
        "请联系对方排查，在“设置—对接系统”中查看推送记录，修复后恢复订阅，或从指定时间重发。"
    )
    _note(line, bad=True, text=text)


def lift_for_subscription(line: Line) -> None:
    """It goes on: if an alarm was raised, it is over."""
    _note(line, bad=False, text="事件订阅已恢复，停用期间的事件正在补发。")


def _note(line: Line, *, bad: bool, text: str) -> None:
    keepers = organs.entitled(line.organ_id or 0, Can.MANAGE_CLIENTS)
    messages.note_state(HOUSE, line.ref.replace(":", "-"), "事件订阅", bad=bad, text=text, accounts=keepers)
