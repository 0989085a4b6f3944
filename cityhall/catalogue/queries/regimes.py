"""The rules of each procedure as those who look after them read them: now, before, and what a change would reach."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet

from cityhall.catalogue.models import Item, Regime, RegimeVersion
from cityhall.catalogue.rules import differences
from cityhall.catalogue.rules.differences import Change
from cityhall.catalogue.rules.regimes import ALWAYS, BY_LOCAL_RULE, MOVES, check_regime, read_regime, regimes
from cityhall.catalogue.terms import Can, Procedure, RegimeTerms
from cityhall.kernel.actor import Actor, require
from cityhall.kernel.errors import NotFoundError
from cityhall.kernel.paging import Page, keyset, page

from .setup import SetupRow, setup_row

FOLLOWING = frozenset({"deem_accepted", "refuse", "extend", "resume"})  # they come with something else that is said
CHOOSABLE = MOVES - frozenset(ALWAYS) - FOLLOWING
LOCAL = BY_LOCAL_RULE


@dataclass(frozen=True)
class RegimeView:
    """One procedure's rules: as they are, as the law's table has them, and how many versions came before."""

    procedure: Procedure
    terms: RegimeTerms
    law: RegimeTerms
    content: Mapping[str, Any]
    source: str
    changed_at: datetime | None
    version: int

    @property
    def ref(self) -> str:
        return f"regime:{self.procedure}"


@dataclass(frozen=True)
class RegimeLine:
    """One version in the history, with what it changed."""

    number: int
    from_at: datetime | None
    by: str
    why: str
    changes: tuple[Change, ...]


def regime_views(actor: Actor) -> list[RegimeView]:
    """All procedures, in the order of the law's table."""
    _may_read(actor)
    rows = {row.procedure: row for row in Regime.objects.all()}
    return [_view(rows[p.value]) for p in Procedure if p.value in rows]


def regime_view(actor: Actor, procedure: str) -> RegimeView:
    _may_read(actor)
    row = Regime.objects.filter(procedure=procedure).first()
    if row is None:
        raise NotFoundError("catalogue.no_regime", "没有找到这一类事项的办理规则，请返回列表重新选择")
    return _view(row)


def regime_history(actor: Actor, procedure: str, called: Mapping[str, str]) -> list[RegimeLine]:
    """Every version of a procedure's rules, latest first, each with what it changed. `called` names the moves."""
    _may_read(actor)
    rows = list(RegimeVersion.objects.filter(procedure=procedure).order_by("number"))
    terms = [read_regime(row.content) for row in rows]
    told = [(), *(tuple(differences.of_regimes(a, b, called)) for a, b in pairwise(terms))]
    lines = [RegimeLine(r.number, r.from_at, r.by, r.why, changes) for r, changes in zip(rows, told, strict=False)]
    return lines[::-1]


def regime_preview(
    actor: Actor, procedure: str, content: Mapping[str, Any], called: Mapping[str, str]
) -> tuple[RegimeTerms, list[Change]]:
    """What these rules would be, checked as saving checks them, and how they differ from today's."""
    now = regime_view(actor, procedure).terms
    then = check_regime(now.procedure, content)
    return then, differences.of_regimes(now, then, called)


def items_behind(actor: Actor, procedure: str, *, after: str = "", limit: int = 50) -> Page[SetupRow]:
    """Published items of this procedure that were published before its rules last changed: they take them when they
    are published next."""
    _may_read(actor)
    changed = Regime.objects.filter(procedure=procedure).values_list("changed_at", flat=True).first()
    if changed is None:
        return Page([], "")
    rows = Item.objects.select_related("organ").filter(procedure=procedure, published_version__published_at__lt=changed)
    rows = _within(actor, rows)
    cut = page(list(keyset(rows, ["name", "id"], after, limit)), limit, (), lambda i: (i.name, i.pk))
    return Page([setup_row(i) for i in cut.rows], cut.next)


def published_under(actor: Actor, procedure: str) -> int:
    """How many items of this procedure are open: whom a change will reach, each at its next publishing."""
    _may_read(actor)
    rows = Item.objects.filter(procedure=procedure, published_version__isnull=False)
    return _within(actor, rows).count()


def _may_read(actor: Actor) -> None:
    """Who edits items, and who sets the rules they go by."""
    if not actor.may(Can.SET_REGIMES):
        require(actor, Can.EDIT_ITEMS)


def _within(actor: Actor, rows: QuerySet[Item]) -> QuerySet[Item]:
    if actor.reach(Can.SET_REGIMES) is None:
        return rows
    reach = actor.reach(Can.EDIT_ITEMS)
    return rows if reach is None else rows.filter(organ_id__in=reach)


def _view(row: Regime) -> RegimeView:
    procedure = Procedure(row.procedure)
    return RegimeView(
        procedure, read_regime(row.content), regimes()[procedure], row.content, row.source, row.changed_at, row.version
    )
