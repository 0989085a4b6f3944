"""Who has come: from the session to the actor."""

from django.http import HttpRequest

from cityhall.cases.terms import Can
from cityhall.doors.http import address_of
from cityhall.doors.setup.door import open_to
from cityhall.exchange import actions as exchange
from cityhall.kernel.accounts.terms import Kind
from cityhall.kernel.actor import NOBODY, Actor
from cityhall.kernel.errors import NotAllowedError
from cityhall.organs import queries as organs
from cityhall.people import queries as people
from cityhall.people.terms import Can as People
from cityhall.supervision.terms import Can as Supervision

ON_BEHALF, MUST_CHANGE, MUST_SECOND, TOO_OLD = "on_behalf", "must_change", "must_second", "password_too_old"
API = "/api/"


def actor_of(request: HttpRequest) -> Actor:
    """The account is read again at every request, so who was closed a moment ago is nobody now. A program comes with a
    token; the cookies beside it count for nothing."""
    if (token := bearer_of(request)) is not None:
        within = request.path.removeprefix(API)
        return exchange.admit(token, address_of(request), request.method or "", within).actor
    user = request.user
    if not user.is_authenticated:
        return NOBODY
    account_id = int(user.pk)
    if user.kind == Kind.STAFF:
        staff = organs.actor_for(account_id)
        return people.with_agencies(staff) if staff else NOBODY
    actor = people.actor_for(account_id)
    return _on_behalf(request, actor) if actor else NOBODY


def bearer_of(request: HttpRequest) -> str | None:
    """The token of a program that asks the API."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" and request.path.startswith(API) else None


def home_of(actor: Actor) -> str:
    """The door this person works at: a hall manager has no window of her own, and looks after all of them."""
    if not actor.is_staff:
        return "/"
    if actor.window_id is not None:
        return "/window/"
    if actor.may(Can.HALL):
        return "/hall/"
    if actor.desks or any(one.desks for one in actor.mandates):
        return "/office/"
    if actor.may(People.HELP):
        return "/office/help/"
    if actor.may(Supervision.SEE) and (actor.may(Supervision.ISSUE) or not actor.may(Can.SEE)):
        return "/supervisor/"
    if actor.may(Can.VOID):
        return "/window/"
    return "/setup/" if open_to(actor) else "/office/"


def _on_behalf(request: HttpRequest, actor: Actor) -> Actor:
    """A citizen acting for an entity does so only as long as she stands for it."""
    credit_code = request.session.get(ON_BEHALF)
    if not credit_code:
        return actor
    try:
        return people.acting_for(actor, credit_code)
    except NotAllowedError:
        del request.session[ON_BEHALF]
        return actor
