"""Finding cases among a million: each way of asking has its index, and whose they are to see is part of the question."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from cityhall.cases import rules
from cityhall.cases.models import Case
from cityhall.cases.terms import Status
from cityhall.catalogue import queries as catalogue
from cityhall.kernel.actor import Actor
from cityhall.kernel.paging import Page, backwards, keyset, page

from .lists import ORDER, CaseRow, with_clocks
from .visible import organs_seen, takes_part, visible

MOST_ITEMS = 12


def search(
    actor: Actor, text: str = "", status: str = "", after: str = "", limit: int = 30, *, item_id: int | None = None,
    standard_id: int | None = None,
) -> Page[CaseRow]:  # fmt: skip
    """Cases the actor may see, by number (from its front), applicant's name, credit code, item's name or short code;
    of one item, or of all items of one standard; latest first, pages both ways."""
    meant = rules.sought(text)
    by = _by(meant)
    if standard_id is not None:
        by &= Q(item_id__in=catalogue.items_of_standard(standard_id))
    parts = [visible(actor)] if meant.number or meant.code else _own_and_shared(actor)
    found = [_narrowed(rows, by, status, item_id) for rows in parts]
    cut = page(merged(found, after, limit), limit, (), lambda c: (c.received_at, c.pk), after)
    return Page(with_clocks(cut.rows), cut.next, cut.prev)


def _by(meant: rules.Sought) -> Q:
    if meant.number:
        return Q(number__startswith=meant.number)
    if meant.code:
        return Q(application__applicant_ref=f"entity:{meant.code}")
    if not meant.words:
        return Q()
    named = Q(applicant_name__startswith=meant.words)
    items = catalogue.item_ids(meant.words, MOST_ITEMS)
    return named | Q(item_id__in=items) if items else named


def _narrowed(rows: QuerySet[Case], by: Q, status: str, item_id: int | None) -> QuerySet[Case]:
    rows = rows.filter(by, received_at__isnull=False)
    if status:
        rows = rows.filter(status=status)
    return rows if item_id is None else rows.filter(item_id=item_id)


def _own_and_shared(actor: Actor) -> list[QuerySet[Case]]:
    """All cases of the actor's organs, as questions an index answers in order: those the organs own, and those of
    others in which they take part."""
    whole, organs = visible(actor), organs_seen(actor)
    if organs is None:
        return [Case.objects.exclude(status=Status.DRAFT)]
    if not organs or actor.mandates:
        return [whole]
    shared = Case.objects.filter(takes_part(organs)).exclude(organ_id__in=organs)
    return [Case.objects.filter(organ_id__in=organs), shared]


def merged(parts: Sequence[QuerySet[Case]], after: str, limit: int) -> list[Case]:
    """The first of several lists in the one order, as one list: one statement each."""
    found = [case for rows in parts for case in keyset(rows, ORDER, after, limit)]
    found.sort(key=lambda c: (c.received_at, c.pk), reverse=not backwards(after))
    return found[: limit + 1]
