"""Acts of the office: 预审, 容缺, 告知承诺, 转送, 断网补录."""

from collections.abc import Iterator

from cityhall.cases.queries import CasePage
from cityhall.kernel.actor import Actor

from .act import Act, Offer

TABLE: tuple[Act, ...] = ()


def offers(page: CasePage, actor: Actor) -> Iterator[Offer]:
    """What this reader may do now, each with its obstacle."""
    yield from ()
