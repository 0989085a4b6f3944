"""The demo's programs: a bureau's own system that reads its cases and is told of them. Nothing is ever called: the
subscription waits, stopped, and its address is under a name that is nobody's (RFC 2606)."""

from cityhall.exchange import actions, queries
from cityhall.exchange.terms import EventKind, Scope

from .city import City, staff_actor

KEY = "c_0000000000000001"
URL = "https://hooks.scj.example/cityhall/events"
KINDS = (EventKind.RECEIVED, EventKind.ACCEPTED, EventKind.DECIDED, EventKind.DELIVERED)


def connect(city: City) -> None:
    """Harmless the second time. Its secrets are told to nobody: whoever wants to try it makes new ones on its page."""
    admin = staff_actor("guanli01")
    if not any(row.key == KEY for row in queries.clients(admin).rows):
        actions.create_client(
            admin, KEY, actions.fresh_secret(), organ_id=city.organs["scj"], name="市场监管业务系统（样例）",
            role_key="data_service", contact="样例联系人", phone="13900000077", scopes=[Scope.CASES_READ, Scope.ITEMS_READ],
            per_minute=300, per_day=50_000,
        )  # fmt: skip
    if not queries.subscriptions(admin, KEY):
        made = actions.subscribe(admin, KEY, actions.fresh_signing_secret(), url=URL, kinds=list(KINDS))
        actions.stop_subscription(admin, KEY, made)
