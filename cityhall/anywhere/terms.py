"""Words of 通办: accepted here, decided there, issued anywhere; and of the paper that travels between."""

from dataclasses import dataclass
from datetime import date

from cityhall.kernel.terms import Term


class Can(Term):
    KEEP_LIST = "anywhere.list", "维护通办清单"
    TAKE_IN = "anywhere.take_in", "接收异地件"
    CARRY = "anywhere.carry", "办理物料流转"
    ISSUE = "anywhere.issue", "异地出件"
    SEE = "anywhere.see", "查看通办办件和统计"


class Mode(Term):
    """The three ways of 国办发〔2020〕35号."""

    ONLINE = "online", "全程网办"
    PROXY = "proxy", "异地代收代办"
    JOINT = "joint", "多地联办"


class Way(Term):
    """Which way the paper goes: to the deciding organ, or back to the window that hands the result out."""

    MATERIALS = "materials", "材料"
    RESULT = "result", "结果"


class State(Term):
    """物料流转单: how it stands."""

    MADE = "made", "待交出"
    SENT = "sent", "在途"
    DIFFERS = "differs", "已签收，有差异"
    REFUSED = "refused", "已拒收"
    LOST = "lost", "已报遗失"
    CLOSED = "closed", "已完成"
    CANCELLED = "cancelled", "已作废"


class Act(Term):
    """What is done with a 流转单."""

    SEND = "send", "交出"
    RECEIVE = "receive", "签收"
    DIFFER = "differ", "签收并登记差异"
    REFUSE = "refuse", "拒收"
    LOSE = "lose", "登记遗失"
    CLOSE = "close", "了结"
    CANCEL = "cancel", "作废"


class Pile(Term):
    """Which 流转单 somebody looks at."""

    TO_SEND = "to_send", "待交出"
    ON_WAY = "on_way", "在途"
    TO_RECEIVE = "to_receive", "待签收"
    OPEN_ENDS = "open_ends", "有差异、拒收、遗失"
    OVERDUE = "overdue", "超时未到"
    DONE = "done", "已完成"


OPEN = (State.MADE, State.SENT)
"""The paper is still on its way, or about to be."""
UNSETTLED = (State.DIFFERS, State.REFUSED, State.LOST)
"""It went wrong, and who sent it has not yet said what became of it."""


@dataclass(frozen=True)
class Piece:
    """One thing in the envelope. `received` is how many were found in it; None before it was opened."""

    key: str
    name: str
    copies: int
    received: int | None = None
    note: str = ""

    @property
    def differs(self) -> bool:
        return self.received is not None and (self.received != self.copies or bool(self.note))

    @property
    def told(self) -> str:
        """What is wrong with it, in words."""
        found = f"应有 {self.copies} 份，实收 {self.received} 份" if self.received != self.copies else ""
        return "，".join(part for part in (found, self.note) if part)


@dataclass(frozen=True)
class EntryFacts:
    """One line of the 通办清单. `windows` empty: every county window. `until_on` is the first day on which it no longer holds."""

    id: int
    item_id: int
    item_name: str
    organ_id: int
    mode: Mode
    windows: tuple[int, ...]
    from_on: date
    until_on: date | None
    ended: bool
    carry_days: int
    document: str
