"""旗舰店和专题 as those who compose them see them: their list, a draft with what stands in its way, a preview."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from cityhall.catalogue.models import Front, FrontEdition, Item, Saying
from cityhall.catalogue.rules import fronts
from cityhall.catalogue.rules.publishing import Problem
from cityhall.catalogue.terms import TOPICS, Audience, Can
from cityhall.catalogue.terms.fronts import FrontKind, FrontTerms
from cityhall.catalogue.terms.policies import EditionState
from cityhall.kernel import clock
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotAllowedError, NotFoundError
from cityhall.kernel.paging import Page, keyset, page

from .editions import EditionRow, editions_of
from .fronts import FrontPage, shown


@dataclass(frozen=True)
class FrontRow:
    """A page in the list of who composes it; `gone` are items of what is shown that are no longer open."""

    id: int
    kind: FrontKind
    name: str
    owner_name: str
    shown: int | None
    planned_on: date | None
    gone: int
    withdrawn: bool
    drafted_at: datetime
    drafted_by: str


@dataclass(frozen=True)
class FrontDraft:
    """A page as its editor sees it: the draft, what stands in its way, what it points at, its editions."""

    id: int
    kind: FrontKind
    organ_id: int | None
    owner_name: str
    name: str
    content: Mapping[str, Any]
    terms: FrontTerms
    problems: Sequence[Problem]
    gone: Sequence[str]
    names: Mapping[int, tuple[str, bool]]  # item → its name, and whether it is open
    editions: Sequence[EditionRow]
    unpublished: bool
    withdrawn_on: date | None
    withdrawn_why: str
    drafted_at: datetime
    drafted_by: str
    version: int

    @property
    def ref(self) -> str:
        return f"front:{self.id}"


def may_compose(actor: Actor, front_organ: int | None, permission: Can = Can.COMPOSE) -> None:
    """An organ's page is its own editor's; columns are whoever's who composes for the whole city."""
    require(actor, permission, front_organ)
    if front_organ is None and actor.reach(permission) is not None:
        raise NotAllowedError("catalogue.columns_of_all", "专题为全市共用，只有市级管理员可以编排；请联系市级管理员")


def fronts_for_setup(actor: Actor, text: str = "", after: str = "", limit: int = 50) -> Page[FrontRow]:
    """The pages this person composes, by kind and name: flagship pages of her organs, and the columns if she has the whole
    city. Three statements."""
    require(actor, Can.COMPOSE)
    rows = Front.objects.select_related("organ", "saying")
    if (reach := actor.reach(Can.COMPOSE)) is not None:
        rows = rows.filter(organ_id__in=reach)
    if text := text.strip():
        rows = rows.filter(Q(name__contains=text) | Q(organ__name__contains=text) | Q(saying__name__contains=text))
    cut = page(list(keyset(rows, ["kind", "name", "id"], after, limit)), limit, (), lambda f: (f.kind, f.name, f.pk))
    mine = cut.rows
    editions: dict[int, list[FrontEdition]] = {}
    for one in FrontEdition.objects.filter(owner_id__in=[f.pk for f in mine], dropped_at=None).order_by(
        "from_on", "number"
    ):
        editions.setdefault(one.owner_id, []).append(one)
    today = clock.today()
    current = {key: [e for e in told if e.from_on <= today][-1:] for key, told in editions.items()}
    wanted = {i for told in current.values() for e in told for i in e.items}
    still = set(Item.objects.filter(pk__in=wanted, published_version__isnull=False).values_list("pk", flat=True))
    found = []
    for row in mine:
        now = current.get(row.pk) or []
        planned = [e.from_on for e in editions.get(row.pk, []) if e.from_on > today]
        found.append(FrontRow(
            row.pk, FrontKind(row.kind), row.name, row.organ.name if row.organ else f"人生大事：{row.saying.name}" if row.saying else "",
            now[0].number if now else None, min(planned, default=None), sum(1 for e in now for i in e.items if i not in still),
            row.withdrawn_on is not None, row.drafted_at, row.drafted_by,
        ))  # fmt: skip
    return Page(found, cut.next)


def front_draft(actor: Actor, front_id: int) -> FrontDraft:
    """One page as its editor sees it."""
    row = _own(actor, front_id)
    kind = FrontKind(row.kind)
    terms = fronts.read_front(row.draft, kind)
    editions = editions_of(FrontEdition, row.pk)
    current = next((e for e in editions if e.state is EditionState.IN_FORCE), None)
    public = fronts.items_of(fronts.read_front(current.content, kind)) if current else []
    names = _names([*fronts.items_of(terms), *public])
    open_items = {i for i, (_, is_open) in names.items() if is_open}
    latest = next((e for e in editions if e.state is not EditionState.DROPPED), None)
    return FrontDraft(
        row.pk, kind, row.organ_id, row.organ.name if row.organ else row.saying.name if row.saying else "", row.name,
        row.draft, terms, fronts.front_problems(terms, kind, open_items),
        [name for name, is_open in names.values() if not is_open], names, editions,
        latest is None or latest.content != row.draft, row.withdrawn_on, row.withdrawn_why, row.drafted_at,
        row.drafted_by, row.version,
    )  # fmt: skip


def front_preview(actor: Actor, front_id: int, number: int | None = None) -> FrontPage:
    """The draft, or an edition of any time, as the public would read it today."""
    row = _own(actor, front_id)
    content = row.draft
    if number is not None:
        content = FrontEdition.objects.filter(owner=row, number=number).values_list("content", flat=True).first()
        if content is None:
            raise NotFoundError("catalogue.no_edition", f"没有第 {number} 版，请从版本列表中选择")
    kind = FrontKind(row.kind)
    return shown(fronts.read_front(content, kind), kind, row.organ_id, FrontEdition(owner=row, number=number or 0))


def front_names(ids: Collection[int]) -> dict[int, str]:
    return dict(Front.objects.filter(pk__in=ids).values_list("pk", "name"))


def columns_called(text: str, limit: int = 5) -> list[tuple[int, str]]:
    """The columns somebody means by a name or a life event."""
    rows = Front.objects.filter(Q(name=text) | Q(saying__name=text), kind=FrontKind.TOPIC)
    return list(rows.order_by("id").values_list("pk", "name")[:limit])


def free_events() -> list[tuple[str, Audience]]:
    """The life events that have no column yet."""
    rows = Saying.objects.filter(active=True, audience__in=TOPICS, fronts=None).order_by("id")
    return [(name, Audience(who)) for name, who in rows.values_list("name", "audience")]


def _own(actor: Actor, front_id: int) -> Front:
    row = Front.objects.select_related("organ", "saying").filter(pk=front_id).first()
    if row is None:
        raise NotFoundError("catalogue.unknown_front", "没有找到这个版面，请返回列表重新选择")
    may_compose(actor, row.organ_id)
    return row


def _names(ids: Collection[int]) -> dict[int, tuple[str, bool]]:
    rows = Item.objects.filter(pk__in=set(ids)).values_list("pk", "name", "published_version_id")
    return {pk: (name, version is not None) for pk, name, version in rows}
