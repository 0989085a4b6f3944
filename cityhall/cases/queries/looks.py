"""谁看过我: every time somebody saw a sealed value of the reader's whole, told to her (个人信息保护法 第七条, 第四十四条)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cityhall.cases.models import Case
from cityhall.cases.terms import Sealed
from cityhall.catalogue import queries as catalogue
from cityhall.kernel.actor import Actor
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.journal import queries as journal
from cityhall.kernel.journal.queries import Line
from cityhall.kernel.paging import Page
from cityhall.organs import queries as organs
from cityhall.organs.queries import Official
from cityhall.people import queries as people

from .story import purpose_label

EVENTS = ("case.revealed", "people.revealed")
MOST_CASES = 1000
OWN_FIELDS = {"id_number": "证件号码", "phone": "联系电话", "address": "地址"}


@dataclass(frozen=True)
class Look:
    """One look: when, by whom of which organ, at what, what for. Names of officials on duty are no secret."""

    id: int
    at: datetime
    organ: str
    name: str
    post: str
    what: str
    purpose: str
    note: str
    case_number: str
    item_name: str
    organ_id: int | None  # whose affair it was


def looks_at_me(actor: Actor, after: str = "", limit: int = 20) -> Page[Look]:
    """Newest first. Her own cases, whether she applied for them online or at a window, and what the city holds of her.
    Five statements, and one for each version not in memory yet."""
    cases = _my_cases(actor)
    before = int(after) if after.isdecimal() else None
    found = journal.latest_events([*cases, *people.own_refs(actor)], EVENTS, limit + 1, before)
    rows = _looks(found[:limit], cases)
    return Page(rows, str(rows[-1].id) if len(found) > limit else "")


def look_at_me(actor: Actor, look_id: int) -> Look:
    """One of them."""
    cases = _my_cases(actor)
    found = journal.latest_events([*cases, *people.own_refs(actor)], EVENTS, 1, look_id + 1)
    if not found or found[0].id != look_id:
        raise NotFoundError("look.unknown", "没有找到这次查看记录，请回到“谁看过我”重新选择")
    return _looks(found, cases)[0]


def _my_cases(actor: Actor) -> Mapping[str, Case]:
    """By ref, the newest so many. Two statements."""
    people.me(actor)
    mine = Case.objects.filter(application__account=actor.account_id, number__isnull=False)
    at_window = Case.objects.filter(application__applicant_ref__in=people.own_refs(actor), number__isnull=False)
    rows = [*mine.order_by("-id")[:MOST_CASES], *at_window.order_by("-id")[:MOST_CASES]]
    return {case.ref: case for case in rows}


def _looks(lines: Sequence[Line], cases: Mapping[str, Case]) -> list[Look]:
    accounts = [line.account_id for line in lines if line.account_id is not None]
    known = organs.officials(accounts) if accounts else {}
    return [_look(line, cases.get(line.ref), known.get(line.account_id or 0)) for line in lines]


def _look(line: Line, case: Case | None, official: Official | None) -> Look:
    """As it was written down then; of old lines that did not say it, the organ and post of today."""
    said = line.values
    return Look(
        line.id, line.at, str(said.get("organ") or (official.organ if official else "")), line.actor,
        str(said.get("post") or (official.post if official else "")), _what(str(said.get("field", "")), case),
        purpose_label(said), str(said.get("note", "")), str(case.number) if case else "",
        case.item_name if case else "", line.organ_id,
    )  # fmt: skip


def _what(field: str, case: Case | None) -> str:
    if case is None:
        return OWN_FIELDS.get(field, field)
    known = {one.value: one.label for one in Sealed}
    labels = {spec.key: spec.label for spec in catalogue.terms(str(case.item_version_id)).fields}
    return labels.get(field) or known.get(field, field)
