"""What people asked in vain, and the sayings that answer: for who tends the search. Life events are for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Max, Q, QuerySet, Sum

from cityhall.catalogue.models import Item, Question, Saying
from cityhall.catalogue.terms import TOPICS, Audience, Can
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page

from .search import Topic

LOOKED_BACK, LISTED, OFTEN = 30, 100, 3


@dataclass(frozen=True)
class InVain:
    """A question of the last days: how often asked, how often without a hit, how often followed to a guide."""

    text: str
    asked: int
    unfound: int
    opened: int
    last_on: date


@dataclass(frozen=True)
class SayingView:
    """A group of words, with the names of the items it points at."""

    id: int
    name: str
    said: Sequence[str]
    meanings: Sequence[str]
    items: Sequence[tuple[int, str]]
    audience: Audience
    active: bool
    changed_at: datetime | None
    changed_by: str
    version: int


def asked_in_vain(actor: Actor, days: int = LOOKED_BACK) -> list[InVain]:
    """Questions nobody has settled that found nothing; or were asked often and never followed to a guide. What was
    asked most first; one statement."""
    require(actor, Can.TEND_SEARCH)
    rows = Question.objects.filter(settled=False, day__gt=clock.today() - timedelta(days=days)).values("text")
    counted = rows.annotate(n=Sum("asked"), without=Sum("unfound"), followed=Sum("opened"), last=Max("day"))
    vain = counted.filter(Q(without__gt=0) | Q(followed=0, n__gte=OFTEN)).order_by("-n", "text")[:LISTED]
    return [InVain(r["text"], r["n"], r["without"], r["followed"], r["last"]) for r in vain]


def sayings(actor: Actor, text: str = "", after: str = "", limit: int = 30) -> Page[SayingView]:
    """The groups of words, by name; with a text those that say or mean it."""
    require(actor, Can.TEND_SEARCH)
    rows: QuerySet[Saying] = Saying.objects.all()
    if text := text.strip().lower():
        rows = rows.filter(Q(said__contains=[text]) | Q(name__contains=text) | Q(meanings__contains=[text]))
    found = list(keyset(rows, ["name", "id"], after, limit))
    cut = page(found, limit, (), lambda s: (s.name, s.pk))
    names = _names([n for s in cut.rows for n in s.items])
    return Page([_view(s, names) for s in cut.rows], cut.next)


def saying(actor: Actor, saying_id: int) -> SayingView:
    """One group of words."""
    require(actor, Can.TEND_SEARCH)
    row = Saying.objects.filter(pk=saying_id).first()
    if row is None:
        raise NotFoundError("catalogue.unknown_saying", "没有找到这组说法，请返回列表重新选择")
    return _view(row, _names(row.items))


def topics() -> list[Topic]:
    """The life events people can look for items by."""
    rows = Saying.objects.filter(active=True, audience__in=TOPICS).order_by(F("audience").desc(), "id")
    return [Topic(name, Audience(who)) for name, who in rows.values_list("name", "audience")]


def _names(ids: Sequence[int]) -> dict[int, str]:
    return dict(Item.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _view(row: Saying, names: dict[int, str]) -> SayingView:
    items = [(n, names[n]) for n in row.items if n in names]
    return SayingView(
        row.pk, row.name, row.said, row.meanings, items, Audience(row.audience), row.active, row.changed_at,
        row.changed_by, row.version,
    )  # fmt: skip
