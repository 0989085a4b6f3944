"""Who acts: a citizen, a member of staff at a window or a desk, another system, or the house itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import NotAllowedError, NotSignedInError
from .terms import Term


@dataclass(frozen=True)
class Mandate:
    """委托: what the actor may do for another organ in named items, and in these alone (行政许可法 第二十四条)."""

    delegation_id: int
    organ_id: int
    items: frozenset[int]
    permissions: frozenset[str]
    desks: frozenset[str]
    to: str = ""  # the organ or window entrusted, by name
    own: bool = False  # not entrusted: her own role, limited to a group of items

    def covers(self, permission: str, organ_id: int, item_id: int | None) -> bool:
        return organ_id == self.organ_id and item_id in self.items and permission in self.permissions

    def seats(self, organ_id: int, desk: str, item_id: int | None) -> bool:
        return organ_id == self.organ_id and item_id in self.items and desk in self.desks


@dataclass(frozen=True)
class Principal:
    """Somebody the actor stands in for: what she may do, and at which desks, only in this person's place."""

    account_id: int
    name: str
    grants: Mapping[str, frozenset[int]]
    desks: frozenset[tuple[int, str]]
    mandates: tuple[Mandate, ...] = ()


@dataclass(frozen=True)
class Actor:
    """`grants` maps a permission to the organs it reaches; `everywhere` holds permissions without a limit of place.
    `desks` are the (organ, desk) pairs whose review steps this person may take. `mandates` are what other organs
    entrusted her organ or window with, item by item. What of this she has only as somebody's deputy is also in
    `principals`, with whose it is."""

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
    mandates: tuple[Mandate, ...] = ()
    agencies: frozenset[int] = frozenset()  # 授权委托: by which a citizen may act for others today

    @property
    def is_house(self) -> bool:
        return self is HOUSE

    @property
    def is_staff(self) -> bool:
        return self.organ_id is not None

    def may(self, permission: Term, organ_id: int | None = None, item_id: int | None = None) -> bool:
        """May this actor do that for this organ (in this item)? Without an organ: anywhere at all?"""
        if self.is_house or permission in self.everywhere:
            return True
        reach = self.grants.get(permission, frozenset())
        if organ_id is None:
            return bool(reach) or any(permission in one.permissions for one in self.mandates)
        return organ_id in reach or any(one.covers(permission, organ_id, item_id) for one in self.mandates)

    def under(self, permission: Term, organ_id: int, item_id: int | None) -> Mandate | None:
        """The entrustment she does that by, where it is not hers to do anyway."""
        if self.is_house or permission in self.everywhere or organ_id in self.grants.get(permission, frozenset()):
            return None
        covering = [one for one in self.mandates if one.covers(permission, organ_id, item_id)]
        return None if any(one.own for one in covering) else next(iter(covering), None)

    def entrusted(self, permission: Term) -> list[tuple[int, frozenset[int]]]:
        """The organs and items she may do that in by entrustment, or by a role limited to a group of items, alone."""
        return [(one.organ_id, one.items) for one in self.mandates if permission in one.permissions]

    def desks_in(self, item_id: int) -> frozenset[tuple[int, str]]:
        """The desks that are hers in this item: her own, and those she was entrusted with."""
        lent = {(one.organ_id, desk) for one in self.mandates if item_id in one.items for desk in one.desks}
        return self.desks | lent

    def lent_desks(self) -> list[tuple[int, str, int]]:
        """(organ, desk, item) of everything that is hers by entrustment."""
        return [(m.organ_id, desk, item) for m in self.mandates for desk in sorted(m.desks) for item in sorted(m.items)]

    def acts_for(
        self, permission: Term, organ_id: int, desk: str = "", item_id: int | None = None
    ) -> tuple[Principal, ...]:  # fmt: skip
        """Those in whose place she does that for this organ (at this desk); none where it is her own to do."""
        return tuple(
            one for one in self.principals
            if organ_id in one.grants.get(permission, ()) or (organ_id, desk) in one.desks
            or any(m.covers(permission, organ_id, item_id) or m.seats(organ_id, desk, item_id) for m in one.mandates)
        )  # fmt: skip

    def stands_in(self, organ_id: int, desk: str, item_id: int | None = None) -> str:
        """The names of those whose desk this is, where she has it only as their deputy."""
        names = (
            one.name for one in self.principals
            if (organ_id, desk) in one.desks or any(m.seats(organ_id, desk, item_id) for m in one.mandates)
        )  # fmt: skip
        return "、".join(dict.fromkeys(names))

    def reach(self, permission: Term) -> frozenset[int] | None:
        """The organs this permission reaches; None means all of them."""
        if self.is_house or permission in self.everywhere:
            return None
        return self.grants.get(permission, frozenset())


HOUSE = Actor("系统")
NOBODY = Actor("访客")


def require(actor: Actor, permission: Term, organ_id: int | None = None, item_id: int | None = None) -> None:
    """Refuse unless the actor holds the permission for that organ (or was entrusted with it in that item)."""
    if actor.may(permission, organ_id, item_id):
        return
    require_signed_in(actor)
    raise NotAllowedError(
        f"no.{permission}", f"您没有在该单位“{permission.label}”的权限，请联系本单位管理员授权或转有权的同事办理"
    )


def require_signed_in(actor: Actor) -> None:
    if actor.account_id is None and not actor.is_house:
        raise NotSignedInError("account.not_signed_in", "请先登录再办理")
