"""People as tests need them; every state is reached through the room's own acts. Numbers are samples."""

from itertools import count

from cityhall.kernel import clock
from cityhall.kernel.actor import HOUSE, NOBODY, Actor
from cityhall.kernel.identifiers import make_credit_code, make_id_number
from cityhall.people import actions, queries
from cityhall.people.terms import Can, EntityKind

_numbers = count(1)
EVERYTHING = frozenset(Can)


def clerk(*permissions: Can) -> Actor:
    """A clerk of some window; with no permission named, with all of this room's."""
    return Actor("样例窗口人员", account_id=900_001, organ_id=1, everywhere=frozenset(permissions) or EVERYTHING)


def id_number(n: int | None = None) -> str:
    return make_id_number(f"11010519900101{(n if n is not None else next(_numbers)) % 1000:03}")


def phone(n: int | None = None) -> str:
    return f"138{n if n is not None else next(_numbers):08}"


def credit_code(n: int | None = None) -> str:
    return make_credit_code(f"91341800{n if n is not None else next(_numbers):08}")


def sent_code(number: str, address: str = "") -> str:
    """Ask for a code and read it as the house that sends it."""
    waiting = queries.code_to_send(HOUSE, actions.request_code(NOBODY, number, address))
    assert waiting is not None
    return waiting.code


def citizen(number: str | None = None, name: str = "", identity: str = "") -> Actor:
    """Somebody who signed in by phone; with a name, real-name information declared."""
    number = number or phone()
    with clock.frozen(clock.now()):
        answer = actions.verify_code(NOBODY, number, sent_code(number))
    actor = queries.actor_for(answer["account_id"] or 0)
    assert actor is not None
    if name:
        actions.complete_profile(actor, name, identity or id_number())
        actor = queries.actor_for(answer["account_id"] or 0)
        assert actor is not None
    return actor


def walk_in(name: str = "样小例", identity: str = "", number: str = "", address: str = "") -> int:
    """Somebody a window has registered."""
    return actions.register_person(clerk(), name, identity or id_number(), number, address=address)


def entity(name: str = "样例餐饮有限公司", code: str = "", representative: str = "") -> str:
    """An entity a window has registered; answers its credit code."""
    code = code or credit_code()
    actions.register_entity(clerk(), name, code, EntityKind.COMPANY, representative)
    return code
