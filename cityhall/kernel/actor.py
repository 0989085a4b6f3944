"""Who acts: a citizen, a member of staff at a window or a desk, another system, or the house itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import NotAllowedError, NotSignedInError
from .terms import Term


@dataclass(frozen=True)
class Principal:
    """Somebody the actor stands in for: what she may do, and at which desks, only in this person's place."""

    account_id: int
    name: str
    grants: Mapping[str, frozenset[int]]
    desks: frozenset[tuple[int, str]]


@dataclass(frozen=True)
class Actor:
    """`grants` maps a permission to the organs it reaches; `everywhere` holds permissions without a limit of place.
    `desks` are the (organ, desk) pairs whose review steps this person may take. What of this she has only as somebody's
    deputy is also in `principals`, with whose it is."""

    name: str
    account_id: int | None = None
    organ_id: int | None = None
    window_id: int | None = None
    grants: Mapping[str, frozenset[int]] = field(default_factory=dict)
    everywhere: frozenset[str] = frozenset()
    desks: frozenset[tuple[int, str]] = frozenset()
    person_id: int | None = None
    on_behalf: str = ""
    principals: tuple[Principal, ...] = ()

    @property
    def is_house(self) -> bool:
        return self is HOUSE

    @property
    def is_staff(self) -> bool:
        return self.organ_id is not None

    def may(self, permission: Term, organ_id: int | None = None) -> bool:
        """May this actor do that for this organ? Without an organ: anywhere at all?"""
        if self.is_house or permission in self.everywhere:
            return True
        reach = self.grants.get(permission, frozenset())
        return organ_id in reach if organ_id is not None else bool(reach)

    def acts_for(self, permission: Term, organ_id: int, desk: str = "") -> tuple[Principal, ...]:
        """Those in whose place she does that for this organ (at this desk); none where it is her own to do."""
        return tuple(
            one for one in self.principals
            if organ_id in one.grants.get(permission, ()) or (organ_id, desk) in one.desks
        )  # fmt: skip

    def stands_in(self, organ_id: int, desk: str) -> str:
        """The names of those whose desk this is, where she has it only as their deputy."""
        return "、".join(dict.fromkeys(one.name for one in self.principals if (organ_id, desk) in one.desks))

    def reach(self, permission: Term) -> frozenset[int] | None:
        """The organs this permission reaches; None means all of them."""
        if self.is_house or permission in self.everywhere:
            return None
        return self.grants.get(permission, frozenset())


HOUSE = Actor("系统")
NOBODY = Actor("访客")


def require(actor: Actor, permission: Term, organ_id: int | None = None) -> None:
    """Refuse unless the actor holds the permission for that organ."""
    if actor.may(permission, organ_id):
        return
    require_signed_in(actor)
    raise NotAllowedError(
        f"no.{permission}", f"您没有在该单位“{permission.label}”的权限，请联系本单位管理员授权或转有权的同事办理"
    )


def require_signed_in(actor: Actor) -> None:
    if actor.account_id is None and not actor.is_house:
        raise NotSignedInError("account.not_signed_in", "请先登录再办理")
