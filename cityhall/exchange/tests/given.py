"""Clients with subscriptions, made through actions; and things to tell them of, without the room that knows cases."""

from collections.abc import Collection
from typing import Any

from cityhall.exchange import actions
from cityhall.kernel.action import action
from cityhall.kernel.actor import HOUSE, Actor
from cityhall.kernel.journal.record import record
from cityhall.kernel.terms import Term
from cityhall.organs import actions as organs
from cityhall.organs.tests import given

SECRET = "a-secret-of-the-tests"


class Seeing(Term):
    SEE = "cases.see", "查看办件"


def client(organ_id: int | None = None, actor: Actor = HOUSE, **more: Any) -> str:
    organs.save_role(HOUSE, "service", "接口服务", [Seeing.SEE])
    values = {
        "organ_id": organ_id or given.organ(), "name": "数据平台", "role_key": "service", "contact": "样例联系人",
        "scopes": ["cases:read"], **more,
    }  # fmt: skip
    return actions.create_client(actor, actions.fresh_key(), SECRET, **values)


def subscription(key: str, url: str, *kinds: str, actor: Actor = HOUSE) -> tuple[int, str]:
    """Its number, and the secret it signs with."""
    secret = actions.fresh_signing_secret()
    return actions.subscribe(actor, key, secret, url=url, kinds=kinds or ("case.accepted",)), secret


@action
def happened(actor: Actor, number: str, organ_id: int, event: str = "case.accepted") -> None:
    record(actor, event, f"case:{number}", organ_id=organ_id, who="张三", phone="13900000001")


def everything(actor: Actor, refs: Collection[str]) -> Collection[str]:
    """A room that shows everybody everything."""
    return refs


def tell(seen: Any = everything) -> int:
    return actions.tell_subscribers(seen, at_once=1)
