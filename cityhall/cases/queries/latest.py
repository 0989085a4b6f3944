"""When an item was last asked for: what a review of the catalogue wants to know."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max

from cityhall.cases.models import Case
from cityhall.kernel import clock


def last_cases(item_ids: Collection[int]) -> dict[int, date]:
    """The day the latest case of each item was received; items without a case are left out."""
    rows = Case.objects.filter(item_id__in=item_ids, received_at__isnull=False).order_by()
    latest = rows.values_list("item_id").annotate(at=Max("received_at"))
    return {item_id: clock.local(at).date() for item_id, at in latest}
