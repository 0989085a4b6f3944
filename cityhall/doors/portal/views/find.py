"""Finding what one came for: search first, then the big things, then by organ; and the guide. Open to everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from cityhall.anywhere import queries as anywhere
from cityhall.cases import queries as cases
from cityhall.cases.terms import Status
from cityhall.catalogue import actions as count_questions
from cityhall.catalogue import queries as catalogue
from cityhall.catalogue.queries import ItemRow, Topic
from cityhall.catalogue.terms import TOPICS, ItemTerms
from cityhall.doors.components.asking import address, questions, said_in
from cityhall.doors.http import Request, show
from cityhall.doors.portal import facts, plain, summary
from cityhall.kernel.errors import NotFoundError
from cityhall.organs import queries as organ_queries

from .reform import ended

BIG, FOUND, STRIP, SHORT_LIST, MOST_DIGITS = 6, 30, 3, 8, 18
EXAMPLES = ("开饭店", "办社保", "租房备案", "老年卡")


@dataclass(frozen=True)
class Hit:
    row: ItemRow
    facts: Sequence[str]
    why: str = ""


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
    """找事项: what answers, why, and what to narrow it by; without a question the life events."""
    text, topic = request.GET.get("q", "").strip()[:80], request.GET.get("topic", "")[:30]
    organ_id = (
        int(chosen) if (chosen := request.GET.get("organ", "")).isdecimal() and len(chosen) < MOST_DIGITS else None
    )
    if not text and not topic:
        return show(request, "portal/search.html", {"examples": EXAMPLES, "topics": _topics()})
    found = catalogue.find(text, organ_id=organ_id, topic=topic, limit=FOUND)
    if text and organ_id is None and not topic and request.method == "GET":
        count_questions.hear(text, found=0 if found.nearly else len(found.hits))
    why = {hit.row.id: hit.why for hit in found.hits}
    context = {
        "q": text, "topic": topic, "organ_id": organ_id, "found": found, "examples": EXAMPLES,
        "hits": _hits([hit.row for hit in found.hits], why), "full": len(found.hits) == FOUND,
        "topics": [] if found.hits else _topics(), "columns": catalogue.column_ids() if found.topics else {},
    }  # fmt: skip
    return show(request, "portal/search.html", context)


def _topics() -> list[tuple[str, list[Topic]]]:
    """Life events, a person's and an enterprise's."""
    told = catalogue.topics()
    groups = [(who.label, [t for t in told if t.audience is who]) for who in TOPICS]
    return [(label, rows) for label, rows in groups if rows]


def _hits(rows: Sequence[ItemRow], why: Mapping[int, str] | None = None) -> list[Hit]:
    """The facts need the whole versions, which stay in memory: one statement for all, two the first time."""
    known = catalogue.published_of([row.id for row in rows]) if rows else {}
    return [Hit(row, facts.short(known[row.id]), (why or {}).get(row.id, "")) for row in rows if row.id in known]


@require_safe
def organs(request: Request) -> HttpResponse:
    """按部门找"""
    return show(request, "portal/organs.html", {"organs": catalogue.organs_with_items()})


@require_safe
def guide(request: Request, item_id: int) -> HttpResponse:
    """办事指南"""
    try:
        found = catalogue.guide(item_id)
    except NotFoundError:
        gone = ended(request, item_id)
        if gone is None:
            raise
        return gone
    if (asked := request.GET.get("q", "")[:80]) and request.method == "GET":
        count_questions.hear(asked, opened=True)
    terms, organ = found.terms, organ_queries.organ(found.terms.organ_id)
    place = summary.Place(organ.address, organ.phone or "12345")
    told = papers(terms, request.GET, reverse("guide", args=[item_id]))
    context = {
        "guide": found, "summary": summary.lines(terms, told["by_answers"], place), "bring": summary.BRING, "terms": terms,
        "stages": facts.stages(terms),
        "limits": facts.limits(terms), "ways": facts.ways(terms), "extent": facts.extent(terms),
        "organ": organ, "columns": catalogue.columns_of_item(item_id),
        "delegated": organ_queries.delegations_of(item_id), "elsewhere": anywhere.elsewhere(item_id),
        "reforms": catalogue.reform_notes(item_id),
        **told,
    }  # fmt: skip
    return show(request, "portal/guide.html", context, part="portal/papers.html")


def papers(terms: ItemTerms, asked: QueryDict, here: str) -> dict[str, Any]:
    """The list of materials; where the item asks questions, as it is for the answers in the address, with reasons."""
    said = said_in(terms, asked)
    told = catalogue.situation_of(terms, said)
    by_key = {line.key: line for line in (*told.needed, *told.maybe)}
    swap = {"data-live": here, "data-target": "#papers-part", "data-get": True}
    return {
        "materials": [(m, facts.paper_of(m), by_key[m.key]) for m in terms.materials if m.key in by_key],
        "by_answers": told, "situation": told if terms.asks else None, "questions": questions(terms, said, swap),
        "address": address(terms, said), "five": facts.five(terms, told),
    }  # fmt: skip
