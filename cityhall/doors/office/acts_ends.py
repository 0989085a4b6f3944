"""Acts of the office: 部分准予, 更正, 撤销, 重新决定, 原件核验."""

from collections.abc import Iterator

from cityhall.cases.queries import CasePage
from cityhall.kernel.actor import Actor

from .act import Act, Offer

TABLE: tuple[Act, ...] = ()


def offers(page: CasePage, actor: Actor) -> Iterator[Offer]:
    """What this reader may do now, each with its obstacle."""
    yield from ()
