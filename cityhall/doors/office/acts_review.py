"""Acts of the office: 特别程序, 听证, 延长, 补充说明, 征求意见, 现场核查, 转报, 中止, 终止."""

from collections.abc import Iterator

from cityhall.cases.queries import CasePage
from cityhall.kernel.actor import Actor

from .act import Act, Offer

TABLE: tuple[Act, ...] = ()


def offers(page: CasePage, actor: Actor) -> Iterator[Offer]:
    """What this reader may do now, each with its obstacle."""
    yield from ()
