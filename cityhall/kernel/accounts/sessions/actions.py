"""Ending one session of one's own."""

from cityhall.kernel.accounts.models import SignedIn
from cityhall.kernel.action import action
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.journal.record import record

from .queries import id_of


@action
def end_session(actor: Actor, session_id: str) -> None:
    """退出一处登录: over with its next request; nobody else's is found by its id."""
    require_signed_in(actor)
    mine = SignedIn.objects.filter(account_id=actor.account_id).values_list("session_key", flat=True)
    key = next((one for one in mine if id_of(one) == session_id), None)
    if key is None:
        raise NotFoundError("account.no_session", "这处登录已经结束，请刷新页面")
    SignedIn.objects.filter(session_key=key).delete()
    record(actor, "account.session_ended", f"account:{actor.account_id}")
