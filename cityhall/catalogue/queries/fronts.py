"""旗舰店和专题: what is shown of a composed page today, which columns an item belongs to, and what their editors see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from cityhall.catalogue.models import FrontEdition, Saying
from cityhall.catalogue.rules import fronts
from cityhall.catalogue.terms import TOPICS, Audience
from cityhall.catalogue.terms.fronts import BlockKind, FrontKind, FrontTerms
from cityhall.kernel import clock
from cityhall.kernel.errors import NotFoundError

from .editions import in_force
from .listing import ItemRow, row_of
from .policies import PolicyRow, policies_named, policies_of_organ

HOT, LOOKED_BACK, ASKED = 8, timedelta(days=90), 40
SHOWN_WITHOUT_ITEMS = (BlockKind.BANNER, BlockKind.NOTICE, BlockKind.TEXT, BlockKind.QA, BlockKind.CONTACT)


@dataclass(frozen=True)
class Shown:
    """One block as it is shown: only what is open, in force, not over."""

    kind: BlockKind
    title: str
    text: str = ""
    items: Sequence[ItemRow] = ()
    columns: Sequence[tuple[int, str]] = ()
    policies: Sequence[PolicyRow] = ()
    lines: Sequence[str] = ()
    pairs: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class FrontPage:
    """A composed page as the public reads it; `composed` is false where it is the one an organ has anyway."""

    id: int | None
    kind: FrontKind
    title: str
    summary: str
    blocks: Sequence[Shown]
    composed: bool
    number: int = 0
    from_on: date | None = None
    event: str = ""
    audience: Audience = Audience.NONE
    organ_id: int | None = None


@dataclass(frozen=True)
class Column:
    """A life event, and its column where it has one."""

    event: str
    audience: Audience
    front_id: int | None = None
    title: str = ""
    summary: str = ""
    items: int = 0


ITEMS = f"""
WITH asked AS (
  SELECT text, sum(opened) AS n FROM ch_catalogue_question WHERE day > %(since)s
   GROUP BY text HAVING sum(opened) > 0 ORDER BY n DESC, text LIMIT {ASKED}),
terms AS (
  SELECT text AS term, n FROM asked
  UNION ALL
  SELECT m, a.n FROM asked a
    JOIN ch_catalogue_saying s ON s.active AND EXISTS (SELECT 1 FROM unnest(s.said) w WHERE strpos(a.text, w) > 0)
   CROSS JOIN unnest(s.meanings[1:2]) AS m),
hot AS (
  SELECT i.id, row_number() OVER (ORDER BY coalesce(sum(t.n), 0) DESC, i.featured DESC, i.name, i.id) AS place
    FROM ch_catalogue_item i LEFT JOIN terms t ON strpos(i.name, t.term) > 0
   WHERE i.organ_id = %(hot)s::bigint AND i.published_version_id IS NOT NULL
   GROUP BY i.id
   ORDER BY place LIMIT {HOT})
SELECT i.id, i.published_version_id, i.name, i."group", i.short_code, i.organ_id, o.name, i.procedure,
       c.pace, c.promised, c.online, c.visits, h.place
  FROM ch_catalogue_item i
  LEFT JOIN hot h ON h.id = i.id
  JOIN ch_catalogue_itemversion v ON v.id = i.published_version_id
  JOIN ch_organs_organ o ON o.id = i.organ_id,
       jsonb_to_record(v.content) AS c(pace text, promised jsonb, online jsonb, visits jsonb)
 WHERE i.id = ANY(%(ids)s::bigint[]) OR h.id IS NOT NULL
"""  # noqa: S608 - constants only


def flagship(organ_id: int, organ_name: str) -> FrontPage:
    """An organ's page: as somebody composed it, or as it is anyway. Four statements at most."""
    edition = in_force(FrontEdition).select_related("owner").filter(owner__organ=organ_id).first()
    if edition is None:
        return shown(fronts.of_nothing_composed(organ_name), FrontKind.FLAGSHIP, organ_id, composed=False)
    terms = fronts.read_front(edition.content, FrontKind.FLAGSHIP)
    return shown(terms, FrontKind.FLAGSHIP, organ_id, edition)


