"""What she has chosen and asked on a draft, and what she still owes on a case: for the pages where she does it."""

from dataclasses import dataclass

from cityhall.cases.models import Case, ProceedingRow
from cityhall.cases.terms import OPEN_STAGES, Beside, Proceeding, Status
from cityhall.deadlines import queries as deadlines
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotFoundError

from .beside import beside_of
from .ending import WishView, wish_of
from .visible import own


@dataclass(frozen=True)
class DraftMore:
    """How she wants the result and which licence it is about; the pre-reviews she asked for, the last one last."""

    wish: WishView
    pre_reviews: tuple[Beside, ...]

    @property
    def pre_review(self) -> Beside | None:
        return self.pre_reviews[-1] if self.pre_reviews else None


def draft_more(actor: Actor, draft_id: str) -> DraftMore:
    """Of one's own draft, whole: she typed it. The caller has read the draft itself, so its id is one. Three
    statements at most."""
    require_signed_in(actor)
    mine = Case.objects.filter(own(actor), application_id=draft_id, status=Status.DRAFT)
    case = mine.select_related("application").first()
    if case is None:
        raise NotFoundError("case.unknown_draft", "没有找到这份草稿，可能已经提交或删除；请到“我的办件”查看")
    waiting = [f"beside:{draft_id}/{pk}" for pk in case.beside.get(str(Proceeding.PRE_REVIEW), [])]
    clocks = deadlines.clocks_of(waiting) if waiting else []
    asked = tuple(one for one in beside_of(case.pk, clocks, public=True) if one.kind is Proceeding.PRE_REVIEW)
    return DraftMore(wish_of(case, own=True), asked)


def promised(actor: Actor, number: str) -> tuple[str, ...]:
    """The keys of the materials an open promise of one's own case still waits for. One statement."""
    require_signed_in(actor)
    rows = ProceedingRow.objects.filter(
        own(actor, "case__"), case__number=number, kind=Proceeding.PROMISE, stage__in=OPEN_STAGES
    )
    return tuple(str(key) for facts in rows.values_list("facts", flat=True) for key in facts["left"])
