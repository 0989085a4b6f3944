"""What was applied for by a 授权委托, for the room that watches over helpers; without names."""

from collections.abc import Collection
from dataclasses import dataclass

from cityhall.cases.models import Case
from cityhall.cases.terms import Status


@dataclass(frozen=True)
class AgentCase:
    """One case made by it, or (without number) a draft."""

    number: str
    draft: str
    item_name: str
    status: Status
    over: bool


def cases_by_agency(agency_ids: Collection[int]) -> dict[int, tuple[AgentCase, ...]]:
    """By agency, in one statement (none where none is asked for). Who may know of them is for the caller to say."""
    if not agency_ids:
        return {}
    found: dict[int, list[AgentCase]] = {}
    rows = Case.objects.filter(application__agency_id__in=set(agency_ids)).order_by("id")
    fields = ("application__agency_id", "number", "application_id", "item_name", "status", "decided_at", "closed_at")
    for agency_id, number, draft, item, status, decided, closed in rows.values_list(*fields):
        one = AgentCase(number or "", "" if number else str(draft), item, Status(status), bool(decided or closed))
        found.setdefault(int(agency_id or 0), []).append(one)
    return {key: tuple(some) for key, some in found.items()}
