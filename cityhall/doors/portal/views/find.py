"""Finding what one came for: search first, then the big things, then by organ; and the guide. Open to everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from cityhall.cases import queries as cases
from cityhall.cases.terms import Status
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.queries import ItemRow
from cityhall.doors.http import Request, cursor, show
from cityhall.doors.portal import facts, plain
from cityhall.organs import queries as organ_queries

BIG, FOUND, LISTED, STRIP, SHORT_LIST = 6, 30, 30, 3, 8
EXAMPLES = ("开饭店", "办社保", "租房备案", "老年卡")


@dataclass(frozen=True)
class Hit:
    row: ItemRow
    facts: Sequence[str]


@require_safe
def home(request: Request) -> HttpResponse:
    """首页"""
    organs = catalogue.organs_with_items()
    big = [(row, facts.icon_of(row.name)) for row in catalogue.popular(BIG)]
    context = {"big": big, "organs": organs[:SHORT_LIST], "more_organs": len(organs) > SHORT_LIST, "examples": EXAMPLES}
    if request.actor.account_id is not None:
        context |= _mine(request)
    return show(request, "portal/home.html", context)


def _mine(request: Request) -> dict[str, object]:
    """What waits for this person: what she must do comes first."""
    rows = list(cases.my_cases(request.actor, open_only=True, limit=STRIP).rows)
    rows.sort(key=lambda row: row.status is not Status.SUPPLEMENTING)
    return {
        "mine": [(row, plain.of_row(row)) for row in rows],
        "drafts": cases.my_drafts(request.actor, limit=STRIP),
    }


@require_safe
def search(request: Request) -> HttpResponse:
    """找事项"""
    text = request.GET.get("q", "").strip()[:80]
    rows = catalogue.search(text, limit=FOUND) if text else []
    context = {"q": text, "hits": _hits(rows), "examples": EXAMPLES, "full": len(rows) == FOUND}
    return show(request, "portal/search.html", context)


def _hits(rows: Sequence[ItemRow]) -> list[Hit]:
    """The facts need the whole versions, which stay in memory: one statement for all, two the first time."""
    known = catalogue.published_of([row.id for row in rows]) if rows else {}
    return [Hit(row, facts.short(known[row.id])) for row in rows if row.id in known]


@require_safe
def organs(request: Request) -> HttpResponse:
    """按部门找"""
    return show(request, "portal/organs.html", {"organs": catalogue.organs_with_items()})


@require_safe
def organ(request: Request, organ_id: int) -> HttpResponse:
    """一个部门的全部事项"""
    view = organ_queries.organ(organ_id)
    page = catalogue.by_organ(organ_id, after=cursor(request), limit=LISTED)
    return show(request, "portal/organ.html", {"organ": view, "page": page, "hits": _hits(page.rows)})


@require_safe
def guide(request: Request, item_id: int) -> HttpResponse:
    """办事指南"""
    found = catalogue.guide(item_id)
    terms = found.terms
    context = {
        "guide": found, "terms": terms, "five": facts.five(terms), "stages": facts.stages(terms),
        "limits": facts.limits(terms), "ways": facts.ways(terms), "extent": facts.extent(terms),
        "materials": [(m, facts.paper_of(m)) for m in terms.materials],
        "organ": organ_queries.organ(terms.organ_id),
    }  # fmt: skip
    return show(request, "portal/guide.html", context)