def column(front_id: int) -> FrontPage:
    """The column of a life event."""
    rows = in_force(FrontEdition).select_related("owner__saying")
    edition = rows.filter(owner_id=front_id, owner__kind=FrontKind.TOPIC).first()
    if edition is None:
        raise NotFoundError("catalogue.unknown_column", "没有找到这个专题，可能已经撤下；请从要办的事中重新选择")
    return shown(fronts.read_front(edition.content, FrontKind.TOPIC), FrontKind.TOPIC, None, edition)


def columns() -> list[Column]:
    """The life events of a person and an enterprise, with their columns. Two statements."""
    rows = in_force(FrontEdition).filter(owner__kind=FrontKind.TOPIC)
    have = {e.owner.saying_id: e for e in rows.select_related("owner")}
    events = (
        Saying.objects.filter(active=True, audience__in=TOPICS).order_by("id").values_list("id", "name", "audience")
    )
    found = []
    for key, name, audience in events:
        edition = have.get(key)
        told = (
            (edition.owner_id, edition.content["title"], edition.content["summary"], len(edition.items))
            if edition
            else ()
        )
        found.append(Column(name, Audience(audience), *told))
    return found


def column_ids() -> dict[str, int]:
    """Life event → its column, where it has one."""
    rows = in_force(FrontEdition).filter(owner__kind=FrontKind.TOPIC, owner__saying__active=True)
    return dict(rows.values_list("owner__saying__name", "owner_id"))


def columns_of_item(item_id: int) -> list[tuple[int, str]]:
    """The columns an item belongs to (这件事属于…)."""
    rows = in_force(FrontEdition).filter(owner__kind=FrontKind.TOPIC, items__contains=[item_id])
    return list(rows.order_by("owner_id").values_list("owner_id", "content__title"))


def shown(
    terms: FrontTerms, kind: FrontKind, organ_id: int | None, edition: FrontEdition | None = None, *, composed: bool = True
) -> FrontPage:  # fmt: skip
    """The blocks with what they point at; what is retired, over or empty is left out."""
    asked = {b.kind for b in terms.blocks if b.computed}
    rows, hot = _items(fronts.items_of(terms), organ_id if BlockKind.HOT in asked else None)
    own = policies_of_organ(organ_id) if organ_id and BlockKind.POLICIES in asked else []
    chosen = policies_named(ids) if (ids := fronts.policies_of(terms)) else {}
    titles = _titles(ids) if (ids := fronts.fronts_of(terms)) else {}
    today, found = clock.today(), []
    for block in terms.blocks:
        one = Shown(
            block.kind, block.title or ("" if block.kind is BlockKind.BANNER else block.kind.label), block.text,
            hot if block.kind is BlockKind.HOT and block.computed else [rows[i] for i in block.items if i in rows],
            [(i, titles[i]) for i in block.fronts if i in titles],
            own if block.computed else [chosen[i] for i in block.policies if i in chosen], block.lines, block.pairs,
        )  # fmt: skip
        if not _is_empty(one) and not (block.until and block.until < today):
            found.append(one)
    owner = edition.owner if edition else None
    saying = owner.saying if owner and kind is FrontKind.TOPIC else None
    return FrontPage(
        owner.pk if owner else None, kind, terms.title, terms.summary, found, composed, edition.number if edition else 0,
        edition.from_on if edition else None, saying.name if saying else "",
        Audience(saying.audience) if saying else Audience.NONE, organ_id,
    )  # fmt: skip


def _is_empty(block: Shown) -> bool:
    if block.kind in SHOWN_WITHOUT_ITEMS:
        return False
    return not (block.items or block.columns or block.policies or block.lines or block.text)


def _items(ids: Sequence[int], hot: int | None) -> tuple[dict[int, ItemRow], list[ItemRow]]:
    """What is open of these, and what is asked for most of an organ: counted by the questions of ninety days that were
    followed to a guide; where nothing was, what is marked as common."""
    if not ids and hot is None:
        return {}, []
    given = {"ids": list(ids), "hot": hot, "since": clock.today() - LOOKED_BACK}
    with connection.cursor() as cursor:
        cursor.execute(ITEMS, given)
        found = [(row_of(row[:12]), row[12]) for row in cursor.fetchall()]
    ranked = sorted((place, row.id, row) for row, place in found if place is not None)
    return {row.id: row for row, _ in found}, [row for _, _, row in ranked]


def _titles(ids: Collection[int]) -> dict[int, str]:
    rows = in_force(FrontEdition).filter(owner_id__in=ids, owner__kind=FrontKind.TOPIC)
    return dict(rows.values_list("owner_id", "content__title"))
