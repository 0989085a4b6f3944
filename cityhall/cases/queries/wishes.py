"""What she has chosen on a draft: how she wants the result, which licence it is about."""

from cityhall.cases.models import Case
from cityhall.cases.terms import Status
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotFoundError

from .ending import WishView, wish_of


def draft_wish(actor: Actor, draft_id: str) -> WishView:
    """Of one's own draft, whole: she typed it. The caller has read the draft itself, so its id is one."""
    require_signed_in(actor)
    mine = Case.objects.filter(application_id=draft_id, application__account=actor.account_id, status=Status.DRAFT)
    case = mine.select_related("application").first()
    if case is None:
        raise NotFoundError("case.unknown_draft", "没有找到这份草稿，可能已经提交或删除；请到“我的办件”查看")
    return wish_of(case, own=True)
