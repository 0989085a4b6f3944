"""Words of reform: what keeps an item from 最多跑一次, how a licence is dealt with under 证照分离, what is in the ledger."""

from dataclasses import dataclass

from cityhall.kernel.terms import Term


class Hindrance(Term):
    """Why an item is not done in one trip. Several may hold at once."""

    VISITS = "visits", "到现场两次以上"
    APART = "apart", "申请和取件各跑一次：不能网上申请，结果也不能快递"
    PAPER = "paper", "交材料和取件各跑一次：有材料只收纸质，结果也不能快递"


class OnceState(Term):
    """Which part of the list of 最多跑一次 is looked at."""

    ALL = "all", "全部事项"
    ONCE = "once", "最多跑一次"
    NOT = "not", "还做不到"


@dataclass(frozen=True)
class Within:
    """Whose figures: of one organ, of organs of one level of division, or (neither) of the whole city."""

    organ_id: int | None = None
    level: str = ""


class ReformKind(Term):
    """改革台账: what became of items or of what they asked for."""

    CANCELLED = "cancelled", "取消"
    SUSPENDED = "suspended", "暂停实施"
    MERGED = "merged", "合并"
    DELEGATED = "delegated", "下放"
    SIMPLIFIED = "simplified", "简化"
    PRECONDITION = "precondition", "取消前置条件"
    PROOF = "proof", "取消证明"
    SAME_POWER = "same_power", "市区同权"


ENDING = (ReformKind.CANCELLED, ReformKind.SUSPENDED, ReformKind.MERGED)
"""These take the item out of service."""
NAMED = (ReformKind.PRECONDITION, ReformKind.PROOF)
"""These are counted by what they name, not by items."""
