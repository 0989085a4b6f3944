"""The copies of her data a citizen asked for."""

from dataclasses import dataclass
from datetime import datetime

from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require_signed_in
from cityhall.kernel.errors import NotFoundError
from cityhall.people.models import OwnData


@dataclass(frozen=True)
class OwnDataRow:
    """A copy she asked for: being made, ready until a moment, or gone."""

    id: int
    asked_at: datetime
    made_at: datetime | None
    expires_at: datetime | None
    taken: int
    ready: bool


def my_own_data(actor: Actor, limit: int = 10) -> list[OwnDataRow]:
    """The copies she asked for, newest first. One statement."""
    require_signed_in(actor)
    rows = OwnData.objects.filter(account_id=actor.account_id or 0).defer("content").order_by("-id")[:limit]
    now = clock.now()
    return [
        OwnDataRow(r.pk, r.asked_at, r.made_at, r.expires_at, r.taken, r.expires_at is not None and r.expires_at > now)
        for r in rows
    ]


def own_data_content(actor: Actor, own_data_id: int) -> dict[str, object]:
    """What is in a copy of hers that has not run out."""
    require_signed_in(actor)
    rows = OwnData.objects.filter(pk=own_data_id, account_id=actor.account_id or 0, expires_at__gt=clock.now())
    row = rows.first()
    if row is None:
        raise NotFoundError("people.no_own_data", "没有找到可以下载的副本，可能还没有备好或已过期；请重新申请")
    return dict(row.content)
